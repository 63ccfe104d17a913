#include "trading/strategy/indicators/trend.hpp"

#include <algorithm>

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::strategy {
namespace {

constexpr Decimal hundred = Decimal::from_integer(100);

}  // namespace

DirectionalMovement::DirectionalMovement(std::uint32_t period) : period_(period), average_(period)
{
    SWARMDESK_ASSERT(period >= 2);
}

void DirectionalMovement::add(Decimal& sum, Decimal movement) const
{
    // The last to be added as it is was number n−1.
    if (movements_ >= period_) sum -= over(sum, period_);
    sum += movement;
}

void DirectionalMovement::update(const Candle& candle)
{
    if (last_) {
        if (movements_ < period_) ++movements_;
        const Decimal rise = (candle.high - last_->high).value();
        const Decimal fall = (last_->low - candle.low).value();
        add(plus_, rise.is_positive() && rise > fall ? rise : Decimal{});
        add(minus_, fall.is_positive() && fall > rise ? fall : Decimal{});
        add(range_, true_range(candle, last_->close));
        if (movements_ == period_) {
            const Decimal both = plus_ + minus_;
            average_.update(both.is_zero() ? both : share(abs(plus_ - minus_), hundred, both, Rounding::half_even));
        }
    }
    last_ = candle;
}

std::optional<Decimal> DirectionalMovement::indicator(Decimal sum) const
{
    if (movements_ < period_) return std::nullopt;
    return range_.is_zero() ? Decimal{} : share(sum, hundred, range_, Rounding::half_even);
}

Supertrend::Supertrend(std::uint32_t period, Decimal multiple) : range_(period), multiple_(multiple) {}

void Supertrend::update(const Candle& candle)
{
    range_.update(candle);
    if (const auto range = range_.value()) {
        const Decimal middle = over((candle.high + candle.low).value(), 2);
        const Decimal reach = multiply(multiple_, *range, Rounding::half_even);
        Bands next{middle + reach, middle - reach, false};
        if (bands_) {
            if (last_close_ <= bands_->upper) next.upper = std::min(next.upper, bands_->upper);
            if (last_close_ >= bands_->lower) next.lower = std::max(next.lower, bands_->lower);
            next.is_rising = bands_->is_rising ? candle.close.value() >= next.lower : candle.close.value() > next.upper;
        }
        bands_ = next;
    }
    last_close_ = candle.close.value();
}

std::optional<Decimal> Supertrend::line() const
{
    if (!bands_) return std::nullopt;
    return bands_->is_rising ? bands_->lower : bands_->upper;
}

std::optional<bool> Supertrend::is_rising() const { return bands_ ? std::optional{bands_->is_rising} : std::nullopt; }

EfficiencyRatio::EfficiencyRatio(std::uint32_t period) : closes_(period + 1) { SWARMDESK_ASSERT(period > 0); }

void EfficiencyRatio::update(Decimal close)
{
    if (closes_.size() > 0) path_ += abs(close - closes_.newest());
    if (closes_.is_full()) path_ -= abs(closes_.ago(closes_.size() - 2) - closes_.oldest());
    closes_.push(close);
}

std::optional<Decimal> EfficiencyRatio::net() const
{
    if (!closes_.is_full()) return std::nullopt;
    return closes_.newest() - closes_.oldest();
}

std::optional<Decimal> EfficiencyRatio::value() const
{
    const auto change = net();
    if (!change || change->is_zero()) return change;
    return divide(*change, path_, Rounding::half_even);
}

RegimeFilter::RegimeFilter(std::uint32_t period, Decimal efficiency_min)
    : efficiency_(period), efficiency_min_(efficiency_min)
{}

std::optional<Regime> RegimeFilter::value() const
{
    const auto net = efficiency_.net();
    if (!net) return std::nullopt;
    // |net| / path >= minimum, without the division: a flat market has no path.
    if (net->is_zero() || abs(*net) < multiply(efficiency_min_, efficiency_.path(), Rounding::half_even))
        return Regime::ranging;
    return net->is_positive() ? Regime::rising : Regime::falling;
}

}  // namespace swarmdesk::trading::strategy
