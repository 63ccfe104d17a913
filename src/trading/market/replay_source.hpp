#pragma once

#include <memory>

#include "runtime/clock.hpp"
#include "trading/market/replay_plan.hpp"
#include "trading/market/source.hpp"

namespace swarmdesk::trading::market {

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
/// Where finer candles are known, as a detail or because the candles handed out are built from them, each of those is
/// walked in the same way, inside the longer candle (bar_reader.hpp).
///
/// What ends by `from` is taught first (`Feed::on_history`), at the first instant of what is played; nothing is quoted
/// of it.
///
/// Time passes through the clock only: on a VirtualClock a replay takes no time, on a real one it keeps the recording's
/// pace times `speed`. A hole in the data is reported when it is reached. One thread: the desk's executor.
class ReplaySource final : public Source {
public:
    using Settings = ReplaySettings;

    /// `settings` are those of the plan. `clock` is borrowed.
    ReplaySource(ReplayPlan plan, Settings settings, runtime::Clock& clock);

    /// Plan and source in one, for a clock that is there already.
    static Result<std::unique_ptr<ReplaySource>> open(Settings settings, runtime::Clock& clock);

    std::string description() const override;
    bool is_real() const override { return true; }
    std::vector<Instrument> instruments() const override;
    std::vector<nanoseconds> candle_intervals() const override { return plan_.candle_intervals(); }
    boost::asio::awaitable<Result<void>> run(Feed feed) override;
    /// What the files have, also of before `from`; nothing where nothing is taught (`warmup_max` 0). Blocks on the
    /// disk.
    void ask_history(HistoryRequest request, HistoryAnswer answer) override;

private:
    Result<std::vector<Candle>> read_history(const HistoryRequest& request) const;

    ReplayPlan plan_;
    Settings settings_;
    runtime::Clock& clock_;
};

}  // namespace swarmdesk::trading::market
