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

namespace {

bool is_too_small(const Proposal& entry, Price price, const Instrument& instrument)
{
    if (entry.quote_quantity) return quantity_for(*entry.quote_quantity, price, instrument).is_zero();
    if (!entry.quantity) return false;
    return *entry.quantity < instrument.quantity_min || notional(entry.limit_price.value_or(price), *entry.quantity,
                                                                 Rounding::away_from_zero) < instrument.notional_min;
}

}  // namespace

Flaw flaw_of(const Proposal& proposal, const WarmUp& warm_up, Price close, const Instrument& instrument)
{
    if (proposal.reduce_only) return Flaw::none;
    if (!warm_up.is_complete()) return Flaw::premature;
    return is_too_small(proposal, close, instrument) ? Flaw::too_small : Flaw::none;
}

Amount amount_at_risk(Amount equity, Decimal risk_percent, Price price, Decimal distance)
{
    const Decimal at_risk = part_of(equity.value(), risk_percent);
    const Quantity quantity{divide(at_risk, distance, Rounding::toward_zero)};
    return notional(price, quantity, Rounding::toward_zero);
}

std::optional<Price> stop_below(Price price, Decimal distance, const Instrument& instrument)
{
    if (!distance.is_positive() || distance >= price.value()) return std::nullopt;
    const Price stop{round_to_step(price.value() - distance, instrument.tick.value(), Rounding::toward_zero)};
    return stop.is_positive() ? std::optional{stop} : std::nullopt;
}

Quantity whole_lots(Quantity position, const Instrument& instrument)
{
    return Quantity{round_to_step(position.value(), instrument.lot.value(), Rounding::toward_zero)};
}

Decimal part_of(Decimal value, Decimal percent)
{
    return divide(multiply(value, percent, Rounding::toward_zero), Decimal::from_integer(100), Rounding::toward_zero);
}

}  // namespace swarmdesk::trading::strategy
