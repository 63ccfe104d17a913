#pragma once

#include "trading/model/order.hpp"

namespace swarmdesk::trading {

/// A completed trip from flat to flat.
struct RoundTrip {
    Amount entry_cost;  ///< in the quote asset, without fees
    Amount result;      ///< net of all fees, in the quote asset
    friend bool operator==(const RoundTrip&, const RoundTrip&) = default;
};

/// What an owner holds of one instrument in one account, and what it paid. Average-cost accounting in the quote asset.
struct Position {
    Quantity quantity;   ///< positive long, negative short
    Amount cost;         ///< what the open quantity was bought (or sold) for; always >= 0
    Amount entry_cost;   ///< of everything entered since the trip began
    Amount trip_result;  ///< realised since the trip began, net of fees
    Amount realised;     ///< since ever, net of fees

    /// Applies one execution in which `value` of the quote asset changed hands. One that crosses through zero closes
    /// this trip and opens the next. Returns the trip it closed, if it did. `fee_quote` is the fee in the quote asset.
    std::optional<RoundTrip> apply_fill(Side side, Quantity traded, Amount value, Amount fee_quote);
    /// The same where only the price is known.
    std::optional<RoundTrip> apply_fill(Side side, Price price, Quantity traded, Amount fee_quote)
    {
        return apply_fill(side, traded, notional(price, traded, Rounding::half_even), fee_quote);
    }

    /// Ends the trip though something too small to trade is left. The rest keeps its cost, which is no part of the
    /// trip that ends: the next one begins with it.
    RoundTrip close_trip();

    Price average_price() const;  ///< zero when flat
    /// What closing at `mark` would give beyond the cost; before fees.
    Amount unrealised(Price mark) const;

    friend bool operator==(const Position&, const Position&) = default;
};
SWARMDESK_DESCRIBE(Position, quantity, cost, entry_cost, trip_result, realised)

}  // namespace swarmdesk::trading
