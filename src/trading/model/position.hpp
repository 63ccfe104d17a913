#pragma once

#include "trading/model/order.hpp"

namespace swarmdesk::trading {

/// A completed trip from flat to flat.
struct RoundTrip {
    Amount entry_cost;  ///< in the quote asset, without fees
    Amount result;      ///< net of all fees, in the quote asset
    friend bool operator==(const RoundTrip&, const RoundTrip&) = default;
};

/// What an account holds of one instrument, and what it paid. Average-cost accounting in the quote asset; a fee in the
/// base asset is valued at the trade's own price.
struct Position {
    Quantity quantity;   ///< positive long, negative short
    Amount cost;         ///< what the open quantity was bought (or sold) for; always >= 0
    Amount entry_cost;   ///< of everything entered since flat
    Amount trip_result;  ///< realised since flat, net of fees
    Amount realised;     ///< since ever, net of fees

    /// Books one trade. A trade that crosses through zero closes this trip and opens the next. Returns the trip it
    /// closed, if it did. `fee_quote` is the fee in the quote asset.
    std::optional<RoundTrip> book(Side side, Price price, Quantity traded, Amount fee_quote);

    /// Ends the trip though something too small to trade is left: what a long paid for it counts as lost, what a short
    /// was paid for it as owed. Returns the trip.
    RoundTrip write_off();

    Price average_price() const;  ///< zero when flat
    /// What closing at `mark` would give beyond the cost; before fees.
    Amount unrealised(Price mark) const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("quantity", self.quantity);
        visit("cost", self.cost);
        visit("entry_cost", self.entry_cost);
        visit("trip_result", self.trip_result);
        visit("realised", self.realised);
    }
    friend bool operator==(const Position&, const Position&) = default;
};

}  // namespace swarmdesk::trading
