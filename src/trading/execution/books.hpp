#pragma once

#include <set>

#include "base/boxed.hpp"
#include "base/flat_table.hpp"
#include "trading/execution/intent_record.hpp"
#include "trading/execution/lot_protection.hpp"

namespace swarmdesk::trading::execution {

/// What is kept of one account's orders beside its money (risk::Account).
struct AccountOrders {
    std::vector<IntentId> finished;       ///< oldest first; those before them are in the ledger alone
    std::string cursor;                   ///< the venue's fills and moves up to here are booked
    std::vector<std::string> moves;       ///< the venue's ids of the newest moves, oldest first: each counts once
    std::vector<Difference> differences;  ///< of the last comparison
    std::map<AssetId, AdjustmentProposed> adjustments;  ///< one person said so, another has not yet
    std::set<IntentId> open;                            ///< found from the intents, and no part of a snapshot
};
SWARMDESK_DESCRIBE(AccountOrders, finished, cursor, moves, differences, adjustments)

/// Everything that follows from the ledger beside the rails.
struct BooksState {
    FlatTable<IntentId, Boxed<IntentRecord>> intents;    ///< all open ones, and each account's newest finished ones
    std::map<ApprovalId, ApprovalRecord> approvals;      ///< of the intents above
    std::map<IntentId, SettlementProposed> settlements;  ///< one person said so, another has not yet
    FlatTable<AccountId, AccountOrders> accounts;
    std::map<LotKey, LotProtection> protections;
    std::map<LotKey, UtcTime> entries;  ///< when an agent last proposed to buy into a lot, whatever became of it
    UtcTime last_time;                  ///< of the newest event
    DeskTime last_desk;                 ///< likewise
    std::uint32_t limits_epoch = 0;
    std::map<std::string, std::string> tightened;  ///< values a person holds limits to, by name
    std::string price_source;
};
SWARMDESK_DESCRIBE(BooksState, intents, approvals, settlements, accounts, protections, entries, last_time, last_desk,
                   limits_epoch, tightened, price_source)

/// The desk's books: the one fold of all events into money (the rails), orders and approvals. The gate decides on them;
/// every view is another pair of them, fed with the durable events, and so can never disagree on what an event means.
///
/// Reads nothing but the events: equal histories give equal bytes, whatever the settings of the day (RAILS 27).
class Books {
public:
    /// How many finished intents an account's books remember. Part of the format: it decides what a snapshot holds.
    static constexpr std::size_t finished_kept = 256;

    /// A view may remember more than the gate's `finished_kept`; its bytes are then its own.
    explicit Books(std::size_t finished_max = finished_kept) : finished_max_(finished_max) {}

    void apply(const Stamped& event);

    const BooksState& state() const { return state_; }
    const risk::Rails& rails() const { return rails_; }
    const FlatSet<IntentId>& open() const { return open_; }  ///< the intents that are not final, in no order
    std::size_t open_of(const UserId& user) const;           ///< how many of them are this user's

    const IntentRecord* find(const IntentId& intent) const;
    const ApprovalRecord* find(const ApprovalId& approval) const;
    const IntentRecord* find_order(const ClientOrderId& order) const;
    const AccountOrders& orders_of(const AccountId& account) const;
    /// The open ones of an account, or of all, in their order.
    std::vector<IntentId> open_ids(const AccountId* account = nullptr) const;
    /// Likewise, in that of their making; those at the venue or on their way among them by `is_at_venue`.
    std::vector<const IntentRecord*> open_intents(const AccountId* account = nullptr) const;
    const std::set<IntentId>& open_of(const AccountId& account) const;

    /// What is to protect a lot; null: nothing.
    const LotProtection* protection_of(const LotKey& lot) const;
    /// When an agent last proposed to buy into a lot; none: never.
    std::optional<UtcTime> last_entry_into(const LotKey& lot) const;
    /// The desk's open orders that protect lots, by lot.
    const std::map<LotKey, std::set<IntentId>>& protecting() const { return protecting_; }

    /// The round trips the last applied event closed.
    const std::vector<risk::ClosedTrip>& closed_trips() const { return closed_trips_; }
    /// Whose streak a trip counts in that a fill of this intent closed: a lot's agent answers for what it did itself.
    LotOwner streak_owner(const IntentId& intent, const LotOwner& owner) const;
    /// The fill that a settlement is booked as.
    Fill settled_fill(const IntentRecord& record, const Settlement& settlement, UtcTime time) const;

    Bytes snapshot() const;
    Result<void> restore(std::string_view snapshot);

private:
    void finish(IntentRecord& record);
    void note_open(const Intent& intent);
    void index_open();

    template <class E>
    void fold(const E&, const Stamped&)
    {}
    void fold(const InstrumentListed& event, const Stamped&);
    void fold(const AccountOpened& event, const Stamped&);
    void fold(const FundsMoved& event, const Stamped&);
    void fold(const AssetLeftOut& event, const Stamped&);
    void fold(const AssetCountedIn& event, const Stamped&);
    void fold(const IntentProposed& event, const Stamped& stamped);
    void fold(const ExposureReserved& event, const Stamped&);
    void fold(const ApprovalRequested& event, const Stamped&);
    void fold(const OrderSubmitted& event, const Stamped&);
    void fold(const OrderFilled& event, const Stamped&);
    void fold(const SettlementProposed& event, const Stamped&);
    void fold(const OrderSettled& event, const Stamped&);
    void fold(const DeskStateSet& event, const Stamped&);
    void fold(const AccountStateSet& event, const Stamped&);
    void fold(const DayStarted& event, const Stamped&);
    void fold(const DailyLossTripped& event, const Stamped&);
    void fold(const RoundTripClosed& event, const Stamped&);
    void fold(const LossStreakTripped& event, const Stamped&);
    void fold(const LossStreakRearmed& event, const Stamped&);
    void fold(const ReconcileStarted& event, const Stamped&);
    void fold(const ReconcileFinished& event, const Stamped&);
    void fold(const LimitsSet& event, const Stamped&);
    void fold(const LimitTightened& event, const Stamped&);
    void fold(const LimitsLoosened& event, const Stamped&);
    void fold(const AdjustmentProposed& event, const Stamped&);
    void fold(const AdjustmentMade& event, const Stamped&);
    void fold(const PriceSourceSet& event, const Stamped&);
    void fold(const ProtectionSet& event, const Stamped&);

    std::size_t finished_max_;
    BooksState state_;
    risk::Rails rails_;
    std::vector<risk::ClosedTrip> closed_trips_;
    // Found from the state.
    FlatSet<IntentId> open_;
    FlatTable<UserId, std::size_t> open_by_user_;
    std::map<LotKey, std::set<IntentId>> protecting_;
};

}  // namespace swarmdesk::trading::execution
