#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

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
using execution::View;

std::optional<std::uint32_t> read_trail(JsonReader& in)
{
    const auto bp = in.integer("trailing_bp", Need::optional, Protection::trailing_bp_min, Protection::trailing_bp_max);
    return bp ? std::optional{static_cast<std::uint32_t>(*bp)} : std::nullopt;
}

Protection read_terms(JsonReader& in)
{
    Protection terms;
    terms.stop_price = in.decimal<Price>("stop_price", Need::optional);
    terms.take_profit_price = in.decimal<Price>("take_profit_price", Need::optional);
    terms.trailing_bp = read_trail(in);
    return terms;
}

std::optional<Protection> read_protection(JsonReader& in)
{
    std::optional<Protection> terms;
    in.object("protection", Need::optional, [&](JsonReader& inner) {
        terms = read_terms(inner);
        if (inner.has_refused()) return;
        if (terms->is_none())
            inner.refuse("", "give a stop_price, a take_profit_price or trailing_bp");
        else if (auto sound = terms->check(); !sound)
            inner.refuse("", sound.error().detail);
    });
    return terms;
}

/// Whose lots, and nobody else's: those of `people`, of an agent, or of an agent's strategy.
std::optional<LotOwner> read_owner(JsonReader& in)
{
    const auto text = in.text("owner", Need::optional);
    if (!text) return std::nullopt;
    auto owner = LotOwner::parse(*text);
    if (!owner) in.refuse("owner", owner.error().detail);
    return owner ? std::optional{std::move(*owner)} : std::nullopt;
}

bool is_instrument(const std::string& text)
{
    return InstrumentId::parse(text).has_value() || Symbol::parse(text).has_value();
}

}  // namespace

OrProblem<Intent> Api::read_intent(const Caller& caller, const json::object& body, bool is_preview) const
{
    JsonReader in{body};
    Intent intent;
    const Need id_need = is_preview ? Need::optional : Need::required;
    intent.id = in.uuid<IntentTag>("intent_id", id_need).value_or(IntentId{});
    intent.account = in.name<AccountTag>("account", Need::required).value_or(AccountId{});
    const auto instrument = in.text("instrument", Need::required);
    intent.side = in.word<Side>("side", Need::required).value_or(Side::buy);
    intent.type = in.word<OrderType>("type", Need::required).value_or(OrderType::market);
    intent.time_in_force = in.word<TimeInForce>("time_in_force", Need::optional).value_or(TimeInForce::gtc);
    intent.quantity = in.decimal<Quantity>("quantity", Need::optional);
    intent.quote_quantity = in.decimal<Amount>("quote_quantity", Need::optional);
    intent.limit_price = in.decimal<Price>("limit_price", Need::optional);
    intent.stop_price = in.decimal<Price>("stop_price", Need::optional);
    intent.stop_limit_price = in.decimal<Price>("stop_limit_price", Need::optional);
    intent.trailing_bp = read_trail(in);
    intent.protection = read_protection(in);
    intent.reduce_only = in.boolean("reduce_only", Need::optional).value_or(false);
    intent.owner = read_owner(in);
    intent.reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (body.contains("quantity") == body.contains("quote_quantity"))
        in.refuse("quantity", "give either quantity or quote_quantity");
    if (instrument && !is_instrument(*instrument)) in.refuse("instrument", "a symbol, or venue:symbol");
    if (auto problem = in.finish()) return std::move(*problem);
    const auto account = visible_account(caller, intent.account.to_string());
    if (!account) return account.error();
    const auto listed = listed_instrument(*instrument, &*account);
    if (!listed) return listed.error();
    intent.instrument = *listed;
    if (const VenueId& venue = view().account(*account)->venue; intent.instrument.venue != venue)
        return invalid_request({{"/instrument", "the account is at " + venue.to_string()}});
    intent.user = caller.user().name;
    intent.proposer = actor(caller);
    return intent;
}

asio::awaitable<Reply> Api::propose_intent(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    auto intent = read_intent(call.caller(), *body, false);
    if (!intent) co_return intent.error();
    const auto done = co_await backend_.commands.propose(std::move(*intent));
    if (!done) co_return proposal_problem(done.error());
    co_await wrote(call, done->seq);
    co_return intent_reply(done->value, visibility(call.caller()));
}

asio::awaitable<Reply> Api::preview_intent(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    auto intent = read_intent(call.caller(), *body, true);
    if (!intent) co_return intent.error();
    const std::optional<Protection> protection = intent->protection;
    const auto preview = co_await backend_.commands.preview(std::move(*intent));
    if (!preview) co_return problem_of(preview.error());
    if (auto ended = check_token(call.caller())) co_return std::move(*ended);
    json::object shown;
    if (const auto* denial = std::get_if<risk::Denial>(&*preview)) {
        shown["is_admitted"] = false;
        shown["denial"] = api::view(*denial, visibility(call.caller()));
        co_return json_response(200, shown);
    }
    const auto& admitted = std::get<risk::Admitted>(*preview);
    shown["is_admitted"] = true;
    shown["order"] = api::view(admitted);
    if (protection) shown["protection"] = api::view(*protection);
    shown["quote"] = api::view(admitted.evidence, backend_.clock.now().monotonic);
    co_return json_response(200, shown);
}

