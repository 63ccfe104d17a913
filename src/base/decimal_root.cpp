#include "base/decimal_root.hpp"

#include "base/wide.hpp"

namespace swarmdesk {

Decimal square_root(Decimal value)
{
    if (value.is_negative()) throw ArithmeticError{"square root of a negative number"};
    // √(m / 10^18) in units of 10^-18 is √(m · 10^18). Twice that, cut off, is odd where the half is to be rounded up:
    // a root that is half an odd integer has a square that is no integer.
    const Wide twice = multiply_wide(magnitude(value.mantissa()), Uint128{Decimal::unit} * 4);
    return Decimal::from_mantissa(static_cast<Int128>((floor_root(twice) + 1) >> 1));
}

}  // namespace swarmdesk
