#include "api/rate_limiter.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::api {
namespace {

using namespace std::chrono_literals;

TEST(RateLimiter, GivesABurstAndThenOneAnInterval)
{
    RateLimiter limiter{{.interval = 100ms, .burst = 3}};
    MonotonicTime now{1'000'000'000};
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.take("a", now));
    EXPECT_EQ(limiter.take("a", now), 100ms);
    EXPECT_EQ(limiter.take("a", now + 99ms), 1ms);
    EXPECT_FALSE(limiter.take("a", now + 100ms));
    EXPECT_TRUE(limiter.take("a", now + 100ms));
}

TEST(RateLimiter, KeepsEachKeyApart)
{
    RateLimiter limiter{{.interval = 1s, .burst = 1}};
    EXPECT_FALSE(limiter.take("a", {}));
    EXPECT_TRUE(limiter.take("a", {}));
    EXPECT_FALSE(limiter.take("b", {}));
}

TEST(RateLimiter, FillsUpAgainButNeverBeyondTheBurst)
{
    RateLimiter limiter{{.interval = 1s, .burst = 2}};
    EXPECT_FALSE(limiter.take("a", {}));
    const MonotonicTime later = MonotonicTime{} + 1h;
    EXPECT_FALSE(limiter.take("a", later));
    EXPECT_FALSE(limiter.take("a", later));
    EXPECT_TRUE(limiter.take("a", later));
}

TEST(RateLimiter, StaysBoundedWhateverKeysCome)
{
    RateLimiter limiter{{.interval = 1s, .burst = 1, .keys_max = 10}};
    for (int i = 0; i < 1000; ++i) limiter.take(std::to_string(i), {});
    EXPECT_LE(limiter.size(), 11u);
    // Those who came late share one bucket; once the others are full again there is room.
    EXPECT_TRUE(limiter.take("late", {}));
    EXPECT_FALSE(limiter.take("late", MonotonicTime{} + 2s));
    EXPECT_FALSE(limiter.take("later", MonotonicTime{} + 2s));
}

}  // namespace
}  // namespace swarmdesk::api
