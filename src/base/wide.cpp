#include "base/wide.hpp"

namespace swarmdesk {
namespace {

constexpr Uint128 low_word = ~std::uint64_t{0};

int bit_length(Uint128 value)
{
    const auto high = static_cast<std::uint64_t>(value >> 64);
    if (high != 0) return 128 - __builtin_clzll(high);
    const auto low = static_cast<std::uint64_t>(value);
    return low == 0 ? 0 : 64 - __builtin_clzll(low);
}

Wide shift_left(Wide value, int bits)
{
    if (bits == 0) return value;
    if (bits >= 128) return {value.low << (bits - 128), 0};
    return {(value.high << bits) | (value.low >> (128 - bits)), value.low << bits};
}

Uint128 shift_right(Wide value, int bits)
{
    if (bits >= 128) return value.high >> (bits - 128);
    return bits == 0 ? value.low : (value.high << (128 - bits)) | (value.low >> bits);
}

/// One digit of Knuth's algorithm D in base 2^64: divides `remainder`, followed by the word `next`, and leaves the new
/// remainder. The divisor has its highest bit set and is above the remainder.
std::uint64_t divide_digit(Uint128& remainder, std::uint64_t next, Uint128 divisor)
{
    const auto divisor_high = static_cast<std::uint64_t>(divisor >> 64);
    const Uint128 divisor_low = divisor & low_word;
    Uint128 digit = low_word;
    if (static_cast<std::uint64_t>(remainder >> 64) < divisor_high) digit = remainder / divisor_high;
    Uint128 rest = remainder - digit * divisor_high;
    // The digit is guessed from the divisor's upper half: never too small, and too large by two at most.
    while (rest <= low_word && digit * divisor_low > ((rest << 64) | next)) {
        --digit;
        rest += divisor_high;
    }
    remainder = ((rest << 64) | next) - digit * divisor_low;
    return static_cast<std::uint64_t>(digit);
}

/// A number as the square of its root and what is left.
struct Root {
    Uint128 root;
    Uint128 rest;
};

/// One step of Zimmermann's square root ("Karatsuba Square Root", INRIA RR-3805, 1999): from the root of the upper half
/// of a number to that of all of it, whose lower half is two digits of `bits` each. The number's topmost quarter must
/// be at least a quarter of its base.
Root extend(Root upper, Uint128 digit_high, Uint128 digit_low, int bits)
{
    const Uint128 dividend = (upper.rest << bits) | digit_high;
    const Uint128 quotient = dividend / (upper.root << 1);
    const Uint128 remainder = dividend - quotient * (upper.root << 1);
    const Uint128 root = (upper.root << bits) + quotient;
    const Uint128 rest = (remainder << bits) + digit_low;
    if (rest >= quotient * quotient) return {root, rest - quotient * quotient};
    return {root - 1, rest + (root << 1) - 1 - quotient * quotient};
}

Root root_of_28_bits(Uint128 square)
{
    Uint128 root = 0;
    for (Uint128 bit = 1 << 13; bit != 0; bit >>= 1)
        if ((root | bit) * (root | bit) <= square) root |= bit;
    return {root, square - root * root};
}

template <int bits>
Root root_of(Uint128 square)
{
    if constexpr (bits == 28) {
        return root_of_28_bits(square);
    } else {
        constexpr int digit = bits / 4;
        constexpr Uint128 mask = (Uint128{1} << digit) - 1;
        return extend(root_of<bits / 2>(square >> (2 * digit)), (square >> digit) & mask, square & mask, digit);
    }
}

}  // namespace

Division divide_wide(Wide dividend, Uint128 divisor)
{
    if (dividend.high == 0) {
        const Uint128 quotient = dividend.low / divisor;
        return {quotient, dividend.low - quotient * divisor};
    }
    if (dividend.high >= divisor) throw ArithmeticError{"decimal overflow"};
    if (divisor >> 64 == 0) {
        // Two steps of 128-by-64: the high half is smaller than the divisor, so both quotient words fit 64 bits.
        const auto narrow = static_cast<std::uint64_t>(divisor);
        const Uint128 upper = (dividend.high << 64) | (dividend.low >> 64);
        const Uint128 quotient_high = upper / narrow;
        const Uint128 lower = ((upper - quotient_high * narrow) << 64) | (dividend.low & low_word);
        const Uint128 quotient_low = lower / narrow;
        return {(quotient_high << 64) | quotient_low, lower - quotient_low * narrow};
    }
    const int shift = 128 - bit_length(divisor);
    const Wide shifted = shift_left(dividend, shift);
    Uint128 remainder = shifted.high;
    const Uint128 quotient_high =
        divide_digit(remainder, static_cast<std::uint64_t>(shifted.low >> 64), divisor << shift);
    const Uint128 quotient_low = divide_digit(remainder, static_cast<std::uint64_t>(shifted.low), divisor << shift);
    return {(quotient_high << 64) | quotient_low, remainder >> shift};
}

Uint128 divide_half_even(Wide dividend, Uint128 divisor)
{
    const auto [quotient, remainder] = divide_wide(dividend, divisor);
    const Uint128 missing = divisor - remainder;
    const bool is_up = remainder > missing || (remainder == missing && (quotient & 1) != 0);
    if (is_up && quotient == ~Uint128{0}) throw ArithmeticError{"decimal overflow"};
    return quotient + (is_up ? 1 : 0);
}

Uint128 floor_root(Wide square)
{
    constexpr int bits_max = 224;
    constexpr int digit = bits_max / 4;
    constexpr Uint128 mask = (Uint128{1} << digit) - 1;
    const int length = square.high != 0 ? 128 + bit_length(square.high) : bit_length(square.low);
    if (length > bits_max) throw ArithmeticError{"too large for a square root"};
    if (length == 0) return 0;
    const int shift = (bits_max - length) & ~1;
    const Wide shifted = shift_left(square, shift);
    const Root upper = root_of<bits_max / 2>(shift_right(shifted, 2 * digit));
    return extend(upper, (shifted.low >> digit) & mask, shifted.low & mask, digit).root >> (shift / 2);
}

}  // namespace swarmdesk
