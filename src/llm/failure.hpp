#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/instant.hpp"
#include "base/names.hpp"

namespace swarmdesk::llm {

/// What went wrong with an upstream, as far as it decides what to do next: whether another deployment is worth trying,
/// and for how long this one is left alone.
enum class FailureKind {
    invalid = 1,       ///< 400, 413, 422: the caller's fault; every tier would say so
    unsupported,       ///< this upstream cannot do what is asked; another may
    context_too_long,  ///< 400 that names the context; a deployment with a longer one may do
    refused_content,   ///< the upstream's policy; another may answer
    unauthenticated,   ///< 401, 403: our key is wrong
    out_of_budget,     ///< 402, or a quota that no waiting cures
    model_missing,     ///< 404
    rate_limited,      ///< 429, Groq's 498
    overloaded,        ///< 503, Anthropic's 529
    failed,            ///< any other 5xx, or an error inside a 200
    unreachable,       ///< no connection: nothing was sent
    timed_out,         ///< no answer, or no first token, in time
    stalled,           ///< the stream fell silent after its first byte
    truncated,         ///< the stream ended without saying that it had
    garbled,           ///< bytes that are no answer: not JSON, wrong content type, too large
    cancelled,         ///< the caller left
};
constexpr auto enum_table(FailureKind)
{
    return std::to_array<EnumName<FailureKind>>({{FailureKind::invalid, "invalid_request"},
                                                 {FailureKind::unsupported, "unsupported"},
                                                 {FailureKind::context_too_long, "context_length_exceeded"},
                                                 {FailureKind::refused_content, "content_refused"},
                                                 {FailureKind::unauthenticated, "upstream_unauthenticated"},
                                                 {FailureKind::out_of_budget, "upstream_out_of_budget"},
                                                 {FailureKind::model_missing, "model_missing"},
                                                 {FailureKind::rate_limited, "rate_limited"},
                                                 {FailureKind::overloaded, "overloaded"},
                                                 {FailureKind::failed, "upstream_failed"},
                                                 {FailureKind::unreachable, "unreachable"},
                                                 {FailureKind::timed_out, "timed_out"},
                                                 {FailureKind::stalled, "stalled"},
                                                 {FailureKind::truncated, "truncated"},
                                                 {FailureKind::garbled, "garbled"},
                                                 {FailureKind::cancelled, "cancelled"}});
}

/// Whether another deployment may do better. Not for what is the caller's own fault.
constexpr bool may_fall_back(FailureKind kind)
{
    return kind != FailureKind::invalid && kind != FailureKind::cancelled;
}

struct Failure {
    FailureKind kind = FailureKind::failed;
    std::string message;       ///< a sentence; never a key, never the prompt
    std::uint16_t status = 0;  ///< the upstream's; 0 where there was none
    std::optional<nanoseconds> retry_after;

    friend bool operator==(const Failure&, const Failure&) = default;
};

}  // namespace swarmdesk::llm
