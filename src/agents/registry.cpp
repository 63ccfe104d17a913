#include "agents/registry.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::agents {

void Registry::add(const Manifest& manifest, const RunnerId& id)
{
    AgentStatus status;
    status.name = manifest.name;
    status.serves = id.serves;
    status.title = manifest.title;
    status.capabilities = manifest.capabilities;
    status.waits_for = manifest.needs;
    if (!manifest.needs.empty()) {
        status.state = AgentState::not_connected;
        for (const auto& need : manifest.needs)
            status.status_message += (status.status_message.empty() ? "waits for " : ", ") + need;
    }
    const bool is_new = entries_.emplace(id, Entry{std::move(status), {}}).second;
    SWARMDESK_ASSERT(is_new);
    if (manifest.trades()) proposers_.insert(manifest.name);
}

void Registry::set_state(const RunnerId& id, AgentState state, Health health, MonotonicTime now)
{
    Entry& found = entry(id);
    found.status.state = state;
    found.status.health = health;
    if (state == AgentState::running) found.heard = now;
}

void Registry::set_health(const RunnerId& id, Health health) { entry(id).status.health = health; }

void Registry::say(const RunnerId& id, std::string message) { entry(id).status.status_message = std::move(message); }

void Registry::set_load(const RunnerId& id, std::size_t load)
{
    entry(id).status.load = static_cast<std::uint32_t>(load);
}

void Registry::beat(const RunnerId& id, UtcTime shown, MonotonicTime now)
{
    Entry& found = entry(id);
    found.heard = now;
    found.status.last_heartbeat = shown;
}

void Registry::count_restart(const RunnerId& id) { ++entry(id).status.restarts; }

void Registry::excuse(nanoseconds lateness, MonotonicTime now)
{
    for (auto& [id, found] : entries_) found.heard = std::min(found.heard + lateness, now);
}

std::vector<RunnerId> Registry::silent(MonotonicTime now, nanoseconds silent_after) const
{
    std::vector<RunnerId> result;
    for (const auto& [id, found] : entries_)
        if (found.status.state == AgentState::running && now - found.heard > silent_after) result.push_back(id);
    return result;
}

const AgentStatus& Registry::status(const RunnerId& id) const { return entry(id).status; }

std::vector<AgentStatus> Registry::all() const
{
    std::vector<AgentStatus> result;
    for (const auto& [id, found] : entries_) result.push_back(found.status);
    return result;
}

Registry::Entry& Registry::entry(const RunnerId& id)
{
    const auto found = entries_.find(id);
    SWARMDESK_ASSERT(found != entries_.end());
    return found->second;
}

const Registry::Entry& Registry::entry(const RunnerId& id) const
{
    const auto found = entries_.find(id);
    SWARMDESK_ASSERT(found != entries_.end());
    return found->second;
}

}  // namespace swarmdesk::agents
