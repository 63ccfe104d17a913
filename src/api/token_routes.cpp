#include <boost/json/array.hpp>
#include <chrono>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/query_reader.hpp"
#include "api/replies.hpp"
#include "base/json_fields.hpp"

/// \file
/// Tokens, and the links that sign in.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;

namespace {

constexpr std::int64_t lifetime_s_max = 10LL * 366 * 24 * 3600;
constexpr std::int64_t grace_s_max = 7LL * 24 * 3600;
constexpr nanoseconds session_lifetime = std::chrono::hours{30 * 24};

Problem token_problem(const Error& error)
{
    if (error.code == Errc::not_found) return no_such("token");
    if (error.code == Errc::conflict)
        return {
            .status = 409, .code = "token_conflict", .title = "The tokens stay as they are", .detail = error.detail};
    if (error.code == Errc::limit_exceeded)
        return {.status = 409, .code = "too_many_tokens", .title = "Too many tokens", .detail = error.detail};
    return problem_of(error);
}

Reply issued_reply(const IssuedToken& issued)
{
    json::value shown = to_json(issued.token);
    shown.as_object()["token"] = issued.secret.expose();
    return json_response(201, shown);
}

}  // namespace

OrProblem<trading::UserId> Api::user_in_question(const Caller& caller, const std::optional<trading::UserId>& name) const
{
    if (!name || *name == caller.user().name) return caller.user().name;
    if (!caller.is_operator() || !users_.has(*name)) return no_such("user");
    return *name;
}

OrProblem<std::string> Api::visible_token(const Caller& caller, const std::string& id) const
{
    const Token* token = users_.find_token(id);
    if (token == nullptr || (token->user != caller.user().name && !caller.is_operator())) return no_such("token");
    return id;
}

Reply Api::list_tokens(Call& call)
{
    QueryReader query{call.request.query};
    const auto name = query.text("user");
    if (auto problem = query.finish()) return std::move(*problem);
    std::optional<trading::UserId> user;
    if (name) {
        const auto parsed = trading::UserId::parse(*name);
        if (!parsed) return no_such("user");
        const auto found = user_in_question(call.caller(), *parsed);
        if (!found) return found.error();
        user = *found;
    } else if (!call.caller().is_operator()) {
        user = call.caller().user().name;
    }
    json::array items;
    for (const Token& token : users_.tokens(user, backend_.clock.now().utc)) items.push_back(to_json(token));
    return json_response(200, items_of(std::move(items)));
}

asio::awaitable<Reply> Api::create_token(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto name = in.message("name", Need::required, token_name_bytes_max);
    const auto user_name = in.name<trading::UserTag>("user", Need::optional);
    const auto lifetime = in.integer("expires_in_s", Need::optional, 60, lifetime_s_max);
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto user = user_in_question(call.caller(), user_name);
    if (!user) co_return user.error();
    Users::TokenRequest request{.user = *user, .name = *name};
    request.asked_by = call.caller().token_id();
    if (lifetime) request.lifetime = std::chrono::seconds{*lifetime};
    const auto issued = co_await users_.issue(std::move(request), backend_.clock.now().utc);
    if (!issued) co_return token_problem(issued.error());
    co_return issued_reply(*issued);
}

asio::awaitable<Reply> Api::rotate_token(Call& call)
{
    const auto id = visible_token(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    const auto body = read_optional_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto grace = in.integer("grace_s", Need::optional, 0, grace_s_max);
    if (auto problem = in.finish()) co_return std::move(*problem);
    const Token* own = users_.find_token(call.caller().token_id());
    if (own != nullptr && own->expires && own->id != *id)
        co_return Problem{
            .status = 403,
            .code = "token_expires",
            .title = "A token that expires renews no other",
            .detail = "It may rotate itself, and lives no longer for it. For others use one that does not expire."};
    Users::Rotation rotation{.id = *id, .grace = std::chrono::seconds{grace.value_or(0)}};
    rotation.asked_by = call.caller().token_id();
    const auto issued = co_await users_.rotate(std::move(rotation), backend_.clock.now().utc);
    if (!issued) co_return token_problem(issued.error());
    links_.end(*id);  // at once, also where the token itself has a grace
    co_return issued_reply(*issued);
}

asio::awaitable<Reply> Api::revoke_token(Call& call)
{
    const auto id = visible_token(call.caller(), call.arguments[0]);
    if (!id) co_return id.error();
    if (auto problem = expect_no_fields(call.request)) co_return std::move(*problem);
    const auto revoked = co_await users_.revoke(*id, backend_.clock.now().utc);
    if (!revoked) co_return token_problem(revoked.error());
    json::object shown;
    shown["id"] = *id;
    shown["is_revoked"] = true;
    co_return json_response(200, shown);
}

std::string Api::make_sign_in_fragment(SignInLinks::Holder holder)
{
    return "#link=" + std::string{links_.make(std::move(holder), backend_.clock.now().monotonic).expose()};
}

Reply Api::create_sign_in_link(Call& call)
{
    if (auto problem = expect_no_fields(call.request)) return std::move(*problem);
    json::object shown;
    const Caller& caller = call.caller();
    shown["url"] = backend_.public_url() + make_sign_in_fragment({caller.user().name, caller.token_id()});
    shown["expires_in_s"] = std::chrono::duration_cast<std::chrono::seconds>(SignInLinks::lifetime).count();
    return json_response(201, shown);
}

asio::awaitable<Reply> Api::create_session(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    JsonReader in{*body};
    const auto link = in.text("link", Need::required);
    const auto name = in.message("name", Need::required, token_name_bytes_max);
    if (auto problem = in.finish()) co_return std::move(*problem);
    const Now now = backend_.clock.now();
    const auto holder = links_.redeem(*link, now.monotonic);
    if (!holder || (!holder->token_id.empty() && !users_.is_valid(holder->token_id, now.utc)))
        co_return Problem{.status = 403,
                          .code = "bad_link",
                          .title = "The link does not sign in",
                          .detail =
                              "It was used, is older than ten minutes, or the token it was made with has ended. "
                              "Get another with `swarmdesk open`."};
    Users::TokenRequest request{.user = holder->user, .name = *name, .kind = TokenKind::session};
    request.lifetime = session_lifetime;
    if (!holder->token_id.empty()) request.asked_by = holder->token_id;
    const auto issued = co_await users_.issue(std::move(request), now.utc);
    if (!issued) co_return token_problem(issued.error());
    co_return issued_reply(*issued);
}

}  // namespace swarmdesk::api
