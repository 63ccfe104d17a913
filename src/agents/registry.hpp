#pragma once

#include <map>

#include "agents/manifest.hpp"
#include "agents/status.hpp"

namespace swarmdesk::agents {

/// Who there is and how each is doing: fed by the hosts, read by the health monitor, the task router and people. Pure.
class Registry {
public:
    void add(const Manifest& manifest);

    void set_state(const AgentId& name, AgentState state, Health health, Now now);
    void say(const AgentId& name, std::string words);
    void set_load(const AgentId& name, std::size_t load);
    void beat(const AgentId& name, Now now);
    void count_restart(const AgentId& name);

    /// Running agents from whom nothing was heard for longer than `silent_after`.
    std::vector<AgentId> silent(MonotonicTime now, nanoseconds silent_after) const;
    /// The running agent with the capability that has the least to do; the first by name among equals.
    std::optional<AgentId> route(std::string_view capability) const;

    const AgentStatus& status(const AgentId& name) const;
    const Manifest& manifest(const AgentId& name) const;
    bool knows(const AgentId& name) const { return entries_.contains(name); }
    /// In the order of their names.
    std::vector<AgentStatus> all() const;

private:
    struct Entry {
        Manifest manifest;
        AgentStatus status;
        MonotonicTime heard;  ///< the last heartbeat, or when it began to run
    };
    Entry& entry(const AgentId& name);
    const Entry& entry(const AgentId& name) const;

    std::map<AgentId, Entry> entries_;
};

}  // namespace swarmdesk::agents
