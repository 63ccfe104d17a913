#pragma once

#include "trading/backtest/backtest.hpp"
#include "trading/backtest/streak_stops.hpp"
#include "trading/report/report.hpp"

namespace swarmdesk::trading::backtest {

/// What became of what the strategy wanted: it says why there are few trades, or none.
struct RunCounts {
    std::uint64_t signals = 0;
    std::map<std::string, std::uint64_t> denials;  ///< by code
    std::uint64_t declined = 0;                    ///< waited for a human, who said no
    std::uint64_t rejected = 0;                    ///< by the exchange
};

struct RunReport {
    report::Report report;
    RunCounts counts;
    StreakStops stops;                     ///< when loss streaks kept everything new out
    std::vector<report::Curve::Day> days;  ///< the return of each whole day
};

/// Runs a backtest to its end and reports of it as of a ledger. `unavailable` where it is too short for a report. May
/// be called from several threads at once. `also`, where there is one, is told every fill, trade and point too,
/// `listener` every event.
Result<RunReport> run_report(const Terms& terms, std::span<const Recording> recordings, const StrategyId& name,
                             const strategy::StrategyMaker& make, report::Observer* also = nullptr,
                             const Backtest::Listener& listener = {});

}  // namespace swarmdesk::trading::backtest
