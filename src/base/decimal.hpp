#pragma once

#include <compare>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

/// Thrown by arithmetic that leaves the range, and by division by zero: never a wrap, a clamp or a NaN. Code that
/// changes state computes first and changes after, so a throw leaves nothing half done.
class ArithmeticError : public std::range_error {
public:
    using std::range_error::range_error;
};

/// Which way an inexact result goes. Every operation that can be inexact asks, so nobody rounds by accident.
enum class Rounding {
    toward_zero = 1,
    away_from_zero,
    half_even,
};

/// An exact decimal number: a 128-bit integer counted in units of 1e-18, so about ±1.7e20 with 18 decimals.
/// Addition and subtraction are exact; multiplication and division say how they round. All arithmetic is checked.
class Decimal {
public:
    static constexpr int scale = 18;
    static constexpr std::int64_t unit = 1'000'000'000'000'000'000;  ///< mantissa of 1

    constexpr Decimal() = default;

    static constexpr Decimal from_mantissa(Int128 mantissa)
    {
        Decimal result;
        result.mantissa_ = mantissa;
        return result;
    }
    static constexpr Decimal from_integer(std::int64_t value) { return from_mantissa(Int128{value} * unit); }

    /// The one strict parser: optional minus, digits, optional point and digits; at most 18 decimals. Refuses `1e5`,
    /// `+5`, `.5`, `5.`, ` 5`, `1_000`, full-width digits, `NaN`, `-0` is accepted as 0.
    static Result<Decimal> parse(std::string_view text);

    /// Shortest exact form: `12.5`, never `12.50` nor `1.25e1`.
    std::string to_string() const;

    constexpr Int128 mantissa() const { return mantissa_; }
    constexpr bool is_zero() const { return mantissa_ == 0; }
    constexpr bool is_positive() const { return mantissa_ > 0; }
    constexpr bool is_negative() const { return mantissa_ < 0; }

    friend constexpr bool operator==(Decimal, Decimal) = default;
    friend constexpr auto operator<=>(Decimal a, Decimal b) { return a.mantissa_ <=> b.mantissa_; }

    friend Decimal operator+(Decimal a, Decimal b);
    friend Decimal operator-(Decimal a, Decimal b);
    friend Decimal operator-(Decimal a) { return Decimal{} - a; }
    Decimal& operator+=(Decimal other) { return *this = *this + other; }
    Decimal& operator-=(Decimal other) { return *this = *this - other; }

private:
    Int128 mantissa_ = 0;
};

Decimal multiply(Decimal a, Decimal b, Rounding rounding);
Decimal divide(Decimal a, Decimal b, Rounding rounding);
inline Decimal abs(Decimal a) { return a.is_negative() ? -a : a; }

/// The multiple of `step` next to `value`, in the direction `rounding` says. `step` must be positive.
Decimal round_to_step(Decimal value, Decimal step, Rounding rounding);
/// Whether `value` is a whole number of `step`s.
bool is_multiple(Decimal value, Decimal step);
/// How many whole `step`s `value` holds; throws ArithmeticError where that does not fit 64 bits.
std::int64_t count_steps(Decimal value, Decimal step);

namespace literals {

/// `"0.001"_dec`, checked by the compiler.
consteval Decimal operator""_dec(const char* text, std::size_t size)
{
    Int128 mantissa = 0;
    int decimals = -1;
    bool negative = false;
    std::size_t at = 0;
    if (size > 0 && text[0] == '-') {
        negative = true;
        at = 1;
    }
    if (at == size) throw "a decimal needs digits";
    for (; at < size; ++at) {
        if (text[at] == '.') {
            if (decimals >= 0) throw "a decimal has one point";
            decimals = 0;
            continue;
        }
        if (text[at] < '0' || text[at] > '9') throw "a decimal has digits only";
        mantissa = mantissa * 10 + (text[at] - '0');
        if (decimals >= 0) ++decimals;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < Decimal::scale; ++i) mantissa *= 10;
    return Decimal::from_mantissa(negative ? -mantissa : mantissa);
}

}  // namespace literals

/// A Decimal that says what it counts, so a price cannot be added to a quantity.
template <class Tag>
class Exact {
public:
    constexpr Exact() = default;
    constexpr explicit Exact(Decimal value) : value_(value) {}

    static Result<Exact> parse(std::string_view text)
    {
        auto value = Decimal::parse(text);
        if (!value) return value.error();
        return Exact{*value};
    }

    constexpr Decimal value() const { return value_; }
    std::string to_string() const { return value_.to_string(); }
    constexpr bool is_zero() const { return value_.is_zero(); }
    constexpr bool is_positive() const { return value_.is_positive(); }
    constexpr bool is_negative() const { return value_.is_negative(); }

    friend constexpr bool operator==(Exact, Exact) = default;
    friend constexpr auto operator<=>(Exact a, Exact b) { return a.value_ <=> b.value_; }
    friend Exact operator+(Exact a, Exact b) { return Exact{a.value_ + b.value_}; }
    friend Exact operator-(Exact a, Exact b) { return Exact{a.value_ - b.value_}; }
    friend Exact operator-(Exact a) { return Exact{-a.value_}; }
    Exact& operator+=(Exact other) { return *this = *this + other; }
    Exact& operator-=(Exact other) { return *this = *this - other; }

private:
    Decimal value_;
};

}  // namespace swarmdesk
