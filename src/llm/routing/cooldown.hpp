#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/instant.hpp"
#include "llm/failure.hpp"

namespace swarmdesk::llm::routing {

/// What a failure says about the deployment (or the key) that gave it.
enum class Blame {
    none = 1,  ///< nothing: the call itself was at fault, or its caller left
    counted,   ///< one bad mark; enough of them and it is left alone
    decisive,  ///< the next call would end the same way: leave it alone at once
};

constexpr Blame blame(FailureKind kind)
{
    switch (kind) {
        case FailureKind::invalid:
        case FailureKind::unsupported:
        case FailureKind::context_too_long:
        case FailureKind::refused_content:
        case FailureKind::cancelled: return Blame::none;
        case FailureKind::unauthenticated:
        case FailureKind::out_of_budget:
        case FailureKind::model_missing:
        case FailureKind::rate_limited: return Blame::decisive;
        case FailureKind::overloaded:
        case FailureKind::failed:
        case FailureKind::unreachable:
        case FailureKind::timed_out:
        case FailureKind::stalled:
        case FailureKind::truncated:
        case FailureKind::garbled: return Blame::counted;
    }
    return Blame::counted;
}

/// How long something is left alone.
struct Cooldowns {
    nanoseconds first = std::chrono::seconds{5};  ///< LiteLLM's `cooldown_time`; doubles with every strike
    nanoseconds most = std::chrono::minutes{5};   ///< where doubling ends
    nanoseconds hard = std::chrono::minutes{5};   ///< for what a person must mend: key, budget, model
    nanoseconds hard_most = std::chrono::hours{1};
    nanoseconds rate_limited = std::chrono::seconds{10};             ///< for a 429 that does not say how long
    nanoseconds retry_after_least = std::chrono::milliseconds{100};  ///< what a Retry-After of zero is taken for
    nanoseconds retry_after_most = std::chrono::minutes{15};         ///< an upstream cannot ban itself for longer
};

/// The cooldown after a failure of that kind. `strikes` counts the recoveries that failed since it last was well. A
/// Retry-After decides alone for `rate_limited`, and only lengthens the others.
nanoseconds cooldown_after(FailureKind kind, std::optional<nanoseconds> retry_after, std::uint32_t strikes,
                           const Cooldowns& cooldowns);

}  // namespace swarmdesk::llm::routing
