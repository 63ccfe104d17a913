#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "net/http_client.hpp"
#include "net/stream_socket.hpp"

namespace swarmdesk::net {

/// A TCP connection to the first address of `host` that answers; `forbidden` where it has none that may be reached.
/// Bound it with a deadline; cancelling abandons even a name look-up at once. Inside net/ only.
boost::asio::awaitable<Result<boost::asio::ip::tcp::socket>> dial(std::string host, std::uint16_t port,
                                                                  Reach reach = Reach::anywhere);
/// The same, as a plain stream.
boost::asio::awaitable<Result<StreamSocket>> dial_stream(std::string host, std::uint16_t port,
                                                         Reach reach = Reach::anywhere);

/// The most bytes the path of a Unix socket may have.
inline constexpr std::size_t socket_path_bytes_max = 107;
/// A connection to the Unix socket of that path.
boost::asio::awaitable<Result<StreamSocket>> dial_local(std::filesystem::path path);

}  // namespace swarmdesk::net
