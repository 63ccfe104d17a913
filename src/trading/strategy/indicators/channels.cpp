#include "trading/strategy/indicators/channels.hpp"

#include "trading/strategy/indicators/averages.hpp"

namespace swarmdesk::trading::strategy {

RollingHighLow::RollingHighLow(std::uint32_t period) : highs_(period), lows_(period) {}

void RollingHighLow::update(const Candle& candle)
{
    highs_.update(candle.high.value());
    lows_.update(candle.low.value());
}

std::optional<Price> RollingHighLow::high() const
{
    const auto value = highs_.value();
    return value ? std::optional{Price{*value}} : std::nullopt;
}

std::optional<Price> RollingHighLow::low() const
{
    const auto value = lows_.value();
    return value ? std::optional{Price{*value}} : std::nullopt;
}

std::optional<Decimal> Donchian::upper() const
{
    return range_.is_full() ? std::optional{range_.high()->value()} : std::nullopt;
}

std::optional<Decimal> Donchian::middle() const
{
    return range_.is_full() ? std::optional{over((*range_.high() + *range_.low()).value(), 2)} : std::nullopt;
}

std::optional<Decimal> Donchian::lower() const
{
    return range_.is_full() ? std::optional{range_.low()->value()} : std::nullopt;
}

}  // namespace swarmdesk::trading::strategy
