#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>

#include "base/instant.hpp"

namespace swarmdesk::runtime {

namespace asio = boost::asio;

/// The only source of time: now-ness is an input, so a test (or a replay) can own it. One thread: its executor's.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Now now() const = 0;
    /// Resumes on the caller's executor. Cancelling the coroutine ends the sleep with operation_aborted.
    virtual asio::awaitable<void> sleep(nanoseconds duration) = 0;
    /// Between these, which nest, a clock that is not the machine's stands still (ClockHold).
    virtual void hold() {}
    virtual void release() {}
};

/// While it lives something waits for the machine, a disk above all. In a market played faster than it was that wait
/// would be minutes, so the market's time stands still; the machine's own does not.
class ClockHold {
public:
    explicit ClockHold(Clock& clock) : clock_(clock) { clock_.hold(); }
    ClockHold(const ClockHold&) = delete;
    ClockHold& operator=(const ClockHold&) = delete;
    ~ClockHold() { clock_.release(); }

private:
    Clock& clock_;
};

/// The two times of a desk. Where a recorded market is played faster than it was, they differ: work follows the market,
/// and whether the machinery is well is measured in the machine's own time. Else both are one clock. Both are borrowed.
struct Clocks {
    Clock& market;  ///< candles, expiries, schedules, the calendar people see
    Clock& health;  ///< heartbeats, time-outs, retries, pauses before a restart
};

}  // namespace swarmdesk::runtime
