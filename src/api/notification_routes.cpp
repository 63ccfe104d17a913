#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <charconv>

#include "api/api.hpp"
#include "api/json_input.hpp"
#include "api/replies.hpp"
#include "base/json_fields.hpp"

/// \file
/// What people are told of when they do not look, and how.
namespace swarmdesk::api {

namespace json = boost::json;
namespace asio = boost::asio;

namespace {

/// "22:00" and minutes since midnight.
std::string clock_text(std::int32_t minutes) { return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60); }

std::optional<std::int32_t> parse_clock(std::string_view text)
{
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    for (const std::size_t at : {0u, 1u, 3u, 4u})
        if (text[at] < '0' || text[at] > '9') return std::nullopt;
    const std::int32_t hours = (text[0] - '0') * 10 + (text[1] - '0');
    const std::int32_t minutes = (text[3] - '0') * 10 + (text[4] - '0');
    if (hours > 23 || minutes > 59) return std::nullopt;
    return hours * 60 + minutes;
}

json::object shown(const notify::StoredSubscription& one, const notify::EndpointPolicy& policy, const Caller& caller)
{
    json::object object;
    object["id"] = one.id;
    object["name"] = one.name;
    const auto endpoint = policy.judge(one.url);
    object["host"] = endpoint ? endpoint->host : "";
    object["created"] = to_iso(one.created);
    object["is_of_this_token"] = one.token_id == caller.token_id();
    return object;
}

json::object shown(const notify::QuietHours& quiet)
{
    json::object object;
    object["is_on"] = quiet.is_on;
    object["from"] = clock_text(quiet.from);
    object["to"] = clock_text(quiet.to);
    object["utc_offset_min"] = quiet.utc_offset_min;
    return object;
}

json::object shown(const notify::KindDefaults& kind, const notify::Choice& choice)
{
    json::object object;
    object["kind"] = to_text(kind.kind);
    object["title"] = kind.title;
    object["page"] = choice.page;
    object["push"] = choice.push;
    object["webhook"] = choice.webhook;
    object["in_quiet_hours"] = choice.in_quiet_hours;
    return object;
}

json::object shown(const notify::Sent& sent)
{
    json::object object;
    object["id"] = sent.id.to_string();
    object["kind"] = to_text(sent.kind);
    object["way"] = to_text(sent.way);
    object["target"] = sent.target;
    object["title"] = sent.title;
    object["body"] = sent.body;
    if (sent.seq > 0) object["seq"] = sent.seq;
    object["time"] = to_iso(sent.time);
    object["state"] = to_text(sent.state);
    if (!sent.why.empty()) object["why"] = sent.why;
    object["updated"] = to_iso(sent.updated);
    return object;
}

json::object shown_settings(const notify::Notifier& notifier, const Caller& caller)
{
    const std::string user = caller.name();
    const notify::Preferences& wishes = notifier.preferences(user);
    json::object object;
    object["hides_amounts"] = wishes.hides_amounts;
    object["quiet_hours"] = shown(wishes.quiet);
    json::array kinds;
    for (const notify::KindDefaults& kind : notify::kind_defaults)
        if (kind.kind != notify::Kind::test) kinds.push_back(shown(kind, wishes.choice(kind.kind)));
    object["kinds"] = std::move(kinds);
    json::array subscriptions;
    for (const notify::StoredSubscription* one : notifier.subscriptions(user))
        subscriptions.push_back(shown(*one, notifier.policy(), caller));
    object["subscriptions"] = std::move(subscriptions);
    json::array webhooks;
    for (const notify::WebhookSettings* one : notifier.webhooks(user)) {
        json::object webhook;
        webhook["name"] = one->name;
        webhook["format"] = to_text(one->format);
        webhooks.push_back(std::move(webhook));
    }
    object["webhooks"] = std::move(webhooks);
    return object;
}

void read_quiet(JsonReader& in, notify::QuietHours& quiet)
{
    const auto time = [&in](std::string_view key, std::int32_t& minutes) {
        const auto text = in.text(key, Need::optional);
        if (!text) return;
        if (const auto parsed = parse_clock(*text))
            minutes = *parsed;
        else
            in.refuse(key, "a time of day: \"22:00\"");
    };
    quiet.is_on = in.boolean("is_on", Need::optional).value_or(quiet.is_on);
    time("from", quiet.from);
    time("to", quiet.to);
    constexpr std::int64_t offset_max = notify::QuietHours::offset_max;
    if (const auto offset = in.integer("utc_offset_min", Need::optional, -offset_max, offset_max))
        quiet.utc_offset_min = static_cast<std::int32_t>(*offset);
}

void read_kind(JsonReader& in, notify::Preferences& wishes)
{
    const auto kind = in.word<notify::Kind>("kind", Need::required);
    notify::Choice choice = kind ? wishes.choice(*kind) : notify::Choice{};
    choice.page = in.boolean("page", Need::optional).value_or(choice.page);
    choice.push = in.boolean("push", Need::optional).value_or(choice.push);
    choice.webhook = in.boolean("webhook", Need::optional).value_or(choice.webhook);
    choice.in_quiet_hours = in.boolean("in_quiet_hours", Need::optional).value_or(choice.in_quiet_hours);
    if (kind == notify::Kind::test)
        in.refuse("kind", "a test is always sent");
    else if (kind)
        wishes.choices[*kind] = choice;
}

}  // namespace

