#pragma once

#include <optional>

#include "trading/market/bar_reader.hpp"
#include "trading/market/candle_walk.hpp"
#include "trading/market/replay_plan.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// Plays one recording: says when its next moment is, and announces it when told to. The walk it plays is the one that
/// ReplaySource describes. Borrows the recording and the settings. Blocks on the disk.
class CandlePlayer {
public:
    CandlePlayer(const ReplayPlan::Recording& recording, const ReplaySettings& settings);

    /// Hands out what is taught, and reads the first candle that is played.
    Result<void> start(const Feed& feed);

    bool is_at_end() const { return moment_ == Moment::end; }
    UtcTime due() const { return due_; }

    /// Announces the moment that is due and goes to the next.
    Result<void> play(const Feed& feed, MonotonicTime received);

private:
    enum class Moment { hole = 1, open, walk, complete, end };

    const std::string& name() const { return recording_.instrument.id.symbol.to_string(); }
    const CandleRow& row() const { return bar_.walk[step_]; }
    Candle candle() const;

    Result<void> become(Moment moment, UtcTime due);
    Result<void> load(const Feed& feed);
    Result<void> begin_row();
    std::string hole_words() const;

    const ReplayPlan::Recording& recording_;
    const ReplaySettings& settings_;
    CandleWalk walk_;
    BarReader reader_;
    std::size_t skipped_;  // candles that could still be taught and are too old
    Bar bar_;
    std::size_t step_ = 0;  // the row of the bar's walk that is played
    std::optional<UtcTime> expected_;
    bool follows_hole_ = false;
    UtcTime hole_start_;
    Moment moment_ = Moment::end;
    UtcTime due_;
};

}  // namespace swarmdesk::trading::market
