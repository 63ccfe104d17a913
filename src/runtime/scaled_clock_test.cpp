#include "runtime/scaled_clock.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::runtime {
namespace {

TEST(ScaledClock, StartsWhereItIsToldAndRunsFaster)
{
    const RealClock real;
    const UtcTime start = utc_from_ms(1'743'699'900'000);
    const ScaledClock clock{start, 1000};
    const MonotonicTime real_before = real.now().monotonic;
    const Now before = clock.now();
    EXPECT_GE(before.utc, start);
    while (real.now().monotonic - real_before < std::chrono::microseconds{50}) {
    }
    EXPECT_GE(clock.now().monotonic - before.monotonic, std::chrono::milliseconds{49});
    EXPECT_EQ((clock.now().utc - start).count() / 1'000'000'000, clock.now().monotonic.ns / 1'000'000'000);
}

}  // namespace
}  // namespace swarmdesk::runtime
