#pragma once

#include <deque>
#include <map>

#include "agents/desk_port.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::agents {

/// Where agents raise alerts: de-duplicated, rate-limited, and bounded, so that a storm cannot drown the one alert that
/// matters. What is accepted also goes on the ledger.
class Alerts {
public:
    struct Limits {
        nanoseconds repeat_after = std::chrono::minutes{30};  ///< the same key is silent for this long
        std::uint32_t per_minute_max = 20;  ///< beyond it, what is not critical is held back and counted
        std::size_t kept_max = 1'000;
    };

    /// `clock` and `desk` are borrowed.
    Alerts(Limits limits, runtime::Clock& clock, DeskPort& desk);

    /// `key` says what it is about ("stale BTCUSDT"); the message may differ each time. A more severe alert of the same
    /// key passes at once. False if it was left out.
    bool raise(Severity severity, const AgentId& source, const std::string& key, const std::string& message);

    /// Newest first.
    std::vector<Alert> newest(std::size_t limit) const;
    std::uint64_t raised() const { return raised_; }

private:
    struct Seen {
        MonotonicTime time;
        Severity severity;
    };
    bool is_repeat(Severity severity, const std::string& key, MonotonicTime now) const;
    void remember(Severity severity, const std::string& key, MonotonicTime now);
    bool is_over_rate(MonotonicTime now);
    void accept(Severity severity, const AgentId& source, const std::string& message);

    Limits limits_;
    runtime::Clock& clock_;
    DeskPort& desk_;
    std::map<std::string, Seen> seen_;
    std::deque<MonotonicTime> recent_;  ///< of the last minute
    std::uint64_t held_back_ = 0;
    std::uint64_t raised_ = 0;
    std::deque<Alert> kept_;
};

}  // namespace swarmdesk::agents
