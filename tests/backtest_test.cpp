#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>

#include "storage/temporary_folder.hpp"
#include "support/program.hpp"

/// \file
/// `swarmdesk backtest` and `swarmdesk optimize` as a user calls them, on a month of made-up candles.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class BacktestProgram : public ::testing::Test {
protected:
    /// So many five-minute candles that rise and fall in waves of several lengths.
    std::string write_candles(const char* name, int count, int fall = 0) const
    {
        const fs::path path = folder.path() / name;
        std::ofstream out{path};
        out << "time,open,high,low,close,volume\n";
        std::int64_t last = 1'000'000;  // hundredths
        std::uint32_t noise = 12'345;
        for (int i = 0; i < count; ++i) {
            noise = noise * 1'664'525u + 1'013'904'223u;
            const int slow = i / 300 % 2 == 0 ? 1 : -1;
            const int fast = i / 37 % 2 == 0 ? 1 : -1;
            const std::int64_t close = std::max<std::int64_t>(
                last - fall + slow * 350 + fast * 900 + static_cast<std::int64_t>(noise >> 21) - 1024, 5'000);
            const auto price = [](std::int64_t hundredths) {
                const std::string cents = std::to_string(100 + hundredths % 100);
                return std::to_string(hundredths / 100) + "." + cents.substr(1);
            };
            out << 1'735'689'600'000 + std::int64_t{i} * 300'000 << ',' << price(last) << ','
                << price(std::max(last, close) + 250) << ',' << price(std::min(last, close) - 250) << ','
                << price(close) << ",4000\n";
            last = close;
        }
        return path.string();
    }
    std::string write(const char* name, const std::string& text) const
    {
        const fs::path path = folder.path() / name;
        std::ofstream{path} << text;
        return path.string();
    }
    static std::string read(const fs::path& path)
    {
        std::ifstream in{path};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    /// Always wants to be in, and is stopped out whenever the market falls.
    std::string always_in() const
    {
        return write("always_in.yaml",
                     "name: always_in\n"
                     "parameters: {loss: {default: 2.1, min: 2.1, max: 2.5, step: 0.2}}\n"
                     "entry: {when: close > 0}\n"
                     "stop: {percent: $loss}\n"
                     "sizing: {quote_amount: 500}\n");
    }
    static std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

    storage::TemporaryFolder folder;
    std::string candles = write_candles("BTCUSDT-5m.csv", 8'640);
};

/// What stands in both reports though one counts milliseconds on its way to the exchange and the other draws them.
json::value without_times(json::value report)
{
    json::array trades;
    for (const json::value& trade : report.at("closed").as_array())
        trades.push_back({{"owner", trade.at("owner")},
                          {"instrument", trade.at("instrument")},
                          {"entry_cost", trade.at("entry_cost")},
                          {"result", trade.at("result")},
                          {"exit", trade.at("exit")}});
    return {{"trades", trades},
            {"money", report.at("money")},
            {"activity", report.at("activity")},
            {"max_drawdown", report.at("drawdown").at("max_percent")}};
}

TEST_F(BacktestProgram, TradesAsTheWholeDeskDoes)
{
    const std::vector<std::string> settings{"agents.online_trading.ema_cross.fast_period=6",
                                            "agents.online_trading.ema_cross.slow_period=24",
                                            "agents.online_trading.ema_cross.regime_efficiency_min=0"};
    std::vector<std::string> tried{"backtest", "ema_cross", "--data", candles, "--json"};
    const std::string page = (folder.path() / "report.json").string();
    std::vector<std::string> played{"run",      "--market",
                                    "replay",   "--data",
                                    candles,    "--speed",
                                    "max",      "--json",
                                    "--report", page,
                                    "--set",    "agents.buy_bot.rules=[]",
                                    "--set",    "agents.treasury.raises_signals=false"};
    for (auto* arguments : {&tried, &played})
        for (const std::string& setting : settings) arguments->insert(arguments->end(), {"--set", setting});
    const Ran backtest = run_program(tried);
    ASSERT_EQ(backtest.exit, Exit{}) << backtest.errors;
    const Ran replay = run_program(played);
    ASSERT_EQ(replay.exit, Exit{}) << replay.errors;
    const json::value ours = json::parse(backtest.output).as_array().at(0).at("report");
    const json::value desks = json::parse(read(page));
    ASSERT_GT(ours.at("closed").as_array().size(), 10u);
    EXPECT_EQ(json::serialize(without_times(ours)), json::serialize(without_times(desks)));
}

TEST_F(BacktestProgram, PutsStrategiesBesideEachOtherAndWritesThePageOfOne)
{
    const Ran several = run_program({"backtest", "ema_cross", "dca", "--data", candles});
    ASSERT_EQ(several.exit, Exit{}) << several.errors;
    EXPECT_THAT(several.output, HasSubstr("ema_cross"));
    EXPECT_THAT(several.output, HasSubstr("hold paper:BTCUSDT"));
    EXPECT_THAT(several.output, HasSubstr(" signals"));
    const fs::path page = folder.path() / "page.html";
    const Ran one =
        run_program({"backtest", "ema_cross", "--param", "fast_period=12", "--data", candles, "--html", page.string()});
    ASSERT_EQ(one.exit, Exit{}) << one.errors;
    EXPECT_THAT(read(page), StartsWith("<!doctype html>"));
}

TEST_F(BacktestProgram, SaysWhatIsWrongAndExitsWithTwo)
{
    const auto refusal = [&](std::vector<std::string> arguments) {
        const Ran ran = run_program(std::move(arguments));
        EXPECT_EQ(ran.exit, Exit{2}) << ran.errors;
        return ran.errors;
    };
    EXPECT_THAT(refusal({"backtest", "ema_cros", "--data", candles}), HasSubstr("known: "));
    EXPECT_THAT(refusal({"backtest", "none.yaml", "--data", candles}), HasSubstr("none.yaml"));
    EXPECT_THAT(refusal({"backtest", write("bad.yaml", "name: x\nentri: y\n"), "--data", candles}),
                HasSubstr("bad.yaml"));
    const std::string unknown = refusal({"backtest", "ema_cross", "--param", "fast_perio=3", "--data", candles});
    EXPECT_THAT(unknown, HasSubstr("fast_perio (--param)"));
    EXPECT_THAT(unknown, Not(HasSubstr("--set")));
    const std::string minutes = write("minutes.yaml",
                                      "name: minutes\ntimeframe: 1m\n"
                                      "parameters: {loss: {default: 2, min: 2, max: 3, step: 1}}\n"
                                      "entry: {when: close > 0}\n"
                                      "stop: {percent: $loss}\nsizing: {quote_amount: 500}\n");
    EXPECT_THAT(refusal({"backtest", minutes, "--data", candles}), HasSubstr("cannot be made of candles of 5m"));
    EXPECT_THAT(refusal({"optimize", minutes, "--data", candles}), HasSubstr("cannot be made of candles of 5m"));
    EXPECT_THAT(refusal({"run", "--market", "replay", "--speed", "max", "--data", candles, "--set",
                         "agents.online_trading.strategies=[" + minutes + "]"}),
                HasSubstr("cannot be made of candles of 5m"));
    const std::string odd = write("odd.yaml",
                                  "name: odd\ntimeframe: 90s\nentry: {when: close > 0}\n"
                                  "stop: {percent: 2}\nsizing: {quote_amount: 500}\n");
    EXPECT_THAT(
        refusal({"run", "--market", "simulated", "--port", "0", "--state-folder", (folder.path() / "state").string(),
                 "--set", "agents.online_trading.strategies=[" + odd + "]"}),
        HasSubstr("cannot be made of candles of 1m"))
        << "a live market's candles are known before there is one";
    EXPECT_THAT(refusal({"backtest", "ema_cross", "dca", "--data", candles, "--html", "page.html"}),
                HasSubstr("names a folder"));
    EXPECT_THAT(refusal({"backtest", "ema_cross", "dca", "--data", candles, "--export", "trades.csv"}),
                HasSubstr("names a folder"));
    EXPECT_THAT(refusal({"backtest", "ema_cross", "--data", candles, "--rearm", "soon"}), HasSubstr("--rearm takes"));
    EXPECT_THAT(refusal({"run", "--rearm", "1h"}), HasSubstr("swarmdesk rearm"));
    EXPECT_THAT(refusal({"backtest", "ema_cross", "--param", "fast_period=1:5:1", "--data", candles}),
                HasSubstr("optimize"));
    EXPECT_THAT(refusal({"backtest", "ema_cross"}), HasSubstr("data"));
    EXPECT_THAT(refusal({"backtest", "ema_cross", "--data", candles, "--from", "2031-01-01"}), HasSubstr("2025-01-31"));
    EXPECT_THAT(refusal({"optimize", "ema_cross", "--data", candles}), HasSubstr("--vary"));
    EXPECT_THAT(refusal({"optimize", "ema_cross", "--vary", "fast_period=5:1:1", "--data", candles}),
                HasSubstr("fast_period"));
    EXPECT_THAT(refusal({"optimize", "ema_cross", "--vary", "nothing=1:5:1", "--data", candles}), HasSubstr("nothing"));
    EXPECT_THAT(
        refusal({"optimize", "ema_cross", "--vary", "fast_period=5:9:1", "--method", "magic", "--data", candles}),
        HasSubstr("tpe"));
    EXPECT_THAT(refusal({"optimize", "ema_cross", "--vary", "fast_period=5:9:1", "--train", "480h", "--data", candles}),
                HasSubstr("--test"));
    EXPECT_THAT(refusal({"optimize", "ema_cross", "--vary", "fast_period=5:9:1", "--train", "480h", "--test", "240h",
                         "--hold-out", "20", "--data", candles}),
                HasSubstr("--hold-out"));
}

TEST_F(BacktestProgram, ASearchShowsWhatItDidNotSeeAndGoesOnWhereItWas)
{
    const fs::path study = folder.path() / "study";
    const fs::path page = folder.path() / "study.html";
    const std::vector<std::string> command{
        "optimize", "ema_cross", "--vary", "fast_period=6:30:6", "--vary", "slow_period=40:120:20", "--data", candles,
        "--runs",   "8",         "--out",  study.string(),       "--html", page.string(),           "--json"};
    const Ran first = run_program(command);
    ASSERT_EQ(first.exit, Exit{}) << first.errors;
    const json::value found = json::parse(first.output);
    EXPECT_EQ(found.at("remembered").to_number<int>(), 0);
    const json::value& best = found.at("windows").as_array().at(0).at("tries").as_array().at(0);
    EXPECT_TRUE(best.as_object().contains("test"));
    EXPECT_THAT(read(page), HasSubstr("Map of the parameters"));

    const Ran again = run_program(command);
    ASSERT_EQ(again.exit, Exit{}) << again.errors;
    const json::value remembered = json::parse(again.output);
    EXPECT_EQ(remembered.at("remembered"), remembered.at("runs"));
    EXPECT_EQ(json::serialize(remembered.at("windows")), json::serialize(found.at("windows")));

    // A line that was cut off is run again; another study's folder is refused, and so is what is no study.
    const std::string lines = read(study / "study.jsonl");
    std::ofstream{study / "study.jsonl"} << lines.substr(0, lines.size() - 20);
    const Ran mended = run_program(command);
    ASSERT_EQ(mended.exit, Exit{}) << mended.errors;
    EXPECT_EQ(json::serialize(json::parse(mended.output).at("windows")), json::serialize(found.at("windows")));
    std::vector<std::string> other = command;
    other[3] = "fast_period=6:30:8";
    const Ran refused = run_program(other);
    EXPECT_EQ(refused.exit, Exit{6});
    EXPECT_THAT(refused.errors, HasSubstr("another study"));
    std::ofstream{study / "study.jsonl"} << "nonsense\n";
    const Ran corrupt = run_program(command);
    EXPECT_EQ(corrupt.exit, Exit{6});
    EXPECT_THAT(corrupt.errors, HasSubstr("study.jsonl:1"));
}

TEST_F(BacktestProgram, SaysFirstThatALossStreakEndedItAndGoesOnWhereAPolicyRearms)
{
    const std::string strategy = always_in();
    const std::string falling = write_candles("ETHUSDT-5m.csv", 8'640, 60);
    const Ran stopped = run_program({"backtest", strategy, "--data", falling});
    ASSERT_EQ(stopped.exit, Exit{}) << stopped.errors;
    EXPECT_THAT(first_line(stopped.output), StartsWith("LOSS_STREAK from 2025-01-0"));
    EXPECT_THAT(first_line(stopped.output), HasSubstr(" on: nothing new was entered ("));
    EXPECT_THAT(first_line(stopped.output), HasSubstr("account paper"));

    const auto outcome = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"backtest", strategy, "--data", falling, "--json"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run_program(std::move(arguments));
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        return json::parse(ran.output).as_array().at(0);
    };
    const json::value without = outcome({});
    ASSERT_EQ(without.at("loss_streaks").as_array().size(), 1u);
    EXPECT_EQ(without.at("loss_streaks").at(0).at("rearmed_by"), "");
    EXPECT_GT(without.at("loss_streaks").at(0).at("denied").to_number<int>(), 0);
    const json::value with = outcome({"--rearm", "1h"});
    EXPECT_EQ(with.at("loss_streaks").at(0).at("rearmed_by"), "rearm:1h");
    EXPECT_GT(with.at("report").at("closed").as_array().size(), without.at("report").at("closed").as_array().size());

    const auto replay = [&](std::vector<std::string> more) {
        std::vector<std::string> arguments{"run",
                                           "--market",
                                           "replay",
                                           "--speed",
                                           "max",
                                           "--data",
                                           falling,
                                           "--set",
                                           "agents.buy_bot.rules=[]",
                                           "--set",
                                           "agents.online_trading.strategies=[" + strategy + "]"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        const Ran ran = run_program(std::move(arguments));
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        return ran.output;
    };
    EXPECT_THAT(first_line(replay({})), StartsWith("LOSS_STREAK from 2025-01-0"));
    EXPECT_THAT(first_line(replay({"--rearm", "1h"})), HasSubstr("then re-armed by rearm:1h"));

    const std::vector<std::string> search{"optimize", strategy, "--data", falling, "--runs", "3", "--trades-min", "1"};
    const Ran searched = run_program(search);
    ASSERT_EQ(searched.exit, Exit{}) << searched.errors;
    EXPECT_THAT(searched.output, StartsWith("LOSS_STREAK: "));
    EXPECT_THAT(searched.output, HasSubstr(": 3 points, "));
}

TEST_F(BacktestProgram, LeavesItsTradesFillsAndEquityWithTheColumnsOfALedgersExport)
{
    const std::string results = (folder.path() / "results").string();
    const std::string trades = (folder.path() / "trades.csv").string();
    const std::string strategy = always_in();
    ASSERT_EQ(run_program({"backtest", strategy, "--data", candles, "--export", results}).exit, Exit{});
    ASSERT_EQ(run_program({"backtest", strategy, "--data", candles, "--export", trades}).exit, Exit{});
    EXPECT_EQ(read(trades), read(results + "/trades.csv"));

    const std::string state = (folder.path() / "state").string();
    const Ran played = run_program({"run", "--market", "replay", "--speed", "max", "--data", candles, "--state-folder",
                                    state, "--set", "agents.online_trading.strategies=[" + strategy + "]"});
    ASSERT_EQ(played.exit, Exit{}) << played.errors;
    for (const std::string name : {"trades", "fills", "equity"}) {
        const Ran exported = run_program({"export", name, "--state-folder", state});
        EXPECT_EQ(first_line(read(results + "/" + name + ".csv")), first_line(exported.output)) << name;
        EXPECT_GT(read(results + "/" + name + ".csv").size(), first_line(exported.output).size() + 50) << name;
    }

    const Ran several = run_program(
        {"backtest", strategy, "dca", "--data", candles, "--export", results, "--html", results + "/pages"});
    ASSERT_EQ(several.exit, Exit{}) << several.errors;
    EXPECT_EQ(read(results + "/always_in-trades.csv"), read(trades));
    EXPECT_THAT(read(results + "/pages/dca.html"), StartsWith("<!doctype html>"));
    EXPECT_THAT(read(results + "/pages/always_in.html"), StartsWith("<!doctype html>"));
}

}  // namespace
}  // namespace swarmdesk::testing
