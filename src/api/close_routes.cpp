#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/close_view.hpp"
#include "api/json_input.hpp"
#include "api/replies.hpp"

/// \file
/// Closing: one lot, all of an instrument, an owner or an account, or everything.
///
/// A close's intents have ids that follow from its own, numbered down to 0. So whoever repeats it finds what it has
/// proposed: with number 0 it was proposed whole, without it something came in between, and the rest is proposed now.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;
using namespace trading;
using execution::CloseId;
using execution::IntentRecord;
using execution::PlannedClose;

OrProblem<std::vector<AccountId>> Api::tradable_accounts(const Caller& caller,
                                                         const std::optional<AccountId>& name) const
{
    const auto is_own = [&](const AccountId& account) { return view().account(account)->user == caller.user().name; };
    if (!name) {
        std::vector<AccountId> accounts = visibility(caller).own_accounts();
        std::erase_if(accounts, [&](const AccountId& account) { return !is_own(account); });
        return accounts;
    }
    auto account = visible_account(caller, name->to_string());
    if (!account) return account.error();
    if (is_own(*account)) return std::vector{std::move(*account)};
    return Problem{.status = 422,
                   .code = "FOREIGN_ACCOUNT",
                   .title = "The account is another user's",
                   .detail = "Only its own user trades there. Halting it cancels what would add to it."};
}

OrProblem<Api::CloseWish> Api::read_close(const Caller& caller, const json::object& body) const
{
    JsonReader in{body};
    CloseWish wish;
    wish.is_preview = in.boolean("preview", Need::optional).value_or(false);
    const Need id_need = wish.is_preview ? Need::optional : Need::required;
    wish.id = in.uuid<execution::CloseTag>("close_id", id_need).value_or(CloseId{});
    const auto account = in.name<AccountTag>("account", Need::optional);
    const auto instrument = in.text("instrument", Need::optional);
    const auto owner = in.text("owner", Need::optional);
    const bool is_everything = in.boolean("everything", Need::optional).value_or(false);
    wish.reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (wish.reason.empty()) wish.reason = "closed by hand";
    if (!is_everything && !account && !instrument && !owner)
        in.refuse("everything", "name an account, an instrument or an owner, or say everything: true");
    if (owner) {
        // `agent/` is what the agent holds without a strategy, and nothing of its strategies'.
        const std::string_view text{*owner};
        wish.filter.is_owner_exact = text.ends_with('/') && text.find('/') == text.size() - 1;
        auto read = LotOwner::parse(wish.filter.is_owner_exact ? text.substr(0, text.size() - 1) : text);
        if (!read) in.refuse("owner", read.error().detail);
        if (read) wish.filter.owner = std::move(*read);
    }
    if (auto problem = in.finish()) return std::move(*problem);
    auto accounts = tradable_accounts(caller, account);
    if (!accounts) return accounts.error();
    wish.filter.accounts = std::move(*accounts);
    if (instrument) {
        auto listed = listed_instrument(*instrument, account ? &*account : nullptr);
        if (!listed) return listed.error();
        wish.filter.instrument = std::move(*listed);
    }
    return wish;
}

asio::awaitable<OrProblem<std::map<std::size_t, IntentRecord>>> Api::intents_of(CloseId close, UserId user)
{
    std::map<std::size_t, IntentRecord> found;
    for (std::size_t number = 0; number < execution::closes_max; ++number)
        if (const IntentRecord* record = view().books().find(close_intent_id(close, user, number)))
            found.emplace(number, *record);
    // What the view has forgotten was proposed before, and so has higher numbers.
    const std::size_t begin = found.empty() ? 0 : found.rbegin()->first + 1;
    for (std::size_t number = begin; number < execution::closes_max; ++number) {
        auto history = co_await history_of(close_intent_id(close, user, number));
        if (!history) co_return history.error();
        if (!*history) break;
        found.emplace(number, std::move((*history)->record));
    }
    co_return found;
}

asio::awaitable<Reply> Api::close(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    const auto wish = read_close(call.caller(), *body);
    if (!wish) co_return wish.error();
    if (wish->is_preview) {
        const auto plan = execution::plan_close(view().books(), view().quotes(), wish->filter);
        co_return json_response(200, api::view(plan, view(), backend_.clock.now().monotonic));
    }

    const UserId user = call.caller().user().name;
    auto before = co_await intents_of(wish->id, user);
    if (!before) co_return before.error();
    if (auto ended = check_token(call.caller())) co_return std::move(*ended);
    for (const auto& [number, record] : *before)
        if (!matches(wish->filter, record.intent.account, record.intent.instrument, record.intent.lot_owner()))
            co_return Problem{.status = 409,
                              .code = "close_conflict",
                              .title = "The close id is taken",
                              .detail = "It closed something else before. Use a fresh close_id for a new close."};

    const bool is_whole = before->contains(0);
    execution::ClosePlan plan;
    if (!is_whole) {
        const std::size_t most = before->empty() ? execution::closes_max : before->begin()->first;
        plan = execution::plan_close(view().books(), view().quotes(), wish->filter, most);
    }
    json::array not_proposed;
    std::optional<Problem> failure;
    std::size_t number = plan.closes.size();
    for (const PlannedClose& close : plan.closes) {
        Intent intent =
            close_intent(close, close_intent_id(wish->id, user, --number), user, actor(call.caller()), wish->reason);
        if (!failure) {
            const auto done = co_await backend_.commands.propose(std::move(intent));
            if (auto ended = check_token(call.caller())) co_return std::move(*ended);
            if (done) {
                call.seq = std::max(call.seq, done->seq);
                before->insert_or_assign(number, done->value);
                continue;
            }
            failure = proposal_problem(done.error());
            failure->detail += " Nothing after it was tried: send the same close_id again to go on.";
        }
        not_proposed.push_back(not_proposed_view(close, *failure));
    }
    if (failure && before->empty()) co_return std::move(*failure);
    co_await wrote(call, call.seq);

    const Visibility visible = visibility(call.caller());
    json::array intents;
    for (auto row = before->rbegin(); row != before->rend(); ++row) {
        const IntentRecord* newest = view().books().find(row->second.intent.id);
        intents.push_back(api::view(newest != nullptr ? *newest : row->second, visible));
    }
    json::object answer;
    answer["close_id"] = wish->id.to_string();
    answer["is_repeat"] = is_whole;
    answer["intents"] = std::move(intents);
    answer["not_proposed"] = std::move(not_proposed);
    answer["left_out"] = left_out_view(plan);
    co_return json_response(202, answer);
}

}  // namespace swarmdesk::api
