#include "api/api.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "api/intent_history.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

namespace swarmdesk::api {

namespace json = boost::json;
namespace execution = trading::execution;

Api::Api(Backend& backend, Users& users, UtcTime started)
    : backend_(backend),
      users_(users),
      started_(started),
      visibilities_(backend.desk, backend.history),
      tally_(backend.desk.gate())
{
    ledger::Query query;
    const std::uint64_t last = backend.history.last_seq();
    query.after_seq = last - std::min(last, Fills::looked_back_max);
    query.limit = ledger::read_limit_max;
    query.kind = execution::OrderFilled::kind;
    const auto rows = backend.history.read(query);
    if (!rows) return;  // a chart without old fills; the ledger's own failure is told elsewhere
    for (const ledger::Record& row : *rows)
        if (const auto event = execution::from_entry(row.entry)) on_event(row.seq, *event);
}

void Api::on_event(std::uint64_t seq, const execution::Event& event)
{
    tally_.on_event(event);
    const auto* filled = std::get_if<execution::OrderFilled>(&event);
    if (filled == nullptr) return;
    if (const auto account = visibilities_.account_of(filled->intent))
        fills_.add({.seq = seq, .intent = filled->intent, .account = *account, .trade = filled->trade});
}

trading::Actor Api::actor(const Caller& caller) { return {.kind = trading::ActorKind::human, .name = caller.name()}; }

bool Api::is_approver(const Caller& caller) const
{
    const auto& approvers = gate().settings().approvers;
    return std::ranges::find(approvers, caller.name()) != approvers.end();
}

bool Api::sees_approvals_of(const Caller& caller, const trading::AccountId& account) const
{
    return caller.sees(account) || is_approver(caller);
}

OrProblem<trading::AccountId> Api::visible_account(const Caller& caller, std::string_view name) const
{
    const auto account = trading::AccountId::parse(name);
    if (!account || !caller.sees(*account) || !gate().rails().state().accounts.contains(*account))
        return no_such("account");
    return *account;
}

OrProblem<trading::AccountId> Api::asked_account(const Caller& caller, const std::optional<std::string>& name) const
{
    return visible_account(caller, name ? *name : caller.user().account.to_string());
}

OrProblem<trading::InstrumentId> Api::listed_instrument(const std::string& name) const
{
    const auto id = trading::InstrumentId::parse(name);
    if (!id || !gate().rails().state().instruments.contains(*id)) return no_such("instrument");
    return *id;
}

OrProblem<std::vector<ledger::Record>> Api::rows_of(const trading::IntentId& intent) const
{
    ledger::Query query;
    query.subject = intent.to_string();
    query.limit = 1000;
    auto rows = backend_.history.read(query);
    if (!rows) return problem_of(rows.error());
    return std::move(*rows);
}

OrProblem<execution::IntentRecord> Api::visible_intent(const Caller& caller, const std::string& id) const
{
    const auto intent = trading::IntentId::parse(id);
    if (!intent) return no_such("intent");
    if (const IntentRecord* record = gate().find(*intent)) {
        if (!caller.sees(record->intent.account)) return no_such("intent");
        return *record;
    }
    auto rows = rows_of(*intent);
    if (!rows) return rows.error();
    auto record = intent_history(*rows);
    if (!record || !caller.sees(record->intent.account)) return no_such("intent");
    return std::move(*record);
}

OrProblem<trading::ApprovalId> Api::visible_approval(const Caller& caller, const std::string& id) const
{
    const auto approval = trading::ApprovalId::parse(id);
    if (!approval) return no_such("approval");
    const ApprovalRecord* record = gate().find(*approval);
    const IntentRecord* intent = record ? gate().find(record->request.intent) : nullptr;
    if (intent == nullptr || !sees_approvals_of(caller, intent->intent.account)) return no_such("approval");
    return *approval;
}

json::object Api::me(const Caller& caller) const
{
    json::value user = to_json(caller.user());
    json::object object = std::move(user.as_object());
    object["is_approver"] = is_approver(caller);
    object["token_id"] = caller.token_id();
    return object;
}

json::array Api::agents() const
{
    json::array items;
    for (const AgentStatus& agent : backend_.swarm.agents()) items.push_back(to_json(agent));
    return items;
}

json::object Api::status(const Caller& caller) const
{
    const trading::risk::RailsState& rails = gate().rails().state();
    json::object object;
    object["state"] = to_json(rails.desk_state);
    if (!rails.desk_state_reason.empty()) object["reason"] = rails.desk_state_reason;
    object["time"] = to_iso(backend_.clock.now().utc);
    object["started"] = to_iso(started_);
    object["version"] = backend_.version;
    object["venue"] = backend_.venue.to_string();
    object["market"] = to_json(backend_.market.source());
    json::array instruments;
    for (const auto& [id, instrument] : rails.instruments) instruments.emplace_back(id.to_string());
    object["instruments"] = std::move(instruments);
    object["is_healthy"] = backend_.desk.is_healthy();
    if (const auto& failure = backend_.desk.failure()) object["failure"] = failure->detail;
    object["last_seq"] = backend_.history.last_seq();
    object["open_orders"] = tally_.orders(caller);
    object["open_approvals"] = tally_.approvals(caller, caller.is_operator() || is_approver(caller));
    return object;
}

}  // namespace swarmdesk::api
