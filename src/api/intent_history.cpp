#include "api/intent_history.hpp"

namespace swarmdesk::api {

namespace execution = trading::execution;

std::optional<IntentHistory> intent_history(std::span<const execution::StreamedEvent> events)
{
    if (events.empty()) return std::nullopt;
    const auto* proposed = std::get_if<execution::IntentProposed>(&events.front().stamped.event);
    if (proposed == nullptr) return std::nullopt;
    IntentHistory history;
    for (const auto& [seq, stamped, hash] : events) {
        if (execution::intent_of(stamped.event) != proposed->intent.id) continue;  // an alert about it
        if (const auto* requested = std::get_if<execution::ApprovalRequested>(&stamped.event)) {
            history.approval.emplace();
            history.approval->request = *requested;
            history.approval->account = proposed->intent.account;
            history.approval->created = stamped.time;
        } else if (history.approval) {
            execution::apply(*history.approval, stamped.event);
        }
        execution::apply(history.record, stamped);
    }
    return history;
}

}  // namespace swarmdesk::api
