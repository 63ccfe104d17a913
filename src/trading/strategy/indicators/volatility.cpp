#include "trading/strategy/indicators/volatility.hpp"

#include <algorithm>

namespace swarmdesk::trading::strategy {

Decimal true_range(const Candle& candle, const std::optional<Price>& last_close)
{
    const Price top = last_close ? std::max(candle.high, *last_close) : candle.high;
    const Price bottom = last_close ? std::min(candle.low, *last_close) : candle.low;
    return (top - bottom).value();
}

Atr::Atr(std::uint32_t period) : average_(period) {}

void Atr::update(const Candle& candle)
{
    average_.update(true_range(candle, last_close_));
    last_close_ = candle.close;
}

StandardDeviation::StandardDeviation(std::uint32_t period) : window_(period) {}

void StandardDeviation::update(Decimal value)
{
    // The sum of 5,000 squares of such mantissas, times 5,000, stays below 2^256.
    constexpr Uint128 mantissa_max = Uint128{1} << 113;
    if (magnitude(value.mantissa()) > mantissa_max) throw ArithmeticError{"too large for a standard deviation"};
    const auto square = [](Decimal of) { return multiply_wide(magnitude(of.mantissa()), magnitude(of.mantissa())); };
    if (window_.is_full()) {
        sum_ -= window_.oldest();
        squares_ = squares_ - square(window_.oldest());
    }
    sum_ += value;
    squares_ = squares_ + square(value);
    window_.push(value);
}

std::optional<Decimal> StandardDeviation::mean() const
{
    if (!window_.is_full()) return std::nullopt;
    return over(sum_, static_cast<std::uint32_t>(window_.size()));
}

std::optional<Decimal> StandardDeviation::value() const
{
    if (!window_.is_full()) return std::nullopt;
    // σ = √(n·Σx² − (Σx)²) / n. Below: 4 times what is under the root, and so twice the root, cut off.
    const auto count = static_cast<Uint128>(window_.size());
    const Wide low = multiply_wide(squares_.low, 4 * count);
    const Wide fourfold_squares = {low.high + squares_.high * 4 * count, low.low};
    const Uint128 twice_sum = 2 * magnitude(sum_.mantissa());
    const Wide square = fourfold_squares - multiply_wide(twice_sum, twice_sum);
    constexpr Wide square_end{Uint128{1} << 96, 0};
    if (!(square < square_end)) return std::nullopt;
    const Uint128 root = floor_root(square);
    // Rounded to the nearest; half-way, which only an exact root can be, to the even one.
    const Uint128 twice = root / count;
    Uint128 rounded = (twice + 1) / 2;
    const bool is_half = twice % 2 == 1 && root % count == 0 && multiply_wide(root, root) == square;
    if (is_half && rounded % 2 == 1) --rounded;
    return Decimal::from_mantissa(static_cast<Int128>(rounded));
}

Bollinger::Bollinger(std::uint32_t period, Decimal deviations) : deviation_(period), deviations_(deviations) {}

std::optional<Decimal> Bollinger::reach() const
{
    const auto deviation = deviation_.value();
    if (!deviation) return std::nullopt;
    return multiply(deviations_, *deviation, Rounding::half_even);
}

std::optional<Decimal> Bollinger::upper() const
{
    const auto distance = reach();
    return distance ? std::optional{*middle() + *distance} : std::nullopt;
}

std::optional<Decimal> Bollinger::lower() const
{
    const auto distance = reach();
    return distance ? std::optional{*middle() - *distance} : std::nullopt;
}

Keltner::Keltner(Settings settings)
    : average_(settings.period), range_(settings.atr_period), multiple_(settings.multiple)
{}

void Keltner::update(const Candle& candle)
{
    average_.update(candle.close.value());
    range_.update(candle);
}

std::optional<Decimal> Keltner::upper() const
{
    const auto center = middle();
    if (!center) return std::nullopt;
    return *center + multiply(multiple_, *range_.value(), Rounding::half_even);
}

std::optional<Decimal> Keltner::middle() const { return range_.value() ? average_.value() : std::nullopt; }

std::optional<Decimal> Keltner::lower() const
{
    const auto center = middle();
    if (!center) return std::nullopt;
    return *center - multiply(multiple_, *range_.value(), Rounding::half_even);
}

}  // namespace swarmdesk::trading::strategy
