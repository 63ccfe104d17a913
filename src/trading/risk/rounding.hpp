#pragma once

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::risk {

using namespace literals;

/// \file
/// Roundings of the rails: what is computed for a check goes up, against the user's risk (RAILS 2).

inline constexpr Decimal hundred = Decimal::from_integer(100);

inline Decimal times_up(Decimal a, Decimal b) { return multiply(a, b, Rounding::away_from_zero); }

/// `percent` of `value`, rounded up.
inline Decimal percent_up(Decimal value, Decimal percent)
{
    return divide(times_up(value, percent), hundred, Rounding::away_from_zero);
}

/// `part` of `whole`, of `value`, rounded up: never less is held than is needed.
inline Decimal share_up(Decimal value, Decimal part, Decimal whole)
{
    return part == whole ? value : share(value, part, whole, Rounding::away_from_zero);
}

/// Rounded to the smaller number, also below zero: what is owned is never valued too high.
inline Decimal times_down(Decimal a, Decimal b)
{
    const bool is_negative = a.is_negative() != b.is_negative();
    return multiply(a, b, is_negative ? Rounding::away_from_zero : Rounding::toward_zero);
}

/// The largest amount of anything that enters the books in one fact. Sums of such numbers over all accounts of a desk
/// stay inside the range, so that a fact which passed this check is folded whole.
inline constexpr Decimal amount_max = Decimal::from_integer(1'000'000'000'000'000);

inline void check_range(Decimal value)
{
    if (value > amount_max || value < -amount_max) throw ArithmeticError{"larger than any amount"};
}

}  // namespace swarmdesk::trading::risk
