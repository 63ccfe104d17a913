#include "trading/strategy/rules/ema_cross/ema_cross.hpp"

#include <gtest/gtest.h>

#include "config/load.hpp"
#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using testing::candle_at;

const Instrument instrument = testing::btc();

EmaCross::Settings quick()
{
    EmaCross::Settings settings;
    settings.fast_period = 2;
    settings.slow_period = 4;
    settings.rsi_period = 2;
    settings.rsi_max = "100"_dec;
    settings.atr_period = 2;
    settings.stop_atr_multiple = "2"_dec;
    settings.regime_period = 2;
    settings.regime_efficiency_min = "0.1"_dec;
    settings.risk_percent = "1"_dec;
    settings.pause = std::chrono::minutes{0};
    return settings;
}

/// Falls from 1060 to 1000 and turns: the fast average crosses the slow one at the second rising candle.
const std::vector<Decimal> turn{"1060"_dec, "1050"_dec, "1040"_dec, "1030"_dec, "1020"_dec, "1010"_dec,
                                "1000"_dec, "1010"_dec, "1030"_dec, "1040"_dec, "1050"_dec};

struct Proposed {
    std::size_t at;
    Proposal proposal;
};

/// Feeds closes with the same view, and says what was proposed when.
std::vector<Proposed> run(EmaCross& strategy, const std::vector<Decimal>& closes, View view)
{
    std::vector<Proposed> proposed;
    const auto candles = testing::candles_of(closes);
    for (std::size_t i = 0; i < candles.size(); ++i)
        if (auto proposal = strategy.on_candle(candles[i], view)) {
            if (proposal->side == Side::buy) view.last_entry = close_time(candles[i]);
            proposed.push_back({i, std::move(*proposal)});
        }
    return proposed;
}

TEST(EmaCross, EntersOnceWhenTheFastAverageCrossesAbove)
{
    EmaCross strategy{quick()};
    const auto proposed = run(strategy, turn, testing::rich_view(instrument));
    ASSERT_EQ(proposed.size(), 1u);
    EXPECT_EQ(proposed[0].at, 8u);
    const Proposal& entry = proposed[0].proposal;
    EXPECT_EQ(entry.side, Side::buy);
    EXPECT_FALSE(entry.reduce_only);
    ASSERT_TRUE(entry.stop_price.has_value());
    EXPECT_LT(*entry.stop_price, Price{"1030"_dec});
}

TEST(EmaCross, DoesNotEnterWithoutACross)
{
    std::vector<Decimal> rising;
    for (int i = 0; i < 30; ++i) rising.push_back(Decimal::from_integer(1000 + 10 * i));
    EmaCross strategy{quick()};
    EXPECT_TRUE(run(strategy, rising, testing::rich_view(instrument)).empty());
}

TEST(EmaCross, DoesNotEnterAnOverboughtMarketButDoesAtTheLimit)
{
    // By hand, n = 2: falls of 10, then +10 (G = 5, L = 5) and +20 (G = 12.5, L = 2.5): 83.33… at the cross.
    for (const auto& [rsi_max, enters] : {std::pair{"83.34"_dec, true}, std::pair{"83.33"_dec, false}}) {
        auto settings = quick();
        settings.rsi_max = rsi_max;
        EmaCross strategy{settings};
        EXPECT_EQ(run(strategy, turn, testing::rich_view(instrument)).size(), enters ? 1u : 0u) << rsi_max.to_string();
    }
}

TEST(EmaCross, DoesNotEnterARangingMarket)
{
    // Over the two steps before the cross the market went straight up; over five it came back to where it was.
    for (const auto& [period, enters] : {std::pair{2u, true}, std::pair{5u, false}}) {
        auto settings = quick();
        settings.regime_period = period;
        settings.regime_efficiency_min = "1"_dec;
        EmaCross strategy{settings};
        EXPECT_EQ(run(strategy, turn, testing::rich_view(instrument)).size(), enters ? 1u : 0u) << period;
    }
}

TEST(EmaCross, GoesOnAfterARestartWithTheStopThatStandsAtTheVenue)
{
    EmaCross restarted{quick()};
    run(restarted, turn, View{instrument, {}, {}, {}, {}});
    View held = testing::rich_view(instrument);
    held.position = Quantity{"1"_dec};
    held.entry_price = Price{"1030"_dec};
    held.protection = {Price{"1001.5"_dec}, {}, {}};
    restarted.on_candle(testing::candle_at(static_cast<std::int64_t>(turn.size()), turn.back()), held);
    for (const auto& [name, value] : restarted.series())
        if (name == "stop") {
            EXPECT_EQ(value, "1001.5"_dec);
        }
}

TEST(EmaCross, DoesNotEnterWhileAnEntryIsOpen)
{
    View view = testing::rich_view(instrument);
    view.open_buy_orders = 1;
    EmaCross strategy{quick()};
    EXPECT_TRUE(run(strategy, turn, view).empty());
}

TEST(EmaCross, SizesByVolatilityUpToTheCap)
{
    struct Case {
        const char* name;
        Decimal risk_percent;
        Decimal cap;
        Decimal notional_max;
    };
    // By hand, n = 2: true ranges 2, seven of 11 and 21 average to 15.965, so the stop is 31.93 below 1030. One dollar
    // at risk buys 1/31.93 for 32.26 at most; the cap holds whatever the risk would allow.
    for (const Case& c :
         {Case{"risk decides", "0.01"_dec, "900"_dec, "32.26"_dec},
          Case{"the cap decides", "5"_dec, "900"_dec, "900"_dec}, Case{"a lower cap", "5"_dec, "100"_dec, "100"_dec}}) {
        SCOPED_TRACE(c.name);
        auto settings = quick();
        settings.risk_percent = c.risk_percent;
        settings.order_notional_max = Amount{c.cap};
        EmaCross strategy{settings};
        const auto proposed = run(strategy, turn, testing::rich_view(instrument));
        ASSERT_EQ(proposed.size(), 1u);
        const Amount worth = notional(Price{"1030"_dec}, *proposed[0].proposal.quantity, Rounding::away_from_zero);
        EXPECT_LE(worth, Amount{c.notional_max});
        EXPECT_GT(worth, Amount{c.notional_max - "0.02"_dec});
        EXPECT_EQ(proposed[0].proposal.stop_price, Price{"998.07"_dec});
    }
}

