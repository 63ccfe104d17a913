#include "base/decimal.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/assert.hpp"
#include "base/decimal_share.hpp"
#include "base/wide.hpp"

namespace swarmdesk {
namespace {

constexpr Uint128 negative_limit = Uint128{1} << 127;

Int128 with_sign(Uint128 value, bool negative)
{
    if (value > negative_limit - (negative ? 0 : 1)) throw ArithmeticError{"decimal overflow"};
    return negative ? static_cast<Int128>(Uint128{0} - value) : static_cast<Int128>(value);
}

Decimal rounded(Division division, Uint128 divisor, bool negative, Rounding rounding)
{
    Uint128 result = division.quotient;
    if (division.remainder != 0) {
        bool up = false;
        switch (rounding) {
            case Rounding::toward_zero: break;
            case Rounding::away_from_zero: up = true; break;
            case Rounding::half_even: {
                const Uint128 rest = divisor - division.remainder;
                up = division.remainder > rest || (division.remainder == rest && (result & 1) != 0);
                break;
            }
        }
        if (up && ++result == 0) throw ArithmeticError{"decimal overflow"};
    }
    return Decimal::from_mantissa(with_sign(result, negative));
}

}  // namespace

Result<Decimal> Decimal::parse(std::string_view text)
{
    // 1 sign, 21 digits, 1 point, 18 decimals; leading zeros beyond that are nobody's number.
    constexpr std::size_t text_size_max = 48;
    if (text.empty() || text.size() > text_size_max) return Error{Errc::malformed, "a decimal has 1 to 48 characters"};
    const bool negative = text.front() == '-';
    if (negative) text.remove_prefix(1);

    const Uint128 mantissa_max = negative_limit - (negative ? 0 : 1);
    Uint128 mantissa = 0;
    int decimals = -1;
    bool has_digit = false;
    for (const char c : text) {
        if (c == '.') {
            if (decimals >= 0 || !has_digit) return Error{Errc::malformed, "a decimal is digits, a point, digits"};
            decimals = 0;
            continue;
        }
        if (c < '0' || c > '9') return Error{Errc::malformed, "a decimal is an optional minus, digits and a point"};
        has_digit = true;
        if (decimals >= 0 && ++decimals > scale) return Error{Errc::out_of_range, "a decimal has at most 18 decimals"};
        const auto digit = static_cast<unsigned>(c - '0');
        if (mantissa > (mantissa_max - digit) / 10) return Error{Errc::out_of_range, "the number is too large"};
        mantissa = mantissa * 10 + digit;
    }
    if (!has_digit || decimals == 0) return Error{Errc::malformed, "a decimal has digits on both sides of its point"};
    for (int i = std::max(decimals, 0); i < scale; ++i) {
        if (mantissa > mantissa_max / 10) return Error{Errc::out_of_range, "the number is too large"};
        mantissa *= 10;
    }
    return from_mantissa(with_sign(mantissa, negative));
}

std::string Decimal::to_string() const
{
    if (mantissa_ == 0) return "0";  // the most common one, by far
    const Uint128 units = magnitude(mantissa_);
    std::array<char, 64> text{};
    char* const limit = text.data() + text.size();
    // Ten at a time, 128 bits wide, would be most of what writing a number takes.
    const auto append = [limit](char* at, std::uint64_t number) { return std::to_chars(at, limit, number).ptr; };
    const auto append_padded = [](char* at, std::uint64_t number, int digits) {
        for (int i = digits - 1; i >= 0; --i, number /= 10) at[i] = static_cast<char>('0' + number % 10);
        return at + digits;
    };
    char* at = text.data();
    if (mantissa_ < 0) *at++ = '-';
    const Uint128 whole = units / unit;
    if (whole < unit)
        at = append(at, static_cast<std::uint64_t>(whole));
    else
        at = append_padded(append(at, static_cast<std::uint64_t>(whole / unit)),
                           static_cast<std::uint64_t>(whole % unit), scale);
    if (const auto fraction = static_cast<std::uint64_t>(units % unit)) {
        *at++ = '.';
        at = append_padded(at, fraction, scale);
        while (at[-1] == '0') --at;
    }
    return {text.data(), at};
}

Decimal operator+(Decimal a, Decimal b)
{
    Int128 sum = 0;
    if (__builtin_add_overflow(a.mantissa_, b.mantissa_, &sum)) throw ArithmeticError{"decimal overflow"};
    return Decimal::from_mantissa(sum);
}

Decimal operator-(Decimal a, Decimal b)
{
    Int128 difference = 0;
    if (__builtin_sub_overflow(a.mantissa_, b.mantissa_, &difference)) throw ArithmeticError{"decimal overflow"};
    return Decimal::from_mantissa(difference);
}

Decimal multiply(Decimal a, Decimal b, Rounding rounding)
{
    const bool negative = a.is_negative() != b.is_negative();
    const Wide product = multiply_wide(magnitude(a.mantissa()), magnitude(b.mantissa()));
    return rounded(divide_wide(product, Decimal::unit), Decimal::unit, negative, rounding);
}

Decimal divide(Decimal a, Decimal b, Rounding rounding)
{
    if (b.is_zero()) throw ArithmeticError{"division by zero"};
    const bool negative = a.is_negative() != b.is_negative();
    const Uint128 divisor = magnitude(b.mantissa());
    return rounded(divide_wide(multiply_wide(magnitude(a.mantissa()), Decimal::unit), divisor), divisor, negative,
                   rounding);
}

Decimal share(Decimal value, Decimal part, Decimal whole, Rounding rounding)
{
    if (whole.is_zero()) throw ArithmeticError{"division by zero"};
    const bool negative = (value.is_negative() != part.is_negative()) != whole.is_negative();
    const Uint128 divisor = magnitude(whole.mantissa());
    return rounded(divide_wide(multiply_wide(magnitude(value.mantissa()), magnitude(part.mantissa())), divisor),
                   divisor, negative, rounding);
}

Decimal round_to_step(Decimal value, Decimal step, Rounding rounding)
{
    SWARMDESK_ASSERT(step.is_positive());
    const Uint128 divisor = magnitude(step.mantissa());
    const Uint128 size = magnitude(value.mantissa());
    const Decimal steps = rounded({size / divisor, size % divisor}, divisor, value.is_negative(), rounding);
    Int128 result = 0;
    if (__builtin_mul_overflow(steps.mantissa(), step.mantissa(), &result)) throw ArithmeticError{"decimal overflow"};
    return Decimal::from_mantissa(result);
}

bool is_multiple(Decimal value, Decimal step)
{
    SWARMDESK_ASSERT(step.is_positive());
    return value.mantissa() % step.mantissa() == 0;
}

std::int64_t count_steps(Decimal value, Decimal step)
{
    SWARMDESK_ASSERT(step.is_positive());
    const Int128 count = value.mantissa() / step.mantissa();
    if (count > INT64_MAX || count < INT64_MIN) throw ArithmeticError{"too many steps"};
    return static_cast<std::int64_t>(count);
}

}  // namespace swarmdesk
