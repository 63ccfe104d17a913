#pragma once

#include <string>
#include <vector>

#include "settings.hpp"
#include "trading/optimize/study.hpp"

namespace swarmdesk::app {

struct OptimizeOptions {
    std::string strategy;           ///< a name or a file
    std::vector<std::string> vary;  ///< NAME=FROM:TO:STEP; none: all that the file declares
    std::string method = "tpe";
    std::string objective = "sharpe";
    std::uint64_t runs = 200;  ///< in each window
    std::uint64_t trades_min = 5;
    std::uint32_t hold_out_percent = 30;  ///< without walk-forward
    std::string train;                    ///< walk-forward: durations, such as 1440h; both or neither
    std::string test;
    std::uint64_t seed = 1;
    std::size_t jobs = 0;  ///< 0: as many as there are processors
    std::string folder;    ///< where finished runs are kept; empty: nowhere
    std::string html;      ///< where the page goes; empty: nowhere
    bool approves = false;
    std::string rearm = "never";  ///< as `RearmPolicy` reads it
    bool is_json = false;
};

/// Searches the parameters of a strategy over the candles the settings name, and prints what it found beside what that
/// made on candles it had not seen. Ctrl-C stops it between two batches. Returns the process's exit code.
int run_optimize(const Settings& settings, const OptimizeOptions& options, std::ostream& out);

}  // namespace swarmdesk::app
