#include "trading/execution/event.hpp"

#include <fmt/format.h>

#include "base/json_fields.hpp"

namespace swarmdesk::trading::execution {
namespace {

/// What the row is found by: the intent or the account the event is about.
template <class E>
std::string subject_of(const E& event)
{
    if constexpr (requires { event.intent.proposer; })
        return event.intent.id.to_string();
    else if constexpr (requires { event.intent.to_string(); })
        return event.intent.to_string();
    else if constexpr (requires { event.reservation.intent; })
        return event.reservation.intent.to_string();
    else if constexpr (requires { event.account.to_string(); })
        return event.account.to_string();
    else if constexpr (requires { event.signal.id; })
        return event.signal.id.to_string();
    else if constexpr (requires { event.instrument.id; })
        return event.instrument.id.to_string();
    else
        return "desk";
}

/// Calls `visit.operator()<E>()` for the event struct with this number; false where there is none.
template <class Visitor, std::size_t... index>
bool with_kind(std::uint32_t kind, Visitor&& visit, std::index_sequence<index...>)
{
    const auto attempt = [&]<class E>() {
        if (E::kind != kind) return false;
        visit.template operator()<E>();
        return true;
    };
    return (attempt.template operator()<std::variant_alternative_t<index, Event>>() || ...);
}

template <class Visitor>
bool with_kind(std::uint32_t kind, Visitor&& visit)
{
    return with_kind(kind, std::forward<Visitor>(visit), std::make_index_sequence<std::variant_size_v<Event>>{});
}

std::string words(const Order& order)
{
    return fmt::format("{} {} {} {}{}", to_text(order.side), order.quantity.to_string(), order.instrument.to_string(),
                       to_text(order.type),
                       order.limit_price ? " at worst " + order.limit_price->to_string() : std::string{});
}

std::string because(const std::string& reason) { return reason.empty() ? std::string{} : ": " + reason; }

struct Describer {
    std::string operator()(const InstrumentListed& e) const { return e.instrument.id.to_string() + " can be traded"; }
    std::string operator()(const AccountOpened& e) const
    {
        return fmt::format("account {} opened for {}", e.account.to_string(), e.user.to_string());
    }
    std::string operator()(const FundsMoved& e) const
    {
        return fmt::format("{} {} moved on account {}{}", e.amount.to_string(), e.asset.to_string(),
                           e.account.to_string(), because(e.reason));
    }
    std::string operator()(const SignalRaised& e) const
    {
        return fmt::format("{} ({}) signals {} {}{}", e.signal.agent.to_string(), e.signal.strategy,
                           to_text(e.signal.side), e.signal.instrument.to_string(), because(e.signal.reason));
    }
    std::string operator()(const IntentProposed& e) const
    {
        const Intent& intent = e.intent;
        return fmt::format(
            "{} {} proposes {} {} {}", to_text(intent.proposer.kind), intent.proposer.name, to_text(intent.side),
            intent.quantity ? intent.quantity->to_string()
                            : (intent.quote_quantity ? intent.quote_quantity->to_string() + " worth of" : "?"),
            intent.instrument.to_string());
    }
    std::string operator()(const IntentDenied& e) const { return "denied, " + to_string(e.denial); }
    std::string operator()(const ExposureReserved& e) const
    {
        return fmt::format("admitted: {}; {} USD reserved, worst case {} USD", words(e.order),
                           e.reservation.exposure.to_string(), e.worst_case.to_string());
    }
    std::string operator()(const ApprovalRequested& e) const
    {
        return fmt::format("waits for a human until {}", to_iso(e.expires));
    }
    std::string operator()(const ApprovalGranted& e) const
    {
        return fmt::format("approved by {} {}", to_text(e.by.kind), e.by.name);
    }
    std::string operator()(const ApprovalRejected& e) const
    {
        return fmt::format("rejected by {} {}{}", to_text(e.by.kind), e.by.name,
                           e.denial ? ": " + to_string(*e.denial) : because(e.reason));
    }
    std::string operator()(const ApprovalExpired&) const { return "nobody decided in time: not approved"; }
    std::string operator()(const OrderSubmitting& e) const { return "sending " + e.client_order_id.to_string(); }
    std::string operator()(const OrderAccepted& e) const
    {
        return fmt::format("accepted by the venue as {}{}", e.venue_order_id, e.by_resolver ? ", found by asking" : "");
    }
    std::string operator()(const OrderRefused& e) const
    {
        return fmt::format("refused by the venue: {} {}{}", e.code, e.message,
                           e.by_resolver ? ", established by asking" : "");
    }
    std::string operator()(const OrderUnknown& e) const
    {
        return fmt::format("outcome unknown, asking the venue: {} {}", e.code, e.message);
    }
    std::string operator()(const OrderFilled& e) const
    {
        return fmt::format("{} {} {} filled at {}, fee {} {}", to_text(e.trade.side), e.trade.quantity.to_string(),
                           e.trade.instrument.to_string(), e.trade.price.to_string(), e.trade.fee.to_string(),
                           e.trade.fee_asset.to_string());
    }
    std::string operator()(const CancelRequested& e) const
    {
        return fmt::format("cancel asked by {} {}{}", to_text(e.by.kind), e.by.name, because(e.reason));
    }
    std::string operator()(const OrderClosed& e) const
    {
        return fmt::format("{} at the venue{}", to_text(e.status), because(e.reason));
    }
    std::string operator()(const DeskStateSet& e) const
    {
        return fmt::format("the desk is {} by {} {}{}", to_text(e.state), to_text(e.by.kind), e.by.name,
                           because(e.reason));
    }
    std::string operator()(const AccountStateSet& e) const
    {
        return fmt::format("account {} is {} by {} {}{}", e.account.to_string(), to_text(e.state), to_text(e.by.kind),
                           e.by.name, because(e.reason));
    }
    std::string operator()(const DayStarted& e) const
    {
        return fmt::format("account {} starts the day at {} USD{}", e.account.to_string(), e.equity.to_string(),
                           e.is_estimated ? " (estimated)" : "");
    }
    std::string operator()(const DailyLossTripped& e) const
    {
        return fmt::format("account {} lost its day's limit: {} of {} USD left; only reductions until 00:00 UTC",
                           e.account.to_string(), e.equity.to_string(), e.baseline.to_string());
    }
    std::string operator()(const LossStreakTripped& e) const
    {
        return fmt::format("account {}: {} losses in a row; no new exposure until a human re-arms it",
                           e.account.to_string(), e.losses);
    }
    std::string operator()(const LossStreakRearmed& e) const
    {
        return fmt::format("account {} re-armed by {} {}", e.account.to_string(), to_text(e.by.kind), e.by.name);
    }
    std::string operator()(const ReconcileStarted& e) const
    {
        return fmt::format("account {}: comparing books with the venue", e.account.to_string());
    }
    std::string operator()(const ReconcileFinished& e) const
    {
        return e.differences.empty() ? fmt::format("account {}: books match the venue", e.account.to_string())
                                     : fmt::format("account {}: books do not match: {}", e.account.to_string(),
                                                   fmt::join(e.differences, "; "));
    }
    std::string operator()(const LimitsSet& e) const { return fmt::format("limits epoch {} in force", e.epoch); }
    std::string operator()(const AlertRaised& e) const { return fmt::format("{}: {}", e.source, e.words); }
};

}  // namespace

ledger::Entry to_entry(const Event& event, UtcTime time)
{
    return std::visit(
        [&]<class E>(const E& e) {
            return ledger::Entry{.kind = E::kind, .subject = subject_of(e), .time = time, .payload = encode(e)};
        },
        event);
}

Result<Event> from_entry(const ledger::Entry& entry)
{
    Result<Event> result = Error{Errc::corrupt, fmt::format("no event has number {}", entry.kind)};
    with_kind(entry.kind, [&]<class E>() {
        auto event = decode<E>(entry.payload);
        result = event ? Result<Event>{Event{std::move(*event)}}
                       : Result<Event>{Error{Errc::corrupt, fmt::format("these bytes are not an {}", E::name)}};
    });
    return result;
}

std::string_view event_name(std::uint32_t kind)
{
    std::string_view result = "?";
    with_kind(kind, [&]<class E>() { result = E::name; });
    return result;
}

boost::json::value event_json(const ledger::Entry& entry)
{
    boost::json::value result;
    with_kind(entry.kind, [&]<class E>() {
        if (auto event = decode<E>(entry.payload)) result = to_json(*event);
    });
    return result;
}

std::string describe(const Event& event) { return std::visit(Describer{}, event); }

}  // namespace swarmdesk::trading::execution
