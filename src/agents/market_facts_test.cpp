#include "agents/market_facts.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace swarmdesk::agents {
namespace {

using namespace trading;
using namespace literals;
using namespace std::chrono_literals;

std::vector<Candle> rising(int count)
{
    std::vector<Candle> candles;
    for (int i = 0; i < count; ++i) {
        const Price close{Decimal::from_integer(100 + i)};
        Candle candle;
        candle.instrument = InstrumentId{"paper:BTCUSDT"};
        candle.open_time = UtcTime{} + i * nanoseconds{1h};
        candle.interval = 1h;
        candle.open = candle.close = close;
        candle.high = close + Price{"0.5"_dec};
        candle.low = close - Price{"0.5"_dec};
        candles.push_back(candle);
    }
    return candles;
}

TEST(MarketFacts, SayWhatTheCandlesSay)
{
    const auto facts = facts_of(rising(41)).value();
    EXPECT_EQ(sentence(facts), "At 140: +0.72 % in this candle, +40 % over the last 41; rising; RSI 100");
    EXPECT_EQ(boost::json::serialize(to_json(facts)),
              R"({"candles":41,"close":"140","high":"140.5","low":"99.5","change_percent":"+0.71942446",)"
              R"("change_percent_over_all_candles":"+40","rsi_14":"100","average_true_range_percent":"1.07",)"
              R"("regime":"rising"})");
}

TEST(MarketFacts, LeaveOutWhatTakesMoreCandles)
{
    EXPECT_FALSE(facts_of(rising(1)));
    const auto facts = facts_of(rising(2)).value();
    EXPECT_FALSE(facts.rsi);
    EXPECT_FALSE(facts.regime);
    EXPECT_EQ(sentence(facts), "At 101: +1 % in this candle, +1 % over the last 2");
}

TEST(MarketFacts, AreTheSameHoweverMuchHistoryThereIs)
{
    const auto few = rising(80);
    const std::vector<Candle> fewer{few.begin() + 20, few.end()};
    EXPECT_EQ(boost::json::serialize(to_json(facts_of(few).value())),
              boost::json::serialize(to_json(facts_of(fewer).value())));
}

TEST(MarketFacts, KnowTheNamedTimeframes)
{
    EXPECT_EQ(timeframe_of(1h), Timeframe::h1);
    EXPECT_EQ(timeframe_of(5min), Timeframe::m5);
    EXPECT_FALSE(timeframe_of(7min));
}

}  // namespace
}  // namespace swarmdesk::agents
