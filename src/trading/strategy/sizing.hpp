#pragma once

#include <optional>

#include "trading/model/instrument.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// The largest quantity on the instrument's lot whose notional at `price` is at most `amount`; zero where that is less
/// than the venue takes.
Quantity quantity_for(Amount amount, Price price, const Instrument& instrument);

/// Whether what a strategy would enter is less than the venue takes at `price`: it would be refused, candle by candle.
bool is_too_small(const Proposal& entry, Price price, const Instrument& instrument);

/// What to spend at `price` so that a fall by `distance` costs `risk_percent` of the equity.
Amount amount_at_risk(Amount equity, Decimal risk_percent, Price price, Decimal distance);

/// The price `distance` below, on the instrument's tick; none where that is not a price, or no distance.
std::optional<Price> stop_below(Price price, Decimal distance, const Instrument& instrument);

/// What can be sold of a position: whole lots.
Quantity whole_lots(Quantity position, const Instrument& instrument);

/// `percent` of `value`, rounded toward zero.
Decimal part_of(Decimal value, Decimal percent);

}  // namespace swarmdesk::trading::strategy
