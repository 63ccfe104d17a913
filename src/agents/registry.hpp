#pragma once

#include <map>

#include "agents/manifest.hpp"
#include "agents/status.hpp"

namespace swarmdesk::agents {

/// Who there is and how each is doing: fed by the hosts, read by the watchdog and people. Monotonic times are those of
/// the machine's health. Pure.
class Registry {
public:
    void add(const Manifest& manifest);

    void set_state(const AgentId& name, AgentState state, Health health, MonotonicTime now);
    void say(const AgentId& name, std::string words);
    void set_load(const AgentId& name, std::size_t load);
    /// `shown` is for people, by the calendar of their desk; `now` is what silence is measured in.
    void beat(const AgentId& name, UtcTime shown, MonotonicTime now);
    void count_restart(const AgentId& name);

    /// Whoever listens for heartbeats was that late itself, as after a pause of the whole process: nobody is blamed for
    /// that time.
    void excuse(nanoseconds lateness, MonotonicTime now);
    /// Running agents from whom nothing was heard for longer than `silent_after`.
    std::vector<AgentId> silent(MonotonicTime now, nanoseconds silent_after) const;

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
