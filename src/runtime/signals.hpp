#pragma once

#include <boost/asio/awaitable.hpp>

namespace swarmdesk::runtime {

/// Waits until the process is asked to stop (SIGINT or SIGTERM) and gives the signal's number.
boost::asio::awaitable<int> stop_signal();

}  // namespace swarmdesk::runtime
