#pragma once

#include <optional>
#include <vector>

#include "trading/execution/gate.hpp"

namespace swarmdesk::api {

/// What became of one intent, told from its own ledger rows alone: for intents the desk has long forgotten. Nothing
/// unless the first row is its proposal.
std::optional<trading::execution::IntentRecord> intent_history(const std::vector<ledger::Record>& rows);

}  // namespace swarmdesk::api
