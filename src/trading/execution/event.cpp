#include "trading/execution/event.hpp"

#include <fmt/format.h>

#include "base/json_fields.hpp"
#include "trading/execution/intent_record.hpp"

namespace swarmdesk::trading::execution {
namespace {

constexpr std::string_view account_prefix = "account.";

/// The intent, account or user the event is about; empty where it names none.
template <class E>
std::string named_by(const E& event)
{
    if constexpr (requires { event.intent.proposer; })
        return event.intent.id.to_string();
    else if constexpr (requires { event.intent.is_nil(); })
        return event.intent.to_string();
    else if constexpr (requires { event.reservation.intent; })
        return event.reservation.intent.to_string();
    else if constexpr (requires { event.about; })
        return event.about ? event.about->to_string() : event.account.value_or(AccountId{}).to_string();
    else if constexpr (requires {
                           event.scope.name;
                           event.account.is_empty();
                       })
        return event.account.is_empty() ? event.scope.to_string() : event.account.to_string();
    else if constexpr (requires { event.account.to_string(); })
        return event.account.to_string();
    else if constexpr (requires { event.signal.id; })
        return event.signal.id.to_string();
    else if constexpr (requires { event.instrument.id; })
        return event.instrument.id.to_string();
    else if constexpr (requires { event.user.to_string(); })
        return event.user.to_string();
    else if constexpr (requires { event.scope.to_string(); })
        return event.scope.to_string();
    else if constexpr (requires { event.setting; })
        return event.setting;
    else if constexpr (std::is_same_v<E, LimitTightened>)
        return event.limit;
    else
        return {};
}

/// What the row is found by. What names nobody is about the desk.
template <class E>
std::string subject_of(const E& event)
{
    std::string subject = named_by(event);
    return subject.empty() ? "desk" : subject;
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

std::string order_text(const Order& order)
{
    return fmt::format("{} {} {} {}{}", to_text(order.side), order.quantity.to_string(),
                       order.instrument.symbol.to_string(), to_text(order.type),
                       order.limit_price ? " at worst " + order.limit_price->to_string() : std::string{});
}

std::string because(const std::string& reason) { return reason.empty() ? std::string{} : ": " + reason; }
std::string by(const Actor& actor) { return fmt::format("{} {}", to_text(actor.kind), actor.name); }
std::string seconded(const std::optional<Actor>& actor) { return actor ? " and " + by(*actor) : std::string{}; }

struct Describer {
    std::string operator()(const InstrumentListed& e) const
    {
        const std::string id = e.instrument.id.to_string();
        switch (e.instrument.status) {
            case InstrumentStatus::trading: break;
            case InstrumentStatus::closing_only: return id + " can only be closed";
            case InstrumentStatus::halted: return id + " is halted";
        }
        return id + " can be traded";
    }
    std::string operator()(const AccountOpened& e) const
    {
        return fmt::format("account {} opened for {} at {}", e.account.to_string(), e.user.to_string(),
                           e.venue.to_string());
    }
    std::string operator()(const FundsMoved& e) const
    {
        return fmt::format("{} of {} {} on account {}{}", to_text(e.move), e.amount.to_string(), e.asset.to_string(),
                           e.account.to_string(), because(e.reason));
    }
    std::string operator()(const AssetLeftOut& e) const
    {
        return fmt::format("{} {} of account {} have no price: the day's loss does not look at them",
                           e.amount.to_string(), e.asset.to_string(), e.account.to_string());
    }
    std::string operator()(const AssetCountedIn& e) const
    {
        return fmt::format("{} {} of account {} have a price: they count as put in at {} USD", e.amount.to_string(),
                           e.asset.to_string(), e.account.to_string(), e.value.to_string());
    }
    std::string operator()(const SignalRaised& e) const
    {
        return fmt::format("{} ({}) signals {} {}{}", e.signal.agent.to_string(), e.signal.strategy,
                           to_text(e.signal.side), e.signal.instrument.symbol.to_string(), because(e.signal.reason));
    }
    std::string operator()(const IntentProposed& e) const
    {
        const Intent& intent = e.intent;
        return fmt::format("{} proposes {} {} {}", by(intent.proposer), to_text(intent.side),
                           intent.quantity         ? intent.quantity->to_string()
                           : intent.quote_quantity ? intent.quote_quantity->to_string() + " worth of"
                                                   : "?",
                           intent.instrument.symbol.to_string());
    }
    std::string operator()(const IntentDenied& e) const { return "denied, " + to_string(e.denial); }
    std::string operator()(const ExposureReserved& e) const
    {
        return fmt::format("admitted: {}; {} USD reserved, worst case {} USD", order_text(e.order),
                           e.reservation.exposure.to_string(), e.worst_case.to_string());
    }
    std::string operator()(const DenialsCounted& e) const
    {
        return fmt::format("{} more intents of {} were denied since {} and not recorded", e.count, e.user.to_string(),
                           to_iso(e.since));
    }
    std::string operator()(const ApprovalRequested& e) const
    {
        return fmt::format("waits for a human until {}", to_iso(e.expires_at));
    }
    std::string operator()(const ApprovalGranted& e) const { return "approved by " + by(e.by); }
    std::string operator()(const ApprovalDeclined& e) const
    {
        return "declined by " + by(e.by) + (e.denial ? ": " + to_string(*e.denial) : because(e.reason));
    }
    std::string operator()(const ApprovalExpired&) const { return "nobody decided in time: not approved"; }
    std::string operator()(const OrderSubmitted& e) const { return "sending " + e.client_order_id.to_string(); }
    std::string operator()(const OrderAccepted& e) const
    {
        return fmt::format("accepted by the venue as {}{}", e.venue_order_id,
                           e.by_resolver ? ", established by a query" : "");
    }
    std::string operator()(const OrderRejected& e) const
    {
        return fmt::format("rejected by the venue: {} {}{}", e.code, e.message,
                           e.by_resolver ? ", established by queries" : "");
    }
    std::string operator()(const OrderUnknown& e) const
    {
        return fmt::format("outcome unknown, querying the venue: {} {}", e.code, e.message);
    }
    std::string operator()(const OrderFilled& e) const
    {
        return fmt::format("{} {} {} filled at {}, fee {} {}", to_text(e.fill.side), e.fill.quantity.to_string(),
                           e.fill.instrument.symbol.to_string(), e.fill.price.to_string(), e.fill.fee.to_string(),
                           e.fill.fee_asset.to_string());
    }
    std::string operator()(const CancelRequested& e) const
    {
        return "cancel requested by " + by(e.by) + because(e.reason);
    }
    std::string operator()(const OrderClosed& e) const
    {
        return fmt::format("{} at the venue{}", to_text(e.status), because(e.reason));
    }
    std::string operator()(const SettlementProposed& e) const
    {
        return fmt::format("{} proposes to settle it with {} more filled; another person must agree", by(e.by),
                           e.settlement.filled.to_string());
    }
    std::string operator()(const OrderSettled& e) const
    {
        return fmt::format("settled by {}{} with {} more filled{}", by(e.by), seconded(e.seconded_by),
                           e.settlement.filled.to_string(), because(e.settlement.evidence));
    }
    std::string operator()(const SettledFillReported& e) const
    {
        return fmt::format("the venue reports fill {}: {} of it was settled before, and is not booked again",
                           e.fill.id.to_string(), e.settled.to_string());
    }
    std::string operator()(const DeskStateSet& e) const
    {
        return fmt::format("the desk is {} by {}{}", to_text(e.state), by(e.by), because(e.reason));
    }
    std::string operator()(const AccountStateSet& e) const
    {
        return fmt::format("account {} is {} by {}{}", e.account.to_string(), to_text(e.state), by(e.by),
                           because(e.reason));
    }
    std::string operator()(const DayStarted& e) const
    {
        return fmt::format("account {} starts the day at {} USD{}", e.account.to_string(),
                           e.baseline.equity.to_string(), e.baseline.is_estimated ? " (estimated)" : "");
    }
    std::string operator()(const DailyLossTripped& e) const
    {
        return fmt::format("{} lost {} of {} USD today, the limit; only reductions until 00:00 UTC",
                           e.scope.to_string(), e.loss.to_string(), e.baseline.to_string());
    }
    std::string operator()(const RoundTripClosed& e) const
    {
        return fmt::format("{} is flat in {} again: {} on an entry of {}{}", e.owner.to_string(),
                           e.instrument.symbol.to_string(), e.result.to_string(), e.entry_cost.to_string(),
                           e.is_loss ? ", counts as a loss" : "");
    }
    std::string operator()(const LossStreakTripped& e) const
    {
        return fmt::format("{}: {} losses in a row; no new exposure until a human re-arms it", e.scope.to_string(),
                           e.losses);
    }
    std::string operator()(const LossStreakRearmed& e) const
    {
        return e.scope.to_string() + " re-armed by " + by(e.by);
    }
    std::string operator()(const ReconcileStarted& e) const
    {
        return fmt::format("account {}: comparing books with the venue{}", e.account.to_string(), because(e.reason));
    }
    std::string operator()(const ReconcileFinished& e) const
    {
        if (e.differences.empty()) return fmt::format("account {}: books match the venue", e.account.to_string());
        return fmt::format("account {}: books do not match the venue: {}", e.account.to_string(),
                           to_string(e.differences));
    }
    std::string operator()(const LimitsSet& e) const { return fmt::format("limits epoch {} in force", e.epoch); }
    std::string operator()(const LimitTightened& e) const
    {
        const std::string what = e.from == e.to ? "kept at " + e.to : "tightened from " + e.from + " to " + e.to;
        return fmt::format("limit {} {} by {}{}", e.limit, what, by(e.by), because(e.reason));
    }
    std::string operator()(const LimitsLoosened& e) const
    {
        return fmt::format("limits as the settings have them again ({}), by {}", fmt::join(e.limits, ", "), by(e.by));
    }
    std::string operator()(const AlertRaised& e) const { return fmt::format("{}: {}", e.source, e.message); }
    std::string operator()(const AdjustmentProposed& e) const
    {
        return fmt::format("{} proposes to adjust {} of account {} by {}; another person must agree", by(e.by),
                           e.asset.to_string(), e.account.to_string(), e.amount.to_string());
    }
    std::string operator()(const AdjustmentMade& e) const
    {
        return fmt::format("{} of account {} adjusted by {}, by {}{}{}", e.asset.to_string(), e.account.to_string(),
                           e.amount.to_string(), by(e.by), seconded(e.seconded_by), because(e.evidence));
    }
    std::string operator()(const PriceSourceSet& e) const
    {
        return fmt::format("prices come from {} by {}", e.source, by(e.by));
    }
    std::string operator()(const ClockAcknowledged& e) const
    {
        return fmt::format("started by {} with a clock {} s behind the ledger", by(e.by),
                           e.behind.count() / 1'000'000'000);
    }
    std::string operator()(const ProtectionSet& e) const
    {
        return fmt::format("what protects {} of {} on account {}: {}, set by {}{}", e.instrument.symbol.to_string(),
                           e.owner.to_string(), e.account.to_string(), e.protection.to_string(), by(e.by),
                           because(e.reason));
    }
    std::string operator()(const SettingChanged& e) const
    {
        std::string text =
            fmt::format("{} is {}{}, by {}{}", e.setting, e.to.empty() ? "nothing" : e.to,
                        e.from.empty() ? std::string{} : " and was " + e.from, by(e.by), because(e.reason));
        if (!e.changes.empty()) text += "; " + e.changes.front();
        if (e.changes.size() > 1) text += fmt::format("; and {} more", e.changes.size() - 1);
        return text;
    }
    std::string operator()(const PricesMarked& e) const
    {
        std::string text = "the market stands at";
        for (const MarkedPrice& mark : e.prices)
            text += fmt::format("{} {} {}/{}", &mark == &e.prices.front() ? "" : ",",
                                mark.instrument.symbol.to_string(), mark.bid.to_string(), mark.ask.to_string());
        return text;
    }
};

}  // namespace

std::string to_string(const std::vector<Difference>& differences)
{
    std::string text;
    for (const Difference& difference : differences) {
        if (!text.empty()) text += "; ";
        text += fmt::format("{}: ours {} venue's {}", difference.subject, difference.ours, difference.venues);
    }
    return text;
}

Row to_row(const Stamped& stamped)
{
    return std::visit(
        [&]<class E>(const E& event) {
            Encoder encoder{256};
            encoder.put(stamped.desk.ns - stamped.time.ns);  // small, so few bytes
            encoder.put(event);
            return Row{E::kind, subject_of(event), stamped.time, encoder.take()};
        },
        stamped.event);
}

namespace {

/// An event whose number was another before its last fields came: in its former bytes those stand for this.
struct FormerKind {
    std::uint32_t former;
    std::uint32_t now;
    std::string_view last_fields;
};
constexpr FormerKind former_kinds[] = {
    {1, InstrumentListed::kind, std::string_view{"\1", 1}},       // an instrument without a status could be traded
    {4, SignalRaised::kind, std::string_view{"\0\0\0", 3}},       // signals had neither target nor trail
    {10, IntentProposed::kind, std::string_view{"\0\0\0\0", 4}},  // intents had no protection and no trailing stops
    {49, LimitsSet::kind, std::string_view{"\0", 1}},             // limits knew no rates of their own
};

}  // namespace

Result<Stamped> from_row(std::string_view chain, const Row& row)
{
    for (const FormerKind& one : former_kinds)
        if (row.kind == one.former)
            return from_row(chain, {one.now, row.subject, row.time, row.payload + std::string{one.last_fields}});
    // Read where it will stand: a ledger has millions, and an event is some hundred bytes to move.
    Result<Stamped> result{Stamped{}};
    bool is_known = false;
    with_kind(row.kind, [&]<class E>() {
        is_known = true;
        Decoder decoder{row.payload};
        std::int64_t ahead = 0;
        decoder.get(ahead);
        decoder.get(result->event.emplace<E>());
        result->time = row.time;
        result->account = account_of_chain(chain);
        if (decoder.failed() || !decoder.is_at_end() || __builtin_add_overflow(row.time.ns, ahead, &result->desk.ns))
            result = Error{Errc::corrupt, fmt::format("these bytes are not an {}", E::name)};
    });
    if (!is_known) result = Error{Errc::corrupt, fmt::format("no event has number {}", row.kind)};
    return result;
}

std::string chain_of(const Stamped& stamped)
{
    if (!stamped.account.is_empty()) return std::string{account_prefix} + stamped.account.to_string();
    const Event& event = stamped.event;
    const bool is_summed =
        std::holds_alternative<LimitsSet>(event) || std::holds_alternative<LimitTightened>(event) ||
        std::holds_alternative<LimitsLoosened>(event) || std::holds_alternative<DailyLossTripped>(event) ||
        std::holds_alternative<LossStreakTripped>(event) || std::holds_alternative<LossStreakRearmed>(event) ||
        std::holds_alternative<DenialsCounted>(event);
    return is_summed ? "budgets" : "desk";
}

AccountId account_of_chain(std::string_view chain)
{
    if (!chain.starts_with(account_prefix)) return {};
    const auto account = AccountId::parse(chain.substr(account_prefix.size()));
    return account ? *account : AccountId{};
}

Owner owner_of(const Stamped& stamped)
{
    Owner owner;
    owner.account = stamped.account;
    std::visit(
        [&]<class E>(const E& event) {
            if constexpr (requires { event.scope.level; }) {
                if (event.scope.level == risk::Level::user) owner.user = UserId{event.scope.name};
                if (event.scope.level == risk::Level::account) owner.account = AccountId{event.scope.name};
            } else if constexpr (std::is_same_v<E, DenialsCounted>) {
                owner.user = event.user;
            }
        },
        stamped.event);
    return owner;
}

std::uint32_t current_kind(std::uint32_t kind)
{
    for (const FormerKind& one : former_kinds)
        if (kind == one.former) return one.now;
    return kind;
}

std::vector<std::uint32_t> kinds_of(std::uint32_t current)
{
    std::vector<std::uint32_t> kinds{current};
    for (const FormerKind& one : former_kinds)
        if (one.now == current) kinds.push_back(one.former);
    return kinds;
}

std::string_view event_name(std::uint32_t kind)
{
    std::string_view result = "?";
    with_kind(current_kind(kind), [&]<class E>() { result = E::name; });
    return result;
}

boost::json::value event_json(const Event& event)
{
    return std::visit([](const auto& e) { return to_json(e); }, event);
}

std::string describe(const Event& event) { return std::visit(Describer{}, event); }

}  // namespace swarmdesk::trading::execution
