#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/http_client.hpp"

namespace swarmdesk::net {

/// Turns the bytes of a connection into one response. Sans-I/O. Interim (1xx) answers are skipped, a few of them.
class ResponseReader {
public:
    struct Limits {
        std::size_t header_bytes_max = 64 * 1024;
        std::size_t body_bytes_max = 8 * 1024 * 1024;
    };
    enum class State { incomplete = 1, complete, failed };

    /// The answer to a HEAD has no body whatever it says.
    ResponseReader(const Limits& limits, Method asked);
    ~ResponseReader();
    ResponseReader(const ResponseReader&) = delete;
    ResponseReader& operator=(const ResponseReader&) = delete;

    State feed(std::string_view bytes);
    /// The other side will send no more: the end, for a body without a length.
    State finish();

    bool has_begun() const { return has_begun_; }
    /// Whether status and fields of the final answer are there, and `head` may be asked.
    bool has_head() const;
    /// Status and fields; its body is what has come and was not taken.
    const ClientResponse& head() const;
    /// What has come of the body since the last time: a long body need not be kept whole.
    std::string take_body();
    /// Once complete: whether the connection is clean for another request.
    bool keeps_alive() const;
    ClientResponse take();
    const Error& error() const { return error_; }

    class Parser;

private:
    void begin_message();
    State fail(Error error);

    Limits limits_;
    Method asked_;
    std::unique_ptr<Parser> parser_;
    std::string pending_;
    std::size_t interim_answers_ = 0;
    bool has_begun_ = false;
    Error error_;
};

}  // namespace swarmdesk::net