asio::awaitable<Reply> Api::list_intents(Call& call)
{
    QueryReader query{call.request.query};
    const auto word = query.text("state");
    const bool only_open = word == "open";
    std::optional<IntentState> state;
    if (word && !only_open) {
        if (const auto parsed = from_text<IntentState>(*word))
            state = *parsed;
        else
            query.refuse("state", "open or " + parsed.error().detail);
    }
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    const Visibility visible = visibility(call.caller());
    const auto shown = [&](const IntentRecord& record) -> std::optional<json::object> {
        if (state && record.state != *state) return std::nullopt;
        return api::view(record, visible);
    };

    Page page{*list};
    const bool is_open = only_open || (state && !is_final(*state));
    page.take(is_open ? view().open_intents() : view().intents(),
              [&](const View::IntentRow& row) { return shown(*view().books().find(row.intent)); });
    if (!page.wants_older()) co_return page.finish();
    const auto kinds = execution::kinds_of(execution::IntentProposed::kind);
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const execution::StreamedEvent& event : *older) {
        const auto history = co_await history_of(execution::intent_of(event.stamped.event));
        if (!history) co_return history.error();
        page.look_at(event.seq);
        if (*history) page.add(shown((*history)->record));
    }
    co_return page.finish();
}

asio::awaitable<Reply> Api::get_intent(Call& call)
{
    const auto record = co_await visible_intent(call.caller(), call.arguments[0], true);
    if (!record) co_return record.error();
    const auto events = co_await events_of(record->intent.id.to_string());
    if (!events) co_return events.error();
    const Visibility visible = visibility(call.caller());
    json::object object = api::view(*record, visible);
    json::array history;
    for (const execution::StreamedEvent& event : *events) history.push_back(api::view(event, visible));
    object["history"] = std::move(history);
    co_return json_response(200, object);
}

asio::awaitable<Reply> Api::cancel_intent(Call& call)
{
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    std::string reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto known = co_await visible_intent(call.caller(), call.arguments[0]);
    if (!known) co_return known.error();
    if (is_final(known->state))
        co_return Problem{
            .status = 409,
            .code = "intent_final",
            .title = "The intent has ended",
            .detail = "It is " + std::string{to_text(known->state)} + ": there is nothing left to cancel."};
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.cancel(known->intent.id, std::move(by), std::move(reason));
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    co_return json_response(202, api::view(done->value, visibility(call.caller())));
}

asio::awaitable<Reply> Api::settle_intent(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    execution::Settlement settlement;
    settlement.filled = in.decimal<Quantity>("filled", Need::required).value_or(Quantity{});
    settlement.price = in.decimal<Price>("price", Need::optional).value_or(Price{});
    settlement.fee = in.decimal<Amount>("fee", Need::optional).value_or(Amount{});
    settlement.evidence = in.message("evidence", Need::required, reason_bytes_max).value_or("");
    if (settlement.filled.is_negative()) in.refuse("filled", "zero, or how much more was filled");
    if (settlement.fee.is_negative()) in.refuse("fee", "zero or more, in the quote asset");
    if (settlement.filled.is_positive() != settlement.price.is_positive())
        in.refuse("price", "positive where something was filled, and only there");
    if (!settlement.fee.is_zero() && settlement.filled.is_zero())
        in.refuse("fee", "only where something was filled; a fee alone is an adjustment");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto known = co_await visible_intent(call.caller(), call.arguments[0], true);
    if (!known) co_return known.error();
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.settle(known->intent.id, std::move(settlement), std::move(by));
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    const std::uint16_t status = is_final(done->value.state) ? 200 : 202;
    co_return json_response(status, api::view(done->value, visibility(call.caller())));
}

asio::awaitable<Reply> Api::list_orders(Call& call)
{
    QueryReader query{call.request.query};
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    Page page{*list};
    page.take(view().orders(), [&](const View::IntentRow& row) -> std::optional<json::object> {
        return order_view(*view().books().find(row.intent));
    });
    co_return page.finish();
}

asio::awaitable<Reply> Api::list_fills(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("instrument");
    const auto list = list_query(call.caller(), query);
    if (!list) co_return list.error();
    std::optional<InstrumentId> instrument;
    if (name) {
        const bool is_one = list->accounts && list->accounts->size() == 1;
        auto listed = listed_instrument(*name, is_one ? &list->accounts->front() : nullptr);
        if (!listed) co_return listed.error();
        instrument = *listed;
    }
    const auto shown = [&](const View::FillRow& row) -> std::optional<json::object> {
        if (instrument && row.fill.instrument != *instrument) return std::nullopt;
        return api::view(row);
    };
    Page page{*list};
    page.take(view().fills(), shown);
    if (!page.wants_older()) co_return page.finish();
    const std::vector<std::uint32_t> kinds{execution::OrderFilled::kind, execution::OrderSettled::kind};
    const auto older = co_await older_events(page, kinds);
    if (!older) co_return older.error();
    for (const execution::StreamedEvent& event : *older) {
        const auto row = co_await old_fill(event);
        if (!row) co_return row.error();
        page.look_at(event.seq);
        if (*row) page.add(shown(**row));
    }
    co_return page.finish();
}

