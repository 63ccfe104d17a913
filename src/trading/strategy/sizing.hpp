#pragma once

#include "trading/model/instrument.hpp"

namespace swarmdesk::trading::strategy {

/// The largest quantity on the instrument's lot whose notional at `price` is at most `amount`; zero where that is less
/// than the venue takes.
Quantity quantity_for(Amount amount, Price price, const Instrument& instrument);

/// `percent` of `value`, rounded toward zero.
Decimal part_of(Decimal value, Decimal percent);

}  // namespace swarmdesk::trading::strategy
