#pragma once

#include <optional>
#include <span>

#include "trading/execution/view.hpp"

namespace swarmdesk::api {

/// What became of one intent, folded from its own events alone: for intents the view has long forgotten.
struct IntentHistory {
    trading::execution::IntentRecord record;
    std::optional<trading::execution::ApprovalRecord> approval;
};

/// Nothing unless the first event is its proposal.
std::optional<IntentHistory> intent_history(std::span<const trading::execution::StreamedEvent> events);

}  // namespace swarmdesk::api
