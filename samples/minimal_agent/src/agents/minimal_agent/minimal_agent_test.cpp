#include "agents/minimal_agent/minimal_agent.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::minimal_agent {
namespace {

using namespace testing;

class MinimalAgentTest : public SwarmHarness {
protected:
    MinimalAgentTest() { settings.of<MinimalAgentSettings>().interval = 2s; }
};

TEST_F(MinimalAgentTest, SaysEachIntervalHowManyQuotesCame)
{
    ASSERT_TRUE(start());
    EXPECT_EQ(status("minimal_agent").status_message, "counts quotes");
    for (int i = 0; i < 3; ++i) swarm->on_quote(quote("100"_dec));
    run(2s - 1ns);
    EXPECT_EQ(status("minimal_agent").status_message, "counts quotes");
    run(1ns);
    EXPECT_EQ(status("minimal_agent").status_message, "3 quotes in 2000 ms");
    EXPECT_EQ(status("minimal_agent").health, Health::healthy);
}

TEST_F(MinimalAgentTest, IsUnwellWhileNoneCome)
{
    ASSERT_TRUE(start());
    run(2s);
    EXPECT_EQ(status("minimal_agent").status_message, "no quote in 2000 ms");
    EXPECT_EQ(status("minimal_agent").health, Health::degraded);
    EXPECT_EQ(status("minimal_agent").state, AgentState::running);
    swarm->on_quote(quote("100"_dec));
    run(2s);
    EXPECT_EQ(status("minimal_agent").status_message, "1 quote in 2000 ms");
    EXPECT_EQ(status("minimal_agent").health, Health::healthy);
}

TEST_F(MinimalAgentTest, CountsInCandlesInAReplay)
{
    settings = in_virtual_time(settings, 5min);
    EXPECT_EQ(settings.of<MinimalAgentSettings>().interval, 15min);
}

}  // namespace
}  // namespace swarmdesk::agents::minimal_agent
