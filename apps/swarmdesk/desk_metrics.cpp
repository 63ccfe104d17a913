#include "desk_metrics.hpp"

#include <cstdlib>

namespace swarmdesk::app {

using namespace trading;

namespace {

/// Prometheus knows only floating point; money keeps its exact form everywhere else.
double as_double(Decimal value) { return std::strtod(value.to_string().c_str(), nullptr); }

}  // namespace

void DeskMetrics::count(const execution::Event& event)
{
    const std::uint32_t kind = std::visit([]<class E>(const E&) { return E::kind; }, event);
    metrics_.counter("swarmdesk_events_total", "Durable ledger events.", {"kind", execution::event_name(kind)}).add();
    if (const auto* denied = std::get_if<execution::IntentDenied>(&event))
        metrics_.counter("swarmdesk_denials_total", "Intents a rail denied.", {"code", to_text(denied->denial.code)})
            .add();
}

void DeskMetrics::refresh(bool is_healthy, const std::vector<api::AgentStatus>& agents)
{
    const execution::Books& books = view_.books();
    const risk::Rails& rails = books.rails();
    metrics_.gauge("swarmdesk_ledger_seq", "The newest durable event the front has seen.")
        .set(static_cast<double>(view_.seq()));
    metrics_.gauge("swarmdesk_healthy", "0 once the ledger's disk failed.").set(is_healthy ? 1 : 0);
    metrics_.gauge("swarmdesk_trading_state", "1 ACTIVE, 2 REDUCING, 3 HALTED.")
        .set(static_cast<double>(rails.state().desk_state));
    metrics_.gauge("swarmdesk_open_intents", "Intents that are not final.")
        .set(static_cast<double>(books.open().size()));
    std::uint32_t unknown = 0;
    for (const IntentId& id : books.open()) unknown += books.find(id)->state == execution::IntentState::unknown ? 1 : 0;
    metrics_.gauge("swarmdesk_unknown_intents", "Orders whose outcome the venue has not told.").set(unknown);
    Usd equity;
    for (const auto& [id, account] : rails.state().accounts)
        equity += rails.equity(account, view_.quotes(), MonotonicTime{}).value;
    metrics_.gauge("swarmdesk_equity_usd", "Of all accounts, at mark.").set(as_double(equity.value()));
    std::map<std::string_view, std::uint32_t> by_state;
    for (const api::AgentStatus& agent : agents) ++by_state[to_text(agent.state)];
    for (const auto& [state, count] : by_state)
        metrics_.gauge("swarmdesk_agents", "Agents by state.", {"state", state}).set(count);
}

}  // namespace swarmdesk::app
