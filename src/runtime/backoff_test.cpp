#include "runtime/backoff.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace swarmdesk::runtime {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, TheCeilingDoublesUpToTheMaximum)
{
    const Backoff::Settings settings{.delay_min = 50ms, .delay_max = 300ms};
    Random random{1};
    // Many clients with the same history: the largest delay comes close to the ceiling, the smallest to the minimum.
    const nanoseconds ceilings[] = {100ms, 200ms, 300ms, 300ms};
    for (std::size_t failures = 0; failures < std::size(ceilings); ++failures) {
        SCOPED_TRACE(failures);
        nanoseconds least = 1h;
        nanoseconds most{0};
        for (int client = 0; client < 1000; ++client) {
            Backoff backoff{settings};
            for (std::size_t i = 0; i < failures; ++i) ASSERT_TRUE(backoff.on_failure(random));
            const auto delay = backoff.on_failure(random);
            ASSERT_TRUE(delay);
            least = std::min(least, *delay);
            most = std::max(most, *delay);
        }
        EXPECT_GE(least, 50ms);
        EXPECT_LT(least, 55ms);
        EXPECT_LE(most, ceilings[failures]);
        EXPECT_GT(most, ceilings[failures] - 5ms);
    }
}

TEST(Backoff, GivesUpAfterTheLastAttemptAndNotBefore)
{
    Backoff backoff{{.attempts_max = 2}};
    Random random{1};
    EXPECT_TRUE(backoff.on_failure(random));
    EXPECT_TRUE(backoff.on_failure(random));
    EXPECT_FALSE(backoff.on_failure(random));
    backoff.on_success();
    EXPECT_TRUE(backoff.on_failure(random));
}

TEST(Backoff, WithoutALimitItNeverGivesUpAndNeverOverflows)
{
    Backoff backoff{{.delay_min = 1ns, .delay_max = nanoseconds::max() - 1ns}};
    Random random{1};
    for (int i = 0; i < 1000; ++i) {
        const auto delay = backoff.on_failure(random);
        ASSERT_TRUE(delay);
        ASSERT_GE(*delay, 1ns);
    }
    EXPECT_EQ(backoff.failures(), 1000u);
}

}  // namespace
}  // namespace swarmdesk::runtime
