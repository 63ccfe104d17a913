#include "agents/alerts.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::testing {
namespace {

class AlertsTest : public BusHarness {
protected:
    Alerts alerts{{10min, 3, 4}, clock, desk};
    const AgentId monitor{"monitor"};
};

TEST_F(AlertsTest, AreNotRepeatedTooSoon)
{
    EXPECT_TRUE(alerts.raise(Severity::warning, monitor, "stale", "no quote for 10 s"));
    clock.advance_by(10min - 1ns);
    EXPECT_FALSE(alerts.raise(Severity::warning, monitor, "stale", "no quote for 609 s"));
    clock.advance_by(1ns);
    EXPECT_TRUE(alerts.raise(Severity::warning, monitor, "stale", "no quote for 610 s"));
    EXPECT_EQ(desk.alerts.size(), 2u);
}

TEST_F(AlertsTest, PassWhenTheyGetWorse)
{
    EXPECT_TRUE(alerts.raise(Severity::warning, monitor, "drawdown", "3 %"));
    EXPECT_TRUE(alerts.raise(Severity::critical, monitor, "drawdown", "9 %"));
    EXPECT_FALSE(alerts.raise(Severity::warning, monitor, "drawdown", "4 %"));
}

TEST_F(AlertsTest, AreHeldBackInAStormUnlessCritical)
{
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(alerts.raise(Severity::info, monitor, std::to_string(i), "something"), i < 3) << i;
    EXPECT_TRUE(alerts.raise(Severity::critical, monitor, "fire", "fire"));
    EXPECT_EQ(alerts.newest(2)[1].message, "2 alerts were held back: too many in a minute");
    clock.advance_by(1min);
    EXPECT_TRUE(alerts.raise(Severity::info, monitor, "4", "what was held back may be said again"));
}

TEST_F(AlertsTest, KeepTheNewestNewestFirst)
{
    for (int i = 0; i < 6; ++i) {
        alerts.raise(Severity::info, monitor, std::to_string(i), std::to_string(i));
        clock.advance_by(1min);
    }
    const auto newest = alerts.newest(10);
    ASSERT_EQ(newest.size(), 4u);
    EXPECT_EQ(newest.front().message, "5");
    EXPECT_EQ(newest.back().message, "2");
    EXPECT_EQ(alerts.newest(1).size(), 1u);
    EXPECT_EQ(alerts.raised(), 6u);
}

}  // namespace
}  // namespace swarmdesk::agents::testing
