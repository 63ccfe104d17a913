#pragma once

#include <string>
#include <vector>

#include "chosen_strategy.hpp"
#include "trading/backtest/load.hpp"
#include "trading/backtest/run_report.hpp"

namespace swarmdesk::app {

/// The desk of these settings, as a backtest of the strategy takes it.
trading::backtest::Terms backtest_terms(const Settings& settings, const ChosenStrategy& strategy);
/// The candles the settings name.
Result<trading::backtest::LoadedCandles> load_candles(const Settings& settings);

struct BacktestOptions {
    std::vector<std::string> strategies;  ///< names or files
    std::vector<std::string> values;      ///< NAME=VALUE, of the strategy; for one strategy alone
    std::string html;                     ///< where the report's page goes; empty: nowhere. For one strategy alone
    bool approves = false;
    bool is_json = false;
};

/// Runs each strategy over the candles the settings name: of one a whole report, of several a table beside each other.
/// Returns the process's exit code.
int run_backtest(const Settings& settings, const BacktestOptions& options, std::ostream& out);

}  // namespace swarmdesk::app
