#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <cmath>
#include <fstream>
#include <numbers>

#include "storage/temporary_folder.hpp"
#include "support/oracle.hpp"
#include "support/program.hpp"

/// \file
/// Recordings of our own making through the whole desk, in other money than dollars and with other fees than the usual
/// ones. Each outcome is added up a second time by tools/ledger_pnl.py, which shares no code with the desk.
namespace swarmdesk::testing {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using namespace trading::execution;
using namespace swarmdesk::literals;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int candles = 600;

class Markets : public ::testing::Test {
protected:
    /// Waves of five minutes' candles around a price in cents, with a volume that fills any of our orders.
    std::string record(const std::string& symbol, int cents)
    {
        const fs::path path = folder_.path() / (symbol + "-5m.csv");
        std::ofstream out{path};
        const auto at = [cents](int candle) {
            return cents + static_cast<int>(cents / 20 * std::sin(candle * 2 * std::numbers::pi / 150));
        };
        const auto price = [](int in_cents) {
            const std::string part = std::to_string(in_cents % 100);
            return std::to_string(in_cents / 100) + "." + (part.size() == 1 ? "0" : "") + part;
        };
        for (int i = 0; i < candles; ++i) {
            const int open = at(i);
            const int close = at(i + 1);
            out << 1'743'700'200'000 + std::int64_t{i} * 300'000 << ',' << price(open) << ','
                << price(std::max(open, close) + 3) << ',' << price(std::min(open, close) - 3) << ',' << price(close)
                << ",5000000.0\n";
        }
        const Decimal last = Decimal::parse(price(at(candles))).value();
        const Decimal half = multiply(last, "0.00005"_dec, Rounding::away_from_zero);  // of one basis point
        marks_.push_back(symbol + "=" + round_to_step(last - half, tick_of(symbol), Rounding::toward_zero).to_string() +
                         ":" + round_to_step(last + half, tick_of(symbol), Rounding::away_from_zero).to_string());
        files_.push_back(path.string());
        return path.string();
    }
    static Decimal tick_of(const std::string& symbol) { return symbol == "EURUSDT" ? "0.0001"_dec : "0.01"_dec; }

    struct Outcome {
        json::object said;
        History history;
        std::string words;
    };
    Outcome replay(const std::vector<std::string>& settings)
    {
        const fs::path state = folder_.path() / ("state-" + std::to_string(++runs_));
        std::vector<std::string> arguments{"run",           "--market",    "replay", "--speed", "max",
                                           "--exit-at-end", "--json",      "--seed", "7",       "--state-folder",
                                           state.string(),  "--approvals", "approve"};
        for (const std::string& setting : settings) {
            arguments.push_back("--set");
            arguments.push_back(setting);
        }
        arguments.push_back("--data");
        arguments.insert(arguments.end(), files_.begin(), files_.end());
        const Ran ran = run_program(std::move(arguments));
        Outcome outcome;
        outcome.words = ran.errors;
        EXPECT_EQ(ran.exit, Exit{}) << ran.errors;
        if (ran.exit != Exit{}) return outcome;
        outcome.said = json::parse(ran.output).as_object();
        outcome.history = History::read(state);
        EXPECT_THAT(judge(outcome.history, {.policy_may_approve = true}), IsEmpty());
        add_up(state, outcome.said);
        return outcome;
    }

    static std::vector<trading::Fill> fills(const Outcome& outcome)
    {
        std::vector<trading::Fill> result;
        for (const OrderFilled& filled : outcome.history.all<OrderFilled>()) result.push_back(filled.fill);
        return result;
    }

private:
    void add_up(const fs::path& state, const json::object& said)
    {
        const Ran exported = run_program({"audit", "export", "--state-folder", state.string()});
        ASSERT_EQ(exported.exit, Exit{}) << exported.errors;
        const std::string ledger = (folder_.path() / "ledger.jsonl").string();
        const std::string report = (folder_.path() / "report.json").string();
        std::ofstream{ledger} << exported.output;
        std::ofstream{report} << json::serialize(said);
        std::vector<std::string> arguments{SWARMDESK_LEDGER_PNL, ledger, "--against", report};
        for (const std::string& mark : marks_) {
            arguments.push_back("--mark");
            arguments.push_back(mark);
        }
        const Ran sum = run_program(std::move(arguments), SWARMDESK_PYTHON);
        EXPECT_EQ(sum.exit, Exit{}) << sum.output << sum.errors;
    }

