#include "trading/strategy/indicators/oscillators.hpp"

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::strategy {
namespace {

constexpr Decimal hundred = Decimal::from_integer(100);

}  // namespace

Stochastic::Stochastic(Periods periods) : range_(periods.period), k_(periods.smoothing), d_(periods.signal) {}

void Stochastic::update(const Candle& candle)
{
    range_.update(candle);
    if (!range_.is_full()) return;
    const Decimal height = (*range_.high() - *range_.low()).value();
    const Decimal above = (candle.close - *range_.low()).value();
    k_.update(height.is_zero() ? Decimal::from_integer(50) : share(above, hundred, height, Rounding::half_even));
    if (const auto smooth = k_.value()) d_.update(*smooth);
}

void WilliamsR::update(const Candle& candle)
{
    range_.update(candle);
    close_ = candle.close;
}

std::optional<Decimal> WilliamsR::value() const
{
    if (!range_.is_full()) return std::nullopt;
    const Decimal height = (*range_.high() - *range_.low()).value();
    if (height.is_zero()) return Decimal::from_integer(-50);
    return -share((*range_.high() - close_).value(), hundred, height, Rounding::half_even);
}

Cci::Cci(std::uint32_t period) : window_(period) { SWARMDESK_ASSERT(period <= period_max); }

void Cci::update(const Candle& candle)
{
    const Decimal threefold = (candle.high + candle.low + candle.close).value();
    sum_ = (window_.is_full() ? sum_ - window_.oldest() : sum_) + threefold;
    window_.push(threefold);
}

std::optional<Decimal> Cci::value() const
{
    if (!window_.is_full()) return std::nullopt;
    // With s = 3t and S = Σs: (t − mean) / (0.015 · mean of |t − mean|) = n(ns − S) / (0.015 · Σ|ns − S|).
    const auto count = static_cast<std::uint32_t>(window_.size());
    Decimal distances;
    for (std::size_t age = 0; age < count; ++age) distances += abs(times(window_.ago(age), count) - sum_);
    if (distances.is_zero()) return Decimal{};
    const Decimal distance = times(window_.newest(), count) - sum_;
    return share(times(distance, count), Decimal::from_integer(1000), times(distances, 15), Rounding::half_even);
}

Aroon::Aroon(std::uint32_t period) : period_(period), highs_(period + 1), lows_(period + 1)
{
    SWARMDESK_ASSERT(period > 0);
}

void Aroon::update(const Candle& candle)
{
    highs_.update(candle.high.value());
    lows_.update(candle.low.value());
}

std::optional<Decimal> Aroon::nearness(std::uint64_t age) const
{
    return over(times(hundred, static_cast<std::uint32_t>(period_ - age)), period_);
}

std::optional<Decimal> Aroon::up() const { return highs_.is_full() ? nearness(highs_.age()) : std::nullopt; }

std::optional<Decimal> Aroon::down() const { return lows_.is_full() ? nearness(lows_.age()) : std::nullopt; }

std::optional<Decimal> Aroon::oscillator() const
{
    if (!highs_.is_full()) return std::nullopt;
    return *up() - *down();
}

}  // namespace swarmdesk::trading::strategy
