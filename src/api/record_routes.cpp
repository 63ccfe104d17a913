#include <algorithm>
#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// What is kept: the ledger and the users.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;

Reply Api::list_ledger(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    const auto after = query.number("after", 0, INT64_MAX);
    auto subject = query.text("subject");
    if (subject && subject->size() > 64) query.refuse("subject", "an intent's id or an account's name");
    if (auto problem = query.finish()) return std::move(*problem);

    const std::uint64_t last = backend_.history.last_seq();
    ledger::Query wanted;
    wanted.after_seq = after ? *after : subject ? 0 : last - std::min(last, limit);
    wanted.limit = limit;
    wanted.subject = std::move(subject);
    const auto rows = backend_.history.read(wanted);
    if (!rows) return problem_of(rows.error());

    json::array items;
    for (const ledger::Record& row : *rows) {
        const auto event = trading::execution::from_entry(row.entry);
        const bool is_his = event && visibilities_.of(*event).includes(call.caller());
        if (is_his || call.caller().is_operator()) items.push_back(view(row));
    }
    json::object body;
    body["items"] = std::move(items);
    // Fewer than asked for: there are no more. Then the next question starts behind everything looked through.
    body["next_after"] = rows->size() < limit ? std::max(last, wanted.after_seq) : rows->back().seq;
    body["last_seq"] = last;
    return json_response(200, body);
}

Reply Api::list_users(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    for (const User& user : users_.list()) items.push_back(to_json(user));
    return json_response(200, items_of(std::move(items)));
}

asio::awaitable<Reply> Api::create_user(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto name = in.name<trading::UserTag>("name", Need::required);
    const auto role = in.word<Role>("role", Need::required);
    const auto account = in.name<trading::AccountTag>("account", Need::required);
    if (role == Role::operator_) in.refuse("role", "trader or viewer; there is one operator");
    if (auto problem = in.finish()) co_return std::move(*problem);
    if (users_.has(*name))
        co_return Problem{.status = 409,
                          .code = "user_exists",
                          .title = "The name is taken",
                          .detail = "There is a user of that name already. Choose another."};

    const auto& accounts = gate().rails().state().accounts;
    const auto existing = accounts.find(*account);
    if (existing == accounts.end()) {
        const auto opened = co_await backend_.open_account(*account, *name);
        if (!opened) co_return problem_of(opened.error());
    } else if (*role == Role::trader && existing->second.user != *name) {
        co_return Problem{.status = 409,
                          .code = "account_taken",
                          .title = "The account has another owner",
                          .detail = "A trader needs an account of his own; a viewer may be given this one."};
    }
    auto created = co_await users_.create(*name, *role, *account, backend_.clock.now().utc);
    if (!created) co_return problem_of(created.error());
    json::value shown = to_json(created->user);
    shown.as_object()["token"] = created->token.expose();
    co_return json_response(201, shown);
}

OrProblem<trading::UserId> Api::listed_user(const std::string& name) const
{
    const auto user = trading::UserId::parse(name);
    if (!user || !users_.has(*user)) return no_such("user");
    return *user;
}

asio::awaitable<Reply> Api::disable_user(Call& call)
{
    const auto user = listed_user(call.arguments[0]);
    if (!user) co_return user.error();
    if (auto problem = expect_no_fields(call.request)) co_return std::move(*problem);
    const auto done = co_await users_.disable(*user);
    if (!done && done.error().code == Errc::conflict)
        co_return Problem{.status = 409,
                          .code = "is_operator",
                          .title = "An operator stays",
                          .detail = "An operator cannot be disabled. Revoke single tokens instead."};
    if (!done) co_return problem_of(done.error());
    json::object body;
    body["name"] = user->to_string();
    body["is_disabled"] = true;
    co_return json_response(200, body);
}

asio::awaitable<Reply> Api::enable_user(Call& call)
{
    const auto user = listed_user(call.arguments[0]);
    if (!user) co_return user.error();
    if (auto problem = expect_no_fields(call.request)) co_return std::move(*problem);
    const auto done = co_await users_.enable(*user);
    if (!done) co_return problem_of(done.error());
    json::object body;
    body["name"] = user->to_string();
    body["is_disabled"] = false;
    co_return json_response(200, body);
}

Reply Api::get_me(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, me(call.caller()));
}

}  // namespace swarmdesk::api
