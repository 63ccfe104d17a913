#pragma once

#include <filesystem>

#include "runtime/clock.hpp"
#include "trading/market/candle_file.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

/// What a replay will play: the files read through and put in order.
struct ReplayPlan {
    struct Part {
        std::filesystem::path path;
        CandleFileSummary summary;
        std::size_t overlap = 0;  ///< so many of its first candles are in the part before too, and are played once
    };
    struct Recording {
        Instrument instrument;
        nanoseconds interval{};
        std::vector<Part> parts;  ///< in the order of time
        std::size_t missing = 0;  ///< candles, within and between the parts
        CandleHole longest_hole;
    };

    std::vector<Recording> recordings;  ///< by instrument name; at least one

    UtcTime first_time() const;  ///< where a virtual clock should start
    UtcTime last_time() const;   ///< when the last candle is complete
    std::size_t candles() const;
};

/// A recorded market, played again: candle files merged on one clock, by time and then by instrument name. Files of the
/// same symbol are one recording, in the order of their times; where they overlap they must say the same.
///
/// A candle does not say in which order its prices came. This source plays each as a walk through four prices, always
///
///     open (at its first instant), low (after a quarter), high (after a half), close (a millisecond before its end),
///
/// then the complete candle at its end. Low comes before high because what this desk holds, it holds long: a position
/// with a stop below and a target above meets its stop first, so a replay never flatters it. (A short would want the
/// reverse.) The spread lies around the price, rounded outwards to the tick.
///
/// Inside a candle the price walks, it does not jump: every price on the way that somebody waits for
/// (`Feed::next_awaited`) is quoted too, long enough for an order to arrive while it stands. So a stop that a candle
/// passes trades at the stop less half the spread, not at the candle's low. From one candle's close to the next one's
/// open the price jumps: a stop in between trades at the open.
///
/// Time passes through the clock only: on a VirtualClock a replay takes no time, on a real one it keeps the recording's
/// pace times `speed`. A hole in the data is reported when it is reached. One thread: the desk's executor.
class ReplaySource final : public Source {
public:
    struct Settings {
        std::vector<std::filesystem::path> files;     ///< or folders, or SYMBOL=FILE (candle_files.hpp)
        std::uint32_t speed = 1;                      ///< times the recording's own pace
        std::int32_t spread_tenth_basis_points = 10;  ///< the whole spread; 10 is one basis point
        std::int32_t size_share_percent = 2;          ///< of the candle's volume, on each side of a quote
        VenueId venue{"paper"};                       ///< where the recorded instruments are traded
    };

    /// Reads every file through, so that a bad line is an error now and not in the middle of a run. Needs no clock: a
    /// virtual one is made to start where the plan does.
    static Result<ReplayPlan> plan(const Settings& settings);

    /// `settings` are those of the plan. `clock` is borrowed.
    ReplaySource(ReplayPlan plan, Settings settings, runtime::Clock& clock);

    /// Plan and source in one, for a clock that is there already.
    static Result<std::unique_ptr<ReplaySource>> open(Settings settings, runtime::Clock& clock);

    std::string description() const override;
    bool is_real() const override { return true; }
    std::vector<Instrument> instruments() const override;
    boost::asio::awaitable<Result<void>> run(Feed feed) override;

private:
    class Player;

    ReplayPlan plan_;
    Settings settings_;
    runtime::Clock& clock_;
};

}  // namespace swarmdesk::trading::market
