#include <algorithm>
#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// Intents, orders, fills, positions, money and rails.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace trading;
using execution::IntentRecord;
using execution::IntentState;

OrProblem<Intent> read_intent(const json::object& body)
{
    JsonReader in{body};
    Intent intent;
    intent.id = in.uuid<IntentTag>("intent_id", Need::required).value_or(IntentId{});
    intent.account = in.name<AccountTag>("account", Need::required).value_or(AccountId{});
    intent.instrument = in.name<InstrumentTag>("instrument", Need::required).value_or(InstrumentId{});
    intent.side = in.word<Side>("side", Need::required).value_or(Side::buy);
    intent.type = in.word<OrderType>("type", Need::required).value_or(OrderType::market);
    intent.time_in_force = in.word<TimeInForce>("time_in_force", Need::optional).value_or(TimeInForce::gtc);
    intent.quantity = in.decimal<Quantity>("quantity", Need::optional);
    intent.quote_quantity = in.decimal<Amount>("quote_quantity", Need::optional);
    intent.limit_price = in.decimal<Price>("limit_price", Need::optional);
    intent.stop_price = in.decimal<Price>("stop_price", Need::optional);
    intent.reduce_only = in.boolean("reduce_only", Need::optional).value_or(false);
    intent.reason = in.words("reason", Need::optional, reason_bytes_max).value_or("");
    if (body.contains("quantity") == body.contains("quote_quantity"))
        in.refuse("quantity", "give either quantity or quote_quantity");
    if (auto problem = in.finish()) return std::move(*problem);
    return intent;
}

/// The desk's own codes stand before its words, as the rails' do: "LEDGER_BUSY: 9 events wait for the disk".
std::optional<std::string> leading_code(std::string_view detail)
{
    const auto end = detail.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
    if (end == 0 || end == std::string_view::npos || detail[end] != ':') return std::nullopt;
    return std::string{detail.substr(0, end)};
}

Problem proposal_problem(const Error& error)
{
    Problem problem = problem_of(error);
    if (error.code == Errc::conflict) {
        problem.code = "intent_conflict";
        problem.title = "The intent id is taken";
        problem.detail = error.detail + ". Use a fresh intent_id for a new intent.";
    } else if (auto code = leading_code(error.detail)) {
        problem.code = std::move(*code);
    }
    return problem;
}

}  // namespace

asio::awaitable<Reply> Api::propose_intent(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    auto intent = read_intent(*body);
    if (!intent) co_return intent.error();
    if (!call.caller().sees(intent->account)) co_return no_such("account");
    intent->user = call.caller().user().name;
    intent->proposer = actor(call.caller());
    const auto record = co_await backend_.desk.propose(std::move(*intent));
    if (!record) co_return proposal_problem(record.error());
    co_return intent_reply(*record);
}

Reply Api::list_intents(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    const auto limit = query.number("limit", 1, 1000, 100);
    const auto word = query.text("state");
    const bool only_open = word == "open";
    std::optional<IntentState> state;
    if (word && !only_open) {
        if (const auto parsed = from_text<IntentState>(*word))
            state = *parsed;
        else
            query.refuse("state", "open or " + parsed.error().detail);
    }
    if (auto problem = query.finish()) return std::move(*problem);
    std::optional<AccountId> only;
    if (name || !call.caller().is_operator()) {
        auto account = asked_account(call.caller(), name);
        if (!account) return account.error();
        only = *account;
    }

    std::vector<const IntentRecord*> found;
    for (const auto& [id, record] : gate().state().intents) {
        if (only && record.intent.account != *only) continue;
        if ((only_open && is_final(record.state)) || (state && record.state != *state)) continue;
        found.push_back(&record);
    }
    const auto count = std::min<std::size_t>(limit, found.size());
    const auto newest_first = [](const IntentRecord* a, const IntentRecord* b) {
        return std::tie(b->created, b->intent.id) < std::tie(a->created, a->intent.id);
    };
    std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(count), newest_first);
    json::array items;
    for (std::size_t i = 0; i < count; ++i) items.push_back(view(*found[i]));
    return json_response(200, items_of(std::move(items)));
}

