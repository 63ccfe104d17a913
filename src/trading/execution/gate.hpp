#pragma once

#include <deque>
#include <map>
#include <set>

#include "trading/execution/books.hpp"
#include "trading/execution/client_order_id.hpp"
#include "trading/execution/command_port.hpp"
#include "trading/execution/gate_settings.hpp"
#include "trading/execution/seen_intents.hpp"

namespace swarmdesk::trading::execution {

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
struct TakeSnapshot {
    VenueId venue;
    AccountId account;
    std::uint64_t request = 0;
    std::string cursor;
};
using Effect = std::variant<SubmitOrder, CancelOrder, QueryOrder, TakeSnapshot>;

/// What a step came to: facts first, then what may be done because of them.
struct Step {
    std::vector<Stamped> events;
    std::vector<Effect> effects;
    /// A denial that was not written down, because its user has spent the hour's records: the caller's answer.
    std::optional<IntentRecord> unrecorded;
};

/// What a person has accepted about this start; without their word it is refused (RAILS 30, 31).
struct StartOptions {
    std::string price_source;                 ///< where prices come from now
    std::optional<Actor> accepts_clock;       ///< the ledger's newest event lies in the future
    std::optional<Actor> accepts_new_prices;  ///< the ledger's prices came from elsewhere
    std::uint64_t epoch = 1;                  ///< of the lease
    std::optional<Actor> loosens_limits{};    ///< what was tightened while a desk ran is as in the settings again
};

/// The execution gate's pure core: no clock, socket, thread or coroutine. Every input returns the facts it caused
/// (already folded into the books) and the effects to carry out after those facts are on disk. What it notes beside the
/// books (when to query, what to compare) follows from them at a start and decides nothing by itself.
///
/// Deadlines, ages and windows are kept in desk time: it begins at the later of the ledger's end and the calendar, and
/// from then on advances with the monotonic clock alone (RAILS 30).
class Gate {
public:
    using Settings = GateSettings;

    explicit Gate(Settings settings);

    /// Before any account of this venue is opened or recovered.
    void add_venue(const VenueId& venue, VenueRules rules);

    /// \name Recovery: before `start`
    /// @{
    void apply(const Stamped& event);
    Bytes snapshot() const;
    Result<void> restore(std::string_view snapshot);
    /// @}
    /// Queries every unresolved order and compares every account before it admits anything new. `conflict` with
    /// CLOCK_BEHIND or PRICE_SOURCE_CHANGED where a person must accept that first.
    Result<Step> start(const StartOptions& options, Now now);

    /// \name Commands
    /// @{
    /// The same id again with the same terms gives an empty step (look the record up); with others, `conflict`.
    Result<Step> propose(const Intent& intent, Now now);
    Result<Preview> preview(const Intent& intent, Now now);
    Result<Step> approve(const ApprovalId& approval, const Actor& by, Now now);
    Result<Step> decline(const ApprovalId& approval, const Actor& by, const std::string& reason, Now now);
    Result<Step> modify(const ApprovalId& approval, const Modification& modification, const Actor& by, Now now);
    Result<Step> cancel(const IntentId& intent, const Actor& by, const std::string& reason, Now now);
    /// What is to stand at the venue for a lot; none: nothing. Its order is placed, changed or taken back at once. An
    /// agent decides about its own lots, and takes no stop down. `limit_exceeded` where an account's is changed too
    /// often: each change is a row of the ledger, whoever makes it.
    Result<Step> protect(const LotKey& lot, const Protection& wanted, const Actor& by, const std::string& reason,
                         Now now);
    Result<Step> set_state(risk::TradingState state, const Actor& by, const std::string& reason, Now now);
    Result<Step> set_account_state(const AccountId& account, risk::TradingState state, const Actor& by,
                                   const std::string& reason, Now now);
    Result<Step> rearm(const risk::Scope& scope, const Actor& by, Now now);
    /// Makes a limit tighter, at once and for the starts to come; what waits for approval under the old limits is
    /// declined, what rests beyond it canceled. The value in force already is kept, also where settings are loosened.
    Result<Step> tighten(const std::string& limit, const std::string& value, const Actor& by, const std::string& reason,
                         Now now);
    Result<Step> settle(const IntentId& intent, const Settlement& settlement, const Actor& by, Now now);
    Result<Step> adjust(const AccountId& account, const AssetId& asset, Amount amount, const std::string& evidence,
                        const Actor& by, Now now);
    Result<Step> open_account(const AccountId& account, const UserId& user, const VenueId& venue, Now now);
    /// Other steps, bounds or another status than before are an alert. Another base or quote is a conflict while
    /// anybody holds a lot or has an order on it: what they are made of would be something else.
    Result<Step> list(const Instrument& instrument, Now now);
    /// Records that something which decides how the desk behaves will be another; whoever asked puts it in force once
    /// this is durable. Nothing where `from` is `to`. Not by an agent; `out_of_range` where a text is too long.
    Result<Step> change_setting(const SettingChanged& change, Now now);
    Step raise(const Signal& signal, Now now);
    Step alert(const AlertRaised& alert, Now now);
    /// @}

