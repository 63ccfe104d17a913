#pragma once

#include <cstdint>
#include <optional>

#include "base/wide.hpp"
#include "trading/model/market.hpp"
#include "trading/strategy/indicators/window.hpp"

namespace swarmdesk::trading::strategy {

/// Prices weighted by volume, exact until the one rounding of their mean: sums of 256 bits, which hold 10^8 candles of
/// any volume that a Quantity can be.
class VolumeWeights {
public:
    /// What a candle weighs.
    struct Weight {
        Wide value;   ///< 3t · volume, where 3t = high + low + close
        Wide volume;  ///< 3 · volume
    };
    /// A candle with a price beyond `price_max` or below zero, or less than no volume, weighs nothing.
    static Weight of(const Candle& candle);

    void add(const Weight& weight);
    void remove(const Weight& weight);
    /// Empty without any volume, and where the volumes add up to more than a third of what a Decimal holds.
    std::optional<Decimal> mean() const;

private:
    Weight sum_;
};

/// Volume-weighted average price of the UTC day so far: Σ t · volume / Σ volume, with the typical price
/// t = (high + low + close) / 3, begun anew with the first candle that opens at or after 00:00 UTC. Berkowitz, Logue
/// and Noser, "The Total Cost of Transactions on the NYSE" (1988). First value with the first candle that has volume;
/// the first day counts from the first candle that was seen.
class DailyVwap {
public:
    void update(const Candle& candle);
    std::optional<Decimal> value() const { return weights_.mean(); }

private:
    std::optional<std::int64_t> day_;
    VolumeWeights weights_;
};

/// The same over the last n candles. First value after n candles; empty while none of them has volume.
class RollingVwap {
public:
    explicit RollingVwap(std::uint32_t period) : window_(period) {}
    void update(const Candle& candle);
    std::optional<Decimal> value() const { return window_.is_full() ? weights_.mean() : std::nullopt; }

private:
    Window<VolumeWeights::Weight> window_;
    VolumeWeights weights_;
};

/// On-balance volume: the sum of the volumes of candles that closed above the one before, less those that closed
/// below. Granville, "New Key to Stock Market Profits" (1963). It begins with the first candle's volume, as in TA-Lib,
/// so only its changes mean anything. Empty while the sum is beyond the range of a Decimal.
class Obv {
public:
    void update(const Candle& candle);
    std::optional<Decimal> value() const;

private:
    std::optional<Price> last_close_;
    Wide sum_;  ///< modulo 2^256: a negative one is near the top
};

}  // namespace swarmdesk::trading::strategy
