#pragma once

#include <boost/json/object.hpp>

#include "notify/endpoint.hpp"
#include "notify/push_encryption.hpp"

namespace swarmdesk::notify {

/// A browser that may be pushed to, as its `PushSubscription` says it.
struct Subscription {
    Endpoint endpoint;
    PushReceiver receiver;
    std::string name;  ///< of the device, for its owner
};

inline constexpr std::size_t subscription_name_bytes_max = 64;

/// Takes `PushSubscription.toJSON()` apart, with a `name` beside it; foreign input. The error names the field and what
/// it should be. `expirationTime` is let pass: a service says 410 when it has ended.
Result<Subscription> parse_subscription(const boost::json::object& object, const EndpointPolicy& policy);

}  // namespace swarmdesk::notify
