#pragma once

#include <memory>
#include <string>

#include "net/http.hpp"
#include "net/stream_socket.hpp"
#include "net/web_socket.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::net {

/// Answers an upgrade request that was admitted and takes its connection over. Inside net/ only.
boost::asio::awaitable<Result<std::unique_ptr<WebSocketSession>>> accept_web_socket(StreamSocket socket,
                                                                                    const Request& request,
                                                                                    std::string protocol,
                                                                                    WebSocketSettings settings,
                                                                                    runtime::Clock& clock);

}  // namespace swarmdesk::net
