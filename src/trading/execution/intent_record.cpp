#include "trading/execution/intent_record.hpp"

namespace swarmdesk::trading::execution {
namespace {

std::string code_and_message(const std::string& code, const std::string& message)
{
    return code + (message.empty() ? "" : ": " + message);
}

/// Folds one event into the record of its intent.
struct IntentFold {
    IntentRecord& record;
    UtcTime time;
    DeskTime desk;

    void operator()(const IntentProposed& e)
    {
        record.intent = e.intent;
        record.created = time;
        if (e.intent.expires) record.deadline = deadline_of(*e.intent.expires);
    }
    void operator()(const IntentDenied& e)
    {
        record.denial = e.denial;
        record.state = IntentState::denied;
    }
    void operator()(const ExposureReserved& e)
    {
        record.order = e.order;
        record.notional = e.reservation.notional;
        record.evidence = e.evidence;
        record.state = IntentState::reserved;
    }
    void operator()(const ApprovalRequested& e)
    {
        record.approval = e.approval;
        record.state = IntentState::pending_approval;
    }
    void operator()(const ApprovalGranted&) { record.state = IntentState::approved; }
    void operator()(const ApprovalDeclined& e)
    {
        record.denial = e.denial;
        record.state = IntentState::declined;
    }
    void operator()(const ApprovalExpired&) { record.state = IntentState::expired; }
    void operator()(const OrderSubmitted&)
    {
        record.state = IntentState::submitted;
        record.submitted = desk;
    }
    void operator()(const OrderAccepted& e)
    {
        if (!e.venue_order_id.empty()) record.venue_order_id = e.venue_order_id;
        if (!record.accepted) record.accepted = desk;
        record.unknown_since.reset();
        if (is_final(record.state)) return;
        record.state = record.filled.is_zero() ? IntentState::accepted : IntentState::partially_filled;
    }
    void operator()(const OrderRejected& e)
    {
        record.outcome = code_and_message(e.code, e.message);
        record.state = IntentState::rejected;
    }
    void operator()(const OrderUnknown& e)
    {
        record.outcome = code_and_message(e.code, e.message);
        record.state = IntentState::unknown;
        record.unknown_since = desk;
    }
    void operator()(const OrderFilled& e)
    {
        const Fill& fill = e.fill;
        const bool is_new = record.fills.insert(fill.id).second;
        SWARMDESK_ASSERT(is_new);
        add(fill.quantity,
            fill.quote_amount.is_positive() ? fill.quote_amount
                                            : trading::notional(fill.price, fill.quantity, Rounding::half_even),
            e.fee_quote);
        if (is_whole())
            record.state = IntentState::filled;  // also where the last fill came after the cancel was confirmed
        else if (!is_final(record.state))
            record.state = IntentState::partially_filled;
    }
    void operator()(const CancelRequested&) { record.is_cancel_requested = true; }
    void operator()(const OrderClosed& e)
    {
        record.outcome = e.reason;
        record.state = e.status == VenueOrderStatus::expired ? IntentState::expired : IntentState::canceled;
    }
    void operator()(const OrderSettled& e)
    {
        if (e.settlement.filled.is_positive())
            add(e.settlement.filled, trading::notional(e.settlement.price, e.settlement.filled, Rounding::half_even),
                e.settlement.fee);
        record.settled += e.settlement.filled;
        record.outcome = "settled by " + e.by.name + ": " + e.settlement.evidence;
        record.state = is_whole()                ? IntentState::filled
                       : record.filled.is_zero() ? IntentState::rejected
                                                 : IntentState::canceled;
    }
    void operator()(const SettledFillReported& e)
    {
        record.settled -= e.settled;
        if (e.settled == e.fill.quantity) record.fills.insert(e.fill.id);
    }
    template <class E>
    void operator()(const E&)
    {}

    /// Where the sum leaves its range, it is no deadline, or one long past.
    std::optional<DeskTime> deadline_of(UtcTime expires) const
    {
        const auto sum = static_cast<Int128>(desk.ns) + expires.ns - time.ns;
        if (sum > INT64_MAX) return std::nullopt;
        return DeskTime{static_cast<std::int64_t>(std::max<Int128>(sum, INT64_MIN))};
    }
    void add(Quantity quantity, Amount value, Amount fee)
    {
        record.filled += quantity;
        record.filled_value += value;
        record.fees += fee;
    }
    bool is_whole() const { return record.order && record.filled >= record.order->quantity; }
};

}  // namespace

Price IntentRecord::average_price() const
{
    if (filled.is_zero()) return {};
    return Price{divide(filled_value.value(), filled.value(), Rounding::half_even)};
}

bool apply(IntentRecord& record, const Stamped& event)
{
    const bool was_final = is_final(record.state);
    std::visit(IntentFold{record, event.time, event.desk}, event.event);
    record.updated = event.time;
    return !was_final && is_final(record.state);
}

IntentId intent_of(const Event& event)
{
    return std::visit(
        []<class E>(const E& e) {
            if constexpr (std::is_same_v<E, RoundTripClosed>)
                return IntentId{};  // about a lot
            else if constexpr (requires { e.intent.proposer; })
                return e.intent.id;
            else if constexpr (requires { e.intent.is_nil(); })
                return e.intent;
            else if constexpr (requires { e.reservation.intent; })
                return e.reservation.intent;
            else
                return IntentId{};
        },
        event);
}

void apply(ApprovalRecord& record, const Event& event)
{
    const auto decide = [&](ApprovalState state, const Actor& by, const std::string& reason) {
        SWARMDESK_ASSERT(record.state == ApprovalState::open);
        record.state = state;
        record.decided_by = by;
        record.reason = reason;
    };
    if (const auto* granted = std::get_if<ApprovalGranted>(&event))
        decide(ApprovalState::granted, granted->by, {});
    else if (const auto* declined = std::get_if<ApprovalDeclined>(&event))
        decide(ApprovalState::declined, declined->by, declined->reason);
    else if (std::holds_alternative<ApprovalExpired>(event))
        record.state = ApprovalState::expired;
}

}  // namespace swarmdesk::trading::execution
