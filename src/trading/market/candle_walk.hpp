#pragma once

#include <optional>

#include "trading/market/candle_csv.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// The spread and the depth that a recording does not have, as a replay makes them up.
struct WalkTerms {
    std::int32_t spread_tenth_basis_points = 10;  ///< the whole spread; 10 is one basis point
    std::int32_t size_share_percent = 2;          ///< of the candle's volume, on each side of a quote
};

/// The way through one candle after another of an instrument, as prices that are quoted one by one: which prices, in
/// which order and when is in replay_source.hpp. Pure: it says when its next moment is, and announces it when told to.
class CandleWalk {
public:
    CandleWalk(const Instrument& instrument, const WalkTerms& terms);

    /// Begins a candle, at its first instant. The one before it is over, or there is none.
    void enter(const CandleRow& row, nanoseconds interval);
    /// Its close was announced: it is time for the next one.
    bool is_over() const { return moment_ == Moment::over; }
    /// When the next moment is; of a candle that is over the last one.
    UtcTime due() const { return due_; }
    /// Announces the moment that is due and goes to the next.
    void step(const Feed& feed, MonotonicTime received);

private:
    enum class Moment { open = 1, low, high, walk_to_close, close, over };
    static constexpr nanoseconds last_breath = std::chrono::milliseconds{1};

    UtcTime end() const { return row_.open_time + interval_; }
    UtcTime at(int quarter) const { return row_.open_time + interval_ * quarter / 4; }
    bool has_stopped_on_the_way(const Feed& feed, Price target, UtcTime deadline, MonotonicTime received);
    void become(Moment moment, UtcTime due);
    void announce(const Feed& feed, Price price, MonotonicTime received);

    Instrument instrument_;
    nanoseconds interval_{};
    Decimal half_spread_;  // as a share of the price
    Decimal size_share_;
    CandleRow row_;
    Price price_;  // the last one announced
    Quote quote_;
    Moment moment_ = Moment::over;
    UtcTime due_;
};

}  // namespace swarmdesk::trading::market
