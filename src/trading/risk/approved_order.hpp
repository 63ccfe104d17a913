#pragma once

#include <utility>

#include "base/hash.hpp"
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
    /// What the ledger says was sent.
    const Hash& hash() const { return hash_; }
    /// Of the lease under which the account was written (RAILS 24).
    std::uint64_t epoch() const { return epoch_; }

private:
    friend class execution::Gate;
    ApprovedOrder(Order order, Hash hash, std::uint64_t epoch) : order_(std::move(order)), hash_(hash), epoch_(epoch) {}
    Order order_;
    Hash hash_;
    std::uint64_t epoch_;
};

/// The hash an order is known by: over its canonical bytes.
Hash order_hash(const Order& order);

}  // namespace swarmdesk::trading::risk
