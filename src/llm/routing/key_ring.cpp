#include "llm/routing/key_ring.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

namespace {
bool is_about_the_key(FailureKind kind)
{
    return kind == FailureKind::unauthenticated || kind == FailureKind::out_of_budget ||
           kind == FailureKind::rate_limited;
}
}  // namespace

KeyRing::KeyRing(std::size_t keys, const Cooldowns& cooldowns)
    : cooldowns_(cooldowns), keys_(std::max<std::size_t>(1, keys))
{}

std::optional<std::size_t> KeyRing::take(MonotonicTime now)
{
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        const std::size_t candidate = (next_ + i) % keys_.size();
        if (keys_[candidate].awake_at > now) continue;
        next_ = (candidate + 1) % keys_.size();
        return candidate;
    }
    return std::nullopt;
}

MonotonicTime KeyRing::awake_at() const
{
    return std::min_element(keys_.begin(), keys_.end(),
                            [](const Key& a, const Key& b) { return a.awake_at < b.awake_at; })
        ->awake_at;
}

void KeyRing::on_success(std::size_t key)
{
    SWARMDESK_ASSERT(key < keys_.size());
    keys_[key].strikes = 0;
}

KeyRing::Culprit KeyRing::on_failure(std::size_t key, FailureKind kind, std::optional<nanoseconds> retry_after,
                                     MonotonicTime now)
{
    SWARMDESK_ASSERT(key < keys_.size());
    if (!is_about_the_key(kind)) return Culprit::deployment;
    Key& culprit = keys_[key];
    // Several refusals of one burst are one strike, and count as the first of them did.
    if (culprit.awake_at <= now) {
        culprit.strikes_before = culprit.strikes;
        if (culprit.strikes < std::numeric_limits<std::uint32_t>::max()) ++culprit.strikes;
    }
    const nanoseconds rest = cooldown_after(kind, retry_after, culprit.strikes_before, cooldowns_);
    culprit.awake_at = std::max(culprit.awake_at, now + rest);
    return is_any_awake(now) ? Culprit::key : Culprit::last_key;
}

std::size_t KeyRing::resting(MonotonicTime now) const
{
    return static_cast<std::size_t>(
        std::count_if(keys_.begin(), keys_.end(), [now](const Key& key) { return key.awake_at > now; }));
}

}  // namespace swarmdesk::llm::routing
