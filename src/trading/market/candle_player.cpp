#include "trading/market/candle_player.hpp"

#include <algorithm>

namespace swarmdesk::trading::market {

CandlePlayer::CandlePlayer(const ReplayPlan::Recording& recording, const ReplaySettings& settings)
    : recording_(recording),
      settings_(settings),
      walk_(recording.instrument, {settings.spread_tenth_basis_points, settings.size_share_percent}),
      reader_(recording.interval, recording.series, recording.detail ? &*recording.detail : nullptr),
      skipped_(recording.too_old)
{}

Result<void> CandlePlayer::start(const Feed& feed) { return load(feed); }

Result<void> CandlePlayer::play(const Feed& feed, MonotonicTime received)
{
    switch (moment_) {
        case Moment::hole: feed.on_status(false, hole_words()); return become(Moment::open, row().open_time);
        case Moment::open:
            if (follows_hole_) feed.on_status(true, name() + ": the data goes on");
            walk_.enter(row(), bar_.walk_interval);
            [[fallthrough]];
        case Moment::walk:
            walk_.step(feed, received);
            if (!walk_.is_over()) return become(Moment::walk, walk_.due());
            expected_ = row().open_time + bar_.walk_interval;
            if (step_ + 1 < bar_.walk.size()) {
                ++step_;
                return begin_row();
            }
            if (!bar_.is_whole) return load(feed);
            return become(Moment::complete, bar_.row.open_time + recording_.interval);
        case Moment::complete: feed.on_candle(candle()); return load(feed);
        case Moment::end: break;
    }
    return {};
}

Candle CandlePlayer::candle() const
{
    const CandleRow& row = bar_.row;
    return {recording_.instrument.id,
            row.open_time,
            recording_.interval,
            row.open,
            row.high,
            row.low,
            row.close,
            row.volume};
}

Result<void> CandlePlayer::become(Moment moment, UtcTime due)
{
    moment_ = moment;
    due_ = due;
    return {};
}

/// Takes the next bar that is played; hands out on the way what is taught.
Result<void> CandlePlayer::load(const Feed& feed)
{
    for (;;) {
        const auto read = reader_.next(bar_);
        if (!read) return read.error();
        if (!*read || (settings_.to && bar_.row.open_time >= *settings_.to)) return become(Moment::end, due_);
        switch (fate_of(bar_.row.open_time, bar_.row.open_time + recording_.interval, settings_)) {
            case BarFate::played: step_ = 0; return begin_row();
            case BarFate::left_out: continue;
            case BarFate::taught: break;
        }
        if (!bar_.is_whole) continue;
        if (skipped_ > 0)
            --skipped_;
        else if (feed.on_history)
            feed.on_history(candle());
    }
}

Result<void> CandlePlayer::begin_row()
{
    hole_start_ = expected_.value_or(row().open_time);
    follows_hole_ = row().open_time != hole_start_;
    // A bar may have ended in the hole before it.
    return follows_hole_ ? become(Moment::hole, std::max(hole_start_, due_)) : become(Moment::open, row().open_time);
}

std::string CandlePlayer::hole_words() const
{
    const auto missing = (row().open_time - hole_start_) / recording_.series.interval;
    return name() + ": no data from " + to_iso(hole_start_) + " to " + to_iso(row().open_time) + ", " +
           std::to_string(missing) + (missing == 1 ? " candle" : " candles") + " missing";
}

}  // namespace swarmdesk::trading::market
