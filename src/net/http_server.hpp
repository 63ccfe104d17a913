#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "net/connection_slots.hpp"
#include "net/http.hpp"
#include "net/turn_queue.hpp"
#include "net/web_socket.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::net {

/// Bounds of the server; each is what an attacker meets.
struct HttpServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see `port()`
    /// A Unix socket to listen on instead, for processes of this user and of root alone.
    std::filesystem::path socket_path;
    std::uint32_t connections_max = 1024;    ///< that somebody has signed in on; all of them without `screen`
    std::uint32_t connections_reserved = 0;  ///< of these, for the privileged alone
    std::uint32_t connections_per_user_max = 1024;
    std::uint32_t strangers_max = 256;  ///< connections beside these on which nobody has signed in
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t headers_count_max = 100;
    std::size_t body_bytes_max = 1024 * 1024;
    std::size_t bodies_bytes_max = 64 * 1024 * 1024;  ///< of all bodies together that no handler has taken yet
    /// From the first byte of a request, and from the beginning of a connection, to the end of a head.
    nanoseconds header_timeout = std::chrono::seconds{10};
    nanoseconds body_grace = std::chrono::seconds{5};        ///< a body may take this, plus its size at `body_rate_min`
    std::uint32_t body_rate_min = 1024;                      ///< bytes per second
    nanoseconds body_timeout = std::chrono::seconds{30};     ///< and never more than this
    nanoseconds idle_timeout = std::chrono::seconds{60};     ///< between requests
    nanoseconds handler_timeout = std::chrono::seconds{30};  ///< then the handler is cancelled and the answer is 503
    nanoseconds write_timeout = std::chrono::seconds{30};    ///< for a peer that does not read
    nanoseconds drain_timeout = std::chrono::seconds{5};     ///< how long `stop()` waits for answers under way
    /// Whether a handler, or a streamed body, is cancelled when its peer hangs up, seen within a quarter of a second.
    /// A peer that only shuts its sending side down counts as gone then.
    bool cancels_for_peer = false;
    WebSocketSettings web_socket;
};

/// What the application says of a request when its head is there and its body is not.
struct Screening {
    /// If set, sent instead of serving it; what is still to come of the body is not read then.
    std::optional<Response> rejection;
    bool closes = false;  ///< whether the connection ends with the answer
    std::string user;     ///< who has signed in on the connection from here on; empty: no change
    Rights rights = Rights::ordinary;
    std::size_t body_bytes_max = SIZE_MAX;  ///< where tighter than the server's
    std::shared_ptr<const void> context;    ///< becomes the request's
};

/// Whether a WebSocket may be opened.
struct Admission {
    std::optional<Response> refusal;  ///< if set, sent instead of accepting
    std::string protocol;             ///< the chosen subprotocol; empty: none
};

/// What the server calls. Each returns on the server's executor; an exception leaving one is answered with a bare 500
/// and told to `on_error`.
struct HttpHandlers {
    std::function<boost::asio::awaitable<Response>(Request)> serve;
    /// Asked once for each request, those to upgrade included: route, identity, Host, Origin and rate are judged here.
    /// The request has no body yet, or a part of it. Without it nobody ever signs in.
    std::function<Screening(const Request&)> screen;
    /// Asked once for each request that is complete, body and all: whether it is handled before others. Without it none
    /// is.
    std::function<Priority(const Request&)> prioritize;
    /// Asked before a WebSocket is accepted. The request is borrowed until it answers. Without it, a request to upgrade
    /// is served like any other.
    std::function<boost::asio::awaitable<Admission>(const Request&)> admit;
    /// The session lives until this returns.
    std::function<boost::asio::awaitable<void>(Request, WebSocketSession&)> converse;
    std::function<void(const std::string& what)> on_error;
};

/// An HTTP/1.1 server on one executor, without threads or TLS of its own. Foreign bytes meet a bound everywhere: a bad
/// request gets a 4xx with a small `application/problem+json` (its `code` is stable: malformed_request,
/// headers_too_large, target_too_long, body_too_large, request_timeout, method_not_allowed, …) and its connection
/// closes. HTTP/1.0 clients get a streamed body without chunks, ended by the close. Keep-alive and pipelining work;
/// requests of one connection are served one after the other, and others' in between. Where connections are at their
/// bound, the one that has been idle longest is closed for a new one. Await `stop()` before it dies.
class HttpServer {
public:
    HttpServer(boost::asio::any_io_executor executor, runtime::Clock& clock, HttpServerSettings settings,
               HttpHandlers handlers);
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;
    ~HttpServer();

    /// Binds and begins to accept.
    Result<void> start();
    /// The port listened on, once started.
    std::uint16_t port() const;
    std::size_t connections() const;
    /// Somebody has signed in on a connection otherwise than by a request's head: false if there are too many already.
    bool sign_in(std::uint64_t connection, const std::string& user, Rights rights);
    /// For tests and metrics.
    struct Counts {
        std::uint64_t evicted = 0;
        std::uint64_t turned_away = 0;
    };
    Counts counts() const;
    /// Accepts no more, lets requests under way finish for `drain_timeout`, then ends everything.
    boost::asio::awaitable<void> stop();

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::net
