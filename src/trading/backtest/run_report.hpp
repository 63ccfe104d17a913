#pragma once

#include "trading/backtest/backtest.hpp"
#include "trading/report/report.hpp"

namespace swarmdesk::trading::backtest {

struct RunReport {
    report::Report report;
    std::vector<report::Curve::Day> days;  ///< the return of each whole day
};

/// Runs a backtest to its end and reports of it as of a ledger. `unavailable` where it is too short for a report. May
/// be called from several threads at once.
Result<RunReport> run_report(const Terms& terms, std::span<const Recording> recordings, const StrategyId& name,
                             const strategy::StrategyMaker& make);

}  // namespace swarmdesk::trading::backtest
