#include "doors.hpp"

#include <fmt/format.h>

#include "paper_desk.hpp"

namespace swarmdesk::app {
namespace {

gateway::MarketKind kind_of(trading::market::Kind kind)
{
    switch (kind) {
        case trading::market::Kind::replay: return gateway::MarketKind::replay;
        case trading::market::Kind::manual: return gateway::MarketKind::manual;
        case trading::market::Kind::binance: return gateway::MarketKind::binance;
        default: return gateway::MarketKind::simulated;
    }
}

gateway::AgentState state_of(agents::AgentState state)
{
    switch (state) {
        case agents::AgentState::starting:
        case agents::AgentState::running: return gateway::AgentState::running;
        case agents::AgentState::restarting: return gateway::AgentState::restarting;
        case agents::AgentState::stopped: return gateway::AgentState::stopped;
        case agents::AgentState::not_connected: return gateway::AgentState::not_connected;
    }
    return gateway::AgentState::stopped;
}

}  // namespace

gateway::MarketSource MarketDoor::source() const
{
    return {kind_of(source_.kind), source_.words.empty() ? source_.source->description() : source_.words,
            source_.source->is_real(), is_healthy_};
}

Result<void> MarketDoor::set_quote(const trading::InstrumentId& instrument, trading::Price bid, trading::Price ask)
{
    if (source_.manual == nullptr) return Error{Errc::conflict, "only a manual market can be moved by hand"};
    return source_.manual->set_quote(instrument, bid, ask);
}

std::vector<gateway::AgentStatus> SwarmDoor::agents() const
{
    constexpr std::uint32_t queue = 256;  // what a load is a part of
    std::vector<gateway::AgentStatus> result;
    for (const agents::AgentStatus& agent : swarm_.agents()) {
        gateway::AgentStatus status;
        status.name = agent.name;
        status.title = agent.title;
        status.state = state_of(agent.state);
        status.is_healthy = agent.health == agents::Health::healthy;
        if (!agent.waits_for.empty()) status.waits_for = fmt::format("{}", fmt::join(agent.waits_for, ", "));
        status.capabilities = agent.capabilities;
        status.load_percent = std::min(100u, agent.load * 100 / queue);
        status.restarts = agent.restarts;
        if (!agent.last_words.empty()) status.last_words = agent.last_words;
        status.last_heartbeat = agent.last_heartbeat;
        result.push_back(std::move(status));
    }
    return result;
}

std::vector<gateway::SignalStatus> SwarmDoor::signals(std::size_t limit) const
{
    std::vector<gateway::SignalStatus> result;
    for (const agents::HandledSignal& handled : swarm_.signals(limit))
        result.push_back({handled.signal, std::string{to_text(handled.fate)}, handled.intent, handled.words});
    return result;
}

std::vector<gateway::Alert> SwarmDoor::alerts(std::size_t limit) const
{
    std::vector<gateway::Alert> result;
    for (const agents::Alert& alert : swarm_.alerts(limit)) {
        const std::string id = to_hex(sha256(to_iso(alert.time) + alert.source, alert.words)).substr(0, 16);
        result.push_back({id, alert.time, std::string{to_text(alert.severity)}, alert.source, alert.words, {}, {}});
    }
    return result;
}

std::optional<std::string> SwarmDoor::report(std::int64_t day, const trading::AccountId& account) const
{
    if (account != default_account) return std::nullopt;
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    return swarm_.report(to_iso(UtcTime{day * day_ns}).substr(0, 10));
}

}  // namespace swarmdesk::app
