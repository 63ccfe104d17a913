#pragma once

#include "trading/execution/gate.hpp"

/// \file
/// What the parts of the gate share; nobody else includes it.

namespace swarmdesk::trading::execution::detail {

inline constexpr auto cancel_patience = std::chrono::seconds{2};  ///< before we ask what became of a cancel
inline const Actor desk_actor{ActorKind::system, "desk"};

/// Far from where sums leave their range, and from any amount anybody has.
inline bool is_sane(Decimal value)
{
    constexpr Decimal most = Decimal::from_integer(1'000'000'000'000'000);
    return value <= most && value >= Decimal{} - most;
}

inline bool is_bookable(Price price, Quantity quantity)
{
    try {
        return is_sane(quantity.value()) && is_sane(notional(price, quantity, Rounding::away_from_zero).value());
    } catch (const ArithmeticError&) {
        return false;
    }
}

/// Nothing where it is worth more than can be booked.
inline std::optional<Usd> value_of(Amount amount, Decimal rate)
{
    try {
        const Usd value{multiply(amount.value(), rate, Rounding::toward_zero)};
        return is_sane(value.value()) ? std::optional{value} : std::nullopt;
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

}  // namespace swarmdesk::trading::execution::detail
