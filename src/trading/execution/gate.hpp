#pragma once

#include <set>

#include "trading/execution/event.hpp"
#include "trading/execution/gate_settings.hpp"

namespace swarmdesk::trading::execution {

/// Where an intent stands (RAILS 17). The last six are final.
enum class IntentState {
    proposed = 1,
    reserved,
    parked,  ///< waits for a human
    approved,
    submitting,  ///< on disk, and perhaps on the wire
    accepted,    ///< resting at the venue
    unknown,     ///< the venue may or may not have it: the resolver asks
    partial,
    denied,
    rejected,
    expired,
    refused,
    filled,
    cancelled,
};
constexpr auto enum_table(IntentState)
{
    using enum IntentState;
    return std::to_array<EnumName<IntentState>>({{proposed, "PROPOSED"},
                                                 {reserved, "RESERVED"},
                                                 {parked, "PARKED"},
                                                 {approved, "APPROVED"},
                                                 {submitting, "SUBMITTING"},
                                                 {accepted, "ACCEPTED"},
                                                 {unknown, "UNKNOWN"},
                                                 {partial, "PARTIAL"},
                                                 {denied, "DENIED"},
                                                 {rejected, "REJECTED"},
                                                 {expired, "EXPIRED"},
                                                 {refused, "REFUSED"},
                                                 {filled, "FILLED"},
                                                 {cancelled, "CANCELLED"}});
}
constexpr bool is_final(IntentState state) { return state >= IntentState::denied; }

/// Everything the gate remembers of one intent.
struct IntentRecord {
    Intent intent;
    IntentState state = IntentState::proposed;
    std::optional<risk::Denial> denial;
    std::optional<Order> order;          ///< once reserved
    std::optional<ApprovalId> approval;  ///< once parked
    Usd notional;                        ///< worst case of the whole order
    Quantity filled;
    Amount filled_value;  ///< in the quote asset
    Amount fees;          ///< in the fee asset of the trades
    std::string venue_order_id;
    std::string outcome;  ///< the venue's code and words, where it refused or stayed silent
    bool is_cancel_requested = false;
    std::set<std::uint64_t> trades;  ///< ids already booked
    UtcTime created;
    UtcTime updated;
    std::optional<UtcTime> submitted;

    Price average_price() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("intent", self.intent);
        visit("state", self.state);
        visit("denial", self.denial);
        visit("order", self.order);
        visit("approval", self.approval);
        visit("notional", self.notional);
        visit("filled", self.filled);
        visit("filled_value", self.filled_value);
        visit("fees", self.fees);
        visit("venue_order_id", self.venue_order_id);
        visit("outcome", self.outcome);
        visit("is_cancel_requested", self.is_cancel_requested);
        visit("trades", self.trades);
        visit("created", self.created);
        visit("updated", self.updated);
        visit("submitted", self.submitted);
    }
    friend bool operator==(const IntentRecord&, const IntentRecord&) = default;
};

enum class ApprovalState { open = 1, granted, rejected, expired };
constexpr auto enum_table(ApprovalState)
{
    using enum ApprovalState;
    return std::to_array<EnumName<ApprovalState>>(
        {{open, "open"}, {granted, "granted"}, {rejected, "rejected"}, {expired, "expired"}});
}

struct ApprovalRecord {
    ApprovalRequested request;
    ApprovalState state = ApprovalState::open;
    std::optional<Actor> decided_by;
    std::string reason;
    UtcTime created;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("request", self.request);
        visit("state", self.state);
        visit("decided_by", self.decided_by);
        visit("reason", self.reason);
        visit("created", self.created);
    }
};

/// What the gate remembers beside the rails. Both are the fold of all events; equal histories give equal bytes.
struct GateState {
    std::map<IntentId, IntentRecord> intents;        ///< all open ones and the newest `finished_max` others
    std::map<ApprovalId, ApprovalRecord> approvals;  ///< of the intents above
    std::map<ClientOrderId, IntentId> orders;        ///< of the intents above that were sent
    std::vector<IntentId> finished;                  ///< oldest first
    std::uint64_t forgotten = 0;                     ///< how many finished intents only the ledger still knows
    UtcTime last_time;                               ///< of the newest event: our time never goes back
    std::uint32_t limits_epoch = 0;
    Hash limits_fingerprint{};

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("intents", self.intents);
        visit("approvals", self.approvals);
        visit("orders", self.orders);
        visit("finished", self.finished);
        visit("forgotten", self.forgotten);
        visit("last_time", self.last_time);
        visit("limits_epoch", self.limits_epoch);
        visit("limits_fingerprint", self.limits_fingerprint);
    }
};

