#include "api/api.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "api/request_guard.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"
#include "runtime/deadline.hpp"

namespace swarmdesk::api {

namespace asio = boost::asio;
namespace json = boost::json;
namespace execution = trading::execution;

namespace {

/// How many places of the ledger one question may look through: it bounds what a filter that finds nothing costs.
constexpr std::uint64_t history_window = 1'000'000;

asio::awaitable<Result<void>> reached(execution::View& view, std::uint64_t seq)
{
    co_await view.reach(seq);
    co_return Result<void>{};
}

/// The `min_seq` a request names; zero without one, nothing where it is no number.
std::optional<std::uint64_t> min_seq_of(const net::Request& request)
{
    if (!request.query.find("min_seq")) return 0;
    return QueryReader{request.query}.number("min_seq", 0, INT64_MAX);
}

}  // namespace

Api::Api(Backend& backend, Users& users, UtcTime started)
    : backend_(backend), users_(users), started_(started), last_event_(backend.clock.now().monotonic)
{}

void Api::on_events() { last_event_ = backend_.clock.now().monotonic; }

trading::Moment Api::now() const
{
    const Now now = backend_.clock.now();
    return {now.utc, view().books().state().last_desk + (now.monotonic - last_event_), now.monotonic};
}

std::optional<Problem> Api::check_token(const Caller& caller) const
{
    if (users_.is_valid(caller.token_id(), backend_.clock.now().utc)) return std::nullopt;
    return unauthenticated("bad_token", "The token has ended");
}

asio::awaitable<Reply> Api::answer(const Route& route, Call& call)
{
    const bool is_open = route.access == Access::anyone;  // strangers neither wait nor learn how busy the desk is
    const bool is_read = route.method == net::Method::get && !is_open;
    if (is_read) {
        const auto min_seq = min_seq_of(call.request);
        if (!min_seq) co_return invalid_request({{"?min_seq", "the number of an event"}});
        if (!co_await catch_up(*min_seq)) {
            Problem problem{.status = 503,
                            .code = "not_caught_up",
                            .title = "The desk is not as far yet",
                            .detail = "min_seq is beyond the newest event known here. Try again in a moment."};
            problem.headers.add("Retry-After", "1");
            co_return problem;
        }
        if (auto ended = check_token(call.caller())) co_return std::move(*ended);
    }
    Reply reply = no_such("route");
    if (const auto* sync = std::get_if<Route::Sync>(&route.handler)) {
        reply = (this->**sync)(call);
    } else {
        const auto async = std::get<Route::Async>(route.handler);
        reply = co_await (this->*async)(call);
    }
    if (is_open) co_return reply;
    if (is_read)  // it may have waited for the ledger
        if (auto ended = check_token(call.caller())) co_return std::move(*ended);
    const std::string seq = std::to_string(std::max(call.seq, view().seq()));
    if (reply) {
        reply->headers.add("X-Desk-Seq", seq);
        co_return reply;
    }
    Problem problem = reply.error();
    problem.headers.add("X-Desk-Seq", seq);
    co_return problem;
}

asio::awaitable<bool> Api::catch_up(std::uint64_t seq)
{
    if (view().seq() >= seq) co_return true;
    auto reaching = reached(backend_.view, seq);
    const auto done = co_await runtime::with_deadline(std::move(reaching), backend_.machine_clock, catch_up_timeout);
    co_return done.has_value();
}

asio::awaitable<void> Api::wrote(Call& call, std::uint64_t seq)
{
    call.seq = seq;
    co_await catch_up(seq);
}

trading::Actor Api::actor(const Caller& caller) { return {.kind = trading::ActorKind::human, .name = caller.name()}; }

bool Api::is_approver(const Caller& caller) const
{
    return std::ranges::find(backend_.approvers, caller.name()) != backend_.approvers.end();
}

// --------------------------------------------------------------------------------------------------------------- whose

bool Api::sees_approvals_of(const Caller& caller, const trading::AccountId& account) const
{
    return visibility(caller).sees(account) || is_approver(caller);
}

OrProblem<trading::AccountId> Api::visible_account(const Caller& caller, std::string_view name) const
{
    const auto account = trading::AccountId::parse(name);
    if (!account || !visibility(caller).sees(*account) || view().account(*account) == nullptr)
        return no_such("account");
    return *account;
}

OrProblem<trading::AccountId> Api::adjustable_account(const Caller& caller, std::string_view name) const
{
    const auto account = trading::AccountId::parse(name);
    if (!account || !sees_approvals_of(caller, *account) || view().account(*account) == nullptr)
        return no_such("account");
    return *account;
}

OrProblem<trading::AccountId> Api::asked_account(const Caller& caller, const std::optional<std::string>& name) const
{
    if (name) return visible_account(caller, *name);
    const auto own = visibility(caller).own_accounts();
    if (own.size() == 1) return own.front();
    if (own.empty()) return no_such("account");
    return invalid_request({{"?account", "you have several accounts: name one"}});
}

OrProblem<std::optional<std::vector<trading::AccountId>>> Api::asked_accounts(
    const Caller& caller, const std::optional<std::string>& name) const
{
    using Accounts = std::optional<std::vector<trading::AccountId>>;
    if (!name) return caller.is_operator() ? Accounts{} : Accounts{visibility(caller).own_accounts()};
    const auto account = visible_account(caller, *name);
    if (!account) return account.error();
    return Accounts{{*account}};
}

OrProblem<ListQuery> Api::list_query(const Caller& caller, QueryReader& query) const
{
    const auto name = query.text("account");
    ListQuery list;
    list.limit = query.number("limit", 1, 1000, 100);
    list.before = query.number("before", 1, INT64_MAX, list.before);
    if (auto problem = query.finish()) return std::move(*problem);
    auto accounts = asked_accounts(caller, name);
    if (!accounts) return accounts.error();
    list.accounts = std::move(*accounts);
    return list;
}

asio::awaitable<OrProblem<execution::IntentRecord>> Api::visible_intent(const Caller& caller, std::string id,
                                                                        bool is_for_approvers)
{
    const auto may_see = [&](const IntentRecord& record) {
        const trading::AccountId& account = record.intent.account;
        return visibility(caller).sees(account) || (is_for_approvers && is_approver(caller));
    };
    const auto intent = trading::IntentId::parse(id);
    if (!intent) co_return no_such("intent");
    if (const IntentRecord* record = view().books().find(*intent)) {
        if (!may_see(*record)) co_return no_such("intent");
        co_return *record;
    }
    auto history = co_await history_of(*intent);
    if (!history) co_return history.error();
    if (auto ended = check_token(caller)) co_return std::move(*ended);
    if (!*history || !may_see((*history)->record)) co_return no_such("intent");
    co_return std::move((*history)->record);
}

OrProblem<trading::ApprovalId> Api::visible_approval(const Caller& caller, const std::string& id) const
{
    const auto approval = trading::ApprovalId::parse(id);
    if (!approval) return no_such("approval");
    const ApprovalRecord* record = view().books().find(*approval);
    if (record == nullptr || !sees_approvals_of(caller, record->account)) return no_such("approval");
    return *approval;
}

OrProblem<trading::InstrumentId> Api::listed_instrument(const std::string& name,
                                                        const trading::AccountId* account) const
{
    const auto& instruments = view().books().rails().state().instruments;
    if (const auto id = trading::InstrumentId::parse(name)) {
        if (!instruments.contains(*id)) return no_such("instrument");
        return *id;
    }
    const auto symbol = trading::Symbol::parse(name);
    if (!symbol) return no_such("instrument");
    if (account != nullptr) {
        const trading::risk::Account* known = view().account(*account);
        const trading::InstrumentId id{known ? known->venue : trading::VenueId{}, *symbol};
        if (!instruments.contains(id)) return no_such("instrument");
        return id;
    }
    std::vector<trading::InstrumentId> found;
    for (const auto& [id, instrument] : instruments)
        if (id.symbol == *symbol) found.push_back(id);
    if (found.empty()) return no_such("instrument");
    if (found.size() == 1) return found.front();
    return Problem{.status = 400,
                   .code = "ambiguous_instrument",
                   .title = "Several venues have it",
                   .detail = "Name the venue as well: " + found.front().to_string() + "."};
}

// -------------------------------------------------------------------------------------------------------------- ledger

asio::awaitable<OrProblem<Api::Events>> Api::events_of(std::string subject)
{
    HistoryQuery query;
    query.subject = std::move(subject);
    query.limit = 10'000;  // of one order that filled in very many pieces
    auto events = co_await backend_.history.read(std::move(query));
    if (!events) co_return problem_of(events.error());
    co_return std::move(*events);
}

asio::awaitable<OrProblem<std::optional<IntentHistory>>> Api::history_of(trading::IntentId intent)
{
    const auto events = co_await events_of(intent.to_string());
    if (!events) co_return events.error();
    co_return intent_history(*events);
}

asio::awaitable<OrProblem<Api::Events>> Api::older_events(Page& page, std::vector<std::uint32_t> kinds)
{
    HistoryQuery query;
    query.before_seq = page.cursor();
    query.after_seq = page.cursor() - std::min(page.cursor(), history_window);
    query.is_newest_first = true;
    query.limit = page.missing();
    std::vector<std::optional<trading::AccountId>> accounts;
    if (page.query().accounts)
        accounts.assign(page.query().accounts->begin(), page.query().accounts->end());
    else
        accounts.emplace_back();

    Events found;
    bool is_cut = false;
    for (const auto& account : accounts)
        for (const std::uint32_t kind : kinds) {
            query.kind = kind;
            query.chain = account ? std::optional{chain_of_account(*account)} : std::nullopt;
            HistoryQuery asked = query;
            auto events = co_await backend_.history.read(std::move(asked));
            if (!events) co_return problem_of(events.error());
            is_cut = is_cut || events->size() == query.limit;
            std::ranges::move(*events, std::back_inserter(found));
        }
    std::ranges::sort(found, std::greater{}, &execution::StreamedEvent::seq);
    if (found.size() > query.limit) {
        found.resize(query.limit);
        is_cut = true;
    }
    if (is_cut) co_return found;
    if (query.after_seq == 0)
        page.end();
    else
        page.pass(query.after_seq + 1);
    co_return found;
}

asio::awaitable<OrProblem<std::optional<execution::View::FillRow>>> Api::old_fill(const execution::StreamedEvent& event)
{
    const trading::IntentId id = execution::intent_of(event.stamped.event);
    if (const IntentRecord* record = view().books().find(id)) co_return fill_row(event, record->intent);
    const auto history = co_await history_of(id);
    if (!history) co_return history.error();
    if (!*history) co_return std::optional<execution::View::FillRow>{};
    co_return fill_row(event, (*history)->record.intent);
}

// ---------------------------------------------------------------------------------------------------------- the desk

json::object Api::me(const Caller& caller) const
{
    json::value user = to_json(caller.user());
    json::object object = std::move(user.as_object());
    json::array accounts;
    for (const trading::AccountId& id : visibility(caller).own_accounts()) {
        const trading::risk::Account& account = *view().account(id);
        json::object shown;
        shown["account"] = id.to_string();
        shown["venue"] = account.venue.to_string();
        shown["state"] = to_json(account.state);
        accounts.push_back(std::move(shown));
    }
    object["accounts"] = std::move(accounts);
    object["is_approver"] = is_approver(caller);
    object["token_id"] = caller.token_id();
    return object;
}

json::array Api::agents(const Caller& caller) const
{
    json::array items;
    for (AgentStatus agent : backend_.swarm.agents()) {
        if (agent.account && !visibility(caller).sees(*agent.account)) continue;
        // What one says that serves everybody may be about anybody.
        if (!agent.account && !caller.is_operator()) agent.status_message.reset();
        items.push_back(to_json(agent));
    }
    return items;
}

json::object Api::status(const Caller& caller) const
{
    const trading::risk::RailsState& rails = view().books().rails().state();
    json::object object;
    object["state"] = to_json(rails.desk_state);
    if (!rails.desk_state_reason.empty()) object["reason"] = rails.desk_state_reason;
    object["time"] = to_iso(backend_.clock.now().utc);
    object["started"] = to_iso(started_);
    object["version"] = backend_.version;
    object["market"] = to_json(backend_.market.source());
    json::array instruments;
    json::array venues;
    for (const auto& [id, instrument] : rails.instruments) {  // by venue
        json::object shown;
        put_instrument(shown, id);
        instruments.push_back(std::move(shown));
        const json::string venue{id.venue.to_string()};
        if (venues.empty() || venues.back() != venue) venues.push_back(venue);
    }
    object["venues"] = std::move(venues);
    object["instruments"] = std::move(instruments);
    const std::string failure = backend_.failure();
    object["is_healthy"] = failure.empty();
    if (!failure.empty()) object["failure"] = failure;
    object["last_seq"] = view().seq();

    std::size_t orders = 0;
    std::size_t approvals = 0;
    if (caller.is_operator()) {
        orders = view().orders().size();
    } else {
        for (const trading::AccountId& account : visibility(caller).own_accounts()) {
            orders += view().orders().size(account);
            approvals += view().open_approvals().size(account);
        }
    }
    object["open_orders"] = orders;
    object["open_approvals"] = caller.is_operator() || is_approver(caller) ? view().open_approvals().size() : approvals;
    return object;
}

}  // namespace swarmdesk::api
