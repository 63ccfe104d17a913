#pragma once

#include "trading/backtest/backtest.hpp"
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
    std::vector<report::Curve::Day> days;  ///< the return of each whole day
};

/// Runs a backtest to its end and reports of it as of a ledger. `unavailable` where it is too short for a report. May
/// be called from several threads at once.
Result<RunReport> run_report(const Terms& terms, std::span<const Recording> recordings, const StrategyId& name,
                             const strategy::StrategyMaker& make);

}  // namespace swarmdesk::trading::backtest
