#include "base/assert.hpp"
#include "base/strict_json.hpp"
#include "notify/subscription.hpp"

/// Whatever the bytes: a subscription that could be pushed to, or an error.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace swarmdesk;
    const auto value = parse_json({reinterpret_cast<const char*>(data), size});
    if (!value || !value->is_object()) return 0;
    static const notify::EndpointPolicy policy{{"ntfy.lan"}};
    const auto subscription = notify::parse_subscription(value->get_object(), policy);
    if (!subscription) return 0;
    SWARMDESK_ASSERT(subscription->endpoint.is_named || subscription->endpoint.url.starts_with("https://"));
    static const notify::P256Key key = notify::P256Key::make().value();
    const notify::PushSender sender{key, "0123456789abcdef"};
    SWARMDESK_ASSERT(notify::encrypt_push("x", subscription->receiver, sender, 0).has_value());
    return 0;
}
