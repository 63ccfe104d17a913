#include "agents/monitor/monitor.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::monitor {
namespace {

using namespace testing;

class MonitorTest : public SwarmHarness {
protected:
    MonitorTest()
    {
        settings.monitor.stale_after = 10s;
        settings.monitor.move_percent = "3"_dec;
        settings.monitor.move_window = 15min;
        settings.monitor.volume_multiple = 8;
        settings.monitor.drawdown_percent = "3"_dec;
    }
    void at(Decimal bid) { swarm->on_quote(quote(bid)); }
    std::vector<std::string> words() const
    {
        std::vector<std::string> result;
        for (const auto& alert : swarm->alerts(100)) result.push_back(alert.words);
        return result;
    }
};

TEST_F(MonitorTest, TellsOfAPriceMoveWithinTheWindow)
{
    beat_every(1min);
    settings.monitor.stale_after = 24h;
    ASSERT_TRUE(start());
    at("100"_dec);
    run(10min);
    at("102.99"_dec);
    EXPECT_TRUE(words().empty());
    run(5min);
    at("103"_dec);
    EXPECT_EQ(words(), std::vector<std::string>{"BTCUSDT moved +3 % to 103"});
    at("99.92"_dec);
    EXPECT_TRUE(words().size() == 1u) << "counted from where it told last: 2.99 %";
    at("99.91"_dec);
    EXPECT_EQ(words().size(), 2u);
}

TEST_F(MonitorTest, DoesNotTellOfASlowMove)
{
    beat_every(1min);
    settings.monitor.stale_after = 24h;
    ASSERT_TRUE(start());
    at("100"_dec);
    for (int minute = 1; minute <= 120; ++minute) {
        run(1min);
        at("100"_dec + multiply("0.15"_dec, Decimal::from_integer(minute), Rounding::half_even));
    }
    EXPECT_TRUE(words().empty()) << "0.15 a minute is less than 3 % in 15 minutes";
}

TEST_F(MonitorTest, TellsOfAStaleFeedOnceAndOfItsReturn)
{
    ASSERT_TRUE(start());
    at("100"_dec);
    run(10s);
    EXPECT_TRUE(words().empty());
    run(5s);
    ASSERT_EQ(words().size(), 1u);
    EXPECT_EQ(words().front(), "no quote of BTCUSDT for 11 s");
    run(1min);
    EXPECT_EQ(words().size(), 1u);
    at("100"_dec);
    EXPECT_EQ(words().front(), "BTCUSDT has quotes again");
}

TEST_F(MonitorTest, TellsOfAVolumeFarBeyondTheUsual)
{
    beat_every(1min);
    settings.monitor.stale_after = 24h;
    ASSERT_TRUE(start());
    for (int i = 0; i < 48; ++i) {
        run(1min);
        feed(candle("100"_dec, "2"_dec));
    }
    run(1min);
    feed(candle("100"_dec, "15.99"_dec));
    EXPECT_TRUE(words().empty());
    run(1min);
    feed(candle("100"_dec, "30"_dec));
    ASSERT_EQ(words().size(), 1u);
    EXPECT_EQ(words().front().find("BTCUSDT traded 30, usually 2.2"), 0u) << words().front();
}

TEST_F(MonitorTest, TellsOfADrawdownFromTheHighestOfTheDay)
{
    ASSERT_TRUE(start());
    run(2s);
    desk.equity_usd = Usd{"11000"_dec};
    run(2s);
    desk.equity_usd = Usd{"10670.01"_dec};
    run(2s);
    EXPECT_TRUE(words().empty());
    desk.equity_usd = Usd{"10670"_dec};
    run(2s);
    ASSERT_EQ(words().size(), 1u);
    EXPECT_EQ(swarm->alerts(1).front().severity, Severity::critical);
    EXPECT_EQ(words().front(), "equity is 3 % below its highest of the day");
    EXPECT_EQ(desk.alerts.size(), 1u);
}

TEST_F(MonitorTest, BeginsANewDayWithANewHighest)
{
    beat_every(10min);
    ASSERT_TRUE(start());
    run(12h);
    desk.equity_usd = Usd{"9000"_dec};
    run(24h);
    ASSERT_FALSE(words().empty());
    const auto alerts_of_the_first_day = words().size();
    run(24h);
    EXPECT_EQ(words().size(), alerts_of_the_first_day) << "10 % below yesterday is not a drawdown of today";
}

}  // namespace
}  // namespace swarmdesk::agents::monitor
