#pragma once

#include "backtest.hpp"
#include "optimize.hpp"
#include "replay_flags.hpp"
#include "settings_flags.hpp"

namespace swarmdesk::app {

/// What `swarmdesk backtest` and `swarmdesk optimize` are given.
struct BacktestFlags {
    SettingsFlags settings;
    ReplayFlags replay;
    BacktestOptions backtest;
    OptimizeOptions optimize;
};

/// Adds backtest and optimize. `code` becomes the process's exit code.
void add_backtest_commands(CLI::App& app, BacktestFlags& flags, int& code);

}  // namespace swarmdesk::app