/// What the shell must do once the events before it are durable.
struct SubmitOrder {
    risk::ApprovedOrder order;
};
struct CancelOrder {
    AccountId account;
    InstrumentId instrument;
    ClientOrderId client_order_id;
};
struct QueryOrder {
    AccountId account;
    InstrumentId instrument;
    ClientOrderId client_order_id;
};
struct SweepAccount {
    AccountId account;
};
using Effect = std::variant<SubmitOrder, CancelOrder, QueryOrder, SweepAccount>;

/// What a step came to: facts first, then what may be done because of them.
struct Step {
    std::vector<Event> events;
    std::vector<Effect> effects;
};

/// A human's smaller or tighter version of a parked intent (RAILS 14).
struct Modification {
    IntentId intent;  ///< the new intent's id
    std::optional<Quantity> quantity;
    std::optional<Price> limit_price;
};

/// The execution gate's pure core: no clock, socket, thread or coroutine. Every input returns the facts it caused
/// (already folded into the state) and the effects to carry out after those facts are on disk.
class Gate {
public:
    using Settings = GateSettings;

    explicit Gate(Settings settings);

    /// \name Inputs
    /// @{
    /// The same id again with the same parameters gives an empty step (look the record up); with others, `conflict`.
    Result<Step> propose(const Intent& intent, Now now);
    Result<Step> approve(const ApprovalId& approval, const Actor& by, Now now);
    Result<Step> reject(const ApprovalId& approval, const Actor& by, const std::string& reason, Now now);
    Result<Step> modify(const ApprovalId& approval, const Modification& modification, const Actor& by, Now now);
    Result<Step> cancel(const IntentId& intent, const Actor& by, const std::string& reason, Now now);
    Result<Step> set_state(risk::TradingState state, const Actor& by, const std::string& reason, Now now);
    Result<Step> set_account_state(const AccountId& account, risk::TradingState state, const Actor& by,
                                   const std::string& reason, Now now);
    Result<Step> rearm(const AccountId& account, const Actor& by, Now now);
    Step list(const Instrument& instrument, Now now);
    Result<Step> open_account(const AccountId& account, const UserId& user, Now now);
    Result<Step> move_funds(const AccountId& account, const AssetId& asset, Amount amount, const std::string& reason,
                            Now now);
    Step raise(const Signal& signal, Now now);
    Step alert(const std::string& severity, const std::string& source, const std::string& words, Now now);
    Step on_quote(const Quote& quote, Now now);
    Step on_report(const VenueReport& report, Now now);
    /// Expiries, time-outs, the resolver's next questions, midnight. At least every 100 ms.
    Step on_tick(Now now);
    /// After recovery: question every unresolved intent, sweep every account, admit nothing new until both are
    /// answered.
    Step on_start(Now now);
    /// @}

    /// Folds one event; recovery is this and nothing else.
    void apply(const Event& event, UtcTime time);

    const GateState& state() const { return state_; }
    const risk::Rails& rails() const { return rails_; }
    const risk::Quotes& quotes() const { return quotes_; }
    const Settings& settings() const { return settings_; }
    Bytes snapshot() const;
    Result<void> restore(std::string_view snapshot);

    const IntentRecord* find(const IntentId& intent) const;
    const ApprovalRecord* find(const ApprovalId& approval) const;
    /// Whether an order whose facts are on disk may still leave: not where a cancel, a halt or the clock overtook it.
    bool may_leave(const IntentId& intent, UtcTime now) const;
    /// Whether time alone can change something soon: an approval that will expire, a question to ask again.
    bool is_waiting() const;
    /// Intents at the venue or on their way, oldest first.
    std::vector<const IntentRecord*> open_intents() const;

private:
    /// The resolver's notes on one order; they need not survive: after a restart it simply asks again.
    struct Inquiry {
        UtcTime next;
        std::optional<UtcTime> not_found;  ///< when "not found" was first heard after the fence
        bool wants_sweep = false;          ///< heard twice: one look at everything open, and it is final
        bool is_alarmed = false;
    };
    struct Reconciliation {
        std::set<IntentId> waiting;  ///< orders whose standing the venue has not told yet
        bool is_sweeping = false;
        std::uint32_t mismatches = 0;
        UtcTime next;
    };

