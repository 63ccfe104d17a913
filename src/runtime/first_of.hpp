#pragma once

#include <boost/asio/awaitable.hpp>

namespace swarmdesk::runtime {

namespace asio = boost::asio;

/// Runs both until one of them ends. The other is cancelled then, and has ended when this returns. What the one that
/// ended first throws, this throws; what the other does is of no interest any more.
asio::awaitable<void> first_of(asio::awaitable<void> one, asio::awaitable<void> other);

}  // namespace swarmdesk::runtime
