#include "agents/registry.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::agents {

void Registry::add(const Manifest& manifest)
{
    AgentStatus status;
    status.name = manifest.name;
    status.title = manifest.title;
    status.capabilities = manifest.capabilities;
    status.waits_for = manifest.needs;
    if (!manifest.needs.empty()) {
        status.state = AgentState::not_connected;
        for (const auto& need : manifest.needs)
            status.last_words += (status.last_words.empty() ? "waits for " : ", ") + need;
    }
    const bool is_new = entries_.emplace(manifest.name, Entry{manifest, std::move(status), {}}).second;
    SWARMDESK_ASSERT(is_new);
}

void Registry::set_state(const AgentId& name, AgentState state, Health health, MonotonicTime now)
{
    Entry& found = entry(name);
    found.status.state = state;
    found.status.health = health;
    if (state == AgentState::running) found.heard = now;
}

void Registry::say(const AgentId& name, std::string words) { entry(name).status.last_words = std::move(words); }

void Registry::set_load(const AgentId& name, std::size_t load)
{
    entry(name).status.load = static_cast<std::uint32_t>(load);
}

void Registry::beat(const AgentId& name, UtcTime shown, MonotonicTime now)
{
    Entry& found = entry(name);
    found.heard = now;
    found.status.last_heartbeat = shown;
    found.status.health = Health::healthy;
}

void Registry::count_restart(const AgentId& name) { ++entry(name).status.restarts; }

void Registry::excuse(nanoseconds lateness, MonotonicTime now)
{
    for (auto& [name, found] : entries_) found.heard = std::min(found.heard + lateness, now);
}

std::vector<AgentId> Registry::silent(MonotonicTime now, nanoseconds silent_after) const
{
    std::vector<AgentId> names;
    for (const auto& [name, found] : entries_)
        if (found.status.state == AgentState::running && now - found.heard > silent_after) names.push_back(name);
    return names;
}

const AgentStatus& Registry::status(const AgentId& name) const { return entry(name).status; }

const Manifest& Registry::manifest(const AgentId& name) const { return entry(name).manifest; }

std::vector<AgentStatus> Registry::all() const
{
    std::vector<AgentStatus> result;
    for (const auto& [name, found] : entries_) result.push_back(found.status);
    return result;
}

Registry::Entry& Registry::entry(const AgentId& name)
{
    const auto found = entries_.find(name);
    SWARMDESK_ASSERT(found != entries_.end());
    return found->second;
}

const Registry::Entry& Registry::entry(const AgentId& name) const
{
    const auto found = entries_.find(name);
    SWARMDESK_ASSERT(found != entries_.end());
    return found->second;
}

}  // namespace swarmdesk::agents
