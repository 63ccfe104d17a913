#include "trading/market/candle_walk.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::market {

CandleWalk::CandleWalk(const Instrument& instrument, const WalkTerms& terms)
    : instrument_(instrument),
      half_spread_(divide(Decimal::from_integer(terms.spread_tenth_basis_points), Decimal::from_integer(2 * 100'000),
                          Rounding::half_even)),
      size_share_(
          divide(Decimal::from_integer(terms.size_share_percent), Decimal::from_integer(100), Rounding::half_even))
{
    quote_.instrument = instrument.id;
}

void CandleWalk::enter(const CandleRow& row, nanoseconds interval)
{
    row_ = row;
    interval_ = interval;
    const Quantity size{round_to_step(multiply(row.volume.value(), size_share_, Rounding::toward_zero),
                                      instrument_.lot.value(), Rounding::toward_zero)};
    quote_.bid_size = quote_.ask_size = std::max(size, instrument_.lot);
    become(Moment::open, row.open_time);
}

void CandleWalk::step(const Feed& feed, MonotonicTime received)
{
    switch (moment_) {
        case Moment::open: announce(feed, row_.open, received); return become(Moment::low, at(1));
        case Moment::low:
            if (has_stopped_on_the_way(feed, row_.low, at(2), received)) return;
            announce(feed, row_.low, received);
            return become(Moment::high, at(2));
        case Moment::high:
            if (has_stopped_on_the_way(feed, row_.high, at(3), received)) return;
            announce(feed, row_.high, received);
            return become(Moment::walk_to_close, at(3));
        case Moment::walk_to_close:
            if (has_stopped_on_the_way(feed, row_.close, end() + -last_breath, received)) return;
            return become(Moment::close, end() + -last_breath);
        case Moment::close:
            if (has_stopped_on_the_way(feed, row_.close, end(), received)) return;
            announce(feed, row_.close, received);
            return become(Moment::over, due_);
        case Moment::over: break;
    }
}

/// Quotes the next price that somebody waits for between here and `target`, if there is one: the moment then comes
/// again when what that sets off has had its time, and before `deadline`, however many prices there are. Asked when the
/// walk is due and not when it begins, so that what was set up meanwhile counts.
bool CandleWalk::has_stopped_on_the_way(const Feed& feed, Price target, UtcTime deadline, MonotonicTime received)
{
    constexpr std::int64_t pauses_per_candle = 300;
    constexpr std::int64_t share_of_the_rest = 8;
    if (!feed.next_awaited || target == price_) return false;
    const auto awaited = feed.next_awaited(quote_.instrument, price_, target);
    if (!awaited) return false;
    SWARMDESK_ASSERT(target < price_ ? target < *awaited && *awaited < price_ : price_ < *awaited && *awaited < target);
    announce(feed, *awaited, received);
    due_ = due_ + std::min(interval_ / pauses_per_candle, (deadline - due_) / share_of_the_rest);
    return true;
}

void CandleWalk::become(Moment moment, UtcTime due)
{
    moment_ = moment;
    due_ = due;
}

void CandleWalk::announce(const Feed& feed, Price price, MonotonicTime received)
{
    price_ = price;
    const Decimal tick = instrument_.tick.value();
    const Decimal half = multiply(price.value(), half_spread_, Rounding::away_from_zero);
    quote_.bid = Price{std::max(round_to_step(price.value() - half, tick, Rounding::toward_zero), tick)};
    quote_.ask = Price{round_to_step(price.value() + half, tick, Rounding::away_from_zero)};
    if (quote_.ask <= quote_.bid) quote_.ask = quote_.bid + instrument_.tick;
    quote_.time = due_;
    quote_.received = received;
    feed.on_quote(quote_);
}

}  // namespace swarmdesk::trading::market
