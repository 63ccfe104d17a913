#include "base/instant.hpp"

#include <gtest/gtest.h>

namespace swarmdesk {
namespace {

TEST(Instant, IsShownAsIsoWithMilliseconds)
{
    struct Case {
        std::int64_t ms;
        const char* text;
    };
    for (const Case& c : {Case{0, "1970-01-01T00:00:00.000Z"}, Case{1'743'699'900'000, "2025-04-03T17:05:00.000Z"},
                          Case{1'709'164'799'999, "2024-02-28T23:59:59.999Z"},
                          Case{1'709'208'000'001, "2024-02-29T12:00:00.001Z"}, Case{-1, "1969-12-31T23:59:59.999Z"}})
        EXPECT_EQ(to_iso(utc_from_ms(c.ms)), c.text);
}

TEST(Instant, PartsOfAMillisecondAreCutNotRounded)
{
    EXPECT_EQ(to_iso({999'999}), "1970-01-01T00:00:00.000Z");
    EXPECT_EQ(to_ms({1'999'999}), 1);
}

TEST(Instant, TheDayChangesAtMidnightUtcAlsoBefore1970)
{
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    EXPECT_EQ(utc_day({0}), 0);
    EXPECT_EQ(utc_day({day_ns - 1}), 0);
    EXPECT_EQ(utc_day({day_ns}), 1);
    EXPECT_EQ(utc_day({-1}), -1);
    EXPECT_EQ(utc_day({-day_ns}), -1);
    EXPECT_EQ(utc_day({-day_ns - 1}), -2);
}

TEST(Instant, DifferencesAreDurations)
{
    EXPECT_EQ(UtcTime{5} - UtcTime{7}, nanoseconds{-2});
    EXPECT_EQ(MonotonicTime{5} + nanoseconds{2}, MonotonicTime{7});
    EXPECT_LT(MonotonicTime{5}, MonotonicTime{7});
}

}  // namespace
}  // namespace swarmdesk
