#include <boost/json/array.hpp>
#include <map>

#include "api/api.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// What the agents do, conclude and say.
namespace swarmdesk::api {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
namespace execution = trading::execution;

/// What became of a proposal holds its denial as the ledger writes it; people are told it from its record, in words
/// and with the numbers that are theirs to see.
void tell_denial(SignalOutcome& outcome, const execution::IntentRecord* record, const Visibility& visibility)
{
    const bool is_known = record != nullptr && record->denial;
    if (outcome.outcome != "proposed") return;
    const bool has_denial = outcome.message.find(' ') != std::string::npos;
    if (visibility.sees(trading::risk::Scope::desk()) && !(is_known && has_denial)) return;
    outcome.message.resize(std::min(outcome.message.find(' '), outcome.message.size()));  // the state is one word
    if (is_known) outcome.message += " " + message_of(*record->denial, visibility);
}

}  // namespace

Reply Api::list_agents(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, items_of(agents(call.caller())));
}

asio::awaitable<Reply> Api::list_signals(Call& call)
{
    QueryReader query{call.request.query};
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    std::map<trading::SignalId, SignalOutcome> outcomes;
    for (SignalOutcome& outcome : backend_.swarm.signal_outcomes(list->limit))
        outcomes.emplace(outcome.signal, std::move(outcome));
    const Visibility visible = visibility(call.caller());
    const auto shown = [&](const execution::View::SignalRow& row) {
        const auto outcome = outcomes.find(row.signal.id);
        if (outcome == outcomes.end()) return std::optional{api::view(row, nullptr)};
        tell_denial(outcome->second, row.intent ? view().books().find(*row.intent) : nullptr, visible);
        return std::optional{api::view(row, &outcome->second)};
    };
    Page page{*list};
    page.take(view().signals(), shown);
    if (!page.wants_older()) co_return page.finish();
    const auto kinds = execution::kinds_of(execution::SignalRaised::kind);
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const auto& [seq, stamped, hash] : *older) {
        page.look_at(seq);
        page.add(shown({seq, stamped.time, std::get<execution::SignalRaised>(stamped.event).signal, {}}));
    }
    co_return page.finish();
}

asio::awaitable<Reply> Api::list_alerts(Call& call)
{
    QueryReader query{call.request.query};
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    const auto shown = [](const execution::View::AlertRow& row) { return std::optional{api::view(row)}; };
    Page page{*list};
    page.take(view().alerts(), shown);
    if (!page.wants_older()) co_return page.finish();
    const auto kinds = execution::kinds_of(execution::AlertRaised::kind);
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const auto& [seq, stamped, hash] : *older) {
        page.look_at(seq);
        page.add(shown({seq, stamped.time, std::get<execution::AlertRaised>(stamped.event)}));
    }
    co_return page.finish();
}

Reply Api::list_analyses(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    for (const Analysis& analysis : backend_.swarm.analyses(limit)) items.push_back(api::view(analysis));
    json::array latest;
    for (const Analysis& analysis : backend_.swarm.latest_analyses()) latest.push_back(api::view(analysis));
    json::object body = items_of(std::move(items));
    body["latest"] = std::move(latest);
    return json_response(200, body);
}

Reply Api::get_models(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, models(call.caller()));
}

json::object Api::models(const Caller& caller) const
{
    Models models = backend_.swarm.models();
    if (!caller.is_operator()) {
        models.spent_usd.reset();
        models.budget_usd.reset();
        models.spending.reset();
    }
    json::value shown = to_json(models);
    return std::move(shown.as_object());
}

boost::asio::awaitable<Reply> Api::get_report(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) co_return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) co_return account.error();
    const auto day = parse_day(call.arguments[0]);
    if (!day) co_return no_such("report");
    auto reading = backend_.swarm.report(*day, *account);
    auto report = co_await std::move(reading);
    if (!report) co_return no_such("report");
    net::Response response;
    response.content_type = "text/markdown; charset=utf-8";
    response.body = std::move(*report);
    co_return response;
}

}  // namespace swarmdesk::api
