#pragma once

#include <map>
#include <set>

#include "agents/manifest.hpp"
#include "agents/status.hpp"

namespace swarmdesk::agents {

/// Who there is and how each is doing: fed by the runners, read by the watchdog and people. Monotonic times are those
/// of the machine's health. Pure.
class Registry {
public:
    /// One row: of a proposer for the account, of any other agent for all. Asserts that there is none yet.
    void add(const Manifest& manifest, const RunnerId& id);

    void set_state(const RunnerId& id, AgentState state, Health health, MonotonicTime now);
    /// What the agent says of itself, and whether it is well. Of a running one.
    void set_health(const RunnerId& id, Health health);
    void say(const RunnerId& id, std::string message);
    void set_load(const RunnerId& id, std::size_t load);
    /// `shown` is for people, by the calendar of their desk; `now` is what silence is measured in.
    void beat(const RunnerId& id, UtcTime shown, MonotonicTime now);
    void count_restart(const RunnerId& id);

    /// Whoever listens for heartbeats was that late itself, as after a pause of the whole process: nobody is blamed for
    /// that time.
    void excuse(nanoseconds lateness, MonotonicTime now);
    /// Running agents from whom nothing was heard for longer than `silent_after`.
    std::vector<RunnerId> silent(MonotonicTime now, nanoseconds silent_after) const;

    const AgentStatus& status(const RunnerId& id) const;
    bool is_proposer(const AgentId& name) const { return proposers_.contains(name); }
    /// In the order of their names and accounts.
    std::vector<AgentStatus> all() const;

private:
    struct Entry {
        AgentStatus status;
        MonotonicTime heard;  ///< the last heartbeat, or when it began to run
    };
    Entry& entry(const RunnerId& id);
    const Entry& entry(const RunnerId& id) const;

    std::map<RunnerId, Entry> entries_;
    std::set<AgentId> proposers_;
};

}  // namespace swarmdesk::agents
