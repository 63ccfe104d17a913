#pragma once

#include "trading/model/market.hpp"
#include "trading/strategy/indicators/averages.hpp"
#include "trading/strategy/indicators/channels.hpp"

namespace swarmdesk::trading::strategy {

/// Lane's stochastic: where the close lies between the lowest low (0) and the highest high (100) of the last n candles,
/// 50 where these are one price. %K is the simple average of the last `smoothing` of these, %D that of the last
/// `signal` %K. `smoothing` 1 makes it the fast stochastic, 3 is the usual slow one. Lane, "Lane's Stochastics" (1984).
/// %K has its first value after period + smoothing − 1 candles, %D after signal − 1 more. (TA-Lib has 0 for 50.)
class Stochastic {
public:
    struct Periods {
        std::uint32_t period = 14;
        std::uint32_t smoothing = 3;
        std::uint32_t signal = 3;
    };
    explicit Stochastic(Periods periods);
    void update(const Candle& candle);
    std::optional<Decimal> k() const { return k_.value(); }
    std::optional<Decimal> d() const { return d_.value(); }

private:
    RollingHighLow range_;
    Sma k_;
    Sma d_;
};

/// Williams %R: −100 · (highest high − close) / (highest high − lowest low) of the last n candles, −50 where these are
/// one price. Williams, "How I Made One Million Dollars" (1973). First value after n candles. (TA-Lib has 0 for −50.)
class WilliamsR {
public:
    explicit WilliamsR(std::uint32_t period) : range_(period) {}
    void update(const Candle& candle);
    std::optional<Decimal> value() const;

private:
    RollingHighLow range_;
    Price close_;
};

/// Commodity channel index: (t − mean of t) / (0.015 · mean of |t − that mean|) over the last n typical prices
/// t = (high + low + close) / 3; zero where all are one price. Lambert, "Commodity Channel Index" (1980). First value
/// after n candles. It takes time in proportion to n.
class Cci {
public:
    static constexpr std::uint32_t period_max = 500;

    explicit Cci(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Decimal> value() const;

private:
    Window<Decimal> window_;  ///< of 3t, which is exact
    Decimal sum_;
};

/// Aroon: 100 · (n − candles since the highest high) / n, looking at this candle and n before it, and the same for the
/// lowest low; of equal extremes the newest counts. Chande, "The Time Price Oscillator" (1995). First value after n+1
/// candles.
class Aroon {
public:
    explicit Aroon(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Decimal> up() const;
    std::optional<Decimal> down() const;
    std::optional<Decimal> oscillator() const;  ///< up − down

private:
    std::optional<Decimal> nearness(std::uint64_t age) const;

    std::uint32_t period_;
    RollingHigh highs_;
    RollingLow lows_;
};

}  // namespace swarmdesk::trading::strategy
