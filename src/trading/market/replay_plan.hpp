#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "trading/market/candle_series.hpp"
#include "trading/market/instrument_terms.hpp"
#include "trading/model/instrument.hpp"

namespace swarmdesk::trading::market {

/// What is replayed, and how.
struct ReplaySettings {
    std::vector<std::filesystem::path> files;     ///< or folders, or SYMBOL=FILE (candle_files.hpp)
    std::uint32_t speed = 1;                      ///< times the recording's own pace
    std::int32_t spread_tenth_basis_points = 10;  ///< the whole spread; 10 is one basis point
    std::int32_t size_share_percent = 2;          ///< of the candle's volume, on each side of a quote
    VenueId venue{"paper"};                       ///< where the recorded instruments are traded
    std::optional<UtcTime> from;                  ///< candles that begin before are not played
    std::optional<UtcTime> to;                    ///< nor are those that end later
    std::size_t warmup_max = 2'000;               ///< candles that end by `from` and are taught, of each instrument
    std::optional<UtcTime> taught_from;           ///< those that begin here or later are taught too, however many
    std::vector<InstrumentTerms> terms;           ///< what is said of some of them; each must be recorded
    nanoseconds timeframe{};                      ///< of the candles that are handed out; zero: the files' own
};

/// What a replay will play: the files read through and put in order.
struct ReplayPlan {
    struct Recording {
        Instrument instrument;
        nanoseconds interval{};              ///< of the candles that are handed out
        CandleSeries series;                 ///< which are these, or are built from these where they are shorter
        std::optional<CandleSeries> detail;  ///< how the price got through each; has a shorter interval

        UtcTime first;                   ///< the first instant that is played
        UtcTime end;                     ///< when the last candle is complete
        std::size_t candles = 0;         ///< that are handed out
        std::size_t warmup = 0;          ///< taught before the first of them
        std::size_t too_old = 0;         ///< older than these: neither taught nor played
        std::size_t left_out = 0;        ///< neither taught nor handed out, those too old among them
        std::size_t missing = 0;         ///< candles of the series among those that are played
        CandleHole longest_hole;         ///< likewise
        std::size_t without_detail = 0;  ///< candles that are played though some of their detail is missing
    };
    /// A symbol that has no candle between `from` and `to`.
    struct Unplayed {
        std::string symbol;
        UtcTime first;  ///< of its data
        UtcTime end;
        std::size_t candles = 0;
    };

    std::vector<Recording> recordings;  ///< by instrument name; at least one
    std::vector<Unplayed> unplayed;

    UtcTime first_time() const;  ///< where a virtual clock should start
    UtcTime last_time() const;   ///< when the last candle is complete
    std::size_t candles() const;
    std::vector<nanoseconds> candle_intervals() const;  ///< of the candles that are handed out, each length once
};

/// Reads every file through, so that a bad line is an error now and not in the middle of a run. Needs no clock: a
/// virtual one is made to start where the plan does.
Result<ReplayPlan> plan_replay(const ReplaySettings& settings);

/// The plan of one symbol's files, which have been read already. One with no candle between `from` and `to` has
/// `candles == 0`, and `first` and `end` of the data. `plan_replay` judges the settings themselves.
Result<ReplayPlan::Recording> plan_recording(const std::string& symbol, std::vector<CandleSeries::Part> parts,
                                             const ReplaySettings& settings);

/// Whether a bar from `start` to `end` is played, taught first, or neither.
enum class BarFate { played = 1, taught, left_out };
BarFate fate_of(UtcTime start, UtcTime end, const ReplaySettings& settings);

}  // namespace swarmdesk::trading::market
