#include "trading/strategy/resampled.hpp"

#include <algorithm>
#include <utility>

#include "base/assert.hpp"

namespace swarmdesk::trading::strategy {

Resampled::Resampled(nanoseconds timeframe, std::unique_ptr<Strategy> strategy)
    : timeframe_(timeframe), strategy_(std::move(strategy))
{
    SWARMDESK_ASSERT(timeframe.count() > 0 && strategy_ != nullptr);
}

std::optional<Proposal> Resampled::on_candle(const Candle& candle, const View& view)
{
    if (!can_be_made_of(candle.interval, timeframe_) || (last_ && candle.open_time < *last_)) return std::nullopt;
    const bool is_first = !last_;
    last_ = close_time(candle);
    const UtcTime start = start_of_bar(candle.open_time, timeframe_);
    if (is_first && start != candle.open_time) skipped_ = start;
    if (skipped_ == start) return std::nullopt;

    std::optional<Proposal> proposal;
    if (open_ && open_->open_time != start) proposal = complete(view);
    add(candle, start);
    if (close_time(candle) < start + timeframe_) return proposal;
    auto newer = complete(view);
    return newer ? std::move(newer) : std::move(proposal);
}

WarmUp Resampled::warm_up() const
{
    WarmUp inner = strategy_->warm_up();
    inner.timeframe = timeframe_;
    return inner;
}

void Resampled::add(const Candle& candle, UtcTime start)
{
    if (!open_) {
        open_ = candle;
        open_->open_time = start;
        open_->interval = timeframe_;
        return;
    }
    open_->high = std::max(open_->high, candle.high);
    open_->low = std::min(open_->low, candle.low);
    open_->close = candle.close;
    Decimal volume;
    try {
        volume = open_->volume.value() + candle.volume.value();
    } catch (const ArithmeticError&) {
        volume = open_->volume.value();  // beyond all numbers already
    }
    open_->volume = Quantity{volume};
}

std::optional<Proposal> Resampled::complete(const View& view)
{
    const Candle candle = *std::exchange(open_, std::nullopt);
    return strategy_->on_candle(candle, view);
}

}  // namespace swarmdesk::trading::strategy
