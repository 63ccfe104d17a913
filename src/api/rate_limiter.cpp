#include "api/rate_limiter.hpp"

#include <algorithm>

namespace swarmdesk::api {

std::optional<nanoseconds> RateLimiter::take(std::string_view key, MonotonicTime now)
{
    MonotonicTime& full_at = place_of(key, now);
    const MonotonicTime after = std::max(full_at, now) + settings_.interval;
    const nanoseconds excess = after - now - settings_.interval * settings_.burst;
    if (excess > nanoseconds{0}) return excess;
    full_at = after;
    return std::nullopt;
}

MonotonicTime& RateLimiter::place_of(std::string_view key, MonotonicTime now)
{
    if (const auto found = full_at_.find(key); found != full_at_.end()) return found->second;
    if (full_at_.size() >= settings_.keys_max) {
        std::erase_if(full_at_, [now](const auto& entry) { return entry.second <= now; });
        if (full_at_.size() >= settings_.keys_max) return full_at_[""];
    }
    return full_at_.emplace(key, now).first->second;
}

}  // namespace swarmdesk::api
