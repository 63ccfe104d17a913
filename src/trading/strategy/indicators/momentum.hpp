#pragma once

#include "trading/strategy/indicators/averages.hpp"

namespace swarmdesk::trading::strategy {

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

/// Moving average convergence/divergence: the line is the fast less the slow exponential average, the signal an
/// exponential average of the line, the histogram their difference. Appel, "The Moving Average Convergence-Divergence
/// Method" (1979). As in TA-Lib both averages begin on the same candle: the fast one with the mean of the last values
/// before its first. `fast` must be below `slow`. The line's first value comes after `slow` values, the signal's after
/// slow + signal − 1.
class Macd {
public:
    struct Periods {
        std::uint32_t fast = 12;
        std::uint32_t slow = 26;
        std::uint32_t signal = 9;
    };
    explicit Macd(Periods periods);
    void update(Decimal value);
    std::optional<Decimal> line() const;
    std::optional<Decimal> signal() const { return signal_.value(); }
    std::optional<Decimal> histogram() const;

private:
    std::uint32_t to_skip_;  ///< values that only the slow average takes
    Ema fast_;
    Ema slow_;
    Ema signal_;
};

/// Rate of change in percent: 100 · (x − x[n]) / x[n]; empty where x[n] is zero or the result beyond the range of a
/// Decimal. Murphy (1999), ch. 10. First value after n+1 values.
class RateOfChange {
public:
    explicit RateOfChange(std::uint32_t period);
    void update(Decimal value) { window_.push(value); }
    std::optional<Decimal> value() const;

private:
    Window<Decimal> window_;
};

}  // namespace swarmdesk::trading::strategy
