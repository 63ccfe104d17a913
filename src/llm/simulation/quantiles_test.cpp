#include "llm/simulation/quantiles.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;

TEST(Quantiles, AreNeverTooShortAndAtMostA64thTooLong)
{
    Quantiles quantiles;
    for (int i = 1; i <= 1000; ++i) quantiles.add(i * 1ms);
    for (const std::uint32_t permille : {1u, 500u, 950u, 990u, 1000u}) {
        SCOPED_TRACE(permille);
        const nanoseconds truth = permille * 1ms;
        EXPECT_GE(*quantiles.at(permille), truth);
        EXPECT_LE(*quantiles.at(permille), truth + truth / 64);
    }
    EXPECT_EQ(quantiles.count(), 1000u);
}

TEST(Quantiles, NoWaitIsNoWait)
{
    Quantiles quantiles;
    EXPECT_FALSE(quantiles.at(500));
    quantiles.add(0ns);
    quantiles.add(-1ns);
    EXPECT_EQ(*quantiles.at(990), 0ns);
}

TEST(Quantiles, CountsHowManyWereWithinATime)
{
    Quantiles quantiles;
    for (const auto time : {1ms, 10ms, 100ms, 1000ms}) quantiles.add(time);
    EXPECT_EQ(quantiles.within(0ns), 0u);
    EXPECT_EQ(quantiles.within(10ms), 2u);
    EXPECT_EQ(quantiles.within(999h), 4u);
}

TEST(Quantiles, HoldTheLongestTimes)
{
    Quantiles quantiles;
    quantiles.add(nanoseconds::max());
    EXPECT_EQ(*quantiles.at(500), nanoseconds::max());
}

}  // namespace
}  // namespace swarmdesk::llm::simulation
