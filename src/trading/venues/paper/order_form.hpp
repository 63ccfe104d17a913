#pragma once

#include <optional>
#include <string>

#include "trading/model/instrument.hpp"
#include "trading/model/order.hpp"

namespace swarmdesk::trading::venues {

/// Why the exchange will not, in Binance's codes and words: "-1013", "Filter failure: LOT_SIZE".
struct Rejection {
    std::string code;
    std::string message;
    bool is_duplicate = false;  ///< the client order id is taken

    friend bool operator==(const Rejection&, const Rejection&) = default;
};

Rejection filter_failure(std::string_view filter);
Rejection order_rejected(std::string_view why);

/// What can be said against an order whatever the moment: that it lacks what its type needs or has what it does not
/// take, misses the instrument's steps and bounds, or has prices that contradict each other. Whoever becomes a market
/// order and buys says what it may cost. `price_max`: the highest price that is traded.
std::optional<Rejection> check_form(const Order& order, const Instrument& instrument, Price price_max);

}  // namespace swarmdesk::trading::venues
