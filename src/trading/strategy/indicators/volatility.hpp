#pragma once

#include "base/wide.hpp"
#include "trading/model/market.hpp"
#include "trading/strategy/indicators/averages.hpp"

namespace swarmdesk::trading::strategy {

/// The range of a candle stretched to the close before it: max(high − low, |high − close'|, |low − close'|). Without a
/// close before it, high − low. Wilder (1978), section III.
Decimal true_range(const Candle& candle, const std::optional<Price>& last_close);

/// Average true range: the Wilder average of the true ranges; the first candle, having no close before it, counts
/// high − low. First value after n candles. (TA-Lib leaves the first candle out; the two converge.)
class Atr {
public:
    explicit Atr(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Decimal> value() const { return average_.value(); }

private:
    std::optional<Price> last_close_;
    WilderAverage average_;
};

/// Standard deviation of the population, that is divided by n, of the last n values: exact until its one rounding, of
/// the root. First value after n values. Values beyond ±10^16 throw ArithmeticError; of values so far apart that the
/// result has no exact sum in 256 bits the value is empty.
class StandardDeviation {
public:
    explicit StandardDeviation(std::uint32_t period);
    void update(Decimal value);
    std::optional<Decimal> mean() const;
    std::optional<Decimal> value() const;

private:
    Window<Decimal> window_;
    Decimal sum_;
    Wide squares_;  ///< of the mantissas
};

/// Bollinger bands: the simple average of the last n values, and `deviations` standard deviations (of the population,
/// as Bollinger and TA-Lib have it) above and below. Bollinger, "Bollinger on Bollinger Bands" (2001). First value
/// after n values.
class Bollinger {
public:
    Bollinger(std::uint32_t period, Decimal deviations);
    void update(Decimal value) { deviation_.update(value); }
    std::optional<Decimal> upper() const;
    std::optional<Decimal> middle() const { return deviation_.mean(); }
    std::optional<Decimal> lower() const;

private:
    std::optional<Decimal> reach() const;

    StandardDeviation deviation_;
    Decimal deviations_;
};

/// Keltner channel in Raschke's form: an exponential average of the closes, and `multiple` average true ranges above
/// and below. ChartSchool (StockCharts), "Keltner Channels". First value after the longer of the two periods.
class Keltner {
public:
    struct Settings {
        std::uint32_t period = 20;
        std::uint32_t atr_period = 10;
        Decimal multiple = Decimal::from_integer(2);
    };
    explicit Keltner(Settings settings);
    void update(const Candle& candle);
    std::optional<Decimal> upper() const;
    std::optional<Decimal> middle() const;
    std::optional<Decimal> lower() const;

private:
    Ema average_;
    Atr range_;
    Decimal multiple_;
};

}  // namespace swarmdesk::trading::strategy