    Now advance(Now now) const;
    void record(Step& step, Event event, Now now);
    Result<void> admit(Step& step, const Intent& intent, bool is_widened, Now now);
    void submit(Step& step, const IntentId& intent, Now now);
    void finish(IntentRecord& record, IntentState state, risk::Rails::Slot slot);
    Result<const ApprovalRecord*> open_approval(const ApprovalId& approval, Now now) const;
    Result<void> check_decider(const Actor& by) const;
    Result<void> check_approver(const ApprovalRecord& approval, const Actor& by) const;
    const IntentRecord* find_order(const ClientOrderId& order) const;
    void book(Step& step, const IntentId& intent, const Trade& trade, Now now);
    void close(Step& step, const IntentId& intent, VenueOrderStatus status, Quantity venue_filled,
               const std::string& reason, Now now);
    void inquire(const IntentId& intent, UtcTime when);
    std::optional<Usd> equity_of(const risk::Account& account) const;
    void mark(Step& step, const AccountId& account, Now now);
    bool is_halted(const risk::Account& account) const;
    /// What a halt takes back from the venue, of one account or of all: orders that increase exposure, and of the
    /// reductions those that would open a position anew.
    void cancel_increasing(Step& step, const AccountId* account, const Actor& by, const std::string& reason, Now now);
    void cancel_overtaken(Step& step, const AccountId* account, const Actor& by, const std::string& reason, Now now);
    void cancel_at_venue(Step& step, const IntentId& id, const Actor& by, const std::string& reason, Now now);
    /// The account's orders at the venue that nobody has asked to cancel yet, oldest first.
    std::vector<IntentId> cancellable(const AccountId* account) const;
    void resolve(Step& step, Now now);
    void reconcile(Step& step, Now now);
    std::vector<std::string> differences(const SweepAnswered& sweep) const;

    void on(Step& step, const SendAnswered& report, Now now);
    void on(Step& step, const TradeReported& report, Now now);
    void on(Step& step, const StatusReported& report, Now now);
    void on(Step& step, const QueryAnswered& report, Now now);
    void on(Step& step, const CancelAnswered& report, Now now);
    void on(Step& step, const SweepAnswered& report, Now now);

    void fold(const InstrumentListed& event, UtcTime time);
    void fold(const AccountOpened& event, UtcTime time);
    void fold(const FundsMoved& event, UtcTime time);
    void fold(const SignalRaised& event, UtcTime time);
    void fold(const IntentProposed& event, UtcTime time);
    void fold(const IntentDenied& event, UtcTime time);
    void fold(const ExposureReserved& event, UtcTime time);
    void fold(const ApprovalRequested& event, UtcTime time);
    void fold(const ApprovalGranted& event, UtcTime time);
    void fold(const ApprovalRejected& event, UtcTime time);
    void fold(const ApprovalExpired& event, UtcTime time);
    void fold(const OrderSubmitting& event, UtcTime time);
    void fold(const OrderAccepted& event, UtcTime time);
    void fold(const OrderRefused& event, UtcTime time);
    void fold(const OrderUnknown& event, UtcTime time);
    void fold(const OrderFilled& event, UtcTime time);
    void fold(const CancelRequested& event, UtcTime time);
    void fold(const OrderClosed& event, UtcTime time);
    void fold(const DeskStateSet& event, UtcTime time);
    void fold(const AccountStateSet& event, UtcTime time);
    void fold(const DayStarted& event, UtcTime time);
    void fold(const DailyLossTripped& event, UtcTime time);
    void fold(const LossStreakTripped& event, UtcTime time);
    void fold(const LossStreakRearmed& event, UtcTime time);
    void fold(const ReconcileStarted& event, UtcTime time);
    void fold(const ReconcileFinished& event, UtcTime time);
    void fold(const LimitsSet& event, UtcTime time);
    void fold(const AlertRaised& event, UtcTime time);

    Settings settings_;
    risk::Rails rails_;
    GateState state_;
    risk::Quotes quotes_;
    std::set<IntentId> open_;  ///< the intents that are not final; follows from the state
    std::map<IntentId, Inquiry> inquiries_;
    std::map<AccountId, Reconciliation> reconciling_;
};

/// The venue's client order id of an intent: `sd-` and the id's 32 hexadecimal digits.
ClientOrderId client_order_id(const IntentId& intent);
/// What an approval is bound to.
Hash approval_binding(const Intent& intent, Quantity quantity_max, Price worst_price, std::uint32_t limits_epoch,
                      UtcTime expires);

}  // namespace swarmdesk::trading::execution
