#include "desk_metrics.hpp"

#include <cstdlib>

namespace swarmdesk::app {

using namespace trading;

namespace {

/// Prometheus knows only floating point; money keeps its exact form everywhere else.
double as_double(Decimal value) { return std::strtod(value.to_string().c_str(), nullptr); }

}  // namespace

DeskMetrics::DeskMetrics(telemetry::Metrics& metrics, PaperDesk& desk) : metrics_(metrics), desk_(desk)
{
    desk_.desk().subscribe([this](std::uint64_t, UtcTime, const execution::Event& event) { count(event); });
}

void DeskMetrics::count(const execution::Event& event)
{
    const std::uint32_t kind = std::visit([]<class E>(const E&) { return E::kind; }, event);
    metrics_.counter("swarmdesk_events_total", "Durable ledger events.", {"kind", execution::event_name(kind)}).add();
    if (const auto* denied = std::get_if<execution::IntentDenied>(&event))
        metrics_.counter("swarmdesk_denials_total", "Intents a rail denied.", {"code", to_text(denied->denial.code)})
            .add();
}

void DeskMetrics::refresh()
{
    const execution::Gate& gate = desk_.desk().gate();
    metrics_.gauge("swarmdesk_ledger_backlog", "Events waiting for the disk.")
        .set(static_cast<double>(desk_.ledger().backlog()));
    metrics_.gauge("swarmdesk_ledger_seq", "The newest durable event.")
        .set(static_cast<double>(desk_.ledger().durable_seq()));
    metrics_.gauge("swarmdesk_healthy", "0 once the ledger's disk failed.").set(desk_.desk().is_healthy() ? 1 : 0);
    metrics_.gauge("swarmdesk_trading_state", "1 ACTIVE, 2 REDUCING, 3 HALTED.")
        .set(static_cast<double>(gate.rails().state().desk_state));
    metrics_.gauge("swarmdesk_open_intents", "Intents that are not final.")
        .set(static_cast<double>(gate.open_intents().size()));
    std::uint32_t unknown = 0;
    for (const auto* intent : gate.open_intents()) unknown += intent->state == execution::IntentState::unknown ? 1 : 0;
    metrics_.gauge("swarmdesk_unknown_intents", "Orders whose outcome the venue has not told.").set(unknown);
    Usd equity;
    for (const auto& [id, account] : gate.rails().state().accounts)
        if (const auto worth = gate.rails().equity(account, gate.quotes())) equity += *worth;
    metrics_.gauge("swarmdesk_equity_usd", "Of all accounts, at mark.").set(as_double(equity.value()));
    std::map<std::string_view, std::uint32_t> agents;
    for (const agents::AgentStatus& agent : desk_.swarm().agents()) ++agents[to_text(agent.state)];
    for (const auto& [state, count] : agents)
        metrics_.gauge("swarmdesk_agents", "Agents by state.", {"state", state}).set(count);
}

}  // namespace swarmdesk::app
