#include "trading/strategy/sizing.hpp"

#include <algorithm>

namespace swarmdesk::trading::strategy {

Quantity quantity_for(Amount amount, Price price, const Instrument& instrument)
{
    if (!price.is_positive() || !amount.is_positive()) return {};
    const Decimal affordable = divide(amount.value(), price.value(), Rounding::toward_zero);
    const Quantity quantity{round_to_step(std::min(affordable, instrument.quantity_max.value()), instrument.lot.value(),
                                          Rounding::toward_zero)};
    const bool is_enough = quantity.is_positive() && quantity >= instrument.quantity_min &&
                           notional(price, quantity, Rounding::toward_zero) >= instrument.notional_min;
    return is_enough ? quantity : Quantity{};
}

Decimal part_of(Decimal value, Decimal percent)
{
    return divide(multiply(value, percent, Rounding::toward_zero), Decimal::from_integer(100), Rounding::toward_zero);
}

}  // namespace swarmdesk::trading::strategy
