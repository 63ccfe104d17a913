#include "trading/market/candle_player.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::market {
namespace {

constexpr nanoseconds last_breath = std::chrono::milliseconds{1};

}  // namespace

CandlePlayer::CandlePlayer(const ReplayPlan::Recording& recording, const ReplaySettings& settings)
    : recording_(recording),
      settings_(settings),
      half_spread_(divide(Decimal::from_integer(settings.spread_tenth_basis_points), Decimal::from_integer(2 * 100'000),
                          Rounding::half_even)),
      size_share_(
          divide(Decimal::from_integer(settings.size_share_percent), Decimal::from_integer(100), Rounding::half_even)),
      reader_(recording.interval, recording.series, recording.detail ? &*recording.detail : nullptr),
      skipped_(recording.too_old)
{
    quote_.instrument = recording.instrument.id;
}

Result<void> CandlePlayer::start(const Feed& feed) { return load(feed); }

Result<void> CandlePlayer::play(const Feed& feed, MonotonicTime received)
{
    switch (moment_) {
        case Moment::hole: feed.on_status(false, hole_words()); return become(Moment::open, row().open_time);
        case Moment::open:
            if (follows_hole_) feed.on_status(true, name() + ": the data goes on");
            announce(feed, row().open, received);
            return become(Moment::low, at(1));
        case Moment::low:
            if (has_stopped_on_the_way(feed, row().low, at(2), received)) return {};
            announce(feed, row().low, received);
            return become(Moment::high, at(2));
        case Moment::high:
            if (has_stopped_on_the_way(feed, row().high, at(3), received)) return {};
            announce(feed, row().high, received);
            return become(Moment::walk_to_close, at(3));
        case Moment::walk_to_close:
            if (has_stopped_on_the_way(feed, row().close, end() + -last_breath, received)) return {};
            return become(Moment::close, end() + -last_breath);
        case Moment::close:
            if (has_stopped_on_the_way(feed, row().close, end(), received)) return {};
            announce(feed, row().close, received);
            expected_ = end();
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
    return {quote_.instrument, row.open_time, recording_.interval, row.open, row.high, row.low, row.close, row.volume};
}

/// Quotes the next price that somebody waits for between here and `target`, if there is one: the moment then comes
/// again when what that sets off has had its time, and before `deadline`, however many prices there are. Asked when the
/// walk is due and not when it begins, so that what was set up meanwhile counts.
bool CandlePlayer::has_stopped_on_the_way(const Feed& feed, Price target, UtcTime deadline, MonotonicTime received)
{
    constexpr std::int64_t pauses_per_row = 300;
    constexpr std::int64_t share_of_the_rest = 8;
    if (!feed.next_awaited || target == price_) return false;
    const auto awaited = feed.next_awaited(quote_.instrument, price_, target);
    if (!awaited) return false;
    SWARMDESK_ASSERT(target < price_ ? target < *awaited && *awaited < price_ : price_ < *awaited && *awaited < target);
    announce(feed, *awaited, received);
    due_ = due_ + std::min(bar_.walk_interval / pauses_per_row, (deadline - due_) / share_of_the_rest);
    return true;
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
    size_ = Quantity{round_to_step(multiply(row().volume.value(), size_share_, Rounding::toward_zero),
                                   recording_.instrument.lot.value(), Rounding::toward_zero)};
    size_ = std::max(size_, recording_.instrument.lot);
    // A bar may have ended in the hole before it.
    return follows_hole_ ? become(Moment::hole, std::max(hole_start_, due_)) : become(Moment::open, row().open_time);
}

void CandlePlayer::announce(const Feed& feed, Price price, MonotonicTime received)
{
    price_ = price;
    const Decimal tick = recording_.instrument.tick.value();
    const Decimal half = multiply(price.value(), half_spread_, Rounding::away_from_zero);
    quote_.bid = Price{std::max(round_to_step(price.value() - half, tick, Rounding::toward_zero), tick)};
    quote_.ask = Price{round_to_step(price.value() + half, tick, Rounding::away_from_zero)};
    if (quote_.ask <= quote_.bid) quote_.ask = quote_.bid + recording_.instrument.tick;
    quote_.bid_size = quote_.ask_size = size_;
    quote_.time = due_;
    quote_.received = received;
    feed.on_quote(quote_);
}

std::string CandlePlayer::hole_words() const
{
    const auto missing = (row().open_time - hole_start_) / recording_.series.interval;
    return name() + ": no data from " + to_iso(hole_start_) + " to " + to_iso(row().open_time) + ", " +
           std::to_string(missing) + (missing == 1 ? " candle" : " candles") + " missing";
}

}  // namespace swarmdesk::trading::market
