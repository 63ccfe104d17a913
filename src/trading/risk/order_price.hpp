#pragma once

#include <variant>

#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/risk/denial.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {

/// What an order is sent at, and what it is valued at. Prices that are sent are on the tick, and not beyond what the
/// caller allows.
struct OrderPrice {
    std::optional<Price> limit;       ///< none: a SELL that takes what its stop gets
    std::optional<Price> stop;        ///< where it stops at first
    std::optional<Price> stop_limit;  ///< of an OCO
    Price worst;                      ///< whatever is worst for the account (RAILS 3)
    Price shown;                      ///< what the venue holds the least notional against
};

/// Where a stop that follows the market begins: its distance from the top of book, not yet on the tick.
Price trail_from(Price top, std::uint32_t trailing_bp, bool is_buy);

/// A market order ignores the caller's price and reaches the top of book and the slippage; so does a BUY at the market
/// after its stop, from the stop on. Any other counts at its limit or at the market, whichever is dearer. A trailing
/// stop begins where the caller says, or at its distance from the top of book.
std::variant<OrderPrice, Denial> price_order(const Intent& intent, const Instrument& instrument, const Quote& quote,
                                             const Limits& limits);

}  // namespace swarmdesk::trading::risk
