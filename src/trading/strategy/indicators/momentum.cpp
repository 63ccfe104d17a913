#include "trading/strategy/indicators/momentum.hpp"

#include <algorithm>

#include "base/decimal_share.hpp"

namespace swarmdesk::trading::strategy {

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
    return share(*gain, Decimal::from_integer(100), both, Rounding::half_even);
}

Macd::Macd(Periods periods)
    : to_skip_(periods.slow - periods.fast), fast_(periods.fast), slow_(periods.slow), signal_(periods.signal)
{
    SWARMDESK_ASSERT(periods.fast < periods.slow);
}

void Macd::update(Decimal value)
{
    if (to_skip_ > 0)
        --to_skip_;
    else
        fast_.update(value);
    slow_.update(value);
    if (const auto difference = line()) signal_.update(*difference);
}

std::optional<Decimal> Macd::line() const
{
    const auto fast = fast_.value();
    const auto slow = slow_.value();
    if (!fast || !slow) return std::nullopt;
    return *fast - *slow;
}

std::optional<Decimal> Macd::histogram() const
{
    const auto signal = signal_.value();
    if (!signal) return std::nullopt;
    return *line() - *signal;
}

RateOfChange::RateOfChange(std::uint32_t period) : window_(period + 1) { SWARMDESK_ASSERT(period > 0); }

std::optional<Decimal> RateOfChange::value() const
{
    if (!window_.is_full() || window_.oldest().is_zero()) return std::nullopt;
    try {
        return share(window_.newest() - window_.oldest(), Decimal::from_integer(100), window_.oldest(),
                     Rounding::half_even);
    } catch (const ArithmeticError&) {
        return std::nullopt;  // from next to nothing to a fortune
    }
}

}  // namespace swarmdesk::trading::strategy
