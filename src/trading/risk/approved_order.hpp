#pragma once

#include <utility>

#include "trading/model/order.hpp"

namespace swarmdesk::trading::execution {
class Gate;
}

namespace swarmdesk::trading::risk {

/// An order that passed every rail and whose intent is on its way to disk. Only the gate can make one, and venues take
/// nothing else, so an unchecked order cannot be sent: it does not compile.
class ApprovedOrder {
public:
    const Order& order() const { return order_; }

private:
    friend class execution::Gate;
    explicit ApprovedOrder(Order order) : order_(std::move(order)) {}
    Order order_;
};

}  // namespace swarmdesk::trading::risk