    Step on_quote(const Quote& quote, Now now);
    Step on_report(const VenueId& venue, const VenueReport& report, Now now);
    /// Expiries, time-outs, queries, comparisons, midnight. At least every 100 ms.
    Step on_tick(Now now);
    /// The last prices, for the record: nothing comes after it.
    Step on_stop(Now now);

    const Books& books() const { return books_; }
    const risk::Quotes& quotes() const { return quotes_; }
    /// False: no intent of this id was ever proposed. True: the books have it, or else the ledger may.
    bool may_know(const IntentId& intent) const { return seen_.may_have(intent); }
    const Settings& settings() const { return settings_; }
    DeskTime desk_time(Now now) const;
    /// Whether an order whose facts are on disk may still leave: not where a cancel, a halt or the clock overtook it.
    bool may_leave(const IntentId& intent, Now now) const;
    /// When time alone does something next: an approval expires, a query is due. Nothing while nothing waits.
    std::optional<DeskTime> next_deadline() const;

private:
    /// Notes on an order the venue is queried about.
    struct StatusQuery {
        DeskTime next;
        std::optional<DeskTime> first_asked;
        std::optional<DeskTime> not_found;  ///< when it was first not found after the settle delay
        std::uint64_t gap = 0;              ///< of the account's stream, at that moment
        bool wants_snapshot = false;        ///< not found twice: one look at everything, and it is final
        std::uint64_t snapshot = 0;         ///< the look must be at least this one
        bool is_alarmed = false;
        std::optional<DeskTime> halted;  ///< when it halted its account
    };
    struct Comparison {
        DeskTime next;
        std::uint64_t request = 0;  ///< of the snapshot under way
        std::optional<DeskTime> asked;
        std::string cursor;          ///< the books have everything up to here
        std::size_t unrecorded = 0;  ///< fills and moves since the cursor the ledger knows
        std::uint32_t mismatches = 0;
        std::set<IntentId> waiting;  ///< after a start: orders whose standing the venue has not told yet
        bool is_again = false;       ///< asked for meanwhile: once more
        bool has_booked = false;     ///< something was booked since it was asked for: the answer may be older
        std::uint32_t busy = 0;      ///< so many looks in a row that differed and told nothing because of that
        std::optional<DeskTime> failing_since;
        bool is_failure_said = false;
        std::set<ClientOrderId> strays;  ///< said once each
        /// Of an account's first comparison: the newest moves that the venue's balances have in them, by id, and those
        /// that the stream brought before it ended. Each tells of money that the other may tell of as well.
        std::deque<std::string> counted;
        std::deque<BalanceMoved> streamed;
    };
    /// The stream of an account's reports.
    struct Stream {
        std::uint64_t gaps = 0;  ///< how often it broke or came back
        bool is_lost = false;
    };
    /// How it goes with a lot's protection, beside what the books say.
    struct ProtectionNotes {
        std::optional<IntentId> last;  ///< placed, and not yet judged
        DeskTime placed;
        DeskTime burst;              ///< when the first of the last few was placed
        std::uint32_t in_burst = 0;  ///< since then
        std::uint32_t vain = 0;      ///< orders in a row that ended by themselves without a fill
        std::optional<DeskTime> missing_since;
        bool is_said = false;
    };
    struct DenialCount {
        DeskTime since;
        UtcTime since_utc;
        std::uint64_t recorded = 0;
        std::uint64_t unrecorded = 0;
    };
    template <class Key>
    using Deadlines = std::set<std::pair<DeskTime, Key>>;

