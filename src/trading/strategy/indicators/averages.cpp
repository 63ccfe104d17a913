#include "trading/strategy/indicators/averages.hpp"

#include "base/wide.hpp"

namespace swarmdesk::trading::strategy {

Decimal over(Decimal value, std::uint32_t count)
{
    SWARMDESK_ASSERT(count > 0);
    const auto size = static_cast<Int128>(divide_half_even({0, magnitude(value.mantissa())}, count));
    return Decimal::from_mantissa(value.is_negative() ? -size : size);
}

Decimal times(Decimal value, std::uint32_t count)
{
    Int128 product = 0;
    if (__builtin_mul_overflow(value.mantissa(), Int128{count}, &product)) throw ArithmeticError{"decimal overflow"};
    return Decimal::from_mantissa(product);
}

Sma::Sma(std::uint32_t period) : window_(period) {}

void Sma::update(Decimal value)
{
    sum_ = (window_.is_full() ? sum_ - window_.oldest() : sum_) + value;
    window_.push(value);
}

std::optional<Decimal> Sma::value() const
{
    if (!window_.is_full()) return std::nullopt;
    return over(sum_, static_cast<std::uint32_t>(window_.size()));
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

Wma::Wma(std::uint32_t period) : period_(period), window_(period) {}

void Wma::update(Decimal value)
{
    if (window_.is_full()) {
        // Everything in the window counts once less, and what falls out counted once.
        weighted_ = weighted_ - sum_ + times(value, period_);
        sum_ = sum_ - window_.oldest() + value;
    } else {
        weighted_ += times(value, static_cast<std::uint32_t>(window_.size()) + 1);
        sum_ += value;
    }
    window_.push(value);
}

std::optional<Decimal> Wma::value() const
{
    if (!window_.is_full()) return std::nullopt;
    return over(weighted_, period_ * (period_ + 1) / 2);
}

}  // namespace swarmdesk::trading::strategy
