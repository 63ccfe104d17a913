#include <gtest/gtest.h>

#include <iostream>

#include "trading/strategy/rules/ema_cross/ema_cross.hpp"
#include "trading/strategy/simple_backtest.hpp"
#include "trading/strategy/test_market_data.hpp"
#include "trading/strategy/testing.hpp"

/// \file
/// The strategies on 90 days of real five-minute candles, where SWARMDESK_MARKET_DATA names the folder that has them.

namespace swarmdesk::trading::strategy {
namespace {

/// Passes a strategy through and keeps what it said.
class Watched final : public Strategy {
public:
    explicit Watched(Strategy& strategy) : strategy_(strategy) {}
    std::string_view name() const override { return strategy_.name(); }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override
    {
        auto proposal = strategy_.on_candle(candle, view);
        if (proposal && proposal->side == Side::buy)
            largest = std::max(largest, notional(candle.close, *proposal->quantity, Rounding::away_from_zero));
        return proposal;
    }
    Amount largest;

private:
    Strategy& strategy_;
};

class RealMarket : public ::testing::TestWithParam<const char*> {};

TEST_P(RealMarket, EmaCrossTradesPlausiblyAndNeverBeyondItsCap)
{
    const auto path = testing::market_data(std::string{GetParam()} + "-5m-2025-04-03_2025-07-02.csv.gz");
    const auto candles = testing::read_candles(path);
    if (candles.empty()) GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder with " << path;
    ASSERT_EQ(candles.size(), 25'920u);

    const EmaCross::Settings settings;
    EmaCross strategy{settings};
    Watched watched{strategy};
    const auto summary = run_backtest(watched, testing::btc(), candles, {});
    std::cout << GetParam() << ": " << summary.proposals << " proposals, " << summary.trips << " trips, "
              << summary.trips_won << " won, result " << summary.result.to_string() << ", fees "
              << summary.fees.to_string() << ", largest order " << watched.largest.to_string() << ", drawdown "
              << summary.drawdown_max_percent.to_string() << " %\n";
    // Between one entry every nine days and three a day.
    EXPECT_GE(summary.trips, 10u);
    EXPECT_LE(summary.trips, 270u);
    EXPECT_LE(watched.largest, settings.order_notional_max);
    EXPECT_GT(watched.largest, Amount{"100"_dec});
    EXPECT_LT(summary.drawdown_max_percent, "10"_dec);
}

INSTANTIATE_TEST_SUITE_P(NinetyDays, RealMarket, ::testing::Values("BTCUSDT", "ETHUSDT", "SOLUSDT"));

}  // namespace
}  // namespace swarmdesk::trading::strategy
