#pragma once

#include <boost/json/fwd.hpp>
#include <optional>
#include <variant>

#include "trading/execution/venue.hpp"
#include "trading/model/signal.hpp"
#include "trading/risk/rails.hpp"

namespace swarmdesk::trading::execution {

/// \file
/// What can happen, in the past tense. Each event is one row of the ledger, on the chain of the account it is about
/// (`account.<id>`), on `budgets` for what is summed over accounts, or on `desk`. Numbers and field orders are for
/// ever: a changed event gets a new number. Where an event says what was judged, the verdict is in it, and never worked
/// out again (RAILS 27).

/// What can be traded, also when its steps, bounds or status are others than before.
struct InstrumentListed {
    static constexpr std::uint32_t kind = 8;  // 1 had no status
    static constexpr std::string_view name = "InstrumentListed";
    Instrument instrument;
};
SWARMDESK_DESCRIBE(InstrumentListed, instrument)

struct AccountOpened {
    static constexpr std::uint32_t kind = 2;
    static constexpr std::string_view name = "AccountOpened";
    AccountId account;
    UserId user;
    VenueId venue;
};
SWARMDESK_DESCRIBE(AccountOpened, account, user, venue)

/// A balance changed for another reason than a fill. `value` is what the day's loss rail counts it as.
struct FundsMoved {
    static constexpr std::uint32_t kind = 3;
    static constexpr std::string_view name = "FundsMoved";
    AccountId account;
    AssetId asset;
    Amount amount;
    Usd value;
    bool is_estimated = false;  ///< valued on an old mark; without one where `value` is zero
    MoveKind move = MoveKind::deposit;
    std::string venue_id;  ///< the venue's id of it, by which it is applied once; empty where it came from no venue
    std::string reason;
};
SWARMDESK_DESCRIBE(FundsMoved, account, asset, amount, value, is_estimated, move, venue_id, reason)

/// So much of an asset has no price: the day's loss of the account, its user and the desk does not look at it from here
/// on (RAILS 4). What is moved without a price is left out without this event.
struct AssetLeftOut {
    static constexpr std::uint32_t kind = 5;
    static constexpr std::string_view name = "AssetLeftOut";
    AccountId account;
    AssetId asset;
    Amount amount;
};
SWARMDESK_DESCRIBE(AssetLeftOut, account, asset, amount)

/// What was left out has its first price: the day's loss looks at it again, and it counts as put in at that price.
struct AssetCountedIn {
    static constexpr std::uint32_t kind = 6;
    static constexpr std::string_view name = "AssetCountedIn";
    AccountId account;
    AssetId asset;
    Amount amount;
    Usd value;
};
SWARMDESK_DESCRIBE(AssetCountedIn, account, asset, amount, value)

struct SignalRaised {
    static constexpr std::uint32_t kind = 9;  // 4 had neither target nor trail
    static constexpr std::string_view name = "SignalRaised";
    Signal signal;
};
SWARMDESK_DESCRIBE(SignalRaised, signal)

struct IntentProposed {
    static constexpr std::uint32_t kind = 14;  // 10 had no protection
    static constexpr std::string_view name = "IntentProposed";
    Intent intent;
};
SWARMDESK_DESCRIBE(IntentProposed, intent)

struct IntentDenied {
    static constexpr std::uint32_t kind = 11;
    static constexpr std::string_view name = "IntentDenied";
    IntentId intent;
    risk::Denial denial;
};
SWARMDESK_DESCRIBE(IntentDenied, intent, denial)

/// The market data a decision was made on.
struct Evidence {
    Price bid;
    Price ask;
    UtcTime time;  ///< the venue's
    nanoseconds age{};
    friend bool operator==(const Evidence&, const Evidence&) = default;
};
SWARMDESK_DESCRIBE(Evidence, bid, ask, time, age)

struct ExposureReserved {
    static constexpr std::uint32_t kind = 12;
    static constexpr std::string_view name = "ExposureReserved";
    risk::Reservation reservation;
    Order order;     ///< as it will be sent
    Usd worst_case;  ///< the account's exposure in the base asset, this included
    Evidence evidence;
};
SWARMDESK_DESCRIBE(ExposureReserved, reservation, order, worst_case, evidence)

/// Denials of a user's intents that were not recorded one by one, because the hour's budget of records was spent.
struct DenialsCounted {
    static constexpr std::uint32_t kind = 13;
    static constexpr std::string_view name = "DenialsCounted";
    UserId user;
    UtcTime since;
    std::uint64_t count = 0;
};
SWARMDESK_DESCRIBE(DenialsCounted, user, since, count)

struct ApprovalRequested {
    static constexpr std::uint32_t kind = 20;
    static constexpr std::string_view name = "ApprovalRequested";
    ApprovalId approval;
    IntentId intent;
    Hash binding{};  ///< over user, instrument, side, maximum quantity, worst price, limits epoch, expiry
    Quantity quantity_max;
    Price worst_price;
    std::uint32_t limits_epoch = 0;
    DeskTime expires;    ///< what counts
    UtcTime expires_at;  ///< what people are shown
    friend bool operator==(const ApprovalRequested&, const ApprovalRequested&) = default;
};
SWARMDESK_DESCRIBE(ApprovalRequested, approval, intent, binding, quantity_max, worst_price, limits_epoch, expires,
                   expires_at)

struct ApprovalGranted {
    static constexpr std::uint32_t kind = 21;
    static constexpr std::string_view name = "ApprovalGranted";
    ApprovalId approval;
    IntentId intent;
    Actor by;
    Hash binding{};
};
SWARMDESK_DESCRIBE(ApprovalGranted, approval, intent, by, binding)

/// By a person, or by the desk when the rails said no at the moment the grant was used (then with the denial).
struct ApprovalDeclined {
    static constexpr std::uint32_t kind = 22;
    static constexpr std::string_view name = "ApprovalDeclined";
    ApprovalId approval;
    IntentId intent;
    Actor by;
    std::string reason;
    std::optional<risk::Denial> denial;
};
SWARMDESK_DESCRIBE(ApprovalDeclined, approval, intent, by, reason, denial)

struct ApprovalExpired {
    static constexpr std::uint32_t kind = 23;
    static constexpr std::string_view name = "ApprovalExpired";
    ApprovalId approval;
    IntentId intent;
};
SWARMDESK_DESCRIBE(ApprovalExpired, approval, intent)

/// Durable before the first byte leaves; `request` is the hash of the order as sent.
struct OrderSubmitted {
    static constexpr std::uint32_t kind = 30;
    static constexpr std::string_view name = "OrderSubmitted";
    IntentId intent;
    ClientOrderId client_order_id;
    Hash request{};
};
SWARMDESK_DESCRIBE(OrderSubmitted, intent, client_order_id, request)

struct OrderAccepted {
    static constexpr std::uint32_t kind = 31;
    static constexpr std::string_view name = "OrderAccepted";
    IntentId intent;
    std::string venue_order_id;
    bool by_resolver = false;
};
SWARMDESK_DESCRIBE(OrderAccepted, intent, venue_order_id, by_resolver)

/// Definitely not at the venue.
struct OrderRejected {
    static constexpr std::uint32_t kind = 32;
    static constexpr std::string_view name = "OrderRejected";
    IntentId intent;
    std::string code;
    std::string message;
    bool by_resolver = false;
};
SWARMDESK_DESCRIBE(OrderRejected, intent, code, message, by_resolver)

struct OrderUnknown {
    static constexpr std::uint32_t kind = 33;
    static constexpr std::string_view name = "OrderUnknown";
    IntentId intent;
    std::string code;
    std::string message;
};
SWARMDESK_DESCRIBE(OrderUnknown, intent, code, message)

struct OrderFilled {
    static constexpr std::uint32_t kind = 34;
    static constexpr std::string_view name = "OrderFilled";
    IntentId intent;
    Fill fill;
    Amount fee_quote;           ///< the fee in the quote asset, at the prices of the moment
    bool is_estimated = false;  ///< the fee's asset had no fresh price
};
SWARMDESK_DESCRIBE(OrderFilled, intent, fill, fee_quote, is_estimated)

struct CancelRequested {
    static constexpr std::uint32_t kind = 35;
    static constexpr std::string_view name = "CancelRequested";
    IntentId intent;
    Actor by;
    std::string reason;
};
SWARMDESK_DESCRIBE(CancelRequested, intent, by, reason)

/// The venue took the rest off its book: canceled or expired.
struct OrderClosed {
    static constexpr std::uint32_t kind = 36;
    static constexpr std::string_view name = "OrderClosed";
    IntentId intent;
    VenueOrderStatus status = VenueOrderStatus::canceled;
    std::string reason;
};
SWARMDESK_DESCRIBE(OrderClosed, intent, status, reason)

/// What a person says became of an order whose outcome the venue does not tell (RAILS 21).
struct Settlement {
    Quantity filled;  ///< more than was booked already; zero: it never was at the venue, or nothing more came of it
    Price price;      ///< at which; positive with `filled`
    Amount fee;       ///< in the quote asset
    std::string evidence;
    friend bool operator==(const Settlement&, const Settlement&) = default;
};
SWARMDESK_DESCRIBE(Settlement, filled, price, fee, evidence)

/// One person said so; with four eyes another must say the same.
struct SettlementProposed {
    static constexpr std::uint32_t kind = 37;
    static constexpr std::string_view name = "SettlementProposed";
    IntentId intent;
    Settlement settlement;
    Actor by;
};
SWARMDESK_DESCRIBE(SettlementProposed, intent, settlement, by)

struct OrderSettled {
    static constexpr std::uint32_t kind = 38;
    static constexpr std::string_view name = "OrderSettled";
    IntentId intent;
    Settlement settlement;
    Actor by;
    std::optional<Actor> seconded_by;
};
SWARMDESK_DESCRIBE(OrderSettled, intent, settlement, by, seconded_by)

/// The venue reported, late, a fill of an order that people had settled: so much of it was booked with the settlement
/// and is not booked again. What is more than was settled follows as an `OrderFilled` of its own.
struct SettledFillReported {
    static constexpr std::uint32_t kind = 39;
    static constexpr std::string_view name = "SettledFillReported";
    IntentId intent;
    Fill fill;         ///< the venue's words
    Quantity settled;  ///< of it; positive
};
SWARMDESK_DESCRIBE(SettledFillReported, intent, fill, settled)

struct DeskStateSet {
    static constexpr std::uint32_t kind = 40;
    static constexpr std::string_view name = "DeskStateSet";
    risk::TradingState state = risk::TradingState::active;
    Actor by;
    std::string reason;
};
SWARMDESK_DESCRIBE(DeskStateSet, state, by, reason)

struct AccountStateSet {
    static constexpr std::uint32_t kind = 41;
    static constexpr std::string_view name = "AccountStateSet";
    AccountId account;
    risk::TradingState state = risk::TradingState::active;
    Actor by;
    std::string reason;
};
SWARMDESK_DESCRIBE(AccountStateSet, account, state, by, reason)

struct DayStarted {
    static constexpr std::uint32_t kind = 42;
    static constexpr std::string_view name = "DayStarted";
    AccountId account;
    risk::DailyLossBaseline baseline;
};
SWARMDESK_DESCRIBE(DayStarted, account, baseline)

struct DailyLossTripped {
    static constexpr std::uint32_t kind = 43;
    static constexpr std::string_view name = "DailyLossTripped";
    risk::Scope scope;
    AccountId account;  ///< of an account or an agent's lots in it; empty for a user and the desk
    std::int64_t day = 0;
    Usd baseline;
    Usd loss;
};
SWARMDESK_DESCRIBE(DailyLossTripped, scope, account, day, baseline, loss)

/// An owner's lot came back to flat (or to dust). Whether it counts as a loss is said here, once.
struct RoundTripClosed {
    static constexpr std::uint32_t kind = 44;
    static constexpr std::string_view name = "RoundTripClosed";
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    IntentId intent;  ///< whose fill closed it
    Amount entry_cost;
    Amount result;
    bool is_loss = false;
};
SWARMDESK_DESCRIBE(RoundTripClosed, account, owner, instrument, intent, entry_cost, result, is_loss)

struct LossStreakTripped {
    static constexpr std::uint32_t kind = 45;
    static constexpr std::string_view name = "LossStreakTripped";
    risk::Scope scope;
    std::uint32_t losses = 0;
};
SWARMDESK_DESCRIBE(LossStreakTripped, scope, losses)

struct LossStreakRearmed {
    static constexpr std::uint32_t kind = 46;
    static constexpr std::string_view name = "LossStreakRearmed";
    risk::Scope scope;
    Actor by;
};
SWARMDESK_DESCRIBE(LossStreakRearmed, scope, by)

/// This account admits no new exposure until its books match the venue's.
struct ReconcileStarted {
    static constexpr std::uint32_t kind = 47;
    static constexpr std::string_view name = "ReconcileStarted";
    AccountId account;
    std::string reason;
};
SWARMDESK_DESCRIBE(ReconcileStarted, account, reason)

/// What desk and venue say different things of: a balance is adjusted, an order is canceled at the venue.
enum class DifferenceKind { balance = 1, order };
constexpr auto enum_table(DifferenceKind)
{
    return std::to_array<EnumName<DifferenceKind>>(
        {{DifferenceKind::balance, "balance"}, {DifferenceKind::order, "order"}});
}

/// Where desk and venue say different things.
struct Difference {
    std::string subject;  ///< an asset, or a client order id
    std::string ours;
    std::string venues;
    DifferenceKind kind = DifferenceKind::balance;
    bool is_balance_of(const AssetId& asset) const
    {
        return kind == DifferenceKind::balance && subject == asset.to_string();
    }
    friend bool operator==(const Difference&, const Difference&) = default;
};
SWARMDESK_DESCRIBE(Difference, subject, ours, venues, kind)
std::string to_string(const std::vector<Difference>& differences);

/// Recorded where it ends a reconciliation or its outcome changed; the comparison of each minute that finds what the
/// one before found is not an event.
struct ReconcileFinished {
    static constexpr std::uint32_t kind = 48;
    static constexpr std::string_view name = "ReconcileFinished";
    AccountId account;
    std::vector<Difference> differences;  ///< empty: everything matched
    std::string cursor;                   ///< fills and moves up to here are booked
};
SWARMDESK_DESCRIBE(ReconcileFinished, account, differences, cursor)

/// The limits in force changed; grants given under another epoch are void.
struct LimitsSet {
    static constexpr std::uint32_t kind = 57;  // 49 had no rates
    static constexpr std::string_view name = "LimitsSet";
    std::uint32_t epoch = 0;
    risk::Limits limits;
};
SWARMDESK_DESCRIBE(LimitsSet, epoch, limits)

/// A person made one limit tighter, or keeps it as it is; it stays so, restarts or not, until LimitsLoosened. The
/// limits that follow from it come next, as LimitsSet, where they are others.
struct LimitTightened {
    static constexpr std::uint32_t kind = 60;
    static constexpr std::string_view name = "LimitTightened";
    std::string limit;  ///< "position_max"
    std::string from;   ///< as settings write it
    std::string to;
    Actor by;
    std::string reason;
};
SWARMDESK_DESCRIBE(LimitTightened, limit, from, to, by, reason)

/// Whoever started the desk wants the limits of the settings again.
struct LimitsLoosened {
    static constexpr std::uint32_t kind = 61;
    static constexpr std::string_view name = "LimitsLoosened";
    std::vector<std::string> limits;  ///< those that were tightened
    Actor by;
};
SWARMDESK_DESCRIBE(LimitsLoosened, limits, by)

/// Something a person should know. Without an account it is about the desk: the operator's business.
struct AlertRaised {
    static constexpr std::uint32_t kind = 50;
    static constexpr std::string_view name = "AlertRaised";
    std::string severity;  ///< "info", "warning", "critical"
    std::string source;    ///< agent or module
    std::string code;      ///< what kind of thing: "UNKNOWN_OUTCOME"; programs match it
    std::string message;
    std::optional<AccountId> account;
    std::optional<InstrumentId> instrument;
    std::optional<IntentId> about;
};
SWARMDESK_DESCRIBE(AlertRaised, severity, source, code, message, account, instrument, about)

/// A person brings a balance in line with the venue's (RAILS 23); with four eyes another must say the same.
struct AdjustmentProposed {
    static constexpr std::uint32_t kind = 51;
    static constexpr std::string_view name = "AdjustmentProposed";
    AccountId account;
    AssetId asset;
    Amount amount;
    std::string evidence;
    Actor by;
};
SWARMDESK_DESCRIBE(AdjustmentProposed, account, asset, amount, evidence, by)

struct AdjustmentMade {
    static constexpr std::uint32_t kind = 52;
    static constexpr std::string_view name = "AdjustmentMade";
    AccountId account;
    AssetId asset;
    Amount amount;
    Usd value;
    bool is_estimated = false;
    std::string evidence;
    Actor by;
    std::optional<Actor> seconded_by;
};
SWARMDESK_DESCRIBE(AdjustmentMade, account, asset, amount, value, is_estimated, evidence, by, seconded_by)

/// Where prices come from since here; another source than before only on a person's word (RAILS 31).
struct PriceSourceSet {
    static constexpr std::uint32_t kind = 53;
    static constexpr std::string_view name = "PriceSourceSet";
    std::string source;
    Actor by;
};
SWARMDESK_DESCRIBE(PriceSourceSet, source, by)

/// A person started the desk although the ledger's newest event lies in the future (RAILS 30).
struct ClockAcknowledged {
    static constexpr std::uint32_t kind = 54;
    static constexpr std::string_view name = "ClockAcknowledged";
    nanoseconds behind{};
    Actor by;
};
SWARMDESK_DESCRIBE(ClockAcknowledged, behind, by)

/// Top of book at a moment.
struct MarkedPrice {
    InstrumentId instrument;
    Price bid;
    Price ask;
    friend bool operator==(const MarkedPrice&, const MarkedPrice&) = default;
};
SWARMDESK_DESCRIBE(MarkedPrice, instrument, bid, ask)

/// What the market stood at: when the prices are first there, before each full UTC hour's first quote, and at a clean
/// stop. Equity over time is worked out from these and the rest of the ledger (trading/report). An instrument without
/// a sound quote in the hour before is left out.
struct PricesMarked {
    static constexpr std::uint32_t kind = 55;
    static constexpr std::string_view name = "PricesMarked";
    std::vector<MarkedPrice> prices;
};
SWARMDESK_DESCRIBE(PricesMarked, prices)

/// What is to stand at the venue for an owner's lot from here on; none: nothing. It ends with the lot.
struct ProtectionSet {
    static constexpr std::uint32_t kind = 58;
    static constexpr std::string_view name = "ProtectionSet";
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    Protection protection;
    Actor by;
    std::optional<IntentId> entry;  ///< the filled intent that brought it
    std::string reason;
};
SWARMDESK_DESCRIBE(ProtectionSet, account, owner, instrument, protection, by, entry, reason)

/// Something that decides how the desk behaves is not what it was, such as the rules of a strategy (limits have events
/// of their own). It is on disk before it takes effect, moves no money and is no part of the books: what ran when is
/// read from the ledger, by the subject, which is `setting`. All texts are bounded (setting_change.hpp).
struct SettingChanged {
    static constexpr std::uint32_t kind = 59;
    static constexpr std::string_view name = "SettingChanged";
    std::string setting;  ///< what kind of thing and which: "strategy online_trading/ema_pullback"
    std::string from;     ///< what it was: a strategy's revision; empty where the ledger knows of none
    std::string to;
    std::vector<std::string> changes;  ///< in lines for a person; may have been written by one: untrusted text
    Actor by;                          ///< system "start": it was found changed when the desk started
    std::string reason;
};
SWARMDESK_DESCRIBE(SettingChanged, setting, from, to, changes, by, reason)

using Event =
    std::variant<InstrumentListed, AccountOpened, FundsMoved, SignalRaised, IntentProposed, IntentDenied,
                 ExposureReserved, DenialsCounted, ApprovalRequested, ApprovalGranted, ApprovalDeclined,
                 ApprovalExpired, OrderSubmitted, OrderAccepted, OrderRejected, OrderUnknown, OrderFilled,
                 CancelRequested, OrderClosed, SettlementProposed, OrderSettled, SettledFillReported, DeskStateSet,
                 AccountStateSet, DayStarted, DailyLossTripped, RoundTripClosed, LossStreakTripped, LossStreakRearmed,
                 ReconcileStarted, ReconcileFinished, LimitsSet, AlertRaised, AdjustmentProposed, AdjustmentMade,
                 PriceSourceSet, ClockAcknowledged, AssetLeftOut, AssetCountedIn, PricesMarked, ProtectionSet,
                 LimitTightened, LimitsLoosened, SettingChanged>;

/// An event as it stands in the ledger: when it happened by the calendar, and when by the desk's own line of time.
struct Stamped {
    Event event;
    UtcTime time;
    DeskTime desk;
    /// The account whose chain it is on; empty where it is about no account.
    AccountId account;
};

/// The row of an event without its place: payload and subject (the intent, account or user it is found by).
struct Row {
    std::uint32_t kind = 0;
    std::string subject;
    UtcTime time;
    Bytes payload;
};
SWARMDESK_DESCRIBE(Row, kind, subject, time, payload)
Row to_row(const Stamped& event);
/// The event of a row on this chain; `corrupt` where the bytes are not one.
Result<Stamped> from_row(std::string_view chain, const Row& row);

/// The chain an event is on: `account.<id>`, `budgets` or `desk`.
std::string chain_of(const Stamped& event);
/// The account of a chain's name; empty where it is none's.
AccountId account_of_chain(std::string_view chain);

/// Whose an event is: an account's, a user's over all accounts, or, with neither, the desk's and the agents'.
struct Owner {
    AccountId account;
    UserId user;
    friend bool operator==(const Owner&, const Owner&) = default;
};
Owner owner_of(const Stamped& event);

/// The number that events of this kind have today: some had another before fields were added to them.
std::uint32_t current_kind(std::uint32_t kind);
/// Every number the events of a kind have or had: what to look for in a ledger.
std::vector<std::uint32_t> kinds_of(std::uint32_t current);

/// "OrderFilled", or "?" for a number no event has.
std::string_view event_name(std::uint32_t kind);
/// The event's fields, for `audit show`, the API and the web app.
boost::json::value event_json(const Event& event);
/// One sentence for a person.
std::string describe(const Event& event);

}  // namespace swarmdesk::trading::execution