    storage::TemporaryFolder folder_;
    std::vector<std::string> files_;
    std::vector<std::string> marks_;
    int runs_ = 0;
};

std::int64_t count(const json::object& object, std::string_view key)
{
    return object.at(key).to_number<std::int64_t>();
}

TEST_F(Markets, AEuroDeskTradesIsValuedAndAddsUpWithADeclaredRate)
{
    record("BTCEUR", 8'400'000);
    const Outcome outcome = replay({"paper.balances={EUR: 50000}", "rails.usd_rates={EUR: 1.08}"});
    EXPECT_EQ(outcome.said.at("equity_start_usd").as_string(), "54000");
    EXPECT_GT(count(outcome.said, "fills"), 0);
    EXPECT_TRUE(outcome.said.at("lacking").as_array().empty());
    EXPECT_TRUE(outcome.said.at("without_usd_rate").as_array().empty());
}

TEST_F(Markets, AEuroDeskTradesOverACrossRateInTheData)
{
    record("BTCEUR", 8'400'000);
    record("BTCUSDT", 9'072'000);
    const Outcome outcome = replay({"paper.balances={EUR: 50000}"});
    EXPECT_GT(count(outcome.said, "fills"), 0);
    EXPECT_EQ(outcome.said.at("lacking").as_array(), (json::array{"USDT"}));
    EXPECT_TRUE(outcome.said.at("without_usd_rate").as_array().empty());
    const Decimal start = Decimal::parse(outcome.said.at("equity_start_usd").as_string()).value();
    EXPECT_GT(start, "53900"_dec);
    EXPECT_LT(start, "54100"_dec);
}

TEST_F(Markets, WithoutMoneyOrARateTheOutcomeSaysWhichIsMissing)
{
    record("BTCEUR", 8'400'000);
    const Outcome poor = replay({"rails.usd_rates={EUR: 1.08}"});
    EXPECT_EQ(poor.said.at("lacking").as_array(), (json::array{"EUR"}));
    EXPECT_TRUE(poor.said.at("without_usd_rate").as_array().empty());
    const Outcome rateless = replay({"paper.balances={EUR: 50000}"});
    EXPECT_TRUE(rateless.said.at("lacking").as_array().empty());
    EXPECT_EQ(rateless.said.at("without_usd_rate").as_array(), (json::array{"EUR"}));
    EXPECT_EQ(count(rateless.said, "fills"), 0);
}

TEST_F(Markets, FeesInAThirdAssetAreBookedUntilItRunsOut)
{
    record("BTCUSDT", 8'400'000);
    record("BNBUSDT", 60'000);
    std::vector<std::string> settings{"paper.balances={USDT: 100000, BNB: 0.0001}", "paper.fee_asset=BNB",
                                      "paper.maker_fee_bp=7.5", "paper.taker_fee_bp=7.5"};
    const auto paid_in = [](const Outcome& outcome) {
        std::set<std::string> assets;
        for (const trading::Fill& fill : fills(outcome)) assets.insert(fill.fee_asset.to_string());
        return assets;
    };
    // The desk buys BNB, so there is always some: fees come out of its lots too.
    const Outcome bought = replay(settings);
    EXPECT_EQ(paid_in(bought), (std::set<std::string>{"BNB"}));
    const Decimal start = Decimal::parse(bought.said.at("equity_start_usd").as_string()).value();
    EXPECT_GT(start, "100000"_dec) << "all of the play money is there when the day begins";

    settings.push_back("market.instruments=[{symbol: BNBUSDT, status: closing_only}]");
    const auto assets = paid_in(replay(settings));
    EXPECT_THAT(assets, Contains("BNB"));
    EXPECT_THAT(assets, Contains("BTC")) << "it ran out";
}

TEST_F(Markets, FeesFollowTheTierThatTheVolumeReaches)
{
    record("BTCUSDT", 8'400'000);
    const Outcome outcome =
        replay({"paper.fee_tiers=[{volume: 0, maker_bp: 10, taker_bp: 10}, {volume: 50, maker_bp: 0, taker_bp: 0}]"});
    const auto filled = fills(outcome);
    ASSERT_GT(filled.size(), 1u);
    EXPECT_TRUE(filled.front().fee.is_positive());
    EXPECT_TRUE(filled.back().fee.is_zero());
}

TEST_F(Markets, AnInstrumentsOwnTermsWinOverTheRecording)
{
    record("BTCUSDT", 8'400'000);
    const Outcome own = replay({"market.instruments=[{symbol: BTCUSDT, lot: 0.001, taker_bp: 0, maker_bp: 0}]"});
    const auto filled = fills(own);
    ASSERT_FALSE(filled.empty());
    for (const trading::Fill& fill : filled) {
        EXPECT_TRUE(fill.fee.is_zero());
        EXPECT_TRUE(is_multiple(fill.quantity.value(), "0.001"_dec));
    }
    const Outcome halted = replay({"market.instruments=[{symbol: BTCUSDT, status: halted}]"});
    EXPECT_THAT(fills(halted), IsEmpty());
    const json::object& denials = halted.said.at("denials").as_object();
    EXPECT_EQ(count(denials, "INSTRUMENT_HALTED"), count(halted.said, "intents"));
}

TEST_F(Markets, WhatIsSaidOfAnInstrumentThatIsNotRecordedIsRefused)
{
    const std::string file = record("BTCUSDT", 8'400'000);
    const Ran ran = run_program({"run", "--market", "replay", "--speed", "max", "--data", file, "--set",
                                 "market.instruments=[{symbol: BTCEUR}]"});
    EXPECT_EQ(ran.exit, Exit{2});
    EXPECT_THAT(ran.errors, HasSubstr("market.instruments says something of paper:BTCEUR, and there is no recording"));
}

}  // namespace
}  // namespace swarmdesk::testing