    Moment advance(Now now);
    void record(Step& step, Event event, const AccountId& account, Moment now);
    void record_alert(Step& step, const char* severity, const char* code, std::string message,
                      const IntentRecord* about, const AccountId& account, Moment now);
    Result<void> admit(Step& step, const Intent& intent, bool is_widened, Moment now);
    /// What the rails and the tables of open intents say.
    risk::Verdict judge(const Intent& intent, Moment now) const;
    /// Of an intent that is in the books: it is sent, or waits for a human.
    void reserve(Step& step, const Intent& intent, risk::Admitted admitted, bool is_widened, Moment now);
    void deny(Step& step, const Intent& intent, const risk::Denial& denial, Moment now);
    void submit(Step& step, const IntentId& intent, Moment now);
    Result<const ApprovalRecord*> open_approval(const ApprovalId& approval, Moment now) const;
    /// Of an intent that a person was asked about: all rails again, on today's market, with what it already holds left
    /// out of the sum, and the price it was asked for.
    risk::Verdict judge_asked(const IntentRecord& asked, Moment now) const;
    void void_grant(Step& step, const ApprovalRequested& request, const risk::Denial& denial, Moment now);
    risk::Denial limits_changed(const ApprovalRequested& request) const;
    Result<void> check_owner(const Intent& intent) const;
    Result<void> check_decider(const Actor& by) const;
    Result<void> check_approver(const Actor& by) const;
    bool needs_second() const;
    const VenueRules& rules_of(const IntentRecord& record) const;

    /// False where the desk never sent the order it is a fill of.
    bool take_fill(Step& step, const FillReported& report, Moment now);
    void apply_fill(Step& step, const IntentId& intent, const Fill& fill, Moment now);
    /// The fill as it would be booked; nothing where its numbers, or what follows from them, leave the range.
    std::optional<OrderFilled> bookable(const IntentRecord& known, const Fill& fill) const;
    /// The venue's word for what people have booked already.
    void apply_settled_fill(Step& step, const IntentRecord& known, const Fill& fill, Moment now);
    void after_end(Step& step, const IntentRecord& known, Moment now);
    /// Once, where it came to be.
    void say_dust(Step& step, const IntentRecord& known, const LotOwner& owner, Moment now);
    void after_fill(Step& step, const IntentRecord& record, Moment now);
    void close(Step& step, const IntentId& intent, VenueOrderStatus status, Quantity venue_filled,
               const std::string& reason, Moment now);
    void halt(Step& step, const AccountId& account, const std::string& reason, Moment now);
    /// An order of the desk's own that has left its books: it ended, and many came after it.
    bool is_forgotten(const ClientOrderId& order) const;
    /// The venue still has it on its book though it has ended here: it is taken back.
    void take_back_stray(Step& step, const AccountId& account, const OrderFound& order, Moment now);
    void found_foreign(Step& step, const AccountId& account, const std::string& what, Moment now);
    /// The calendar that days are counted by: desk time, and what the clock was ahead of it when it was last believed.
    UtcTime calendar(Moment now) const { return UtcTime{now.desk.ns + calendar_ahead_.count()}; }
    void watch_calendar(Moment now);
    void begin_day(Step& step, const AccountId& account, Moment now);
    void mark(Step& step, const AccountId& account, Moment now);
    void record_trips(Step& step, const std::vector<risk::LossTrip>& trips, Moment now);
    bool is_halted(const AccountId& account) const;
    /// What a halt takes back from the venue, of one account or of all: orders that increase exposure, and of the
    /// reductions those that would open a position anew.
    void cancel_increasing(Step& step, const AccountId* account, const Actor& by, const std::string& reason,
                           Moment now);
    void cancel_over_reduced(Step& step, const AccountId* account, const Actor& by, const std::string& reason,
                             Moment now);
    void cancel_at_venue(Step& step, const IntentRecord& record, const Actor& by, const std::string& reason,
                         Moment now);
    std::vector<IntentId> cancellable(const AccountId* account) const;

