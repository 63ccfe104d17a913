#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "net/http.hpp"
#include "net/request_reader.hpp"

namespace swarmdesk::net {

/// `Thu, 03 Apr 2025 17:05:00 GMT`, worked out once a second.
class HttpDate {
public:
    std::string_view text(UtcTime now);

private:
    std::int64_t second_ = -1;
    std::string text_;
};

enum class After { keep_alive = 1, close };
/// How the end of a streamed body is told: by its last chunk, or, to HTTP/1.0, by the close.
enum class Framing { chunked = 1, until_close };

/// Appends the status line and the fields to `out`. Throws std::invalid_argument if a field could break out of its
/// line.
void write_response_head(std::string& out, const Response& response, std::string_view date, After after,
                         Framing framing = Framing::chunked);

/// The bytes that follow the head.
std::string_view response_body(const Response& response);

/// The small `application/problem+json` that a refused peer gets.
Response to_response(const Refusal& refusal);

}  // namespace swarmdesk::net
