#pragma once

#include <cstdint>
#include <optional>

#include "base/decimal.hpp"
#include "trading/strategy/indicators/window.hpp"

/// \file
/// Streaming indicators, here and beside: feed each complete candle (or value) once, oldest first; `value()` is empty
/// until there is enough history. Exact decimals, divisions rounded half-even at 18 places, memory bounded by the
/// period. With prices up to `price_max` and periods up to 5,000 nothing leaves the range of a Decimal, unless a
/// header says so and the value is then empty. Numbers beyond that throw ArithmeticError, after which an indicator
/// must be begun anew.

namespace swarmdesk::trading::strategy {

/// `value` / `count`, half-even.
Decimal over(Decimal value, std::uint32_t count);
/// `value` · `count`; throws ArithmeticError out of range.
Decimal times(Decimal value, std::uint32_t count);

/// Simple moving average: the mean of the last n values.
class Sma {
public:
    explicit Sma(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> value() const;

private:
    Window<Decimal> window_;
    Decimal sum_;
};

/// Exponential moving average: E = E' + 2/(n+1) · (x − E'), begun with the simple average of the first n values, as
/// Murphy, "Technical Analysis of the Financial Markets" (1999), ch. 9, and most charting packages do. First value
/// after n values.
class Ema {
public:
    explicit Ema(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> value() const;

private:
    std::uint32_t period_;
    std::uint32_t count_ = 0;
    Decimal average_;  ///< until `count_` reaches the period: the sum
};

/// Wilder's smoothing: A = (A' · (n−1) + x) / n, begun with the simple average of the first n values.
/// Wilder, "New Concepts in Technical Trading Systems" (1978).
class WilderAverage {
public:
    explicit WilderAverage(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> value() const;

private:
    std::uint32_t period_;
    std::uint32_t count_ = 0;
    Decimal average_;  ///< until `count_` reaches the period: the sum
};

/// Weighted moving average: the newest value counts n times, the one before n−1 times, the oldest once; divided by
/// n(n+1)/2. Murphy (1999), ch. 9. First value after n values.
class Wma {
public:
    explicit Wma(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> value() const;

private:
    std::uint32_t period_;
    Window<Decimal> window_;
    Decimal sum_;
    Decimal weighted_;
};

}  // namespace swarmdesk::trading::strategy