    /// \name Tighter limits of positions (gate_limits.cpp)
    /// What rests at the venues was admitted under the old limit, and would fill beyond the new one.
    /// @{
    /// Cancels what would, the youngest first.
    void take_back_beyond(Step& step, const Actor& by, const std::string& reason, Moment now);
    /// Where a start made one tighter, that is done once the books are known to match the venues'.
    void note_tighter_positions(const risk::Limits& before, const risk::Limits& now);
    void take_back_since_start(Step& step, Moment now);
    bool can_sum_resting() const;
    /// @}
    void move_funds(Step& step, const BalanceMoved& move, Moment now);

    /// \name Protection (gate_protection.cpp)
    /// What is wanted for a lot follows from the books alone; these bring the venue to it, again and again.
    /// @{
    void protect_at(const LotKey& lot, DeskTime when);
    void note_lots(const Stamped& event);
    void touch_lots(const AccountId& account, const InstrumentId* instrument, DeskTime when);
    void keep_protections(Step& step, Moment now);
    void keep_protection(Step& step, const LotKey& lot, Moment now);
    void place_protection(Step& step, const LotKey& lot, const LotProtection& wanted, Quantity quantity, Moment now);
    void adopt_protection(Step& step, const IntentRecord& entry, Moment now);
    /// Where the stop of an order that goes stood: the next one begins there, and not lower.
    void keep_trail(Step& step, const IntentRecord& order, Price stop, Moment now);
    /// Once, where nothing protects it for long.
    void say_unprotected(Step& step, const LotKey& lot, const Protection& terms, const std::string& why, Moment now);
    /// Takes one of the changes that the account has left of people or of agents; else how long until there is one.
    std::optional<nanoseconds> spend_protection_change(const AccountId& account, ActorKind by, Moment now);
    /// When the next order of a lot may be placed.
    DeskTime pace(ProtectionNotes& notes) const;
    bool may_replace(const IntentRecord& standing, const Intent& by, Moment now) const;
    bool fits_instrument(const Order& order) const;
    bool is_gone(const LotKey& lot) const;
    Intent protective_intent(const LotKey& lot, const LotProtection& wanted, Quantity quantity, Moment now) const;
    /// What of the lot no other order takes away already; nothing where the venue takes so little.
    Quantity protectable(const LotKey& lot) const;
    Quantity held_in(const LotKey& lot) const;
    /// Who waits for this lot's protection to leave.
    std::vector<IntentId> closers_of(const LotKey& lot) const;
    bool stands_in_the_way(const Intent& closer) const;
    void send_closer(Step& step, const IntentId& closer, Moment now);
    risk::Verdict judge_granted(const IntentRecord& granted, Moment now) const;
    enum class Entry { none = 1, resting, ends_by_itself };
    Entry entry_into(const LotKey& lot, Moment now) const;
    /// @}