TEST(EmaCross, NeverSpendsMoreThanTheCash)
{
    View view = testing::rich_view(instrument);
    view.cash = Amount{"50"_dec};
    EmaCross strategy{quick()};
    const auto proposed = run(strategy, turn, view);
    ASSERT_EQ(proposed.size(), 1u);
    EXPECT_LE(notional(Price{"1030"_dec}, *proposed[0].proposal.quantity, Rounding::away_from_zero), view.cash);
    view.cash = Amount{"4"_dec};
    EmaCross poor{quick()};
    EXPECT_TRUE(run(poor, turn, view).empty());
}

View holding(Price entry)
{
    View view = testing::rich_view(instrument);
    view.position = Quantity{"0.5"_dec};
    view.entry_price = entry;
    return view;
}

TEST(EmaCross, LeavesWhenTheFastAverageCrossesBelowAndInsistsUntilItIsOut)
{
    // By hand: at 1045 the averages are 1044.9 and 1040.0; a close of 1010 brings them to 1021.6 and 1028.0.
    EmaCross strategy{quick()};
    run(strategy, turn, testing::rich_view(instrument));
    const std::vector<std::pair<Decimal, bool>> steps{{"1045"_dec, false}, {"1010"_dec, true}, {"1010"_dec, true}};
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto proposal =
            strategy.on_candle(candle_at(static_cast<std::int64_t>(20 + i), steps[i].first), holding(Price{"900"_dec}));
        ASSERT_EQ(proposal.has_value(), steps[i].second) << i;
        if (!proposal) continue;
        EXPECT_EQ(proposal->side, Side::sell);
        EXPECT_TRUE(proposal->reduce_only);
        EXPECT_EQ(proposal->quantity, Quantity{"0.5"_dec});
    }
}

TEST(EmaCross, LeavesWhenACandleTouchesTheStopAndNotOneTickAbove)
{
    // A steady climb of 10 with a reach of 1 has a true range of 11, so at two ranges the stop is 22 below entry; the
    // low of the last candle is 1079.
    for (const auto& [entry, leaves] : {std::pair{"1101"_dec, true}, std::pair{"1100.99"_dec, false}}) {
        EmaCross strategy{quick()};
        strategy.on_candle(candle_at(0, "1000"_dec, "5.5"_dec), testing::rich_view(instrument));
        for (int i = 1; i < 8; ++i)
            strategy.on_candle(candle_at(i, Decimal::from_integer(1000 + 10 * i)), testing::rich_view(instrument));
        const auto proposal = strategy.on_candle(candle_at(8, "1080"_dec), holding(Price{entry}));
        EXPECT_EQ(proposal.has_value(), leaves) << entry.to_string();
    }
}

TEST(EmaCross, DoesNotLeaveTwice)
{
    View view = holding(Price{"2000"_dec});
    view.open_sell_orders = 1;
    EmaCross strategy{quick()};
    EXPECT_TRUE(run(strategy, turn, view).empty());
}

TEST(EmaCross, PausesBetweenEntries)
{
    std::vector<Decimal> twice = turn;  // the second cross comes seven candles after the first
    for (const Decimal close : {"1020"_dec, "1000"_dec, "990"_dec, "1010"_dec, "1040"_dec, "1050"_dec})
        twice.push_back(close);
    for (const auto& [pause, entries] : {std::pair{35, 2u}, std::pair{36, 1u}}) {
        auto settings = quick();
        settings.pause = std::chrono::minutes{pause};
        EmaCross strategy{settings};
        EXPECT_EQ(run(strategy, twice, testing::rich_view(instrument)).size(), entries) << pause;
    }
}

TEST(EmaCross, ShowsItsAveragesAndItsStopWhileItHolds)
{
    EmaCross strategy{quick()};
    run(strategy, turn, testing::rich_view(instrument));
    const auto flat = strategy.series();
    ASSERT_EQ(flat.size(), 5u);
    EXPECT_EQ(flat[0].first, "fast");
    EXPECT_GT(flat[0].second, flat[1].second);
    EXPECT_EQ(flat[4].first, "stop");
    EXPECT_EQ(flat[4].second, std::nullopt);
    strategy.on_candle(candle_at(20, "1050"_dec), holding(Price{"1050"_dec}));
    EXPECT_LT(strategy.series()[4].second, "1050"_dec);
}

TEST(EmaCross, SaysTheSameForTheSameCandles)
{
    EmaCross one{quick()};
    EmaCross two{quick()};
    const auto first = run(one, turn, testing::rich_view(instrument));
    const auto second = run(two, turn, testing::rich_view(instrument));
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].proposal, second[i].proposal);
}

TEST(EmaCross, DefaultsAreValidAndStayBelowTheApprovalThreshold)
{
    const EmaCross::Settings settings;
    EXPECT_EQ(config::check(settings).to_string(), "");
    EXPECT_LT(settings.order_notional_max, Amount{"1000"_dec});
    EmaCross::Settings crossed;
    crossed.fast_period = crossed.slow_period;
    EXPECT_FALSE(config::check(crossed).is_empty());
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
