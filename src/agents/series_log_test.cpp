#include "agents/series_log.hpp"

#include <gmock/gmock.h>

namespace swarmdesk::agents {
namespace {

using namespace literals;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SeriesLogTest : public ::testing::Test {
protected:
    static trading::Candle candle(std::int64_t minute, nanoseconds interval = 1min)
    {
        trading::Candle candle;
        candle.interval = interval;
        candle.open_time = UtcTime{} + 1min * minute;
        return candle;
    }
    void add(std::int64_t minute, Decimal value) { log.add(key, candle(minute), {{"ema", value}, {"stop", {}}}); }
    const SeriesLog::Series& series() const { return log.all().at(key); }

    SeriesLog log{SeriesLog::Keep::newest};
    SeriesLog::Key key{trading::AgentId{"online_trading"}, trading::AccountId{"paper"},
                       trading::StrategyId{"ema_cross"}, trading::InstrumentId{"paper:BTCUSDT"}};
};

TEST_F(SeriesLogTest, KeepsNamesAndValuesOfEachCandle)
{
    add(1, "10"_dec);
    add(2, "11"_dec);
    EXPECT_THAT(series().names, ElementsAre("ema", "stop"));
    ASSERT_THAT(series().points, SizeIs(2));
    EXPECT_EQ(series().points[1].open_time, candle(2).open_time);
    EXPECT_THAT(series().points[1].values, ElementsAre(std::optional{"11"_dec}, std::nullopt));
    EXPECT_EQ(series().interval, nanoseconds{1min});
}

TEST_F(SeriesLogTest, KeepsTheNewestCandlesAndNotOneMore)
{
    for (std::int64_t minute = 1; minute <= 500; ++minute) add(minute, "1"_dec);
    EXPECT_THAT(series().points, SizeIs(500));
    EXPECT_EQ(series().points.front().open_time, candle(1).open_time);
    add(501, "1"_dec);
    EXPECT_THAT(series().points, SizeIs(500));
    EXPECT_EQ(series().points.front().open_time, candle(2).open_time);
}

TEST_F(SeriesLogTest, WhoeverIsWarmedUpAgainAddsNothingTwice)
{
    for (const std::int64_t minute : {1, 2, 3, 1, 2, 3}) add(minute, Decimal::from_integer(minute));
    EXPECT_THAT(series().points, SizeIs(3));
    add(3, "30"_dec);
    EXPECT_EQ(series().points.back().values[0], "30"_dec);
}

TEST_F(SeriesLogTest, OtherNamesOrAnotherIntervalBeginAnew)
{
    add(1, "1"_dec);
    add(2, "1"_dec);
    log.add(key, candle(3), {{"ema", "1"_dec}});
    EXPECT_THAT(series().names, ElementsAre("ema"));
    EXPECT_THAT(series().points, SizeIs(1));
    log.add(key, candle(4, 5min), {{"ema", "1"_dec}});
    EXPECT_THAT(series().points, SizeIs(1));
    EXPECT_EQ(series().interval, nanoseconds{5min});
}

TEST_F(SeriesLogTest, KeepsABoundedNumberOfSeriesAndNoneThatAreEmpty)
{
    log.add(key, candle(1), {});
    EXPECT_THAT(log.all(), IsEmpty());
    for (std::size_t i = 0; i < SeriesLog::series_max + 1; ++i) {
        key.account = trading::AccountId{"a" + std::to_string(i)};
        add(1, "1"_dec);
    }
    EXPECT_THAT(log.all(), SizeIs(SeriesLog::series_max));
    EXPECT_FALSE(log.all().contains(key));
}

TEST_F(SeriesLogTest, KeepsNothingWhereNobodyLooks)
{
    SeriesLog none{SeriesLog::Keep::nothing};
    none.add(key, candle(1), {{"ema", "1"_dec}});
    EXPECT_THAT(none.all(), IsEmpty());
}

}  // namespace
}  // namespace swarmdesk::agents
