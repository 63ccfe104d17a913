#pragma once

#include <optional>
#include <string>
#include <vector>

#include "trading/market/replay_plan.hpp"

namespace swarmdesk::trading::market {

/// What one candle file holds, bad lines and all.
struct CandleFileCheck {
    static constexpr std::size_t shown_max = 10;

    std::filesystem::path path;
    std::string form;                    ///< "gzip, 12 columns without names, times in microseconds"
    std::size_t rows = 0;                ///< that can be read
    std::size_t bad_rows = 0;            ///< that contradict themselves or the ones before, or hold no candle
    std::vector<std::string> bad_lines;  ///< the first of them: "line 7: the high is below the open or the close"
    std::optional<Error> error;          ///< why nothing more of it can be read; names the file
};

/// A price that is far from the close of the candle before.
struct PriceJump {
    UtcTime candle;  ///< that reaches it
    Price from;
    Price to;
};

/// What a replay would see of one instrument.
struct InstrumentCheck {
    static constexpr std::size_t shown_max = 10;
    static constexpr int jump_percent = 20;

    std::string symbol;
    std::vector<CandleFileCheck> files;
    std::optional<Error> problem;  ///< why a replay would refuse it; what follows is empty then

    std::optional<ReplayPlan::Recording> recording;
    std::string steps;               ///< where tick and lot come from
    std::size_t holes = 0;           ///< in the series
    std::vector<CandleHole> placed;  ///< the first of them
    std::size_t zero_volumes = 0;    ///< candles in which nothing was traded
    std::size_t jumps = 0;           ///< candles that reach further than `jump_percent` from the close before
    std::vector<PriceJump> largest;  ///< of them, the farthest first

    bool is_usable() const { return !problem; }
};

/// Reads everything through as a replay of it would, and on where that would stop at the first bad line. The error says
/// that there is nothing to look at: no such file, an empty folder.
Result<std::vector<InstrumentCheck>> check_candles(const ReplaySettings& settings);

}  // namespace swarmdesk::trading::market
