#include "runtime/scaled_clock.hpp"

#include "base/assert.hpp"

namespace swarmdesk::runtime {

ScaledClock::ScaledClock(UtcTime start, std::uint32_t speed)
    : start_(start), real_start_(real_.now().monotonic), speed_(speed)
{
    SWARMDESK_ASSERT(speed > 0);
}

Now ScaledClock::now() const
{
    const nanoseconds passed = (real_.now().monotonic - real_start_) * speed_;
    return {.utc = start_ + passed, .monotonic = MonotonicTime{} + passed};
}

asio::awaitable<void> ScaledClock::sleep(nanoseconds duration) { return real_.sleep(duration / speed_); }

}  // namespace swarmdesk::runtime
