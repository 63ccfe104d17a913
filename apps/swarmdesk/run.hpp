#pragma once

#include "settings.hpp"

namespace swarmdesk::app {

struct RunOptions {
    bool exits_at_end = false;    ///< of a replay's data
    bool accepts_clock = false;   ///< the ledger's newest event lies in the future: start all the same
    bool accepts_prices = false;  ///< the ledger's prices came from another source: start all the same
    bool may_begin_anew = false;  ///< the state folder has lost its ledger: begin a new one
    bool loosens_limits = false;  ///< those of the settings, without what was tightened while a desk ran
};

/// Runs the desk with its doors until it is asked to stop. Returns the process's exit code.
int run_desk(const Settings& settings, RunOptions options);

}  // namespace swarmdesk::app
