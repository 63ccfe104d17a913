#pragma once

#include "trading/matching/book.hpp"
#include "trading/model/instrument.hpp"

/// \file
/// Prices and quantities as whole steps of an instrument, and back. What does not fit 64 bits throws ArithmeticError.

namespace swarmdesk::trading::venues {

/// Above every price that can be traded: `PaperExchange::check`.
inline constexpr matching::Ticks ticks_max = 1'000'000'000'000'000'000;

inline matching::Ticks floor_ticks(Price price, const Instrument& instrument)
{
    return count_steps(price.value(), instrument.tick.value());
}
inline matching::Ticks ceil_ticks(Price price, const Instrument& instrument)
{
    return floor_ticks(price, instrument) + (is_multiple(price.value(), instrument.tick.value()) ? 0 : 1);
}
inline matching::Lots lots_of(Quantity quantity, const Instrument& instrument)
{
    return count_steps(quantity.value(), instrument.lot.value());
}
inline Price price_of(matching::Ticks ticks, const Instrument& instrument)
{
    return Price{Decimal::from_mantissa(instrument.tick.value().mantissa() * ticks)};
}
inline Quantity quantity_of(matching::Lots lots, const Instrument& instrument)
{
    return Quantity{Decimal::from_mantissa(instrument.lot.value().mantissa() * lots)};
}

}  // namespace swarmdesk::trading::venues
