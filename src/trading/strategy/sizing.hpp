#pragma once

#include <optional>

#include "trading/model/instrument.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// The largest quantity on the instrument's lot whose notional at `price` is at most `amount`; zero where that is less
/// than the venue takes.
Quantity quantity_for(Amount amount, Price price, const Instrument& instrument);

/// Why what a strategy proposes must not go to the gate.
enum class Flaw {
    none = 1,
    premature,  ///< it would enter on too little past
    too_small,  ///< it would enter with less than the venue takes, and be refused candle by candle
};

/// Of a proposal made at `close`. What leaves or protects has none.
Flaw flaw_of(const Proposal& proposal, const WarmUp& warm_up, Price close, const Instrument& instrument);

/// What to spend at `price` so that a fall by `distance` costs `risk_percent` of the equity.
Amount amount_at_risk(Amount equity, Decimal risk_percent, Price price, Decimal distance);

/// The price `distance` below, on the instrument's tick; none where that is not a price, or no distance.
std::optional<Price> stop_below(Price price, Decimal distance, const Instrument& instrument);

/// What can be sold of a position: whole lots.
Quantity whole_lots(Quantity position, const Instrument& instrument);

/// `percent` of `value`, rounded toward zero.
Decimal part_of(Decimal value, Decimal percent);

}  // namespace swarmdesk::trading::strategy
