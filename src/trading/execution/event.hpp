#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <variant>

#include "base/codec.hpp"
#include "ledger/record.hpp"
#include "trading/execution/venue.hpp"
#include "trading/model/signal.hpp"
#include "trading/risk/rails.hpp"

namespace swarmdesk::trading::execution {

/// \file
/// What can happen, in the past tense. Each event is one row of the ledger; numbers and field orders are for ever: a
/// changed event gets a new number.

#define SWARMDESK_FIELDS_BEGIN                     \
    template <class Self, class Visitor>           \
    static void fields(Self& self, Visitor& visit) \
    {
#define SWARMDESK_FIELDS_END }

struct InstrumentListed {
    static constexpr std::uint32_t kind = 1;
    static constexpr std::string_view name = "InstrumentListed";
    Instrument instrument;
    SWARMDESK_FIELDS_BEGIN visit("instrument", self.instrument);
    SWARMDESK_FIELDS_END
};

struct AccountOpened {
    static constexpr std::uint32_t kind = 2;
    static constexpr std::string_view name = "AccountOpened";
    AccountId account;
    UserId user;
    SWARMDESK_FIELDS_BEGIN visit("account", self.account);
    visit("user", self.user);
    SWARMDESK_FIELDS_END
};

/// Money came (or, negative, went). `value` is what the day's loss rail counts it as.
struct FundsMoved {
    static constexpr std::uint32_t kind = 3;
    static constexpr std::string_view name = "FundsMoved";
    AccountId account;
    AssetId asset;
    Amount amount;
    Usd value;
    std::string reason;
    SWARMDESK_FIELDS_BEGIN
    visit("account", self.account);
    visit("asset", self.asset);
    visit("amount", self.amount);
    visit("value", self.value);
    visit("reason", self.reason);
    SWARMDESK_FIELDS_END
};

struct SignalRaised {
    static constexpr std::uint32_t kind = 4;
    static constexpr std::string_view name = "SignalRaised";
    Signal signal;
    SWARMDESK_FIELDS_BEGIN visit("signal", self.signal);
    SWARMDESK_FIELDS_END
};

struct IntentProposed {
    static constexpr std::uint32_t kind = 10;
    static constexpr std::string_view name = "IntentProposed";
    Intent intent;
    SWARMDESK_FIELDS_BEGIN visit("intent", self.intent);
    SWARMDESK_FIELDS_END
};

struct IntentDenied {
    static constexpr std::uint32_t kind = 11;
    static constexpr std::string_view name = "IntentDenied";
    IntentId intent;
    risk::Denial denial;
    SWARMDESK_FIELDS_BEGIN visit("intent", self.intent);
    visit("denial", self.denial);
    SWARMDESK_FIELDS_END
};

/// The market data a decision was made on.
struct Evidence {
    Price bid;
    Price ask;
    UtcTime time;
    nanoseconds age{};
    SWARMDESK_FIELDS_BEGIN
    visit("bid", self.bid);
    visit("ask", self.ask);
    visit("time", self.time);
    visit("age_ms", self.age);
    SWARMDESK_FIELDS_END
    friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct ExposureReserved {
    static constexpr std::uint32_t kind = 12;
    static constexpr std::string_view name = "ExposureReserved";
    risk::Reservation reservation;
    Order order;     ///< as it will be sent
    Usd worst_case;  ///< the account's exposure in the instrument, this included
    Evidence evidence;
    SWARMDESK_FIELDS_BEGIN
    visit("reservation", self.reservation);
    visit("order", self.order);
    visit("worst_case", self.worst_case);
    visit("evidence", self.evidence);
    SWARMDESK_FIELDS_END
};

struct ApprovalRequested {
    static constexpr std::uint32_t kind = 20;
    static constexpr std::string_view name = "ApprovalRequested";
    ApprovalId approval;
    IntentId intent;
    Hash binding{};  ///< over user, instrument, side, maximum quantity, worst price, limits epoch, expiry
    Quantity quantity_max;
    Price worst_price;
    std::uint32_t limits_epoch = 0;
    UtcTime expires;
    SWARMDESK_FIELDS_BEGIN
    visit("approval", self.approval);
    visit("intent", self.intent);
    visit("binding", self.binding);
    visit("quantity_max", self.quantity_max);
    visit("worst_price", self.worst_price);
    visit("limits_epoch", self.limits_epoch);
    visit("expires", self.expires);
    SWARMDESK_FIELDS_END
};

struct ApprovalGranted {
    static constexpr std::uint32_t kind = 21;
    static constexpr std::string_view name = "ApprovalGranted";
    ApprovalId approval;
    IntentId intent;
    Actor by;
    Hash binding{};
    SWARMDESK_FIELDS_BEGIN
    visit("approval", self.approval);
    visit("intent", self.intent);
    visit("by", self.by);
    visit("binding", self.binding);
    SWARMDESK_FIELDS_END
};

/// By a human's word, or by the desk when the rails said no at the moment the grant was used (then with the denial).
struct ApprovalRejected {
    static constexpr std::uint32_t kind = 22;
    static constexpr std::string_view name = "ApprovalRejected";
    ApprovalId approval;
    IntentId intent;
    Actor by;
    std::string reason;
    std::optional<risk::Denial> denial;
    SWARMDESK_FIELDS_BEGIN
    visit("approval", self.approval);
    visit("intent", self.intent);
    visit("by", self.by);
    visit("reason", self.reason);
    visit("denial", self.denial);
    SWARMDESK_FIELDS_END
};

struct ApprovalExpired {
    static constexpr std::uint32_t kind = 23;
    static constexpr std::string_view name = "ApprovalExpired";
    ApprovalId approval;
    IntentId intent;
    SWARMDESK_FIELDS_BEGIN visit("approval", self.approval);
    visit("intent", self.intent);
    SWARMDESK_FIELDS_END
};

/// Durable before the first byte leaves; `request` is the hash of the order as sent.
struct OrderSubmitting {
    static constexpr std::uint32_t kind = 30;
    static constexpr std::string_view name = "OrderSubmitting";
    IntentId intent;
    ClientOrderId client_order_id;
    Hash request{};
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("client_order_id", self.client_order_id);
    visit("request", self.request);
    SWARMDESK_FIELDS_END
};

struct OrderAccepted {
    static constexpr std::uint32_t kind = 31;
    static constexpr std::string_view name = "OrderAccepted";
    IntentId intent;
    std::string venue_order_id;
    bool by_resolver = false;
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("venue_order_id", self.venue_order_id);
    visit("by_resolver", self.by_resolver);
    SWARMDESK_FIELDS_END
};

/// Definitely not at the venue.
struct OrderRefused {
    static constexpr std::uint32_t kind = 32;
    static constexpr std::string_view name = "OrderRefused";
    IntentId intent;
    std::string code;
    std::string message;
    bool by_resolver = false;
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("code", self.code);
    visit("message", self.message);
    visit("by_resolver", self.by_resolver);
    SWARMDESK_FIELDS_END
};

struct OrderUnknown {
    static constexpr std::uint32_t kind = 33;
    static constexpr std::string_view name = "OrderUnknown";
    IntentId intent;
    std::string code;
    std::string message;
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("code", self.code);
    visit("message", self.message);
    SWARMDESK_FIELDS_END
};

struct OrderFilled {
    static constexpr std::uint32_t kind = 34;
    static constexpr std::string_view name = "OrderFilled";
    IntentId intent;
    Trade trade;
    SWARMDESK_FIELDS_BEGIN visit("intent", self.intent);
    visit("trade", self.trade);
    SWARMDESK_FIELDS_END
};

struct CancelRequested {
    static constexpr std::uint32_t kind = 35;
    static constexpr std::string_view name = "CancelRequested";
    IntentId intent;
    Actor by;
    std::string reason;
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("by", self.by);
    visit("reason", self.reason);
    SWARMDESK_FIELDS_END
};

/// The venue took the rest off its book: cancelled or expired.
struct OrderClosed {
    static constexpr std::uint32_t kind = 36;
    static constexpr std::string_view name = "OrderClosed";
    IntentId intent;
    VenueOrderStatus status = VenueOrderStatus::cancelled;
    std::string reason;
    SWARMDESK_FIELDS_BEGIN
    visit("intent", self.intent);
    visit("status", self.status);
    visit("reason", self.reason);
    SWARMDESK_FIELDS_END
};

struct DeskStateSet {
    static constexpr std::uint32_t kind = 40;
    static constexpr std::string_view name = "DeskStateSet";
    risk::TradingState state = risk::TradingState::active;
    Actor by;
    std::string reason;
    SWARMDESK_FIELDS_BEGIN visit("state", self.state);
    visit("by", self.by);
    visit("reason", self.reason);
    SWARMDESK_FIELDS_END
};

struct AccountStateSet {
    static constexpr std::uint32_t kind = 41;
    static constexpr std::string_view name = "AccountStateSet";
    AccountId account;
    risk::TradingState state = risk::TradingState::active;
    Actor by;
    std::string reason;
    SWARMDESK_FIELDS_BEGIN
    visit("account", self.account);
    visit("state", self.state);
    visit("by", self.by);
    visit("reason", self.reason);
    SWARMDESK_FIELDS_END
};

struct DayStarted {
    static constexpr std::uint32_t kind = 42;
    static constexpr std::string_view name = "DayStarted";
    AccountId account;
    std::int64_t day = 0;
    Usd equity;
    bool is_estimated = false;
    SWARMDESK_FIELDS_BEGIN
    visit("account", self.account);
    visit("day", self.day);
    visit("equity", self.equity);
    visit("is_estimated", self.is_estimated);
    SWARMDESK_FIELDS_END
};

struct DailyLossTripped {
    static constexpr std::uint32_t kind = 43;
    static constexpr std::string_view name = "DailyLossTripped";
    AccountId account;
    Usd baseline;
    Usd equity;
    SWARMDESK_FIELDS_BEGIN
    visit("account", self.account);
    visit("baseline", self.baseline);
    visit("equity", self.equity);
    SWARMDESK_FIELDS_END
};

struct LossStreakTripped {
    static constexpr std::uint32_t kind = 44;
    static constexpr std::string_view name = "LossStreakTripped";
    AccountId account;
    std::uint32_t losses = 0;
    SWARMDESK_FIELDS_BEGIN visit("account", self.account);
    visit("losses", self.losses);
    SWARMDESK_FIELDS_END
};

struct LossStreakRearmed {
    static constexpr std::uint32_t kind = 45;
    static constexpr std::string_view name = "LossStreakRearmed";
    AccountId account;
    Actor by;
    SWARMDESK_FIELDS_BEGIN visit("account", self.account);
    visit("by", self.by);
    SWARMDESK_FIELDS_END
};

/// After a start: this account admits no new exposure until its books match the venue's.
struct ReconcileStarted {
    static constexpr std::uint32_t kind = 46;
    static constexpr std::string_view name = "ReconcileStarted";
    AccountId account;
    SWARMDESK_FIELDS_BEGIN visit("account", self.account);
    SWARMDESK_FIELDS_END
};

struct ReconcileFinished {
    static constexpr std::uint32_t kind = 47;
    static constexpr std::string_view name = "ReconcileFinished";
    AccountId account;
    std::vector<std::string> differences;  ///< empty: everything matched
    SWARMDESK_FIELDS_BEGIN visit("account", self.account);
    visit("differences", self.differences);
    SWARMDESK_FIELDS_END
};

/// The limits in force changed; grants given under another epoch are void.
struct LimitsSet {
    static constexpr std::uint32_t kind = 48;
    static constexpr std::string_view name = "LimitsSet";
    std::uint32_t epoch = 0;
    Hash fingerprint{};
    SWARMDESK_FIELDS_BEGIN visit("epoch", self.epoch);
    visit("fingerprint", self.fingerprint);
    SWARMDESK_FIELDS_END
};

/// Something a person should know that is not about money moving: an agent restarted, a feed went stale.
struct AlertRaised {
    static constexpr std::uint32_t kind = 50;
    static constexpr std::string_view name = "AlertRaised";
    std::string severity;  ///< "info", "warning", "critical"
    std::string source;    ///< agent or module
    std::string words;
    SWARMDESK_FIELDS_BEGIN
    visit("severity", self.severity);
    visit("source", self.source);
    visit("words", self.words);
    SWARMDESK_FIELDS_END
};

#undef SWARMDESK_FIELDS_BEGIN
#undef SWARMDESK_FIELDS_END

using Event = std::variant<InstrumentListed, AccountOpened, FundsMoved, SignalRaised, IntentProposed, IntentDenied,
                           ExposureReserved, ApprovalRequested, ApprovalGranted, ApprovalRejected, ApprovalExpired,
                           OrderSubmitting, OrderAccepted, OrderRefused, OrderUnknown, OrderFilled, CancelRequested,
                           OrderClosed, DeskStateSet, AccountStateSet, DayStarted, DailyLossTripped, LossStreakTripped,
                           LossStreakRearmed, ReconcileStarted, ReconcileFinished, LimitsSet, AlertRaised>;

/// The ledger row of an event: its subject is the intent or account it is about.
ledger::Entry to_entry(const Event& event, UtcTime time);
/// The event of a ledger row; `corrupt` where the bytes are not one.
Result<Event> from_entry(const ledger::Entry& entry);
/// "OrderFilled", or "?" for a number no event has.
std::string_view event_name(std::uint32_t kind);
/// The event's fields, for `audit show`, the API and the web app.
boost::json::value event_json(const ledger::Entry& entry);
/// One sentence for a person.
std::string describe(const Event& event);

}  // namespace swarmdesk::trading::execution
