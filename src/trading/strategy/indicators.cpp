#include "trading/strategy/indicators.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::strategy {
namespace {

Decimal over(Decimal value, std::uint32_t count)
{
    return divide(value, Decimal::from_integer(count), Rounding::half_even);
}

}  // namespace

Sma::Sma(std::uint32_t period) : period_(period) { SWARMDESK_ASSERT(period > 0); }

void Sma::update(Decimal value)
{
    window_.push_back(value);
    sum_ += value;
    if (window_.size() <= period_) return;
    sum_ -= window_.front();
    window_.pop_front();
}

std::optional<Decimal> Sma::value() const
{
    if (window_.size() < period_) return std::nullopt;
    return over(sum_, period_);
}

Ema::Ema(std::uint32_t period) : period_(period) { SWARMDESK_ASSERT(period > 0); }

void Ema::update(Decimal value)
{
    if (count_ == period_) {
        const Decimal twice = value + value - average_ - average_;
        average_ += over(twice, period_ + 1);
        return;
    }
    average_ += value;
    if (++count_ == period_) average_ = over(average_, period_);
}

std::optional<Decimal> Ema::value() const { return count_ == period_ ? std::optional{average_} : std::nullopt; }

WilderAverage::WilderAverage(std::uint32_t period) : period_(period) { SWARMDESK_ASSERT(period > 0); }

void WilderAverage::update(Decimal value)
{
    if (count_ == period_) {
        average_ += over(value - average_, period_);
        return;
    }
    average_ += value;
    if (++count_ == period_) average_ = over(average_, period_);
}

std::optional<Decimal> WilderAverage::value() const
{
    return count_ == period_ ? std::optional{average_} : std::nullopt;
}

Rsi::Rsi(std::uint32_t period) : gain_(period), loss_(period) {}

void Rsi::update(Decimal close)
{
    if (last_) {
        const Decimal change = close - *last_;
        gain_.update(std::max(change, Decimal{}));
        loss_.update(std::max(-change, Decimal{}));
    }
    last_ = close;
}

std::optional<Decimal> Rsi::value() const
{
    const auto gain = gain_.value();
    const auto loss = loss_.value();
    if (!gain || !loss) return std::nullopt;
    const Decimal both = *gain + *loss;
    if (both.is_zero()) return Decimal::from_integer(50);
    return divide(multiply(*gain, Decimal::from_integer(100), Rounding::half_even), both, Rounding::half_even);
}

Atr::Atr(std::uint32_t period) : average_(period) {}

void Atr::update(const Candle& candle)
{
    // The true range is the range stretched to the close before it.
    const Price top = last_close_ ? std::max(candle.high, *last_close_) : candle.high;
    const Price bottom = last_close_ ? std::min(candle.low, *last_close_) : candle.low;
    average_.update((top - bottom).value());
    last_close_ = candle.close;
}

RollingHighLow::RollingHighLow(std::uint32_t period) : period_(period) { SWARMDESK_ASSERT(period > 0); }

void RollingHighLow::update(const Candle& candle)
{
    const std::uint64_t at = count_++;
    while (!highs_.empty() && highs_.back().price <= candle.high) highs_.pop_back();
    while (!lows_.empty() && lows_.back().price >= candle.low) lows_.pop_back();
    highs_.push_back({at, candle.high});
    lows_.push_back({at, candle.low});
    if (highs_.front().at + period_ <= at) highs_.pop_front();
    if (lows_.front().at + period_ <= at) lows_.pop_front();
}

std::optional<Price> RollingHighLow::high() const
{
    return highs_.empty() ? std::nullopt : std::optional{highs_.front().price};
}

std::optional<Price> RollingHighLow::low() const
{
    return lows_.empty() ? std::nullopt : std::optional{lows_.front().price};
}

RegimeFilter::RegimeFilter(std::uint32_t period, Decimal efficiency_min)
    : period_(period), efficiency_min_(efficiency_min)
{
    SWARMDESK_ASSERT(period > 0);
}

void RegimeFilter::update(Decimal close)
{
    if (!closes_.empty()) path_ += abs(close - closes_.back());
    closes_.push_back(close);
    if (closes_.size() <= period_ + std::size_t{1}) return;
    path_ -= abs(closes_[1] - closes_[0]);
    closes_.pop_front();
}

std::optional<Regime> RegimeFilter::value() const
{
    if (closes_.size() <= period_) return std::nullopt;
    const Decimal net = closes_.back() - closes_.front();
    // |net| / path >= minimum, without the division: a flat market has no path.
    if (net.is_zero() || abs(net) < multiply(efficiency_min_, path_, Rounding::half_even)) return Regime::ranging;
    return net.is_positive() ? Regime::rising : Regime::falling;
}

}  // namespace swarmdesk::trading::strategy
