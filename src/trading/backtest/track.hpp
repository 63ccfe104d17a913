#pragma once

#include <span>

#include "trading/market/candle_walk.hpp"

namespace swarmdesk::trading::backtest {

/// Candles of one instrument, borrowed from whoever loaded them (load.hpp) and shared by any number of runs.
struct Recording {
    Instrument instrument;
    nanoseconds interval{};
    std::span<const market::CandleRow> candles;  ///< ascending
    std::size_t warm_up = 0;                  ///< so many of the first are history: they teach, and nothing is traded
    std::span<const market::CandleRow> fine;  ///< the way through some of the candles, ascending; each of them wholly
    nanoseconds fine_interval{};

    UtcTime begin() const { return candles[warm_up].open_time; }
    UtcTime end() const { return candles.back().open_time + interval; }
};

/// Goes through a recording, quote by quote. Pure. Borrows the recording.
class Track {
public:
    Track(const Recording& recording, const market::WalkTerms& terms);

    const Recording& recording() const { return *recording_; }
    bool is_at_end() const { return candle_ == recording_->candles.size(); }
    /// When the next moment is. Not at the end.
    UtcTime due() const;
    /// Announces it, and goes to the next.
    void step(const market::Feed& feed, MonotonicTime received);

private:
    void begin_candle();
    const market::CandleRow& row() const;
    nanoseconds row_interval() const { return has_fine_ ? recording_->fine_interval : recording_->interval; }
    Candle candle() const;

    enum class Moment { open = 1, walk, complete };

    const Recording* recording_;
    market::CandleWalk walk_;
    std::size_t candle_ = 0;
    std::size_t fine_ = 0;      ///< the finer row that is walked, or comes next
    std::size_t fine_end_ = 0;  ///< where those of this candle end
    bool has_fine_ = false;     ///< otherwise the candle is its own walk
    Moment moment_ = Moment::open;
};

}  // namespace swarmdesk::trading::backtest
