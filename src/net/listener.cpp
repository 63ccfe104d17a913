#include "net/listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

#include "net/dial.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

Error system_error(const std::string& what) { return Error{Errc::io, what + ": " + std::strerror(errno)}; }

/// Removes what a process that died has left; says so where the path is anything else.
Result<void> clear_path(asio::any_io_executor executor, const std::string& name)
{
    struct stat status {};
    if (::lstat(name.c_str(), &status) != 0) {
        if (errno == ENOENT) return {};
        return system_error(name);
    }
    if (!S_ISSOCK(status.st_mode)) return Error{Errc::conflict, name + " is in the way and no socket: move it away"};
    asio::local::stream_protocol::socket probe{std::move(executor)};
    error_code error;
    probe.connect(asio::local::stream_protocol::endpoint{name}, error);
    if (error != asio::error::connection_refused) return Error{Errc::conflict, "another process listens on " + name};
    if (::unlink(name.c_str()) != 0 && errno != ENOENT) return system_error(name);
    return {};
}

template <class Endpoint>
Endpoint as(const asio::generic::stream_protocol::endpoint& from)
{
    Endpoint to;
    to.resize(from.size());
    std::memcpy(to.data(), from.data(), from.size());
    return to;
}

bool is_internet(const asio::generic::stream_protocol::endpoint& endpoint)
{
    return endpoint.data()->sa_family == AF_INET || endpoint.data()->sa_family == AF_INET6;
}

}  // namespace

Result<void> Listener::listen(const std::string& address, std::uint16_t port)
{
    error_code error;
    const auto ip = asio::ip::make_address(address, error);
    if (error) return Error{Errc::malformed, "not an IP address: " + address};
    const tcp::endpoint endpoint{ip, port};
    const auto failed = [&](const char* what) {
        return Error{Errc::io, std::string{what} + ' ' + address + ':' + std::to_string(port) + ": " + error.message()};
    };
    acceptor_.open(endpoint.protocol(), error);
    if (error) return failed("cannot open a socket for");
    acceptor_.set_option(tcp::acceptor::reuse_address{true}, error);
    acceptor_.bind(endpoint, error);
    if (error) return failed("cannot bind");
    acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return failed("cannot listen on");
    const auto bound = acceptor_.local_endpoint(error);
    if (error) return failed("cannot listen on");
    port_ = as<tcp::endpoint>(bound).port();
    acceptor_.non_blocking(true, error);
    return {};
}

Result<void> Listener::listen(const std::filesystem::path& path)
{
    const std::string name = path.string();
    if (name.size() > socket_path_bytes_max)
        return Error{Errc::out_of_range, name + " has " + std::to_string(name.size()) +
                                             " bytes; the path of a Unix socket may have " +
                                             std::to_string(socket_path_bytes_max)};
    if (auto cleared = clear_path(acceptor_.get_executor(), name); !cleared) return cleared.error();
    error_code error;
    const asio::local::stream_protocol::endpoint endpoint{name};
    acceptor_.open(endpoint.protocol(), error);
    if (error) return Error{Errc::io, "cannot open a socket for " + name + ": " + error.message()};
    // Before it is bound: the file is the owner's alone from its first moment.
    if (::fchmod(acceptor_.native_handle(), 0600) != 0) return system_error(name);
    acceptor_.bind(endpoint, error);
    if (error) return Error{Errc::io, "cannot bind " + name + ": " + error.message()};
    path_ = path;
    acceptor_.listen(tcp::acceptor::max_listen_connections, error);
    if (error) return Error{Errc::io, "cannot listen on " + name + ": " + error.message()};
    acceptor_.non_blocking(true, error);
    return {};
}

void Listener::close()
{
    error_code ignored;
    acceptor_.close(ignored);
    if (!path_.empty()) ::unlink(path_.c_str());
    path_.clear();
}

asio::awaitable<Result<StreamSocket>> Listener::accept()
{
    auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
    if (error) co_return Error{Errc::io, error.message()};
    co_return std::move(socket);
}

std::optional<StreamSocket> Listener::accept_now()
{
    error_code error;
    auto socket = acceptor_.accept(error);
    if (error) return std::nullopt;
    return socket;
}

std::string peer_address(const StreamSocket& socket)
{
    error_code ignored;
    const auto endpoint = socket.remote_endpoint(ignored);
    if (ignored || !is_internet(endpoint)) return "local";
    return as<tcp::endpoint>(endpoint).address().to_string();
}

std::optional<uid_t> peer_user(StreamSocket& socket)
{
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(socket.native_handle(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
}

}  // namespace swarmdesk::net
