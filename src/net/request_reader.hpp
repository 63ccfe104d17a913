#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace swarmdesk::net {

/// Why a request is not served: what the peer is told.
struct Refusal {
    std::uint16_t status = 400;
    std::string_view code;  ///< stable: "malformed_request"
    std::string_view detail;
};

/// Turns the bytes of one connection into requests, one after the other. Sans-I/O: the caller puts bytes in and asks
/// what they amount to. Every bound is enforced before the bytes are kept. Stricter than HTTP asks where leniency lets
/// two parsers disagree: no folded fields, one Content-Length or one `chunked` but not both, exactly one Host.
class RequestReader {
public:
    struct Limits {
        std::size_t header_bytes_max = 16 * 1024;
        std::size_t headers_count_max = 100;
        std::size_t target_bytes_max = 8 * 1024;
        std::size_t body_bytes_max = 1024 * 1024;
    };
    enum class State {
        idle = 1,  ///< not one byte of the next request is here
        head,      ///< inside its head
        body,      ///< the head is complete, the body is not
        complete,  ///< `take()` it
        refused,   ///< see `refusal()`; this connection cannot go on
    };

    explicit RequestReader(const Limits& limits);
    ~RequestReader();
    RequestReader(const RequestReader&) = delete;
    RequestReader& operator=(const RequestReader&) = delete;

    /// Where the next bytes may be written; never empty before `refused`.
    std::span<char> prepare();
    /// That `count` bytes were written there.
    void commit(std::size_t count);
    /// Looks as far as the bytes reach.
    State advance();

    /// Once in `body` or `complete`: the request so far, to be judged before its body is kept.
    Request& head();
    /// A bound on the present body, tighter than the limits': `advance()` says whether it holds.
    void limit_body(std::size_t bytes_max);
    /// The request, once complete; the reader goes on to the next. `peer` and `deadline` are the caller's to fill in.
    Request take();
    const Refusal& refusal() const { return refusal_; }

    /// Of the request whose head is complete:
    bool keeps_alive() const;
    bool knows_chunks() const;  ///< HTTP/1.1
    bool wants_web_socket() const;
    bool expects_continue() const;
    std::size_t body_bytes_received() const;
    /// Bytes behind the complete request that belong to whatever comes next.
    std::size_t bytes_ahead() const { return end_ - begin_; }

    class Parser;

private:
    State read_head();
    State read_body();
    State check_head();
    State check_body();
    State refuse(Refusal refusal);
    State refuse_parse_error();

    Limits limits_;
    std::unique_ptr<Parser> parser_;
    std::string buffer_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::size_t scanned_ = 0;  ///< of [begin_, end_): surely without the end of the head
    State state_ = State::idle;
    Refusal refusal_;
    std::size_t body_bytes_max_ = 0;  ///< of the present request
};

}  // namespace swarmdesk::net
