#include "trading/strategy/strategy.hpp"

#include <algorithm>

namespace swarmdesk::trading::strategy {

Signal to_signal(const StrategyId& strategy, const Proposal& proposal, const Candle& candle)
{
    Signal signal;
    signal.strategy = strategy.to_string();
    signal.instrument = candle.instrument;
    signal.side = proposal.side;
    signal.quantity = proposal.quantity;
    signal.quote_quantity = proposal.quote_quantity;
    signal.limit_price = proposal.limit_price;
    signal.stop_price = proposal.stop_price;
    signal.take_profit_price = proposal.take_profit_price;
    signal.trailing_bp = proposal.trailing_bp;
    signal.reduce_only = proposal.reduce_only;
    signal.confidence_percent = proposal.confidence_percent;
    signal.reason = proposal.reason;
    signal.time = close_time(candle);
    signal.expires = signal.time + proposal.valid_for;
    return signal;
}

Signal to_signal(const StrategyId& strategy, const Protection& protection, const Candle& candle)
{
    Signal signal;
    signal.strategy = strategy.to_string();
    signal.instrument = candle.instrument;
    signal.side = Side::sell;
    signal.is_hold = signal.reduce_only = true;
    signal.stop_price = protection.stop_price;
    signal.take_profit_price = protection.take_profit_price;
    signal.trailing_bp = protection.trailing_bp;
    signal.confidence_percent = 100;
    signal.reason = "holds, with " + protection.to_string();
    signal.time = close_time(candle);
    signal.expires = signal.time + std::chrono::minutes{1};
    return signal;
}

void ensure_stop(Signal& entry, Price close, Decimal percent)
{
    if (entry.side != Side::buy || entry.reduce_only || entry.stop_price || entry.trailing_bp) return;
    const auto hundred = Decimal::from_integer(100);
    const Decimal part = divide(hundred - percent, hundred, Rounding::half_even);
    entry.stop_price = Price{multiply(entry.limit_price.value_or(close).value(), part, Rounding::half_even)};
}

std::optional<UtcTime> past_from(const WarmUp& warm_up, nanoseconds interval, UtcTime first)
{
    constexpr std::int64_t settled = 4;
    if (warm_up.needed == 0) return std::nullopt;
    const nanoseconds timeframe = warm_up.timeframe.count() > 0 ? warm_up.timeframe : interval;
    return start_of_bar(first, timeframe) + -timeframe * (settled * std::int64_t{warm_up.needed});
}

bool is_resting(const View& view, const Candle& candle, nanoseconds pause)
{
    // The clock of whoever makes the candles may be that much ahead of ours.
    constexpr nanoseconds skew_max = std::chrono::seconds{1};
    if (!view.last_entry || pause.count() <= 0) return false;
    const UtcTime entered = *view.last_entry + std::min(skew_max, candle.interval / 2);
    return close_time(candle) - start_of_bar(entered, candle.interval) < pause;
}

UtcTime start_of_bar(UtcTime time, nanoseconds timeframe)
{
    const std::int64_t rest = time.ns % timeframe.count();
    return {time.ns - rest - (rest < 0 ? timeframe.count() : 0)};
}

}  // namespace swarmdesk::trading::strategy
