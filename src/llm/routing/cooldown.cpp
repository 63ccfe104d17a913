#include "llm/routing/cooldown.hpp"

#include <algorithm>

namespace swarmdesk::llm::routing {

namespace {
nanoseconds doubled(nanoseconds first, std::uint32_t times, nanoseconds most)
{
    nanoseconds length = std::min(first, most);
    for (std::uint32_t i = 0; i < times && length < most; ++i) length = length > most / 2 ? most : length * 2;
    return length;
}

bool needs_a_person(FailureKind kind)
{
    return kind == FailureKind::unauthenticated || kind == FailureKind::out_of_budget ||
           kind == FailureKind::model_missing;
}
}  // namespace

nanoseconds cooldown_after(FailureKind kind, std::optional<nanoseconds> retry_after, std::uint32_t strikes,
                           const Cooldowns& cooldowns)
{
    if (needs_a_person(kind)) return doubled(cooldowns.hard, strikes, cooldowns.hard_most);
    if (retry_after) retry_after = std::clamp(*retry_after, cooldowns.retry_after_least, cooldowns.retry_after_most);
    if (kind == FailureKind::rate_limited)
        return retry_after ? *retry_after : doubled(cooldowns.rate_limited, strikes, cooldowns.most);
    return std::max(doubled(cooldowns.first, strikes, cooldowns.most), retry_after.value_or(nanoseconds{0}));
}

}  // namespace swarmdesk::llm::routing
