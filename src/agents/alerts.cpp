#include "agents/alerts.hpp"

#include <algorithm>
#include <utility>

namespace swarmdesk::agents {

Alerts::Alerts(Limits limits, runtime::Clock& clock, DeskPort& desk) : limits_(limits), clock_(clock), desk_(desk) {}

bool Alerts::raise(Severity severity, const AgentId& source, const std::string& key, const std::string& message)
{
    const auto now = clock_.now().monotonic;
    const auto full_key = source.to_string() + ' ' + key;
    if (is_repeat(severity, full_key, now)) return false;
    if (severity != Severity::critical && is_over_rate(now)) {
        ++held_back_;
        return false;
    }
    remember(severity, full_key, now);
    if (held_back_ > 0) {
        const auto count = std::exchange(held_back_, 0);
        accept(Severity::warning, source, std::to_string(count) + " alerts were held back: too many in a minute");
    }
    accept(severity, source, message);
    return true;
}

bool Alerts::is_repeat(Severity severity, const std::string& key, MonotonicTime now) const
{
    const auto found = seen_.find(key);
    return found != seen_.end() && now - found->second.time < limits_.repeat_after &&
           severity <= found->second.severity;
}

void Alerts::remember(Severity severity, const std::string& key, MonotonicTime now)
{
    constexpr std::size_t keys_max = 10'000;
    if (seen_.size() >= keys_max)
        std::erase_if(seen_, [&](const auto& entry) { return now - entry.second.time >= limits_.repeat_after; });
    if (seen_.size() < keys_max) seen_.insert_or_assign(key, Seen{now, severity});
}

bool Alerts::is_over_rate(MonotonicTime now)
{
    while (!recent_.empty() && now - recent_.front() >= std::chrono::minutes{1}) recent_.pop_front();
    if (recent_.size() >= limits_.per_minute_max) return true;
    recent_.push_back(now);
    return false;
}

void Alerts::accept(Severity severity, const AgentId& source, const std::string& message)
{
    ++raised_;
    kept_.push_back({clock_.now().utc, severity, source.to_string(), message});
    if (kept_.size() > limits_.kept_max) kept_.pop_front();
    desk_.alert(severity, source.to_string(), message);
}

std::vector<Alert> Alerts::newest(std::size_t limit) const
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(limit, kept_.size()));
    return {kept_.rbegin(), kept_.rbegin() + count};
}

}  // namespace swarmdesk::agents
