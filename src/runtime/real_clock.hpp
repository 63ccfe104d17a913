#pragma once

#include <atomic>
#include <cstdint>
#include <limits>

#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

/// The machine's own clocks: system for the calendar, steady for ages. Sleeps on the caller's executor. `now` may be
/// called from any thread, and usually reads one clock of the two: they are compared a thousand times a second.
class RealClock : public Clock {
public:
    Now now() const override;
    asio::awaitable<void> sleep(nanoseconds duration) override;

private:
    void compare() const;
    mutable std::atomic<std::int64_t> compared_ = std::numeric_limits<std::int64_t>::min() / 2;  ///< monotonic
    mutable std::atomic<std::int64_t> ahead_ = 0;  ///< utc - monotonic, when they were compared
};

}  // namespace swarmdesk::runtime
