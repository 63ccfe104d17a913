#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/instant.hpp"
#include "net/http.hpp"

namespace swarmdesk::llm::providers {

/// Longer waits than this are taken as this: a wrong clock or a slip must not bench an upstream for a year.
constexpr nanoseconds retry_after_max = std::chrono::hours{24};

/// How long an upstream asks to be left alone: `retry-after-ms` (as OpenAI's own clients read it), else `Retry-After`
/// in seconds or as a date (RFC 9110, 10.2.3), else the longest of the `x-ratelimit-reset-*` durations whose
/// `x-ratelimit-remaining-*` is 0 (Groq, OpenAI), else `x-ratelimit-reset` in milliseconds since 1970 (OpenRouter).
/// The latter two come with every answer, so they count only for `status` 429.
std::optional<nanoseconds> retry_after(std::uint16_t status, const net::Headers& headers, UtcTime now);

/// "7", "1.5": not negative, at most nine digits before the point.
std::optional<nanoseconds> parse_seconds(std::string_view text);
/// "2m59.56s", "120ms", "1h0m7s".
std::optional<nanoseconds> parse_duration(std::string_view text);
/// "Sun, 06 Nov 1994 08:49:37 GMT"; the two obsolete forms of RFC 9110 are not read.
std::optional<UtcTime> parse_http_date(std::string_view text);

}  // namespace swarmdesk::llm::providers
