#include "trading/backtest/track.hpp"

#include <algorithm>

namespace swarmdesk::trading::backtest {

Track::Track(const Recording& recording, const market::WalkTerms& terms)
    : recording_(&recording), walk_(recording.instrument, terms), candle_(recording.warm_up)
{
    if (!is_at_end()) begin_candle();
}

const market::CandleRow& Track::row() const
{
    return has_fine_ ? recording_->fine[fine_] : recording_->candles[candle_];
}

UtcTime Track::due() const
{
    switch (moment_) {
        case Moment::open: return row().open_time;
        case Moment::walk: return walk_.due();
        case Moment::complete: break;
    }
    return recording_->candles[candle_].open_time + recording_->interval;
}

void Track::step(const market::Feed& feed, MonotonicTime received)
{
    if (moment_ == Moment::complete) {
        feed.on_candle(candle());
        ++candle_;
        if (!is_at_end()) begin_candle();
        return;
    }
    if (moment_ == Moment::open) {
        walk_.enter(row(), row_interval());
        moment_ = Moment::walk;
    }
    walk_.step(feed, received);
    if (!walk_.is_over()) return;
    const bool has_more = has_fine_ && fine_ + 1 < fine_end_;
    if (has_more) ++fine_;
    moment_ = has_more ? Moment::open : Moment::complete;
}

void Track::begin_candle()
{
    const auto& fine = recording_->fine;
    const UtcTime begin = recording_->candles[candle_].open_time;
    const auto first_at = [&fine](std::size_t from, UtcTime time) {
        const auto rest = fine.subspan(from);
        const auto found = std::partition_point(rest.begin(), rest.end(),
                                                [time](const market::CandleRow& row) { return row.open_time < time; });
        return from + static_cast<std::size_t>(found - rest.begin());
    };
    fine_ = first_at(fine_end_, begin);
    fine_end_ = first_at(fine_, begin + recording_->interval);
    has_fine_ = fine_ < fine_end_;
    moment_ = Moment::open;
}

Candle Track::candle() const
{
    const market::CandleRow& row = recording_->candles[candle_];
    return {recording_->instrument.id,
            row.open_time,
            recording_->interval,
            row.open,
            row.high,
            row.low,
            row.close,
            row.volume};
}

}  // namespace swarmdesk::trading::backtest
