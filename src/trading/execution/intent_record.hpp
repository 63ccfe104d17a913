#pragma once

#include <set>

#include "trading/execution/event.hpp"

namespace swarmdesk::trading::execution {

/// Where an intent stands (RAILS 17). The last six are final.
enum class IntentState {
    proposed = 1,
    reserved,
    pending_approval,  ///< waits for a human
    approved,
    submitted,  ///< on disk, and perhaps on the wire
    accepted,   ///< resting at the venue
    unknown,    ///< the venue may or may not have it: the resolver asks
    partially_filled,
    denied,    ///< by the rails
    declined,  ///< by a person
    expired,
    rejected,  ///< by the venue
    filled,
    canceled,
};
constexpr auto enum_table(IntentState)
{
    using enum IntentState;
    return std::to_array<EnumName<IntentState>>({{proposed, "PROPOSED"},
                                                 {reserved, "RESERVED"},
                                                 {pending_approval, "PENDING_APPROVAL"},
                                                 {approved, "APPROVED"},
                                                 {submitted, "SUBMITTED"},
                                                 {accepted, "ACCEPTED"},
                                                 {unknown, "UNKNOWN"},
                                                 {partially_filled, "PARTIALLY_FILLED"},
                                                 {denied, "DENIED"},
                                                 {declined, "DECLINED"},
                                                 {expired, "EXPIRED"},
                                                 {rejected, "REJECTED"},
                                                 {filled, "FILLED"},
                                                 {canceled, "CANCELED"}});
}
constexpr bool is_final(IntentState state) { return state >= IntentState::denied; }
/// Sent, and not known to have ended.
constexpr bool is_at_venue(IntentState state)
{
    return state >= IntentState::submitted && state <= IntentState::partially_filled;
}

/// Whether it is to be sent once what protects the lots it closes has left the venue. One that waits for a person is
/// not: nothing makes way before the grant.
constexpr bool waits_for_its_way(IntentState state)
{
    return state == IntentState::proposed || state == IntentState::approved;
}

/// Everything known of one intent: the fold of its events.
struct IntentRecord {
    Intent intent;
    IntentState state = IntentState::proposed;
    std::optional<risk::Denial> denial;
    std::optional<Order> order;          ///< once reserved
    std::optional<Evidence> evidence;    ///< the market it was judged on
    std::optional<ApprovalId> approval;  ///< once it waited for a human
    Usd notional;                        ///< worst case of the whole order
    Quantity filled;
    Amount filled_value;  ///< in the quote asset
    Amount fees;          ///< in the quote asset
    std::string venue_order_id;
    std::string outcome;  ///< the venue's code and message, where it rejected or stayed silent
    bool is_cancel_requested = false;
    std::set<FillId> fills;  ///< ids already applied
    Quantity settled;        ///< booked on people's word, and not yet reported by the venue
    UtcTime created;
    UtcTime updated;
    std::optional<DeskTime> submitted;
    std::optional<DeskTime> accepted;
    std::optional<DeskTime> unknown_since;
    std::optional<DeskTime> deadline;  ///< not sent after this

    Price average_price() const;
    Quantity unfilled() const { return order ? order->quantity - filled : Quantity{}; }
    friend bool operator==(const IntentRecord&, const IntentRecord&) = default;
};
SWARMDESK_DESCRIBE(IntentRecord, intent, state, denial, order, evidence, approval, notional, filled, filled_value, fees,
                   venue_order_id, outcome, is_cancel_requested, fills, settled, created, updated, submitted, accepted,
                   unknown_since, deadline)

/// The one fold of an intent: used by the gate, by every view and by the history of an intent read from the ledger.
/// `event` is about this intent; the first is its IntentProposed. Returns whether it ended just now.
bool apply(IntentRecord& record, const Stamped& event);

/// The intent an event is about; the nil id where it is about none.
IntentId intent_of(const Event& event);

enum class ApprovalState { open = 1, granted, declined, expired };
constexpr auto enum_table(ApprovalState)
{
    using enum ApprovalState;
    return std::to_array<EnumName<ApprovalState>>(
        {{open, "open"}, {granted, "granted"}, {declined, "declined"}, {expired, "expired"}});
}

struct ApprovalRecord {
    ApprovalRequested request;
    AccountId account;
    ApprovalState state = ApprovalState::open;
    std::optional<Actor> decided_by;
    std::string reason;
    UtcTime created;
    friend bool operator==(const ApprovalRecord&, const ApprovalRecord&) = default;
};
SWARMDESK_DESCRIBE(ApprovalRecord, request, account, state, decided_by, reason, created)

/// The one fold of an approval; events that are not about it change nothing.
void apply(ApprovalRecord& record, const Event& event);

}  // namespace swarmdesk::trading::execution