Reply Api::list_notifications(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    json::array items;
    for (const notify::Sent& sent : backend_.notifier.sent(call.caller().name())) items.push_back(shown(sent));
    return json_response(200, items_of(std::move(items)));
}

Reply Api::get_notification_settings(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    return json_response(200, shown_settings(backend_.notifier, call.caller()));
}

asio::awaitable<Reply> Api::set_notification_settings(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    const std::string user = call.caller().name();
    notify::Preferences wishes = backend_.notifier.preferences(user);
    JsonReader in{*body};
    wishes.hides_amounts = in.boolean("hides_amounts", Need::optional).value_or(wishes.hides_amounts);
    in.object("quiet_hours", Need::optional, [&](JsonReader& inner) { read_quiet(inner, wishes.quiet); });
    in.objects("kinds", Need::optional, notify::kind_defaults.size(),
               [&](JsonReader& inner) { read_kind(inner, wishes); });
    if (auto problem = in.finish()) co_return std::move(*problem);
    const auto written = co_await backend_.notifier.set_preferences(user, std::move(wishes));
    if (!written) co_return problem_of(written.error());
    co_return json_response(200, shown_settings(backend_.notifier, call.caller()));
}

Reply Api::get_push_key(Call& call)
{
    QueryReader query{call.request.query};
    if (auto problem = query.finish()) return std::move(*problem);
    json::object object;
    object["public_key"] = backend_.notifier.public_key();
    return json_response(200, object);
}

asio::awaitable<Reply> Api::create_push_subscription(Call& call)
{
    const auto body = read_body(call.request);
    if (!body) co_return body.error();
    notify::Notifier& notifier = backend_.notifier;
    auto parsed = notify::parse_subscription(*body, notifier.policy());
    if (!parsed) {
        const std::string& detail = parsed.error().detail;
        const auto colon = detail.find(": ");
        const std::string field = detail.substr(0, colon);
        const bool is_inner = field == "p256dh" || field == "auth";
        co_return invalid_request({{(is_inner ? "/keys/" : "/") + field, detail.substr(colon + 2)}});
    }
    const Caller& caller = call.caller();
    const auto made = co_await notifier.subscribe(caller.name(), caller.token_id(), std::move(*parsed));
    if (!made && made.error().code == Errc::limit_exceeded)
        co_return Problem{.status = 409,
                          .code = "too_many_subscriptions",
                          .title = "Too many browsers",
                          .detail = "Remove one that is not used any more, then subscribe again."};
    if (!made && made.error().code == Errc::conflict)
        co_return Problem{.status = 409,
                          .code = "endpoint_taken",
                          .title = "The endpoint is another browser's",
                          .detail =
                              "Another user's browser is told there. Subscribe anew in this browser: that gives it "
                              "an endpoint of its own."};
    if (!made) co_return problem_of(made.error());
    if (auto ended = check_token(caller)) {
        notifier.forget_token(caller.token_id());
        co_return std::move(*ended);
    }
    co_return json_response(201, shown(*made, notifier.policy(), caller));
}

asio::awaitable<Reply> Api::remove_push_subscription(Call& call)
{
    const std::string id = call.arguments[0];
    const notify::StoredSubscription* one = backend_.notifier.find_subscription(id);
    if (one == nullptr || (one->user != call.caller().name() && !call.caller().is_operator()))
        co_return no_such("subscription");
    if (auto problem = expect_no_fields(call.request)) co_return std::move(*problem);
    const auto removed = co_await backend_.notifier.unsubscribe(id);
    if (!removed) co_return problem_of(removed.error());
    json::object object;
    object["id"] = id;
    object["is_removed"] = true;
    co_return json_response(200, object);
}

Reply Api::test_notifications(Call& call)
{
    if (auto problem = expect_no_fields(call.request)) return std::move(*problem);
    const auto count = backend_.notifier.test(call.caller().name());
    if (!count) {
        Problem problem{.status = 429,
                        .code = "too_many_requests",
                        .title = "The last test was just now",
                        .detail = "Wait three seconds, then try again."};
        problem.headers.add("Retry-After", "3");
        return problem;
    }
    json::object object;
    object["targets"] = *count;
    return json_response(202, object);
}

}  // namespace swarmdesk::api
