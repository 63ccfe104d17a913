#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace swarmdesk::notify {

/// What became of one try to deliver.
struct Attempt {
    enum class End {
        delivered = 1,
        again,   ///< later it may go
        failed,  ///< it never will
        gone,    ///< nor will anything else: the target has ended
    };
    End end = End::failed;
    std::string why;                           ///< a sentence; empty where it was delivered
    std::optional<nanoseconds> retry_after{};  ///< the other side wants that much rest
};

/// Whose answer it is: a push service says by 404 and 410 that a subscription has ended (RFC 8030); a webhook's owner
/// may have mistyped.
enum class Receiver { push_service = 1, webhook };

/// What an answer with this status and `Retry-After` field means. Redirects are never followed.
Attempt judge_answer(Receiver receiver, std::uint16_t status, std::optional<std::string_view> retry_after, UtcTime now);

/// Seconds, or a date as HTTP writes it (RFC 9110); nothing for anything else. Never negative.
std::optional<nanoseconds> parse_retry_after(std::string_view text, UtcTime now);

}  // namespace swarmdesk::notify
