#pragma once

#include "trading/model/market.hpp"
#include "trading/strategy/indicators/rolling_extreme.hpp"

namespace swarmdesk::trading::strategy {

/// Highest high and lowest low of the last n candles.
class RollingHighLow {
public:
    explicit RollingHighLow(std::uint32_t period);
    void update(const Candle& candle);
    std::optional<Price> high() const;  ///< of what there is; empty before the first candle
    std::optional<Price> low() const;
    bool is_full() const { return highs_.is_full(); }

private:
    RollingHigh highs_;
    RollingLow lows_;
};

/// Donchian channel: the upper bound is the highest high of the last n candles, this one included, the lower the lowest
/// low, the middle half their sum. A candle breaks out where it closes above the upper bound of the candle before.
/// Kaufman, "Trading Systems and Methods" (2013), ch. 5. First value after n candles.
class Donchian {
public:
    explicit Donchian(std::uint32_t period) : range_(period) {}
    void update(const Candle& candle) { range_.update(candle); }
    std::optional<Decimal> upper() const;
    std::optional<Decimal> middle() const;
    std::optional<Decimal> lower() const;

private:
    RollingHighLow range_;
};

}  // namespace swarmdesk::trading::strategy