Reply Api::get_intent(Call& call)
{
    const auto record = visible_intent(call.caller(), call.arguments[0]);
    if (!record) return record.error();
    const auto rows = rows_of(record->intent.id);
    if (!rows) return rows.error();
    json::object object = view(*record);
    json::array history;
    for (const ledger::Record& row : *rows) history.push_back(view(row));
    object["history"] = std::move(history);
    return json_response(200, object);
}

asio::awaitable<Reply> Api::cancel_intent(Call& call)
{
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    std::string reason = in.words("reason", Need::optional, reason_bytes_max).value_or("");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto known = visible_intent(call.caller(), call.arguments[0]);
    if (!known) co_return known.error();
    if (is_final(known->state))
        co_return Problem{
            .status = 409,
            .code = "intent_final",
            .title = "The intent has ended",
            .detail = "It is " + std::string{to_text(known->state)} + ": there is nothing left to cancel."};
    Actor by = actor(call.caller());
    const auto record = co_await backend_.desk.cancel(known->intent.id, std::move(by), std::move(reason));
    if (!record) co_return problem_of(record.error());
    co_return json_response(202, view(*record));
}

Reply Api::list_orders(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    std::optional<AccountId> only;
    if (name || !call.caller().is_operator()) {
        auto account = asked_account(call.caller(), name);
        if (!account) return account.error();
        only = *account;
    }
    json::array items;
    for (const IntentRecord* record : gate().open_intents())
        if (record->order && (!only || record->intent.account == *only)) items.push_back(order_view(*record));
    return json_response(200, items_of(std::move(items)));
}

Reply Api::list_fills(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    const auto limit = query.number("limit", 1, 1000, 100);
    const auto instrument_name = query.text("instrument");
    if (auto problem = query.finish()) return std::move(*problem);
    std::optional<AccountId> only;
    if (name || !call.caller().is_operator()) {
        auto account = asked_account(call.caller(), name);
        if (!account) return account.error();
        only = *account;
    }
    std::optional<InstrumentId> instrument;
    if (instrument_name) {
        auto listed = listed_instrument(*instrument_name);
        if (!listed) return listed.error();
        instrument = *listed;
    }
    std::vector<const Fill*> newest;
    for (auto fill = fills_.all().rbegin(); fill != fills_.all().rend() && newest.size() < limit; ++fill) {
        if (only && fill->account != *only) continue;
        if (instrument && fill->trade.instrument != *instrument) continue;
        newest.push_back(&*fill);
    }
    json::array items;
    for (auto fill = newest.rbegin(); fill != newest.rend(); ++fill) items.push_back(view(**fill));
    return json_response(200, items_of(std::move(items)));
}

Reply Api::list_positions(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    if (!name && call.caller().is_operator()) {
        for (const auto& [id, account] : gate().rails().state().accounts)
            for (json::value& position : positions_view(id, gate())) items.push_back(std::move(position));
    } else {
        const auto account = asked_account(call.caller(), name);
        if (!account) return account.error();
        items = positions_view(*account, gate());
    }
    return json_response(200, items_of(std::move(items)));
}

Reply Api::get_portfolio(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) return account.error();
    return json_response(200, portfolio_view(*account, gate()));
}

Reply Api::list_rails(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) return account.error();
    json::array items;
    for (const risk::Gauge& gauge : gate().rails().gauges(*account, gate().quotes(), backend_.clock.now().utc)) {
        // An agent and the desk act for everybody: their gauges would tell of others.
        const bool is_own = gauge.scope.starts_with("account ") || gauge.scope.starts_with("user ");
        if (is_own || call.caller().is_operator()) items.push_back(view(gauge));
    }
    json::object body;
    body["account"] = account->to_string();
    body["items"] = std::move(items);
    return json_response(200, body);
}

}  // namespace swarmdesk::api