asio::awaitable<Reply> Api::trace_fill(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) co_return std::move(*problem);
    std::uint64_t seq = 0;
    const std::string& text = call.arguments[0];
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seq);
    if (error != std::errc{} || stop != text.data() + text.size() || seq == 0 || seq > INT64_MAX)
        co_return no_such("fill");

    std::optional<View::FillRow> fill;
    if (const View::FillRow* row = view().fills().find(seq)) {
        fill = *row;
    } else {
        HistoryQuery place;
        place.after_seq = seq - 1;
        place.limit = 1;
        const auto found = co_await backend_.history.read(std::move(place));
        if (!found) co_return problem_of(found.error());
        if (found->empty() || found->front().seq != seq) co_return no_such("fill");
        auto old = co_await old_fill(found->front());
        if (!old) co_return old.error();
        fill = std::move(*old);
    }
    if (!fill || !sees_approvals_of(call.caller(), fill->account)) co_return no_such("fill");

    const auto events = co_await events_of(fill->intent.to_string());
    if (!events) co_return events.error();
    const auto history = intent_history(*events);
    if (!history) co_return no_such("fill");
    const IntentRecord& record = history->record;
    json::object trace;
    trace["fill"] = api::view(*fill);
    if (record.order) trace["order"] = order_view(record);
    if (history->approval) trace["approval"] = api::view(*history->approval, record, is_approver(call.caller()));
    const Visibility visible = visibility(call.caller());
    trace["intent"] = api::view(record, visible);
    if (record.evidence) trace["evidence"] = api::view(*record.evidence);
    std::string decision = record.intent.decision;
    if (record.intent.signal) {
        const auto about = co_await events_of(record.intent.signal->to_string());
        if (!about) co_return about.error();
        for (const auto& [number, stamped, hash] : *about) {
            const auto* raised = std::get_if<execution::SignalRaised>(&stamped.event);
            if (raised == nullptr) continue;
            trace["signal"] =
                api::view(View::SignalRow{number, stamped.time, raised->signal, record.intent.id}, nullptr);
            if (decision.empty()) decision = raised->signal.decision;
        }
    }
    if (!decision.empty()) trace["decision"] = decision;
    json::array rows;
    for (const execution::StreamedEvent& event : *events) rows.push_back(api::view(event, visible));
    trace["history"] = std::move(rows);
    co_return json_response(200, trace);
}

asio::awaitable<Reply> Api::set_protection(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto name = in.name<AccountTag>("account", Need::required);
    const auto symbol = in.text("instrument", Need::required);
    const LotOwner owner = read_owner(in).value_or(LotOwner{});
    const Protection terms = read_terms(in);
    const std::string reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (symbol && !is_instrument(*symbol)) in.refuse("instrument", "a symbol, or venue:symbol");
    if (auto sound = terms.check(); !sound) in.refuse("stop_price", sound.error().detail);
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto account = visible_account(call.caller(), name->to_string());
    if (!account) co_return account.error();
    const auto listed = listed_instrument(*symbol, &*account);
    if (!listed) co_return listed.error();
    execution::LotKey lot{*account, *listed, owner};
    Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.protect(lot, terms, std::move(by), reason);
    if (!done) co_return coded_problem(done.error());
    co_await wrote(call, done->seq);
    co_return json_response(200, protection_view(lot, view()));
}

Reply Api::list_positions(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto accounts = asked_accounts(call.caller(), name);
    if (!accounts) return accounts.error();
    json::array items;
    const auto add = [&](const AccountId& account) {
        for (json::value& position : positions_view(account, view())) items.push_back(std::move(position));
    };
    if (*accounts)
        for (const AccountId& account : **accounts) add(account);
    else
        for (const auto& [id, account] : view().books().rails().state().accounts) add(id);
    return json_response(200, items_of(std::move(items)));
}

Reply Api::get_portfolio(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) return account.error();
    return json_response(200, portfolio_view(*account, view(), backend_.clock.now().monotonic));
}

Reply Api::list_rails(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("account");
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = asked_account(call.caller(), name);
    if (!account) return account.error();
    json::array items;
    for (const risk::Gauge& gauge : view().books().rails().gauges(*account, view().quotes(), now()))
        if (visibility(call.caller()).sees(gauge.scope)) items.push_back(api::view(gauge));
    json::object body;
    body["account"] = account->to_string();
    body["items"] = std::move(items);
    return json_response(200, body);
}

}  // namespace swarmdesk::api
