#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "net/http.hpp"
#include "net/web_socket.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::net {

/// Bounds of the server; each is what an attacker meets.
struct HttpServerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: any free one, see `port()`
    std::uint32_t connections_max = 1024;
    std::size_t header_bytes_max = 16 * 1024;
    std::size_t headers_count_max = 100;
    std::size_t body_bytes_max = 1024 * 1024;
    nanoseconds header_timeout = std::chrono::seconds{5};  ///< from the first byte of a request to the end of its head
    nanoseconds body_grace = std::chrono::seconds{5};      ///< a body may take this, plus its size at `body_rate_min`
    std::uint32_t body_rate_min = 1024;                    ///< bytes per second
    nanoseconds idle_timeout = std::chrono::seconds{60};   ///< between requests
    nanoseconds handler_timeout = std::chrono::seconds{30};  ///< then the handler is cancelled and the answer is 503
    nanoseconds write_timeout = std::chrono::seconds{30};    ///< for a peer that does not read
    nanoseconds drain_timeout = std::chrono::seconds{5};     ///< how long `stop()` waits for answers under way
    std::uint32_t pipeline_turn_max = 16;                    ///< pipelined requests served before others get a turn
    /// Whether a handler, or a streamed body, is cancelled when its peer hangs up, seen within a quarter of a second.
    /// A peer that only shuts its sending side down counts as gone then.
    bool cancels_for_peer = false;
    WebSocketSettings web_socket;
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
    /// Asked before a WebSocket is accepted: identity, Host and Origin are checked here. The request is borrowed until
    /// it answers. Without it, a request to upgrade is served like any other.
    std::function<boost::asio::awaitable<Admission>(const Request&)> admit;
    /// The session lives until this returns.
    std::function<boost::asio::awaitable<void>(Request, WebSocketSession&)> converse;
    std::function<void(const std::string& what)> on_error;
};

/// An HTTP/1.1 server on one executor, without threads or TLS of its own. Foreign bytes meet a bound everywhere: a bad
/// request gets a 4xx with a small `application/problem+json` (its `code` is stable: malformed_request,
/// headers_too_large, target_too_long, body_too_large, request_timeout, method_not_allowed, …) and its connection
/// closes. HTTP/1.0 clients get a streamed body without chunks, ended by the close. Keep-alive and pipelining work;
/// requests of one connection are served one after the other. Await `stop()` before it dies.
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
    /// Accepts no more, lets requests under way finish for `drain_timeout`, then ends everything.
    boost::asio::awaitable<void> stop();

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

}  // namespace swarmdesk::net
