#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "base/decimal.hpp"
#include "base/names.hpp"
#include "trading/model/market.hpp"

/// \file
/// Streaming indicators: feed each complete candle (or close) once, oldest first; `value()` is empty until there is
/// enough history. Exact decimals, divisions rounded half-even at 18 places. Memory is bounded by the period.

namespace swarmdesk::trading::strategy {

/// Simple moving average: the mean of the last n values.
class Sma {
public:
    explicit Sma(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> value() const;

private:
    std::uint32_t period_;
    std::deque<Decimal> window_;
    Decimal sum_;
};

/// Exponential moving average: E = E' + 2/(n+1) · (x − E'), begun with the simple average of the first n values, as
/// Murphy, "Technical Analysis of the Financial Markets" (1999), ch. 9, and most charting packages do.
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

/// Relative strength index: 100 · G / (G + L), G and L being Wilder averages of the rises and falls between closes; 50
/// where nothing moved. Always 0 to 100. Wilder (1978), section VI. First value after n+1 closes.
class Rsi {
public:
    explicit Rsi(std::uint32_t period);
    void update(Decimal close);
    std::optional<Decimal> value() const;

private:
    std::optional<Decimal> last_;
    WilderAverage gain_;
    WilderAverage loss_;
};

/// Average true range: Wilder average of max(high − low, |high − close'|, |low − close'|); the first candle, having no
/// close before it, counts high − low. Wilder (1978), section III.
class Atr {
public:
    explicit Atr(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Decimal> value() const { return average_.value(); }

private:
    std::optional<Price> last_close_;
    WilderAverage average_;
};

/// Highest high and lowest low of the last n candles, in amortised constant time.
class RollingHighLow {
public:
    explicit RollingHighLow(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Price> high() const;  ///< of what there is; empty before the first candle
    std::optional<Price> low() const;
    bool is_full() const { return count_ >= period_; }

private:
    struct Extreme {
        std::uint64_t at;
        Price price;
    };
    std::uint32_t period_;
    std::uint64_t count_ = 0;
    std::deque<Extreme> highs_;  ///< falling from front to back
    std::deque<Extreme> lows_;   ///< rising from front to back
};

enum class Regime { ranging = 1, rising, falling };
constexpr auto enum_table(Regime)
{
    return std::to_array<EnumName<Regime>>(
        {{Regime::ranging, "ranging"}, {Regime::rising, "rising"}, {Regime::falling, "falling"}});
}

/// Tells a trend from noise by Kaufman's efficiency ratio |c − c[n]| / Σ|c[i] − c[i−1]|: 1 is a straight line, near 0 a
/// random walk. At or above the threshold the market is rising or falling, below it is ranging.
/// Kaufman, "Smarter Trading" (1995).
class RegimeFilter {
public:
    RegimeFilter(std::uint32_t period, Decimal efficiency_min);
    void update(Decimal close);
    std::optional<Regime> value() const;

private:
    std::uint32_t period_;
    Decimal efficiency_min_;
    std::deque<Decimal> closes_;
    Decimal path_;
};

}  // namespace swarmdesk::trading::strategy
