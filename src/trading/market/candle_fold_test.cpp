#include "trading/market/candle_fold.hpp"

#include <gtest/gtest.h>

#include "trading/market/candle_ladder.hpp"

namespace swarmdesk::trading::market {
namespace {

using std::chrono::minutes;

const InstrumentId btc{"paper:BTCUSDT"};
constexpr UtcTime hour{1'743'699'600'000'000'000};  // 2025-04-03T17:00:00Z

Candle candle(int minute, int length = 1)
{
    const auto price = [minute](int more) { return Price{Decimal::from_integer(1'000 + minute + more)}; };
    return {btc,
            hour + minutes{minute},
            minutes{length},
            price(0),
            price(2),
            price(-1),
            price(1),
            Quantity{Decimal::from_integer(length)}};
}
/// "0/15 15/1": minutes and lengths.
std::string shown(const std::vector<Candle>& candles)
{
    std::string text;
    for (const Candle& one : candles)
        text += (text.empty() ? "" : " ") + std::to_string((one.open_time - hour) / minutes{1}) + "/" +
                std::to_string(one.interval / minutes{1});
    return text;
}
HistoryRequest quarters(int from, int before)
{
    return {btc, minutes{15}, hour + minutes{from}, hour + minutes{before}};
}

TEST(CandleFold, GivesWholeCandlesAndThePartsOfTheOneThatRuns)
{
    CandleFold fold{quarters(0, 33)};
    for (int minute = -3; minute < 40; ++minute) fold.add(candle(minute));
    const auto candles = fold.finish();
    EXPECT_EQ(shown(candles), "0/15 15/15 30/1 31/1 32/1");
    EXPECT_EQ(candles[0].open, candle(0).open);
    EXPECT_EQ(candles[0].high, candle(14).high);
    EXPECT_EQ(candles[0].low, candle(0).low);
    EXPECT_EQ(candles[0].close, candle(14).close);
    EXPECT_EQ(candles[0].volume, Quantity{Decimal::from_integer(15)});
}

TEST(CandleFold, EndsWithAWholeOneWhereOneEndsThere)
{
    struct Case {
        int before;
        std::string expected;
    };
    for (const auto& [before, expected] :
         {Case{29, "0/15 15/1 16/1"}, Case{30, "0/15 15/15"}, Case{31, "0/15 15/15 30/1"}}) {
        CandleFold fold{quarters(0, before)};
        for (int minute = 0; minute < 40; ++minute) fold.add(candle(minute));
        EXPECT_EQ(shown(fold.finish()).substr(0, expected.size()), expected) << before;
    }
}

TEST(CandleFold, LeavesOutACandleWhoseBeginningWasNotSeenButNoneWithAHoleInside)
{
    CandleFold fold{quarters(0, 60)};
    for (int minute = 1; minute < 60; ++minute)
        if (minute < 20 || minute > 31) fold.add(candle(minute));
    EXPECT_EQ(shown(fold.finish()), "15/15 30/15 45/15");
}

TEST(CandleFold, CountsNoTimeTwiceAndGoesOnInShorterCandles)
{
    CandleFold fold{quarters(0, 50)};
    fold.add(candle(0, 15));
    fold.add(candle(7));  // inside the one before
    fold.add(candle(15, 5));
    fold.add(candle(20, 5));
    fold.add(candle(25, 5));
    fold.add(candle(30, 10));  // 15 is no multiple of it
    fold.add(candle(30, 15));
    fold.add(candle(45));
    EXPECT_EQ(shown(fold.finish()), "0/15 15/15 30/15 45/1");
}

TEST(CandleFold, KeepsTheNewestOfTooMuch)
{
    HistoryRequest request{btc, minutes{1}, hour + -minutes{HistoryRequest::candles_max + 10}, hour};
    EXPECT_EQ(request.bounded().from, hour + -minutes{HistoryRequest::candles_max});
    request.from = hour + -minutes{HistoryRequest::candles_max};
    EXPECT_EQ(request.bounded(), request);
}

TEST(CandleLadder, RemembersTheNewestAsTheyWereAndOlderOnesInLongerCandles)
{
    CandleLadder ladder{minutes{1}};
    const int count = 10'000;
    for (int minute = 0; minute < count; ++minute) ladder.add(candle(minute));
    const auto all = ladder.read({btc, minutes{60}, hour, hour + minutes{count}});
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front().open_time, hour) << "quarters reach further back than minutes";
    for (std::size_t i = 1; i < all.size(); ++i)
        ASSERT_EQ(all[i].open_time, all[i - 1].open_time + all[i - 1].interval) << i;
    EXPECT_EQ(all.back().open_time + all.back().interval, hour + minutes{count});
    EXPECT_EQ(shown({all.begin() + 166, all.end()}).substr(0, 12), "9960/1 9961/");
    for (std::size_t i = 0; i < 166; ++i) {
        ASSERT_EQ(all[i].open, candle(static_cast<int>(i) * 60).open);
        ASSERT_EQ(all[i].close, candle(static_cast<int>(i) * 60 + 59).close);
    }
    const auto minutes_only = ladder.read({btc, minutes{1}, hour, hour + minutes{count}});
    EXPECT_EQ(minutes_only.size(), CandleLadder::candles_max);
    EXPECT_TRUE(ladder.read({InstrumentId{"paper:X"}, minutes{1}, hour, hour + minutes{9}}).empty());
}

}  // namespace
}  // namespace swarmdesk::trading::market
