#pragma once

#include <memory>

#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

/// A clock that runs `speed` times as fast as another, from a calendar of its own: a recorded market played while
/// people watch. Everything that sleeps on it takes a `speed`th of the time, an approval's expiry included.
///
/// It never passes a moment that somebody sleeps for before they have woken and taken their turn, so time cannot run
/// ahead of the work that is due. Short delays are made up for. Work that is late by more than `lag_max` of real time
/// slows the clock: what was lost is left out and not run through afterwards. A paused process loses its pause.
///
/// One executor, single-threaded, like everything that sleeps on it.
class ScaledClock final : public Clock {
public:
    static constexpr nanoseconds lag_max = std::chrono::milliseconds{100};

    /// `real` is borrowed.
    ScaledClock(Clock& real, UtcTime start, std::uint32_t speed);
    ScaledClock(const ScaledClock&) = delete;
    ScaledClock& operator=(const ScaledClock&) = delete;

    Now now() const override;
    /// Sleepers wake in the order in which they are due. Always suspends.
    asio::awaitable<void> sleep(nanoseconds duration) override;
    /// What passes meanwhile is left out.
    void hold() override;
    void release() override;

    std::uint32_t speed() const;
    /// The speed kept since the last call, or since the start: below `speed` where the machine could not keep that.
    std::uint32_t measure_speed();

private:
    class State;
    class Sleeper;
    std::shared_ptr<State> state_;
    MonotonicTime measured_;       ///< of this clock, at the last measurement
    MonotonicTime measured_real_;  ///< of the other one, then
};

}  // namespace swarmdesk::runtime
