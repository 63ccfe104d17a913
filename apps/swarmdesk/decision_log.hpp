#pragma once

#include "telemetry/log.hpp"
#include "trading/execution/event.hpp"

namespace swarmdesk::app {

/// One line for each decision of the gate, of the desk's limits and of people; nothing for what only follows from one.
/// The ledger has all of them with every number; this is for whoever looks at the terminal.
void log_decision(telemetry::Logger& log, const trading::execution::Stamped& stamped);

}  // namespace swarmdesk::app
