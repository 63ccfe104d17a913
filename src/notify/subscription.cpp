#include "notify/subscription.hpp"

#include <algorithm>
#include <array>

#include "base/base64url.hpp"
#include "base/strict_json.hpp"

namespace swarmdesk::notify {

namespace json = boost::json;

namespace {

Error wrong(std::string_view field, std::string_view what)
{
    return Error{Errc::malformed, std::string{field} + ": " + std::string{what}};
}

Result<std::string_view> text_of(const json::object& object, std::string_view field)
{
    const json::value* value = object.if_contains(field);
    if (value == nullptr || !value->is_string()) return wrong(field, "must be a string");
    return std::string_view{value->get_string().data(), value->get_string().size()};
}

Result<void> expect_only(const json::object& object, std::initializer_list<std::string_view> fields)
{
    for (const auto& field : object)
        if (std::ranges::find(fields, std::string_view{field.key().data(), field.key().size()}) == fields.end())
            return wrong(std::string_view{field.key().data(), field.key().size()}, "there is no such field");
    return {};
}

/// Browsers leave the padding out; some libraries do not.
Result<Bytes> bytes_of(const json::object& object, std::string_view field)
{
    auto text = text_of(object, field);
    if (!text) return text.error();
    while (text->ends_with('=')) text->remove_suffix(1);
    auto bytes = from_base64url(*text);
    if (!bytes) return wrong(field, "must be base64url");
    return bytes;
}

}  // namespace

Result<Subscription> parse_subscription(const json::object& object, const EndpointPolicy& policy)
{
    if (auto only = expect_only(object, {"endpoint", "expirationTime", "keys", "name"}); !only) return only.error();
    const auto url = text_of(object, "endpoint");
    if (!url) return url.error();
    auto endpoint = policy.judge(*url);
    if (!endpoint) return Error{endpoint.error().code, "endpoint: " + endpoint.error().detail};
    const json::value* keys = object.if_contains("keys");
    if (keys == nullptr || !keys->is_object()) return wrong("keys", "must be an object with p256dh and auth");
    if (auto only = expect_only(keys->get_object(), {"p256dh", "auth"}); !only) return only.error();
    auto point = bytes_of(keys->get_object(), "p256dh");
    if (!point) return point.error();
    if (!is_p256_point(*point)) return wrong("p256dh", "must be an uncompressed point of P-256");
    auto auth = bytes_of(keys->get_object(), "auth");
    if (!auth) return auth.error();
    if (auth->size() != push_auth_bytes) return wrong("auth", "must be 16 bytes");
    Subscription subscription{std::move(*endpoint), {std::move(*point), Secret{std::move(*auth)}}, {}};
    if (!object.contains("name")) return subscription;
    const auto name = text_of(object, "name");
    if (!name) return name.error();
    if (name->size() > subscription_name_bytes_max || has_invisible(*name))
        return wrong("name", "at most 64 bytes, without control or invisible characters");
    subscription.name = *name;
    return subscription;
}

}  // namespace swarmdesk::notify
