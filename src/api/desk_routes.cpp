#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/replies.hpp"
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
    auto reason = in.words("reason", need, reason_bytes_max);
    if (auto problem = in.finish()) return std::move(*problem);
    return std::move(reason).value_or("");
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
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.desk.set_state(state, std::move(by), *reason);
    if (!done) co_return problem_of(done.error());
    json::object body;
    body["state"] = to_json(gate().rails().state().desk_state);
    body["reason"] = gate().rails().state().desk_state_reason;
    co_return json_response(200, body);
}

asio::awaitable<Reply> Api::set_account(Call& call, TradingState state)
{
    const auto reason = read_reason(call.request, Need::required);
    if (!reason) co_return reason.error();
    const auto account = visible_account(call.caller(), call.arguments[0]);
    if (!account) co_return account.error();
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.desk.set_account_state(*account, state, std::move(by), *reason);
    if (!done) co_return problem_of(done.error());
    co_return account_state(*account);
}

asio::awaitable<Reply> Api::rearm_account(Call& call)
{
    const auto reason = read_reason(call.request, Need::optional);
    if (!reason) co_return reason.error();
    const auto account = visible_account(call.caller(), call.arguments[0]);
    if (!account) co_return account.error();
    trading::Actor by = actor(call.caller());
    const auto done = co_await backend_.desk.rearm(*account, std::move(by));
    if (!done) co_return problem_of(done.error());
    co_return account_state(*account);
}

Reply Api::account_state(const trading::AccountId& id) const
{
    const trading::risk::Account& account = gate().rails().state().accounts.at(id);
    json::object body;
    body["account"] = id.to_string();
    body["state"] = to_json(account.state);
    body["reason"] = account.state_reason;
    return json_response(200, body);
}

}  // namespace swarmdesk::api
