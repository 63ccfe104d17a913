#pragma once

#include "runtime/real_clock.hpp"

namespace swarmdesk::runtime {

/// The machine's clock, running `speed` times as fast from a calendar of its own: a recorded market played while people
/// watch. Everything that takes time takes a `speed`th of it, an approval's expiry included.
class ScaledClock final : public Clock {
public:
    ScaledClock(UtcTime start, std::uint32_t speed);

    Now now() const override;
    asio::awaitable<void> sleep(nanoseconds duration) override;

private:
    RealClock real_;
    UtcTime start_;
    MonotonicTime real_start_;
    std::int64_t speed_;
};

}  // namespace swarmdesk::runtime
