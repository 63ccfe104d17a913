#include "trading/strategy/indicators/volume.hpp"

#include <algorithm>

namespace swarmdesk::trading::strategy {

VolumeWeights::Weight VolumeWeights::of(const Candle& candle)
{
    const auto [lowest, highest] = std::minmax({candle.high, candle.low, candle.close});
    if (lowest.is_negative() || highest > price_max || candle.volume.is_negative()) return {};
    const Uint128 volume = magnitude(candle.volume.value().mantissa());
    const Uint128 threefold = magnitude((candle.high + candle.low + candle.close).value().mantissa());
    return {multiply_wide(threefold, volume), multiply_wide(3, volume)};
}

void VolumeWeights::add(const Weight& weight)
{
    sum_.value = sum_.value + weight.value;
    sum_.volume = sum_.volume + weight.volume;
}

void VolumeWeights::remove(const Weight& weight)
{
    sum_.value = sum_.value - weight.value;
    sum_.volume = sum_.volume - weight.volume;
}

std::optional<Decimal> VolumeWeights::mean() const
{
    if (sum_.volume.high != 0 || sum_.volume.low == 0) return std::nullopt;
    return Decimal::from_mantissa(static_cast<Int128>(divide_half_even(sum_.value, sum_.volume.low)));
}

void DailyVwap::update(const Candle& candle)
{
    const std::int64_t day = utc_day(candle.open_time);
    if (day_ != day) weights_ = {};
    day_ = day;
    weights_.add(VolumeWeights::of(candle));
}

void RollingVwap::update(const Candle& candle)
{
    const VolumeWeights::Weight weight = VolumeWeights::of(candle);
    if (window_.is_full()) weights_.remove(window_.oldest());
    weights_.add(weight);
    window_.push(weight);
}

void Obv::update(const Candle& candle)
{
    const bool is_up = !last_close_ || candle.close > *last_close_;
    const bool is_down = last_close_ && candle.close < *last_close_;
    last_close_ = candle.close;
    if (!is_up && !is_down) return;
    const Int128 volume = candle.volume.value().mantissa();
    const Wide size{0, magnitude(volume)};
    sum_ = is_up == (volume >= 0) ? sum_ + size : sum_ - size;
}

std::optional<Decimal> Obv::value() const
{
    if (!last_close_) return std::nullopt;
    const bool is_negative = sum_.high >> 127 != 0;
    const Wide size = is_negative ? Wide{} - sum_ : sum_;
    if (size.high != 0 || size.low >> 127 != 0) return std::nullopt;
    return Decimal::from_mantissa(is_negative ? -static_cast<Int128>(size.low) : static_cast<Int128>(size.low));
}

}  // namespace swarmdesk::trading::strategy
