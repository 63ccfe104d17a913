#include <gtest/gtest.h>

#include <fstream>
#include <iostream>

#include "trading/strategy/indicator_kinds.hpp"
#include "trading/strategy/rules/ema_cross/ema_cross.hpp"
#include "trading/strategy/simple_backtest.hpp"
#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/test_market_data.hpp"
#include "trading/strategy/testing.hpp"

/// \file
/// The strategy files that come with the repository: they parse, they are written as docs/strategies.md says, they
/// trade on real candles, and the one that says what EmaCross says proposes what that proposes.

namespace swarmdesk::trading::strategy {
namespace {

std::string read_source(const std::string& path)
{
    std::ifstream file{std::string{SWARMDESK_SOURCES} + '/' + path};
    EXPECT_TRUE(file.is_open()) << path;
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

StrategyFile sample(const std::string& name)
{
    auto file = StrategyFile::parse(read_source("samples/strategies/" + name + ".yaml"), name + ".yaml");
    EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().detail);
    return *file;
}

/// Passes a strategy through and keeps what it said, and when, without the words.
class Recorded final : public Strategy {
public:
    explicit Recorded(Strategy& strategy) : strategy_(strategy) {}
    std::string_view name() const override { return strategy_.name(); }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override
    {
        auto proposal = strategy_.on_candle(candle, view);
        if (proposal) {
            said.emplace_back(candle.open_time, *proposal);
            said.back().second.reason.clear();
        }
        return proposal;
    }
    std::vector<std::pair<UtcTime, Proposal>> said;

private:
    Strategy& strategy_;
};

TEST(SampleStrategies, ParseAndAreNamedAsTheirFilesAre)
{
    for (const char* name : {"ema_cross", "bollinger_reversion", "donchian_breakout"}) {
        const StrategyFile file = sample(name);
        // What comes with the desk has its name already.
        EXPECT_EQ(file.name(), std::string{name} == "ema_cross" ? "ema_cross_file" : name);
        EXPECT_FALSE(file.description().empty());
        EXPECT_FALSE(file.parameters().empty());
        EXPECT_EQ(StrategyFile::parse(file.canonical())->canonical(), file.canonical());
    }
}

TEST(SampleStrategies, EmaCrossHasTheDefaultsOfTheCompiledOne)
{
    const EmaCross::Settings settings;
    const StrategyFile file = sample("ema_cross");
    const std::vector<std::pair<std::string, Decimal>> defaults{{"fast", Decimal::from_integer(settings.fast_period)},
                                                                {"slow", Decimal::from_integer(settings.slow_period)},
                                                                {"rsi_max", settings.rsi_max},
                                                                {"efficiency_min", settings.regime_efficiency_min},
                                                                {"stop_multiple", settings.stop_atr_multiple}};
    for (const auto& [name, expected] : defaults) {
        const auto found = std::find_if(file.parameters().begin(), file.parameters().end(),
                                        [&name = name](const auto& parameter) { return parameter.name == name; });
        ASSERT_NE(found, file.parameters().end()) << name;
        EXPECT_EQ(found->initial, expected) << name;
    }
}

/// Every indicator, with its settings and outputs, and every key of a file is in the documentation.
TEST(SampleStrategies, TheLanguageIsWrittenDown)
{
    const std::string docs = read_source("docs/strategies.md");
    for (const IndicatorKind& kind : indicator_kinds()) {
        const std::size_t row = docs.find("\n| `" + std::string{kind.name} + "` |");
        ASSERT_NE(row, std::string::npos) << kind.name;
        const std::string line = docs.substr(row + 1, docs.find('\n', row + 1) - row);
        for (const auto& setting : kind.settings) {
            const std::string initial = setting.initial ? ' ' + setting.initial->to_string() : std::string{};
            EXPECT_NE(line.find('`' + std::string{setting.name} + '`' + initial), std::string::npos)
                << kind.name << ' ' << setting.name;
        }
        for (const std::string_view output : kind.outputs)
            EXPECT_NE(line.find('`' + std::string{output} + '`'), std::string::npos) << kind.name << ' ' << output;
        EXPECT_EQ(line.find("`source`") != std::string::npos, kind.has_source) << kind.name;
    }
}

class SampleStrategiesOnRealMarkets : public ::testing::TestWithParam<const char*> {
protected:
    std::vector<Candle> candles() const { return testing::read_candles(testing::market_data(GetParam())); }
};

TEST_P(SampleStrategiesOnRealMarkets, EmaCrossProposesWhatTheCompiledOneProposes)
{
    const auto read = candles();
    if (read.empty()) GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder with " << GetParam();
    const auto ours = *sample("ema_cross").make();
    EmaCross compiled{EmaCross::Settings{}};
    Recorded first{*ours};
    Recorded second{compiled};
    const auto summary = run_backtest(first, testing::btc(), read, {});
    run_backtest(second, testing::btc(), read, {});
    ASSERT_GT(first.said.size(), 10u);
    EXPECT_EQ(first.said.size(), second.said.size());
    for (std::size_t i = 0; i < std::min(first.said.size(), second.said.size()); ++i)
        ASSERT_EQ(first.said[i], second.said[i]) << i;
    EXPECT_EQ(ours->undecided(), 0u);
    std::cout << GetParam() << ": " << first.said.size() << " equal proposals, " << summary.trips << " trips\n";
}

TEST_P(SampleStrategiesOnRealMarkets, EveryOneTradesWithinItsCap)
{
    const auto read = candles();
    if (read.empty()) GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder with " << GetParam();
    for (const char* name : {"ema_cross", "bollinger_reversion", "donchian_breakout"}) {
        SCOPED_TRACE(name);
        const StrategyFile file = sample(name);
        EXPECT_TRUE(file.check_interval(read.front().interval).has_value());
        const auto strategy = *file.make();
        Recorded recorded{*strategy};
        const auto summary = run_backtest(recorded, testing::btc(), read, {});
        EXPECT_GE(summary.trips, 3u);
        EXPECT_LE(summary.trips, 300u);
        EXPECT_LT(summary.drawdown_max_percent, "10"_dec);
        for (const auto& [time, proposal] : recorded.said) {
            if (proposal.side != Side::buy) continue;
            ASSERT_TRUE(proposal.stop_price.has_value());
            // The stop is below the price, by which the cap is kept.
            EXPECT_LE(notional(*proposal.stop_price, *proposal.quantity, Rounding::toward_zero), Amount{"900"_dec});
        }
        std::cout << GetParam() << ' ' << name << ": " << summary.trips << " trips, " << summary.trips_won
                  << " won, result " << summary.result.to_string() << '\n';
    }
}

INSTANTIATE_TEST_SUITE_P(All, SampleStrategiesOnRealMarkets, ::testing::ValuesIn(testing::market_data_files));

}  // namespace
}  // namespace swarmdesk::trading::strategy
