#pragma once

#include <optional>

#include "trading/model/order.hpp"

namespace swarmdesk::trading::execution {

/// The venue's client order id of an intent: `sd-` and the id's 32 hexadecimal digits.
ClientOrderId client_order_id(const IntentId& intent);
/// The intent of one; nothing where the desk never makes such ids.
std::optional<IntentId> intent_of(const ClientOrderId& order);

}  // namespace swarmdesk::trading::execution
