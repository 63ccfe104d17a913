#include <algorithm>
#include <boost/json/array.hpp>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/list_body.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "api/view.hpp"
#include "base/json_fields.hpp"

/// \file
/// What is kept: the ledger and the users.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;

asio::awaitable<Reply> Api::list_ledger(Call& call)
{
    QueryReader query{call.request.query};
    const auto limit = query.number("limit", 1, 1000, 100);
    const auto after = query.number("after", 0, INT64_MAX);
    auto subject = query.text("subject");
    if (subject && subject->size() > 64) query.refuse("subject", "an intent's id or an account's name");
    if (auto problem = query.finish()) co_return std::move(*problem);

    // Nobody else's rows stand between a caller's own: each chain is read by itself.
    std::vector<std::optional<std::string>> chains(1);
    const Visibility visible = visibility(call.caller());
    if (!call.caller().is_operator() && !subject) {
        const auto own = visible.chains();
        chains.assign(own.begin(), own.end());
    }
    const std::uint64_t last = view().seq();
    HistoryQuery wanted;
    wanted.limit = limit;
    wanted.subject = std::move(subject);
    wanted.after_seq = after.value_or(0);
    wanted.is_newest_first = !after && !wanted.subject;
    Events rows;
    bool is_cut = false;
    for (auto& chain : chains) {
        HistoryQuery asked = wanted;
        asked.chain = std::move(chain);
        auto found = co_await backend_.history.read(std::move(asked));
        if (!found) co_return problem_of(found.error());
        is_cut = is_cut || found->size() == limit;
        std::ranges::move(*found, std::back_inserter(rows));
    }
    std::ranges::sort(rows, {}, &trading::execution::StreamedEvent::seq);
    const std::size_t surplus = rows.size() - std::min<std::size_t>(rows.size(), limit);
    if (wanted.is_newest_first)
        rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(surplus));
    else
        rows.resize(rows.size() - surplus);

    ListBody body;
    for (const trading::execution::StreamedEvent& row : rows)
        if (visible.sees(row.stamped)) body.add(api::view(row, visible));
    // Fewer than asked for: there are no more. Then the next question starts behind everything looked through.
    const bool has_more = is_cut && !wanted.is_newest_first;
    const std::uint64_t newest = rows.empty() ? 0 : rows.back().seq;
    body.members()["next_after"] = has_more ? newest : std::max({last, wanted.after_seq, newest});
    body.members()["last_seq"] = std::max(last, newest);
    co_return body.finish();
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
    const auto venue = in.name<trading::VenueTag>("venue", Need::optional);
    if (role == Role::operator_) in.refuse("role", "trader or viewer; there is one operator");
    if (auto problem = in.finish()) co_return std::move(*problem);
    if (users_.has(*name))
        co_return Problem{.status = 409,
                          .code = "user_exists",
                          .title = "The name is taken",
                          .detail = "There is a user of that name already. Choose another."};

    const trading::risk::Account* existing = view().account(*account);
    if (existing == nullptr) {
        auto opening = backend_.open_account(*account, *name, venue.value_or(trading::VenueId{}));
        const auto opened = co_await std::move(opening);
        if (!opened) co_return problem_of(opened.error());
        co_await wrote(call, opened->seq);
        if (auto ended = check_token(call.caller())) co_return std::move(*ended);
    } else if (*role == Role::trader && existing->user != *name) {
        co_return Problem{.status = 409,
                          .code = "account_taken",
                          .title = "The account has another owner",
                          .detail = "A trader needs an account of their own; a viewer may be given this one."};
    } else if (venue && existing->venue != *venue) {
        co_return Problem{.status = 409,
                          .code = "account_elsewhere",
                          .title = "The account is at another venue",
                          .detail = "It was opened at " + existing->venue.to_string() + " and stays there."};
    }
    Users::UserRequest request{.name = *name, .role = *role, .account = *account};
    request.asked_by = call.caller().token_id();
    auto created = co_await users_.create(std::move(request), backend_.clock.now().utc);
    if (!created) co_return problem_of(created.error());
    json::value shown = to_json(created->user);
    shown.as_object()["token"] = created->token.expose();
    if (created->token_expires) shown.as_object()["token_expires"] = to_json(*created->token_expires);
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
