#include "trading/strategy/simple_backtest.hpp"

#include <gtest/gtest.h>

#include <map>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

const Instrument instrument = testing::btc();

/// Says at a candle what it was told to say there.
class Scripted final : public Strategy {
public:
    explicit Scripted(std::map<std::int64_t, Proposal> script) : script_(std::move(script)) {}
    std::string_view name() const override { return "scripted"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View&) override
    {
        const auto found = script_.find(candle.open_time.ns / candle.interval.count());
        return found == script_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    std::map<std::int64_t, Proposal> script_;
};

Proposal market(Side side, Decimal quantity)
{
    Proposal proposal;
    proposal.side = side;
    proposal.quantity = Quantity{quantity};
    return proposal;
}

Proposal limit_buy(Decimal quantity, Decimal price)
{
    Proposal proposal = market(Side::buy, quantity);
    proposal.limit_price = Price{price};
    return proposal;
}

BacktestTerms free_of_cost()
{
    BacktestTerms terms;
    terms.cash = Amount{"1000"_dec};
    terms.fee_percent = terms.slippage_percent = Decimal{};
    return terms;
}

TEST(Backtest, FillsAMarketOrderAtTheNextOpen)
{
    Scripted strategy{{{0, market(Side::buy, "1"_dec)}, {2, market(Side::sell, "1"_dec)}}};
    const auto candles = testing::candles_of({"100"_dec, "110"_dec, "120"_dec, "130"_dec});
    const auto summary = run_backtest(strategy, instrument, candles, free_of_cost());
    ASSERT_EQ(summary.trades.size(), 2u);
    EXPECT_EQ(summary.trades[0].price, Price{"110"_dec});
    EXPECT_EQ(summary.trades[1].price, Price{"130"_dec});
    EXPECT_EQ(summary.result, Amount{"20"_dec});
    EXPECT_EQ(summary.trips, 1u);
    EXPECT_EQ(summary.win_rate_percent(), "100"_dec);
}

TEST(Backtest, TakesFeesAndSlippageFromTheResult)
{
    BacktestTerms terms = free_of_cost();
    terms.fee_percent = "1"_dec;
    terms.slippage_percent = "10"_dec;
    Scripted strategy{{{0, market(Side::buy, "1"_dec)}, {1, market(Side::sell, "1"_dec)}}};
    const auto candles = testing::candles_of({"100"_dec, "100"_dec, "100"_dec});
    const auto summary = run_backtest(strategy, instrument, candles, terms);
    // Bought at 110 (fee 1.10), sold at 90 (fee 0.90).
    EXPECT_EQ(summary.fees, Amount{"2"_dec});
    EXPECT_EQ(summary.result, Amount{"-22"_dec});
    EXPECT_EQ(summary.trips_won, 0u);
    EXPECT_EQ(summary.drawdown_max_percent, "2.2"_dec);
}

TEST(Backtest, FillsALimitOnlyOnceTheMarketTradesThroughIt)
{
    struct Case {
        Decimal limit;
        std::uint32_t fills;
    };
    // The second candle's low is 99.
    for (const Case& c : {Case{"99.01"_dec, 1}, Case{"99"_dec, 0}, Case{"98"_dec, 0}}) {
        Scripted strategy{{{0, limit_buy("1"_dec, c.limit)}}};
        const auto candles = testing::candles_of({"100"_dec, "100"_dec});
        const auto summary = run_backtest(strategy, instrument, candles, free_of_cost());
        EXPECT_EQ(summary.fills, c.fills) << c.limit.to_string();
        for (const BacktestFill& fill : summary.trades) EXPECT_EQ(fill.price, Price{c.limit});
    }
}

TEST(Backtest, NeverBuysBeyondItsCashNorSellsWhatItDoesNotHold)
{
    Scripted strategy{{{0, market(Side::buy, "10.00001"_dec)}, {1, market(Side::sell, "1"_dec)}}};
    const auto candles = testing::candles_of({"100"_dec, "100"_dec, "100"_dec});
    const auto summary = run_backtest(strategy, instrument, candles, free_of_cost());
    EXPECT_EQ(summary.proposals, 2u);
    EXPECT_EQ(summary.fills, 0u);
    EXPECT_EQ(summary.result, Amount{});
    EXPECT_EQ(summary.win_rate_percent(), Decimal{});
}

TEST(Backtest, ConservesMoney)
{
    Scripted strategy{
        {{0, market(Side::buy, "2"_dec)}, {3, market(Side::sell, "1"_dec)}, {5, limit_buy("1"_dec, "95"_dec)}}};
    BacktestTerms terms;
    terms.cash = Amount{"1000"_dec};
    const auto candles = testing::candles_of(
        {"100"_dec, "101"_dec, "104"_dec, "99"_dec, "97"_dec, "96"_dec, "94"_dec, "98"_dec, "102"_dec});
    const auto summary = run_backtest(strategy, instrument, candles, terms);
    Decimal worth = terms.cash.value();
    Decimal held;
    for (const BacktestFill& fill : summary.trades) {
        const Decimal value = notional(fill.price, fill.quantity, Rounding::away_from_zero).value();
        worth += fill.side == Side::buy ? -value - fill.fee.value() : value - fill.fee.value();
        held += fill.side == Side::buy ? fill.quantity.value() : -fill.quantity.value();
    }
    worth += multiply(held, "102"_dec, Rounding::half_even);
    EXPECT_EQ(summary.result, Amount{worth - "1000"_dec});
    EXPECT_EQ(summary.fills, 3u);
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
