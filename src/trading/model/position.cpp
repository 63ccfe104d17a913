#include "trading/model/position.hpp"

namespace swarmdesk::trading {
namespace {

Quantity signed_quantity(Side side, Quantity quantity) { return side == Side::buy ? quantity : -quantity; }

}  // namespace

std::optional<RoundTrip> Position::book(Side side, Price price, Quantity traded, Amount fee_quote)
{
    const bool opens = quantity.is_zero() || (quantity.is_positive() == (side == Side::buy));
    if (opens) {
        const Amount value = notional(price, traded, Rounding::half_even);
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
    // The last piece takes the whole remaining cost, so nothing is left behind by rounding.
    const Amount cost_part = closes ? cost
                                    : Amount{divide(multiply(cost.value(), closing.value(), Rounding::half_even),
                                                    held.value(), Rounding::half_even)};
    const Amount value = notional(price, closing, Rounding::half_even);
    const Amount gross = quantity.is_positive() ? value - cost_part : cost_part - value;
    const Quantity crossing = traded - closing;
    // A trade through zero pays its fee in proportion: the closing part belongs to the trip it ends.
    const Amount fee_closing = crossing.is_zero()
                                   ? fee_quote
                                   : Amount{divide(multiply(fee_quote.value(), closing.value(), Rounding::half_even),
                                                   traded.value(), Rounding::half_even)};
    realised += gross - fee_closing;
    trip_result += gross - fee_closing;
    cost -= cost_part;
    quantity += signed_quantity(side, closing);
    if (!closes) return std::nullopt;

    const RoundTrip trip{entry_cost, trip_result};
    cost = entry_cost = trip_result = Amount{};
    if (!crossing.is_zero()) book(side, price, crossing, fee_quote - fee_closing);
    return trip;
}

RoundTrip Position::write_off()
{
    // What a long paid for the rest is lost. What a short was paid for it is owed still: no loss, and no gain either.
    const Amount lost = quantity.is_negative() ? Amount{} : cost;
    const RoundTrip trip{entry_cost, trip_result - lost};
    realised -= lost;
    quantity = Quantity{};
    cost = entry_cost = trip_result = Amount{};
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