    void query_at(const IntentId& intent, DeskTime when);
    void reschedule(const IntentId& intent, StatusQuery& query, DeskTime when);
    void forget_query(const IntentId& intent);
    void query_after(const IntentRecord& record, Moment now);
    void ask(Step& step, const IntentId& intent, Moment now);
    void check_unknown(Step& step, const IntentRecord& record, StatusQuery& query, Moment now);
    void conclude_not_found(Step& step, const AccountSnapshot& snapshot, Moment now);
    void compare_at(const AccountId& account, DeskTime when);
    void ask_snapshot(Step& step, const AccountId& account, Moment now);
    /// Of an account never compared before: its books become what the venue has in its name.
    void begin_with(Step& step, const AccountSnapshot& snapshot, Moment now);
    void finish_comparison(Step& step, const AccountSnapshot& snapshot, Moment now);
    /// Once, where the account's comparison has failed for long: it is not traded until one succeeds.
    void say_failing(Step& step, const AccountId& account, Moment now);
    bool was_never_compared(const AccountId& account) const;
    std::vector<Difference> differences(const AccountSnapshot& snapshot) const;
    bool is_held_back(const AccountId& account, Moment now) const;
    void start_days(Step& step, Moment now);
    /// Once an hour, and at first as soon as every instrument has a price.
    void mark_prices(Step& step, Moment now);
    void record_prices(Step& step, Moment now);
    void count_denials(Step& step, Moment now);
    void forget_deadlines(const IntentId& intent);

    void on(Step& step, const SendAnswered& report, Moment now);
    void on(Step& step, const FillReported& report, Moment now);
    void on(Step& step, const StatusReported& report, Moment now);
    void on(Step& step, const QueryAnswered& report, Moment now);
    void on(Step& step, const CancelAnswered& report, Moment now);
    void on(Step& step, const AccountSnapshot& report, Moment now);
    void on(Step& step, const BalanceMoved& report, Moment now);
    void on(Step& step, const StreamLost& report, Moment now);
    void on(Step& step, const StreamRestored& report, Moment now);
    void on(Step& step, const Throttled& report, Moment now);

    Settings settings_;
    Books books_;
    SeenIntents seen_;
    risk::Quotes quotes_;
    std::map<VenueId, VenueRules> venues_;
    std::uint64_t epoch_ = 1;

    std::optional<nanoseconds> anchor_;  ///< desk time less monotonic time
    std::optional<Now> last_tick_;
    std::uint64_t requests_ = 0;  ///< snapshots asked for
    Deadlines<ApprovalId> approvals_due_;
    Deadlines<IntentId> answers_due_;  ///< of sends
    std::map<IntentId, StatusQuery> queries_;
    Deadlines<IntentId> queries_due_;
    std::map<AccountId, Comparison> comparisons_;
    Deadlines<AccountId> comparisons_due_;
    Deadlines<LotKey> protections_due_;
    std::map<LotKey, DeskTime> protection_times_;  ///< of those due
    std::map<LotKey, ProtectionNotes> protection_notes_;
    /// When all the changes of an account are there again, of people and of agents.
    std::map<std::pair<AccountId, ActorKind>, DeskTime> protection_changes_;
    std::map<AccountId, Stream> streams_;
    std::map<VenueId, DeskTime> throttled_until_;
    std::set<std::pair<IntentId, FillId>> incredible_;  ///< fills of open orders that do not fit them: said once
    DeskTime started_;
    std::string tighter_since_start_;  ///< why resting orders are looked at; empty once that was done
    std::map<UserId, DenialCount> denials_;
    nanoseconds calendar_ahead_{};  ///< of desk time
    /// The calendar clock goes otherwise, and since when: it is believed once it has kept pace for long enough.
    std::optional<std::pair<nanoseconds, DeskTime>> calendar_doubted_;
    std::int64_t day_looked_for_ = 0;
    DeskTime day_seen_;  ///< when its first account was looked for
    DeskTime days_looked_at_;
    std::int64_t hour_marked_ = 0;  ///< UTC, by the calendar; zero before the first was looked at
    bool has_marked_ = false;
};

/// What an approval is bound to.
Hash approval_binding(const Intent& intent, Quantity quantity_max, Price worst_price, std::uint32_t limits_epoch,
                      DeskTime expires);

}  // namespace swarmdesk::trading::execution
