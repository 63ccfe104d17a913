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
};

}  // namespace swarmdesk::runtime
