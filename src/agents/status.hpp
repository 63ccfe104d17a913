#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agents/user_account.hpp"
#include "trading/execution/gate.hpp"
#include "trading/model/signal.hpp"

namespace swarmdesk::agents {

using trading::AgentId;

/// One agent at work. A proposer is run once for each account, any other agent once for all.
struct RunnerId {
    AgentId agent;
    std::optional<UserAccount> serves;  ///< of a proposer
    friend auto operator<=>(const RunnerId&, const RunnerId&) = default;
};

enum class AgentState { running = 1, restarting, stopped, not_connected };
constexpr auto enum_table(AgentState)
{
    using enum AgentState;
    return std::to_array<EnumName<AgentState>>(
        {{running, "running"}, {restarting, "restarting"}, {stopped, "stopped"}, {not_connected, "not_connected"}});
}

enum class Health {
    healthy = 1,
    degraded,  ///< runs, and says that it cannot do its work
    silent,
    failed,
    unknown,
};
constexpr auto enum_table(Health)
{
    using enum Health;
    return std::to_array<EnumName<Health>>(
        {{healthy, "healthy"}, {degraded, "degraded"}, {silent, "silent"}, {failed, "failed"}, {unknown, "unknown"}});
}

/// What a person sees of an agent.
struct AgentStatus {
    AgentId name;
    std::optional<UserAccount> serves;  ///< of one that trades: it has a row for each account
    std::string title;
    AgentState state = AgentState::stopped;
    Health health = Health::unknown;
    std::uint32_t load = 0;      ///< messages waiting, retrying or in hand
    std::string status_message;  ///< one sentence: what it did last, or why it does not run
    std::optional<UtcTime> last_heartbeat;
    std::vector<std::string> capabilities;
    std::vector<std::string> waits_for;  ///< what a not connected agent needs
    std::uint32_t restarts = 0;
};

enum class Severity { info = 1, warning, critical };
constexpr auto enum_table(Severity)
{
    using enum Severity;
    return std::to_array<EnumName<Severity>>({{info, "info"}, {warning, "warning"}, {critical, "critical"}});
}

/// Something a person should know.
struct Alert {
    UtcTime time;
    Severity severity = Severity::info;
    std::string source;  ///< agent
    std::string message;
    friend bool operator==(const Alert&, const Alert&) = default;
};

/// What became of a signal. The gate keeps moving the intent on: look it up there for where it stands now.
enum class SignalOutcome { proposed = 1, expired, stale, refused, moved };
constexpr auto enum_table(SignalOutcome)
{
    using enum SignalOutcome;
    return std::to_array<EnumName<SignalOutcome>>(
        {{proposed, "proposed"}, {expired, "expired"}, {stale, "stale"}, {refused, "refused"}, {moved, "moved"}});
}

struct HandledSignal {
    trading::Signal signal;
    SignalOutcome outcome = SignalOutcome::refused;
    std::optional<trading::IntentId> intent;
    std::optional<trading::execution::IntentState> intent_state;  ///< when the gate answered
    std::string message;                                          ///< "DENIED POSITION_LIMIT: worst_case=… limit=…"
    UtcTime handled;
};

/// Counted since the start.
struct Statistics {
    std::uint64_t signals = 0;   ///< received, without repeats
    std::uint64_t repeats = 0;   ///< the same signal delivered again
    std::uint64_t expired = 0;   ///< too late, or concluded from old data
    std::uint64_t refused = 0;   ///< malformed, or for something we do not trade
    std::uint64_t proposed = 0;  ///< became intents
    std::uint64_t alerts = 0;
    std::uint64_t restarts = 0;
    std::uint64_t dead_letters = 0;
};

}  // namespace swarmdesk::agents
