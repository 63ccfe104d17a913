#pragma once

#include <cstdint>

#include "base/decimal.hpp"

namespace swarmdesk {

/// An unsigned 256-bit integer as two halves: what lies between exact decimals and their one rounding. Sums and
/// differences are modulo 2^256; whoever needs more says what bounds the operands.
struct Wide {
    Uint128 high = 0;
    Uint128 low = 0;

    friend constexpr bool operator==(Wide, Wide) = default;
    friend constexpr bool operator<(Wide a, Wide b) { return a.high != b.high ? a.high < b.high : a.low < b.low; }
    friend constexpr Wide operator+(Wide a, Wide b)
    {
        const Uint128 sum = a.low + b.low;
        return {a.high + b.high + (sum < a.low ? 1 : 0), sum};
    }
    friend constexpr Wide operator-(Wide a, Wide b)
    {
        return {a.high - b.high - (a.low < b.low ? 1 : 0), a.low - b.low};
    }
};

/// The size of a number without its sign; right for the most negative one too.
constexpr Uint128 magnitude(Int128 value)
{
    return value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
}

constexpr Wide multiply_wide(Uint128 a, Uint128 b)
{
    constexpr Uint128 mask = ~std::uint64_t{0};
    const Uint128 a_low = a & mask, a_high = a >> 64, b_low = b & mask, b_high = b >> 64;
    const Uint128 low = a_low * b_low;
    const Uint128 middle = a_high * b_low + (low >> 64);
    const Uint128 middle2 = a_low * b_high + (middle & mask);
    return {a_high * b_high + (middle >> 64) + (middle2 >> 64), (middle2 << 64) | (low & mask)};
}

struct Division {
    Uint128 quotient;
    Uint128 remainder;
};

/// Throws ArithmeticError where the quotient does not fit 128 bits. The divisor must not be zero.
Division divide_wide(Wide dividend, Uint128 divisor);

/// The quotient rounded to the nearest integer, half-way to the even one; throws like divide_wide.
Uint128 divide_half_even(Wide dividend, Uint128 divisor);

/// The largest integer whose square is at most `square`. Throws ArithmeticError from 2^224 on.
Uint128 floor_root(Wide square);

}  // namespace swarmdesk
