#include "trading/market/candle_store.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using std::chrono::minutes;

const InstrumentId btc{"paper:BTCUSDT"};
constexpr UtcTime start = utc_from_ms(1'743'700'500'000);  // a whole fifteen minutes

Candle minute_candle(int minute, int price)
{
    const auto p = [](int value) { return Price{Decimal::from_integer(value)}; };
    return {btc,          start + minutes{minute},           minutes{1}, p(price), p(price + 2), p(price - 1),
            p(price + 1), Quantity{Decimal::from_integer(1)}};
}

TEST(CandleStore, GivesTheNewestOldestFirst)
{
    CandleStore store;
    for (int i = 0; i < 5; ++i) EXPECT_TRUE(store.add(minute_candle(i, 100 + i)));
    const auto candles = store.candles(btc, minutes{1}, 2);
    ASSERT_EQ(candles.size(), 2U);
    EXPECT_TRUE(candles[0] == minute_candle(3, 103));
    EXPECT_TRUE(candles[1] == minute_candle(4, 104));
    EXPECT_EQ(store.candles(btc, minutes{1}, 100).size(), 5U);
    EXPECT_TRUE(store.candles(btc, minutes{1}, 0).empty());
    EXPECT_TRUE(store.candles(InstrumentId{"paper:ETHUSDT"}, minutes{1}, 2).empty());
    EXPECT_EQ(store.shortest_interval(btc), minutes{1});
    EXPECT_EQ(store.shortest_interval(InstrumentId{"paper:ETHUSDT"}), nanoseconds{0});
}

TEST(CandleStore, ForgetsTheOldestBeyondItsBound)
{
    CandleStore store{{.candles_max = 3}};
    for (int i = 0; i < 5; ++i) store.add(minute_candle(i, 100));
    const auto candles = store.candles(btc, minutes{1}, 100);
    ASSERT_EQ(candles.size(), 3U);
    EXPECT_EQ(candles.front().open_time, start + minutes{2});
}

TEST(CandleStore, RefusesMoreSeriesThanItsBound)
{
    CandleStore store{{.series_max = 1}};
    EXPECT_TRUE(store.add(minute_candle(0, 100)));
    Candle other = minute_candle(0, 100);
    other.instrument = InstrumentId{"paper:ETHUSDT"};
    EXPECT_FALSE(store.add(other));
    EXPECT_TRUE(store.add(minute_candle(1, 100)));
}

TEST(CandleStore, TheSameTimeReplacesAndAnOlderIsLeftOut)
{
    CandleStore store;
    store.add(minute_candle(0, 100));
    store.add(minute_candle(1, 100));
    EXPECT_TRUE(store.add(minute_candle(1, 200)));
    EXPECT_FALSE(store.add(minute_candle(0, 300)));
    const auto candles = store.candles(btc, minutes{1}, 10);
    ASSERT_EQ(candles.size(), 2U);
    EXPECT_TRUE(candles[0] == minute_candle(0, 100));
    EXPECT_TRUE(candles[1] == minute_candle(1, 200));
}

TEST(CandleStore, PutsLongerCandlesTogether)
{
    CandleStore store;
    for (int i = 0; i < 10; ++i) store.add(minute_candle(i, 100 + i));
    const auto candles = store.candles(btc, minutes{5}, 10);
    ASSERT_EQ(candles.size(), 2U);
    EXPECT_EQ(candles[1].open_time, start + minutes{5});
    EXPECT_EQ(candles[1].interval, minutes{5});
    EXPECT_EQ(candles[1].open.to_string(), "105");
    EXPECT_EQ(candles[1].high.to_string(), "111");
    EXPECT_EQ(candles[1].low.to_string(), "104");
    EXPECT_EQ(candles[1].close.to_string(), "110");
    EXPECT_EQ(candles[1].volume.to_string(), "5");
}

TEST(CandleStore, LeavesOutTheBarsThatAreNotWhole)
{
    CandleStore store;
    for (int i = 2; i < 14; ++i) store.add(minute_candle(i, 100));
    const auto candles = store.candles(btc, minutes{5}, 10);
    ASSERT_EQ(candles.size(), 1U) << "the first has lost its beginning, the last has not ended";
    EXPECT_EQ(candles[0].open_time, start + minutes{5});
}

TEST(CandleStore, AHoleInTheMarketIsNoReasonToLeaveOutABar)
{
    CandleStore store;
    for (const int i : {0, 1, 7, 9, 10}) store.add(minute_candle(i, 100));
    const auto candles = store.candles(btc, minutes{5}, 10);
    ASSERT_EQ(candles.size(), 2U);
    EXPECT_EQ(candles[1].volume.to_string(), "2");
}

TEST(CandleStore, BuildsFromTheLargestIntervalThatDivides)
{
    CandleStore store;
    store.add(minute_candle(0, 100));
    Candle five = minute_candle(0, 500);
    five.interval = minutes{5};
    for (int i = 0; i < 3; ++i) {
        store.add(five);
        five.open_time = five.open_time + minutes{5};
    }
    const auto candles = store.candles(btc, minutes{15}, 10);
    ASSERT_EQ(candles.size(), 1U);
    EXPECT_EQ(candles[0].open.to_string(), "500");
    EXPECT_TRUE(store.candles(btc, std::chrono::seconds{30}, 10).empty()) << "no finer than what is there";
    EXPECT_TRUE(store.candles(btc, std::chrono::seconds{90}, 10).empty());
    EXPECT_TRUE(store.candles(btc, nanoseconds{0}, 10).empty());
    EXPECT_TRUE(store.candles(btc, nanoseconds{-1}, 10).empty());
}

}  // namespace
}  // namespace swarmdesk::trading::market
