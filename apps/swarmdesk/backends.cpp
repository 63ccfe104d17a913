#include "backends.hpp"

#include <fmt/format.h>

#include "paper_desk.hpp"

namespace swarmdesk::app {
namespace {

api::MarketKind kind_of(trading::market::Kind kind)
{
    switch (kind) {
        case trading::market::Kind::replay: return api::MarketKind::replay;
        case trading::market::Kind::manual: return api::MarketKind::manual;
        case trading::market::Kind::binance: return api::MarketKind::binance;
        default: return api::MarketKind::simulated;
    }
}

api::AgentState state_of(agents::AgentState state)
{
    switch (state) {
        case agents::AgentState::running: return api::AgentState::running;
        case agents::AgentState::restarting: return api::AgentState::restarting;
        case agents::AgentState::stopped: return api::AgentState::stopped;
        case agents::AgentState::not_connected: return api::AgentState::not_connected;
    }
    return api::AgentState::stopped;
}

}  // namespace

api::MarketSource MarketBackend::source() const
{
    return {kind_of(source_.kind), source_.words.empty() ? source_.source->description() : source_.words,
            source_.source->is_real(), is_healthy_};
}

Result<void> MarketBackend::set_quote(const trading::InstrumentId& instrument, trading::Price bid, trading::Price ask)
{
    if (source_.manual == nullptr) return Error{Errc::conflict, "only a manual market can be moved by hand"};
    return source_.manual->set_quote(instrument, bid, ask);
}

std::vector<api::AgentStatus> SwarmBackend::agents() const
{
    constexpr std::uint32_t queue = 256;  // what a load is a part of
    std::vector<api::AgentStatus> result;
    for (const agents::AgentStatus& agent : swarm_.agents()) {
        api::AgentStatus status;
        status.name = agent.name;
        status.title = agent.title;
        status.state = state_of(agent.state);
        status.is_healthy = agent.health == agents::Health::healthy;
        if (!agent.waits_for.empty()) status.waits_for = fmt::format("{}", fmt::join(agent.waits_for, ", "));
        status.capabilities = agent.capabilities;
        status.load_percent = std::min(100u, agent.load * 100 / queue);
        status.restarts = agent.restarts;
        if (!agent.status_message.empty()) status.last_words = agent.status_message;
        status.last_heartbeat = agent.last_heartbeat;
        result.push_back(std::move(status));
    }
    return result;
}

std::vector<api::SignalStatus> SwarmBackend::signals(std::size_t limit) const
{
    std::vector<api::SignalStatus> result;
    for (const agents::HandledSignal& handled : swarm_.signals(limit))
        result.push_back({handled.signal, std::string{to_text(handled.outcome)}, handled.intent, handled.message});
    return result;
}

std::vector<api::Alert> SwarmBackend::alerts(std::size_t limit) const
{
    std::vector<api::Alert> result;
    for (const agents::Alert& alert : swarm_.alerts(limit)) {
        const std::string id = to_hex(sha256(to_iso(alert.time) + alert.source, alert.message)).substr(0, 16);
        result.push_back({id, alert.time, std::string{to_text(alert.severity)}, alert.source, alert.message, {}, {}});
    }
    return result;
}

std::optional<std::string> SwarmBackend::report(std::int64_t day, const trading::AccountId& account) const
{
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    return swarm_.report(account, to_iso(UtcTime{day * day_ns}).substr(0, 10));
}

std::vector<api::Analysis> SwarmBackend::analyses(std::size_t limit) const
{
    std::vector<api::Analysis> result;
    for (const agents::ShownAnalysis& shown : swarm_.analyses().newest(limit)) result.push_back(to_api(shown));
    return result;
}

std::vector<api::Analysis> SwarmBackend::latest_analyses() const
{
    std::vector<api::Analysis> result;
    for (const agents::ShownAnalysis& shown : swarm_.analyses().latest()) result.push_back(to_api(shown));
    return result;
}

api::Models SwarmBackend::models() const
{
    const agents::ModelSituation& situation = swarm_.analyses().situation();
    api::Models models;
    models.state = to_text(situation.state);
    models.since = situation.since;
    if (!situation.message.empty()) models.words = situation.message;
    models.entries_need_model = situation.entries_need_model;
    models.entries_held_back = situation.entries_held_back;
    models.last_held_back = situation.last_held_back;
    models.last_held_back_time = situation.last_held_back_time;
    const agents::ModelOverview overview = swarm_.models();
    for (const agents::ModelStatus& model : overview.models) {
        api::Models::Tier tier{model.tier, model.provider, model.model, model.is_local, model.state, {}};
        if (!model.message.empty()) tier.words = model.message;
        models.tiers.push_back(std::move(tier));
    }
    Decimal spent;
    Decimal budget;
    models.spending.emplace();
    for (const agents::ModelSpending& spending : overview.spending) {
        spent += spending.spent_usd;
        budget += spending.budget_usd;
        models.spending->push_back({spending.agent, spending.spent_usd, spending.budget_usd});
    }
    models.spent_usd = spent;
    models.budget_usd = budget;
    return models;
}

api::Analysis to_api(const agents::ShownAnalysis& shown)
{
    api::Analysis analysis;
    analysis.number = shown.number;
    analysis.instrument = shown.instrument;
    analysis.timeframe = to_text(shown.timeframe);
    analysis.candle_open_time = shown.candle_open_time;
    analysis.asked_by = shown.asked_by;
    analysis.purpose = to_text(shown.purpose);
    analysis.kind = to_text(shown.kind);
    analysis.made = shown.made;
    analysis.words = shown.message;
    if (shown.stance) analysis.stance = to_text(*shown.stance);
    analysis.confidence_percent = shown.confidence_percent;
    if (shown.origin) {
        analysis.tier = shown.origin->tier;
        analysis.provider = shown.origin->provider;
        analysis.model = shown.origin->model;
        analysis.is_local = shown.origin->is_local;
        analysis.cost_usd = shown.origin->cost_usd;
    }
    if (shown.reason) analysis.reason = to_text(*shown.reason);
    return analysis;
}

}  // namespace swarmdesk::app
