#include "trading/model/position.hpp"

#include "base/decimal_share.hpp"

namespace swarmdesk::trading {
namespace {

Quantity signed_quantity(Side side, Quantity quantity) { return side == Side::buy ? quantity : -quantity; }

Amount share_of(Amount amount, Quantity part, Quantity whole)
{
    return Amount{share(amount.value(), part.value(), whole.value(), Rounding::half_even)};
}

}  // namespace

std::optional<RoundTrip> Position::apply_fill(Side side, Quantity traded, Amount value, Amount fee_quote)
{
    const bool opens = quantity.is_zero() || (quantity.is_positive() == (side == Side::buy));
    if (opens) {
        quantity += signed_quantity(side, traded);
        cost += value;
        entry_cost += value;
        trip_result -= fee_quote;
        realised -= fee_quote;
        return std::nullopt;
    }
    const Quantity held{abs(quantity.value())};
    const bool closes = traded >= held;
    const Quantity closing = closes ? held : traded;
    const Quantity crossing = traded - closing;
    // The last piece takes the whole remaining cost, so nothing is left behind by rounding.
    const Amount cost_part = closes ? cost : share_of(cost, closing, held);
    // A trade through zero is shared in proportion: the closing part belongs to the trip it ends.
    const Amount value_closing = crossing.is_zero() ? value : share_of(value, closing, traded);
    const Amount fee_closing = crossing.is_zero() ? fee_quote : share_of(fee_quote, closing, traded);
    const Amount gross = quantity.is_positive() ? value_closing - cost_part : cost_part - value_closing;
    realised += gross - fee_closing;
    trip_result += gross - fee_closing;
    cost -= cost_part;
    quantity += signed_quantity(side, closing);
    if (!closes) return std::nullopt;

    const RoundTrip trip{entry_cost, trip_result};
    cost = entry_cost = trip_result = Amount{};
    if (!crossing.is_zero()) apply_fill(side, crossing, value - value_closing, fee_quote - fee_closing);
    return trip;
}

RoundTrip Position::close_trip()
{
    const RoundTrip trip{entry_cost - cost, trip_result};
    entry_cost = cost;
    trip_result = Amount{};
    return trip;
}

Price Position::average_price() const
{
    if (quantity.is_zero()) return {};
    return Price{divide(cost.value(), abs(quantity.value()), Rounding::half_even)};
}

Amount Position::unrealised(Price mark) const
{
    const Amount value = notional(mark, Quantity{abs(quantity.value())}, Rounding::half_even);
    return quantity.is_negative() ? cost - value : value - cost;
}

}  // namespace swarmdesk::trading
