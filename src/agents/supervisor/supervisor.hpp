#pragma once

#include <deque>
#include <map>

#include "agents/agent_type.hpp"
#include "agents/signal_message.hpp"
#include "agents/supervisor/settings.hpp"

namespace swarmdesk::agents::supervisor {

AgentType type();

/// Which signals were seen, by the intent each becomes, so that one delivered twice is one signal. The oldest are
/// forgotten: a repeat that late has expired, and its intent id would still be the same.
class Seen {
public:
    enum class Step { new_one = 1, unfinished, finished };

    explicit Seen(std::size_t remembered_max) : remembered_max_(remembered_max) {}
    /// What is known of it; a new one is noted as unfinished.
    Step note(const trading::IntentId& id);
    void finish(const trading::IntentId& id);

private:
    std::size_t remembered_max_;
    std::map<trading::IntentId, Step> steps_;
    std::deque<trading::IntentId> order_;
};

/// What outlives a failed supervisor.
struct Memory {
    Seen seen;
    SignalHistory& history;
};

/// Takes every signal: validates it, puts it on record, and makes it one proposal to the gate. The only agent that may
/// propose.
class Supervisor final : public Agent {
public:
    Supervisor(Context context, DeskPort& desk, const Registry& registry, Memory& memory,
               const SupervisorSettings& settings);

    boost::asio::awaitable<Result<void>> handle(const bus::Envelope& envelope) override;
    void on_heartbeat() override;

private:
    boost::asio::awaitable<Result<void>> on_signal(const bus::Envelope& envelope, const bus::TradingSignal& received);
    boost::asio::awaitable<Result<void>> move_protection(const trading::Signal& signal);
    std::optional<HandledSignal> judge(const trading::Signal& signal, Now now) const;
    void close(HandledSignal handled);

    DeskPort& desk_;
    const Registry& registry_;
    Memory& memory_;
    const SupervisorSettings& settings_;
};

}  // namespace swarmdesk::agents::supervisor
