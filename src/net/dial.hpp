#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

#include "base/error.hpp"

namespace swarmdesk::net {

/// A TCP connection to the first address of `host` that answers. Bound it with a deadline; cancelling abandons even a
/// name look-up at once. Inside net/ only.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(std::string host, std::uint16_t port);

}  // namespace swarmdesk::net
