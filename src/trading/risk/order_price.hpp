#pragma once

#include <variant>

#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/risk/denial.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {

/// What an order is sent at, and what it is valued at.
struct OrderPrice {
    Price sent;   ///< on the tick, not beyond what the caller allows
    Price worst;  ///< whatever is worse for the account (RAILS 3)
    Price shown;  ///< what the venue holds the least notional against
};

/// A market order ignores the caller's price and reaches the top of book and the slippage; any other counts at its
/// limit or at the market, whichever is dearer.
std::variant<OrderPrice, Denial> price_order(const Intent& intent, const Instrument& instrument, const Quote& quote,
                                             const Limits& limits);

}  // namespace swarmdesk::trading::risk
