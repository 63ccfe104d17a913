#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// The switches: the desk's state and the accounts'.
namespace swarmdesk::api {
namespace {

namespace json = boost::json;
namespace asio = boost::asio;
using trading::risk::TradingState;

OrProblem<std::string> read_reason(const net::Request& request, Need need)
{
    const auto body = need == Need::required ? read_body(request) : read_optional_body(request);
    if (!body) return body.error();
    JsonReader in{*body};
    auto reason = in.message("reason", need, reason_bytes_max);
    if (auto problem = in.finish()) return std::move(*problem);
    return std::move(reason).value_or("");
}

/// What a switch was set to.
net::Response state_reply(TradingState state, const std::string& reason, const trading::AccountId* account = nullptr)
{
    json::object body;
    if (account != nullptr) body["account"] = account->to_string();
    body["state"] = to_json(state);
    body["reason"] = reason;
    return json_response(200, body);
}

}  // namespace

asio::awaitable<Reply> Api::halt_desk(Call& call) { return set_desk(call, TradingState::halted); }
asio::awaitable<Reply> Api::reduce_desk(Call& call) { return set_desk(call, TradingState::reducing); }
asio::awaitable<Reply> Api::resume_desk(Call& call) { return set_desk(call, TradingState::active); }
asio::awaitable<Reply> Api::halt_account(Call& call) { return set_account(call, TradingState::halted); }
asio::awaitable<Reply> Api::resume_account(Call& call) { return set_account(call, TradingState::active); }

asio::awaitable<Reply> Api::set_desk(Call& call, TradingState state)
{
    const auto reason = read_reason(call.request, Need::required);
    if (!reason) co_return reason.error();
    if (state != TradingState::halted)
        if (auto problem = co_await halt_file_problem(call.caller())) co_return std::move(*problem);
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.set_state(state, std::move(by), *reason);
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    co_return state_reply(state, *reason);
}

asio::awaitable<std::optional<Problem>> Api::halt_file_problem(const Caller& caller)
{
    auto looking = backend_.look_for_halt_file();
    const auto file = co_await std::move(looking);
    if (!file) co_return problem_of(file.error());
    if (auto ended = check_token(caller)) co_return std::move(*ended);
    if (*file == HaltFile::absent) co_return std::nullopt;
    co_return Problem{.status = 409,
                      .code = "halt_file",
                      .title = "A file holds the desk halted",
                      .detail = std::string{"Not done: "} + halt_file_advice + "."};
}

asio::awaitable<Reply> Api::set_account(Call& call, TradingState state)
{
    const auto reason = read_reason(call.request, Need::required);
    if (!reason) co_return reason.error();
    const auto account = visible_account(call.caller(), call.arguments[0]);
    if (!account) co_return account.error();
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.set_account_state(*account, state, std::move(by), *reason);
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    co_return state_reply(state, *reason, &*account);
}

asio::awaitable<Reply> Api::rearm_account(Call& call)
{
    const auto reason = read_reason(call.request, Need::optional);
    if (!reason) co_return reason.error();
    const auto account = visible_account(call.caller(), call.arguments[0]);
    if (!account) co_return account.error();
    trading::risk::Scope scope = trading::risk::Scope::of(*account);
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.rearm(std::move(scope), std::move(by));
    if (!done) co_return coded_problem(done.error());
    co_await wrote(call, done->seq);
    const trading::risk::Account& rearmed = *view().account(*account);
    co_return state_reply(rearmed.state, rearmed.state_reason, &*account);
}

asio::awaitable<Reply> Api::rearm(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto level = in.word<trading::risk::Level>("level", Need::required);
    const auto name = in.text("name", Need::optional);
    if (level && (*level == trading::risk::Level::desk) == name.has_value())
        in.refuse("name", "whose streak it is; the desk has no name");
    static_cast<void>(in.message("reason", Need::optional, reason_bytes_max));  // the ledger keeps who and when
    if (auto problem = in.finish()) co_return std::move(*problem);
    trading::risk::Scope scope{*level, name.value_or("")};
    trading::risk::Scope asked = scope;
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.rearm(std::move(asked), std::move(by));
    if (!done) co_return coded_problem(done.error());
    co_await wrote(call, done->seq);
    json::object shown;
    shown["scope"] = to_json(scope);
    co_return json_response(200, shown);
}

asio::awaitable<Reply> Api::adjust_account(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto asset = in.name<trading::AssetTag>("asset", Need::required);
    const auto amount = in.decimal<trading::Amount>("amount", Need::required);
    auto evidence = in.message("evidence", Need::required, reason_bytes_max);
    if (amount && amount->is_zero()) in.refuse("amount", "what to add to the balance; negative to take away");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto account = adjustable_account(call.caller(), call.arguments[0]);
    if (!account) co_return account.error();
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.commands.adjust(*account, *asset, *amount, std::move(*evidence), std::move(by));
    if (!done) co_return problem_of(done.error());
    co_await wrote(call, done->seq);
    co_return json_response(202, reconciliation_view(*account, view()));
}

Reply Api::get_reconciliation(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    const auto account = adjustable_account(call.caller(), call.arguments[0]);
    if (!account) return account.error();
    return json_response(200, reconciliation_view(*account, view()));
}

}  // namespace swarmdesk::api
