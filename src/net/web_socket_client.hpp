#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "base/error.hpp"
#include "net/http.hpp"
#include "net/tls.hpp"
#include "net/web_socket.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::net {

struct WebSocketDial {
    std::string url;  ///< ws:// or wss://
    Headers headers;  ///< further fields of the opening request
    nanoseconds timeout = std::chrono::seconds{10};
    WebSocketSettings session{.message_bytes_max = 4 * 1024 * 1024};
    std::shared_ptr<TlsContext> tls;  ///< needed for wss
};

/// Opens a WebSocket to another server, on the caller's executor. The clock must outlive the session.
boost::asio::awaitable<Result<std::unique_ptr<WebSocketSession>>> connect_web_socket(runtime::Clock& clock,
                                                                                     WebSocketDial dial);

}  // namespace swarmdesk::net
