#pragma once

#include "telemetry/log.hpp"
#include "trading/execution/event.hpp"

namespace swarmdesk::app {

/// One line for each event, at a level that says what a person has to do with it (docs/cli.md): error, somebody must
/// act, until then the desk or an account stands still; warning, look at it; info, a decision of the gate, of the
/// desk's limits or of people; debug, what only follows from one. The ledger has all of them with every number; this is
/// for whoever looks at the terminal.
void log_decision(telemetry::Logger& log, const trading::execution::Stamped& stamped);

}  // namespace swarmdesk::app
