#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "storage/temporary_folder.hpp"
#include "support/program.hpp"

/// \file
/// Candle files through the real program: a part of them played, all of them checked, some fetched in vain.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;

class Data : public ::testing::Test {
protected:
    /// A hundred hours of five-minute candles from 2025-04-03T17:00:00Z on, whose price swings.
    std::string swinging() const
    {
        const auto path = folder.path() / "SOLUSDT-5m.csv";
        std::ofstream out{path};
        const auto cents = [](int place) {
            return 10'000 + static_cast<int>(std::lround(1'000 * std::sin(place / 20.0))) + 2 * place;
        };
        const auto price = [](int value) {
            const std::string rest = std::to_string(value % 100);
            return std::to_string(value / 100) + (rest.size() == 1 ? ".0" : ".") + rest;
        };
        for (int i = 0; i < 1'200; ++i) {
            const int open = cents(i);
            const int close = cents(i + 1);
            out << 1'743'699'600 + i * 300 << ',' << price(open) << ',' << price(std::max(open, close) + 5) << ','
                << price(std::min(open, close) - 5) << ',' << price(close) << ",5000\n";
        }
        return path.string();
    }
    std::string write(const std::string& name, const std::string& text) const
    {
        const auto path = folder.path() / name;
        std::ofstream{path} << text;
        return path.string();
    }
    static Ran replay(const std::string& file, std::vector<std::string> more)
    {
        std::vector<std::string> arguments{"run",
                                           "--market",
                                           "replay",
                                           "--speed",
                                           "max",
                                           "--exit-at-end",
                                           "--json",
                                           "--set",
                                           "agents.buy_bot.rules=[]",
                                           "--set",
                                           "agents.online_trading.ema_cross.rsi_max=100",
                                           "--data",
                                           file};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return run_program(std::move(arguments));
    }

    storage::TemporaryFolder folder;
};

TEST_F(Data, AReplayOfAPartIsPlayedByStrategiesThatKnowWhatWasBefore)
{
    const std::vector<std::string> part{"--from", "2025-04-07T04:00", "--to", "2025-04-07T08:00"};
    const Ran with = replay(swinging(), part);
    ASSERT_EQ(with.exit, Exit{}) << with.errors;
    const json::object said = json::parse(with.output).as_object();
    const json::object& played = said.at("played").as_array().at(0).as_object();
    EXPECT_EQ(played.at("from"), "2025-04-07T04:00:00.000Z");
    EXPECT_EQ(played.at("to"), "2025-04-07T08:00:00.000Z");
    EXPECT_EQ(played.at("candles"), 48);
    EXPECT_EQ(played.at("warmup"), 996);
    EXPECT_EQ(played.at("left_out"), 156);
    EXPECT_GT(said.at("signals").as_int64(), 0);

    std::vector<std::string> without_warmup = part;
    without_warmup.insert(without_warmup.end(), {"--set", "market.warmup=0"});
    const Ran without = replay(swinging(), without_warmup);
    ASSERT_EQ(without.exit, Exit{}) << without.errors;
    EXPECT_EQ(json::parse(without.output).as_object().at("signals"), 0) << "too little is known in four hours";
}

TEST_F(Data, AReplayOfNothingIsWrongUsageAndSaysWhatThereIs)
{
    const Ran ran = replay(swinging(), {"--from", "2026-01-01"});
    EXPECT_EQ(ran.exit, Exit{2});
    EXPECT_THAT(ran.errors, HasSubstr("SOLUSDT has candles from 2025-04-03T17:00:00.000Z to 2025-04-07T21:00:00.000Z"));
    EXPECT_EQ(replay(swinging(), {"--from", "2025-04-05", "--to", "2025-04-05"}).exit, Exit{2});
    EXPECT_EQ(replay(swinging(), {"--from", "yesterday"}).exit, Exit{2});
}

TEST_F(Data, ACheckShowsWhatARunWouldSeeAndFailsWhereItWouldNotRun)
{
    const Ran good = run_program({"data", "check", "--json", swinging()});
    ASSERT_EQ(good.exit, Exit{}) << good.errors;
    const json::object check = json::parse(good.output).as_array().at(0).as_object();
    EXPECT_EQ(check.at("symbol"), "SOLUSDT");
    EXPECT_EQ(check.at("candles"), 1'200);
    EXPECT_EQ(check.at("interval"), "5m");
    EXPECT_EQ(check.at("usable"), true);

    const std::string bad =
        write("BTCUSDT.csv", "1743699600,1,2,1,1,5\n1743699900,1,0.5,1,1,5\n1743700200,1,2,1,1,5\n");
    const Ran both = run_program({"data", "check", bad, swinging()});
    EXPECT_EQ(both.exit, Exit{2});
    EXPECT_THAT(both.output, HasSubstr("BTCUSDT: cannot be played"));
    EXPECT_THAT(both.output, HasSubstr("BTCUSDT.csv, line 2: the high is below the open or the close"));
    EXPECT_THAT(both.output, HasSubstr("1200 of 5m")) << "the others are shown all the same";
    EXPECT_EQ(run_program({"data", "check", folder.path().string() + "/none.csv"}).exit, Exit{2});
}

TEST_F(Data, ASymbolOfAnotherScriptIsTradedAndRecordedLikeAnyOther)
{
    const std::string file = (folder.path() / "币安人生USDT-5m.csv").string();
    std::filesystem::rename(swinging(), file);
    const std::string state = (folder.path() / "state").string();
    const Ran ran = replay(file, {"--state-folder", state});
    ASSERT_EQ(ran.exit, Exit{}) << ran.errors;
    const json::object said = json::parse(ran.output).as_object();
    EXPECT_EQ(said.at("played").as_array().at(0).as_object().at("symbol"), "币安人生USDT");
    EXPECT_GT(said.at("fills").as_int64(), 0) << ran.output;
    EXPECT_EQ(said.at("ledger").as_object().at("verified"), true);
    const Ran ledger = run_program({"audit", "export", "--state-folder", state});
    ASSERT_EQ(ledger.exit, Exit{}) << ledger.errors;
    EXPECT_THAT(ledger.output, HasSubstr("paper:币安人生USDT"));
    const Ran settings = run_program({"config", "print", "--set", "market.binance_instruments=[币安人生USDT]"});
    EXPECT_THAT(settings.output, HasSubstr("币安人生USDT")) << settings.errors;
}

TEST_F(Data, AFetchSaysWhatIsWrongWithWhatWasTyped)
{
    const std::string into = (folder.path() / "data").string();
    const auto fetch = [&](const char* symbol, const char* interval, const char* from) {
        return run_program({"data", "fetch", symbol, "--interval", interval, "--from", from, "--folder", into});
    };
    EXPECT_THAT(fetch("BTCUSDT", "7m", "2025-04-01").errors, HasSubstr("--interval \"7m\": Binance has candles of 1s"));
    EXPECT_THAT(fetch("BTCUSDT", "5m", "soon").errors, HasSubstr("--from \"soon\": is not a time"));
    EXPECT_EQ(fetch("BTC/USDT", "5m", "2025-04-01").exit, Exit{2});
    EXPECT_EQ(fetch("BTCUSDT", "5m", "2099-04-01").exit, Exit{2}) << "it is not over";
    EXPECT_FALSE(std::filesystem::exists(into));
}

}  // namespace
}  // namespace swarmdesk::testing
