#pragma once

#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

/// The machine's own clocks: system for the calendar, steady for ages. Sleeps on the caller's executor.
class RealClock final : public Clock {
public:
    Now now() const override;
    asio::awaitable<void> sleep(nanoseconds duration) override;
};

}  // namespace swarmdesk::runtime
