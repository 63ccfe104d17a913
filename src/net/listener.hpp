#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "net/stream_socket.hpp"

namespace swarmdesk::net {

/// Where a server takes connections: a TCP port or a Unix socket. Inside net/ only.
class Listener {
public:
    explicit Listener(boost::asio::any_io_executor executor) : acceptor_(std::move(executor)) {}
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    ~Listener() { close(); }

    Result<void> listen(const std::string& address, std::uint16_t port);
    /// Makes the socket, for its owner alone (0600). One left over from a process that has died is replaced; `conflict`
    /// where another process listens on it or the path is something else, `out_of_range` where it is too long.
    Result<void> listen(const std::filesystem::path& path);
    /// Takes the socket's file along.
    void close();

    bool is_open() const { return acceptor_.is_open(); }
    std::uint16_t port() const { return port_; }

    /// The next connection, when there is one.
    boost::asio::awaitable<Result<StreamSocket>> accept();
    /// One that has come already.
    std::optional<StreamSocket> accept_now();

private:
    using Protocol = boost::asio::generic::stream_protocol;

    boost::asio::basic_socket_acceptor<Protocol> acceptor_;
    std::uint16_t port_ = 0;
    std::filesystem::path path_;
};

/// "127.0.0.1"; "local" for a Unix socket.
std::string peer_address(const StreamSocket& socket);
/// The user of the process at the other end of a Unix socket.
std::optional<uid_t> peer_user(StreamSocket& socket);

}  // namespace swarmdesk::net
