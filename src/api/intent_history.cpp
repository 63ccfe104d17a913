#include "api/intent_history.hpp"

namespace swarmdesk::api {
namespace {

namespace execution = trading::execution;
using execution::IntentState;

struct IntentFold {
    execution::IntentRecord& record;
    UtcTime time;

    void operator()(const execution::IntentDenied& e)
    {
        record.state = IntentState::denied;
        record.denial = e.denial;
    }
    void operator()(const execution::ExposureReserved& e)
    {
        record.state = IntentState::reserved;
        record.order = e.order;
        record.notional = e.reservation.notional;
    }
    void operator()(const execution::ApprovalRequested& e)
    {
        record.state = IntentState::parked;
        record.approval = e.approval;
    }
    void operator()(const execution::ApprovalGranted&) { record.state = IntentState::approved; }
    void operator()(const execution::ApprovalRejected& e)
    {
        record.state = IntentState::rejected;
        record.denial = e.denial;
    }
    void operator()(const execution::ApprovalExpired&) { record.state = IntentState::expired; }
    void operator()(const execution::OrderSubmitting&)
    {
        record.state = IntentState::submitting;
        record.submitted = time;
    }
    void operator()(const execution::OrderAccepted& e)
    {
        record.venue_order_id = e.venue_order_id;
        if (record.filled.is_zero()) record.state = IntentState::accepted;
    }
    void operator()(const execution::OrderRefused& e)
    {
        record.state = IntentState::refused;
        record.outcome = e.code + " " + e.message;
    }
    void operator()(const execution::OrderUnknown& e)
    {
        record.state = IntentState::unknown;
        record.outcome = e.code + " " + e.message;
    }
    void operator()(const execution::OrderFilled& e)
    {
        record.filled += e.trade.quantity;
        record.filled_value += trading::notional(e.trade.price, e.trade.quantity, Rounding::half_even);
        record.fees += e.trade.fee;
        record.trades.insert(e.trade.trade_id);
        const bool is_whole = record.order && record.filled >= record.order->quantity;
        record.state = is_whole ? IntentState::filled : IntentState::partial;
    }
    void operator()(const execution::CancelRequested&) { record.is_cancel_requested = true; }
    void operator()(const execution::OrderClosed& e)
    {
        using enum trading::VenueOrderStatus;
        record.state = e.status == filled    ? IntentState::filled
                       : e.status == expired ? IntentState::expired
                                             : IntentState::cancelled;
        record.outcome = e.reason;
    }
    template <class E>
    void operator()(const E&)
    {}
};

}  // namespace

std::optional<execution::IntentRecord> intent_history(const std::vector<ledger::Record>& rows)
{
    execution::IntentRecord record;
    for (const ledger::Record& row : rows) {
        const auto event = execution::from_entry(row.entry);
        if (!event) return std::nullopt;
        if (&row == &rows.front()) {
            const auto* proposed = std::get_if<execution::IntentProposed>(&*event);
            if (proposed == nullptr) return std::nullopt;
            record.intent = proposed->intent;
            record.created = row.entry.time;
        }
        std::visit(IntentFold{record, row.entry.time}, *event);
        record.updated = row.entry.time;
    }
    if (rows.empty()) return std::nullopt;
    return record;
}

}  // namespace swarmdesk::api
