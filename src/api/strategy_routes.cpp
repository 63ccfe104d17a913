#include <algorithm>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "base/json_fields.hpp"

/// \file
/// The rules that agents run, changed while the desk does.
namespace swarmdesk::api {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// A refusal that begins with a code of its own has that code, in lower case.
Problem strategy_problem(const Error& error)
{
    Problem problem = problem_of(error);
    if (error.code == Errc::not_found) return no_such("strategy");
    const std::size_t colon = error.detail.find(": ");
    const bool has_code = error.code == Errc::conflict || error.code == Errc::limit_exceeded;
    if (!has_code || colon == std::string::npos) return problem;
    if (error.code == Errc::limit_exceeded) problem.headers.add("Retry-After", "2");
    problem.code = error.detail.substr(0, colon);
    std::ranges::transform(problem.code, problem.code.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    problem.detail = error.detail.substr(colon + 2);
    return problem;
}

}  // namespace

asio::awaitable<Reply> Api::list_strategies(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) co_return std::move(*problem);
    auto listing = backend_.strategies.all();
    const auto all = co_await std::move(listing);
    if (!all) co_return strategy_problem(all.error());
    json::array items;
    for (const StrategyRules& one : *all) items.push_back(to_json(one));
    json::object answer;
    answer["items"] = std::move(items);
    co_return json_response(200, answer);
}

asio::awaitable<Reply> Api::preview_strategy(Call& call)
{
    const auto agent = trading::AgentId::parse(call.arguments[0]);
    if (!agent) co_return no_such("strategy");
    auto previewing = backend_.strategies.preview(*agent, call.arguments[1]);
    const auto change = co_await std::move(previewing);
    if (!change) co_return strategy_problem(change.error());
    co_return json_response(200, to_json(*change));
}

asio::awaitable<Reply> Api::apply_strategy(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto revision = in.text("revision", Need::required);
    const std::string reason = in.message("reason", Need::optional, reason_bytes_max).value_or("");
    if (revision && (revision->size() != 16 || revision->find_first_not_of("0123456789abcdef") != std::string::npos))
        in.refuse("revision", "what the preview gave as `to`: 16 hex digits");
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto agent = trading::AgentId::parse(call.arguments[0]);
    if (!agent) co_return no_such("strategy");
    trading::Actor by = actor(call.caller());
    auto applying = backend_.strategies.apply(*agent, call.arguments[1], *revision, std::move(by), reason);
    const auto change = co_await std::move(applying);
    if (!change) co_return strategy_problem(change.error());
    co_return json_response(200, to_json(*change));
}

}  // namespace swarmdesk::api
