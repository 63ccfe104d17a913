#pragma once

#include <span>
#include <string>
#include <vector>

#include "chosen_strategy.hpp"
#include "trading/backtest/load.hpp"
#include "trading/backtest/run_report.hpp"

namespace swarmdesk::app {

/// The desk of these settings, as a backtest of the strategy takes it.
trading::backtest::Terms backtest_terms(const Settings& settings, const trading::AgentId& agent);
/// The candles the settings name, with as much of what is before them as such strategies should have seen, each made to
/// be asked.
Result<trading::backtest::LoadedCandles> load_candles(const Settings& settings,
                                                      std::span<const trading::strategy::StrategyMaker> strategies);

/// What one strategy plays between the two, and was taught before: what its need alone decides, whoever is tried
/// beside.
std::vector<trading::backtest::Recording> recordings_for(const trading::backtest::LoadedCandles& candles,
                                                         const Settings& settings,
                                                         const trading::strategy::StrategyMaker& strategy,
                                                         UtcTime begin, UtcTime end);

struct BacktestOptions {
    std::vector<std::string> strategies;  ///< names or files
    std::vector<std::string> values;      ///< NAME=VALUE, of the strategy; for one strategy alone
    std::string html;                     ///< where the page goes, of several a folder of them; empty: nowhere
    std::string csv;  ///< a folder for CSV, or of one strategy a .csv for its trades; empty: nowhere
    bool approves = false;
    std::string rearm = "never";  ///< as `RearmPolicy` reads it
    bool is_json = false;
};

/// Runs each strategy over the candles the settings name: of one a whole report, of several a table beside each other.
/// Returns the process's exit code.
int run_backtest(const Settings& settings, const BacktestOptions& options, std::ostream& out);

}  // namespace swarmdesk::app
