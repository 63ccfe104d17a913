#include "strategy_dry_run.hpp"

#include <gmock/gmock.h>

#include "agents/strategy_files.hpp"
#include "trading/backtest/testing.hpp"

/// \file
/// What a change of a strategy's rules is said to come to before it is taken.
namespace swarmdesk::testing {
namespace {

using namespace literals;
using namespace trading;
using app::DryRunJob;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const InstrumentId btc{"paper:BTCUSDT"};
const auto never = [] { return false; };

strategy::StrategyFile file(const std::string& text)
{
    auto parsed = strategy::StrategyFile::parse("name: mine\nsizing: {quote_amount: 100}\n" + text);
    EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().detail);
    return std::move(*parsed);
}

/// Closes that rise and fall by five around 100, and end at 101.
DryRunJob job_of(const std::string& before, const std::string& after, int candles = 200)
{
    DryRunJob job;
    const strategy::StrategyFile old_rules = file(before);
    const strategy::StrategyFile new_rules = file(after);
    job.terms.exchange.initial_balances = {{job.terms.account, {{AssetId{"USDT"}, Amount{"10000"_dec}}}}};
    job.name = StrategyId{"mine"};
    job.before = agents::maker_of(old_rules);
    job.after = agents::maker_of(new_rules);
    job.new_terms = strategy::new_terms(old_rules, new_rules);
    std::vector<Decimal> closes;
    for (int i = 1; i < candles; ++i) closes.push_back(Decimal::from_integer(100 + (i / 10 % 2 == 0 ? 5 : -5)));
    closes.push_back("101"_dec);
    const auto recorded = backtest::testing::recording_of(closes, "0.5"_dec);
    job.markets.push_back({recorded.recording.instrument, recorded.recording.interval, recorded.rows});
    return job;
}

/// What becomes of two pieces that were bought for 100.
std::string fate(const std::string& before, const std::string& after, const Protection& standing)
{
    DryRunJob job = job_of(before, after, 30);
    job.held.push_back({job.terms.account, btc, Quantity{"2"_dec}, Price{"100"_dec}, Amount{"10000"_dec},
                        Amount{"5000"_dec}, std::nullopt, standing});
    const auto result = app::dry_run(job, never);
    EXPECT_EQ(result.held.size(), 1u);
    return result.held.empty() ? "" : result.held.front();
}

const std::string entry = "entry: {when: close > 103}\n";

TEST(StrategyDryRun, PutsBothVersionsBesideEachOther)
{
    const auto result = app::dry_run(job_of(entry + "take_profit: {percent: 1}\nstop: {percent: 4}",
                                            "entry: {when: close < 97}\nstop: {percent: 4}\n"
                                            "take_profit: {percent: 1}"),
                                     never);
    EXPECT_EQ(result.problem, "");
    EXPECT_EQ(result.candles, 200u);
    EXPECT_GT(result.before.signals, 0u);
    EXPECT_GT(result.after.signals, 0u);
    EXPECT_GT(result.differing, 0u);
    EXPECT_THAT(result.differences.size(), ::testing::Le(DryRunJob::differences_max));
    EXPECT_THAT(result.held, IsEmpty());
}

TEST(StrategyDryRun, FindsNoDifferenceBetweenRulesThatMeanTheSame)
{
    const std::string rules = entry + "stop: {percent: 4}";
    const auto result = app::dry_run(job_of(rules, rules), never);
    EXPECT_EQ(result.differing, 0u);
    EXPECT_EQ(result.before.signals, result.after.signals);
}

TEST(StrategyDryRun, SaysWhatBecomesOfWhatIsHeld)
{
    const Protection standing{Price{"96.19"_dec}, {}, {}};
    const std::string before = entry + "stop: {percent: 4}";
    const std::string lot = "2 BTCUSDT on paper";
    EXPECT_EQ(fate(before, before + "\npause: 1h", standing), lot + ": keeps its stop 96.19");
    EXPECT_EQ(fate(before, entry + "stop: {percent: 3}", standing), lot + ": the stop moves from 96.19 to 97");
    EXPECT_EQ(fate(before, before + "\ntake_profit: {percent: 5}", standing), lot + ": gets a target at 105");
    EXPECT_EQ(fate(before, entry + "stop: {percent: 3}\ntake_profit: {percent: 5}", {}),
              lot + ": gets a stop at 97, gets a target at 105");
    EXPECT_EQ(fate(before + "\ntake_profit: {percent: 9}", before, {Price{"96.19"_dec}, Price{"109.2"_dec}, {}}),
              lot + ": the target at 109.2 is taken away");
    EXPECT_EQ(fate(before, entry + "stop: {percent: 9}", standing),
              lot +
                  ": keeps its stop 96.19; the new rules would have the stop at 91, but no strategy takes one down: "
                  "`swarmdesk protect` does");
    EXPECT_EQ(fate(before, entry + "stop: {price: entry_price + 2}", standing),
              lot + " would be sold at once: close 101 reached the stop 102");
    EXPECT_EQ(fate(before, before + "\nexit: {when: close < 102}", standing),
              lot + " would be sold at once: the exit holds: close 101");
}

TEST(StrategyDryRun, SaysThatThereIsTooLittleToTryItOnAndStillWhatBecomesOfWhatIsHeld)
{
    DryRunJob job = job_of(entry + "stop: {percent: 4}", entry + "stop: {percent: 3}", 3);
    job.held.push_back({job.terms.account, btc, Quantity{"2"_dec}, Price{"100"_dec}, {}, {}, std::nullopt, {}});
    const auto result = app::dry_run(job, never);
    EXPECT_THAT(result.problem, HasSubstr("too few candles"));
    EXPECT_THAT(result.held, ElementsAre("2 BTCUSDT on paper: gets a stop at 97"));
}

TEST(StrategyDryRun, IsGivenUpWhereItTakesTooLong)
{
    int candles = 0;
    const auto result = app::dry_run(job_of(entry + "stop: {percent: 4}", entry + "stop: {percent: 3}"),
                                     [&candles] { return ++candles > 50; });
    EXPECT_EQ(candles, 51);
    EXPECT_THAT(result.problem, HasSubstr("too long"));
    EXPECT_EQ(result.candles, 0u);
    EXPECT_EQ(result.before.signals, 0u);
}

}  // namespace
}  // namespace swarmdesk::testing
