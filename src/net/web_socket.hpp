#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"

namespace swarmdesk::net {

struct WebSocketSettings {
    std::size_t message_bytes_max = 64 * 1024;    ///< a longer message from the other side ends the session
    std::size_t backlog_bytes_max = 1024 * 1024;  ///< a peer that lets more pile up is cut
    std::uint32_t controls_per_second_max = 50;   ///< pings and pongs from the other side
    nanoseconds idle_timeout =
        std::chrono::seconds{60};  ///< silence is probed by a ping at half of this, cut at all of it
    nanoseconds handshake_timeout = std::chrono::seconds{10};  ///< also bounds the closing handshake
    bool accept_binary = false;
};

/// One WebSocket, either side of it. Single-threaded: its executor's. Compression is off. It reads one message ahead,
/// which is how pings are answered and an end is noticed while nobody receives; beyond that, a peer waits until it is
/// heard. Giving up a `receive()` (a deadline, say) loses nothing. Must die before its executor's context.
class WebSocketSession {
public:
    virtual ~WebSocketSession() = default;

    /// Queues a text message and returns at once; the same text may be shared by a thousand sessions. False if the
    /// session is over, which includes: the peer was too slow and has just been cut. One such peer never delays
    /// another.
    virtual bool send(std::shared_ptr<const std::string> text) = 0;
    /// The next message. `cancelled`: closed in good order, by either side; `limit_exceeded`: the peer was cut for
    /// size, for slowness or for flooding; `malformed`: it broke the protocol; `unavailable`: the connection was lost.
    virtual boost::asio::awaitable<Result<std::string>> receive() = 0;
    /// Closes with a code of RFC 6455 (1000, 1001, 1008, …) and waits, briefly, for the answer. `reason` is a constant
    /// of at most 123 bytes. The session may die meanwhile.
    virtual boost::asio::awaitable<void> close(std::uint16_t code, std::string_view reason = {}) = 0;

    virtual bool is_open() const = 0;
    virtual std::size_t backlog_bytes() const = 0;
};

}  // namespace swarmdesk::net
