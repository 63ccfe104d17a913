#include "trading/risk/approved_order.hpp"

#include "base/codec.hpp"

namespace swarmdesk::trading::risk {

Hash order_hash(const Order& order) { return sha256(encode(order)); }

}  // namespace swarmdesk::trading::risk
