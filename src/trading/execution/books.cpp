#include "trading/execution/books.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "trading/execution/client_order_id.hpp"
#include "trading/execution/settled_fill.hpp"

namespace swarmdesk::trading::execution {

using RateToken = risk::Rails::RateToken;

namespace {

constexpr std::uint32_t layout_version = 9;  ///< of a snapshot
constexpr std::size_t moves_kept = 1'000;    ///< ids of moves, for when the venue says one again; part of the format

/// Whether the token of the hour comes back (RAILS 8): where nothing was sent, or the venue definitely rejected.
RateToken token_of(const IntentRecord& record)
{
    switch (record.state) {
        case IntentState::denied:
        case IntentState::declined:
        case IntentState::rejected: return RateToken::give_back;
        case IntentState::expired: return record.submitted ? RateToken::keep : RateToken::give_back;
        default: return RateToken::keep;
    }
}

}  // namespace

void Books::apply(const Stamped& stamped)
{
    state_.last_time = stamped.time;
    state_.last_desk = std::max(state_.last_desk, stamped.desk);
    closed_trips_.clear();
    std::visit([&](const auto& event) { fold(event, stamped); }, stamped.event);
    const IntentId id = intent_of(stamped.event);
    if (id.is_nil()) return;
    const auto found = state_.intents.find(id);
    if (found == state_.intents.end()) return;  // forgotten: an event about a very old order
    IntentRecord& record = *found->second;
    const bool has_ended = execution::apply(record, stamped);
    if (record.approval) {
        ApprovalRecord& approval = state_.approvals.at(*record.approval);
        const ApprovalState before = approval.state;
        execution::apply(approval, stamped.event);
        if (before == ApprovalState::open && approval.state != ApprovalState::open)
            rails_.end_approval(record.intent.user);
    }
    if (has_ended) finish(record);
}

void Books::finish(IntentRecord& record)
{
    const IntentId id = record.intent.id;
    const AccountId account = record.intent.account;
    rails_.release(account, id, token_of(record));
    open_.erase(id);
    if (const auto of_user = open_by_user_.find(record.intent.user); of_user != open_by_user_.end())
        if (--of_user->second == 0) open_by_user_.erase(of_user);
    state_.settlements.erase(id);
    if (const auto of_lot = protecting_.find(lot_of(record.intent)); of_lot != protecting_.end()) {
        of_lot->second.erase(id);
        if (of_lot->second.empty()) protecting_.erase(of_lot);
    }
    AccountOrders& orders = state_.accounts[account];
    orders.open.erase(id);
    auto& finished = orders.finished;
    finished.push_back(id);
    while (finished.size() > finished_max_) {
        const auto oldest = state_.intents.find(finished.front());
        if (const auto& approval = oldest->second->approval) state_.approvals.erase(*approval);
        state_.intents.erase(oldest);
        finished.erase(finished.begin());
    }
}

void Books::fold(const InstrumentListed& event, const Stamped&) { rails_.list(event.instrument); }

void Books::fold(const AccountOpened& event, const Stamped&)
{
    rails_.open_account(event.account, event.user, event.venue);
    state_.accounts.try_emplace(event.account);
}

void Books::fold(const FundsMoved& event, const Stamped&)
{
    // A fee is nothing that anybody took out: it is lost (RAILS 6).
    std::optional<Usd> deposit = event.move == MoveKind::fee ? Usd{} : event.value;
    if (event.is_estimated && event.value.is_zero()) deposit.reset();
    rails_.move_funds(event.account, event.asset, event.amount, deposit);
    if (event.venue_id.empty()) return;
    auto& moves = state_.accounts[event.account].moves;
    moves.push_back(event.venue_id);
    if (moves.size() > moves_kept) moves.erase(moves.begin());
}

void Books::fold(const AssetLeftOut& event, const Stamped&)
{
    rails_.leave_out(event.account, event.asset, event.amount);
}

void Books::fold(const AssetCountedIn& event, const Stamped&)
{
    rails_.count_in(event.account, event.asset, event.amount, event.value);
}

void Books::fold(const IntentProposed& event, const Stamped& stamped)
{
    const Intent& intent = event.intent;
    state_.intents.try_emplace(intent.id);
    note_open(intent);
    if (intent.proposer.kind == ActorKind::agent && intent.side == Side::buy)
        state_.entries.insert_or_assign(lot_of(intent), stamped.time);
}

void Books::note_open(const Intent& intent)
{
    open_.insert(intent.id);
    state_.accounts[intent.account].open.insert(intent.id);
    ++open_by_user_[intent.user];
    if (intent.is_protection) protecting_[lot_of(intent)].insert(intent.id);
}

void Books::fold(const ExposureReserved& event, const Stamped&) { rails_.reserve(event.reservation); }

void Books::fold(const ApprovalRequested& event, const Stamped& stamped)
{
    const IntentRecord& record = *state_.intents.at(event.intent);
    ApprovalRecord approval;
    approval.request = event;
    approval.account = record.intent.account;
    approval.created = stamped.time;
    state_.approvals.emplace(event.approval, std::move(approval));
    rails_.request_approval(record.intent.user, stamped.desk);
    rails_.set_waiting(record.intent.account, event.intent, true);
}

void Books::fold(const OrderSubmitted& event, const Stamped&)
{
    const IntentRecord& record = *state_.intents.at(event.intent);
    SWARMDESK_ASSERT(record.state == IntentState::reserved || record.state == IntentState::approved);
    rails_.set_waiting(record.intent.account, event.intent, false);
}

void Books::fold(const OrderFilled& event, const Stamped&)
{
    state_.settlements.erase(event.intent);  // what was said of it is about another order now
    const IntentRecord& record = *state_.intents.at(event.intent);
    const std::optional<Amount> fee = event.is_estimated ? std::nullopt : std::optional{event.fee_quote};
    closed_trips_ = rails_.apply_fill(record.intent.account, event.intent, record.intent.lot_owner(), event.fill, fee);
}

void Books::fold(const SettlementProposed& event, const Stamped&)
{
    state_.settlements.insert_or_assign(event.intent, event);
}

void Books::fold(const OrderSettled& event, const Stamped& stamped)
{
    if (!event.settlement.filled.is_positive()) return;
    const IntentRecord& record = *state_.intents.at(event.intent);
    closed_trips_ = rails_.apply_fill(record.intent.account, event.intent, record.intent.lot_owner(),
                                      settled_fill(record, event.settlement, stamped.time), event.settlement.fee);
}

void Books::fold(const DeskStateSet& event, const Stamped&) { rails_.set_desk_state(event.state, event.reason); }

void Books::fold(const AccountStateSet& event, const Stamped&)
{
    rails_.set_account_state(event.account, event.state, event.reason);
}

void Books::fold(const DayStarted& event, const Stamped&) { rails_.start_day(event.account, event.baseline); }

void Books::fold(const DailyLossTripped& event, const Stamped&)
{
    rails_.trip_daily_loss(event.scope, event.account, event.day);
}

void Books::fold(const RoundTripClosed& event, const Stamped&)
{
    rails_.count_trip(event.account, streak_owner(event.intent, event.owner), event.is_loss);
    state_.protections.erase({event.account, event.instrument, event.owner});
}

void Books::fold(const LossStreakTripped& event, const Stamped&) { rails_.trip_loss_streak(event.scope); }
void Books::fold(const LossStreakRearmed& event, const Stamped&) { rails_.rearm(event.scope); }
void Books::fold(const ReconcileStarted& event, const Stamped&) { rails_.set_reconciling(event.account, true); }

void Books::fold(const ReconcileFinished& event, const Stamped&)
{
    rails_.set_reconciling(event.account, false);
    rails_.set_mismatched(event.account, !event.differences.empty());
    AccountOrders& orders = state_.accounts[event.account];
    orders.differences = event.differences;
    if (event.differences.empty()) orders.adjustments.clear();
    orders.cursor = event.cursor;
}

void Books::fold(const LimitsSet& event, const Stamped&)
{
    state_.limits_epoch = event.epoch;
    rails_.set_limits(event.limits);
}

void Books::fold(const LimitTightened& event, const Stamped&)
{
    state_.tightened.insert_or_assign(event.limit, event.to);
}

void Books::fold(const LimitsLoosened&, const Stamped&) { state_.tightened.clear(); }

void Books::fold(const AdjustmentProposed& event, const Stamped&)
{
    state_.accounts[event.account].adjustments.insert_or_assign(event.asset, event);
}

void Books::fold(const AdjustmentMade& event, const Stamped&)
{
    const bool is_priced = !event.is_estimated || !event.value.is_zero();
    rails_.move_funds(event.account, event.asset, event.amount, is_priced ? std::optional{event.value} : std::nullopt);
    AccountOrders& orders = state_.accounts[event.account];
    orders.adjustments.erase(event.asset);
    // Until the next comparison nobody knows of another difference in it.
    std::erase_if(orders.differences,
                  [&](const Difference& difference) { return difference.is_balance_of(event.asset); });
}

void Books::fold(const PriceSourceSet& event, const Stamped&) { state_.price_source = event.source; }

void Books::fold(const ProtectionSet& event, const Stamped&)
{
    const LotKey lot{event.account, event.instrument, event.owner};
    if (event.protection.is_none())
        state_.protections.erase(lot);
    else
        state_.protections.insert_or_assign(lot, LotProtection{event.protection, event.entry});
}

// ------------------------------------------------------------------------------------------------------------ reading

LotOwner Books::streak_owner(const IntentId& intent, const LotOwner& owner) const
{
    const IntentRecord* known = find(intent);
    return known != nullptr && known->intent.proposer.kind == ActorKind::human ? LotOwner{} : owner;
}

Fill Books::settled_fill(const IntentRecord& record, const Settlement& settlement, UtcTime time) const
{
    Fill fill = execution::settled_fill(settlement, record.intent, time);
    fill.fee_asset = rails_.state().instruments.at(record.intent.instrument).quote;
    return fill;
}

const IntentRecord* Books::find(const IntentId& intent) const
{
    const auto found = state_.intents.find(intent);
    return found == state_.intents.end() ? nullptr : &*found->second;
}

const ApprovalRecord* Books::find(const ApprovalId& approval) const
{
    const auto found = state_.approvals.find(approval);
    return found == state_.approvals.end() ? nullptr : &found->second;
}

const IntentRecord* Books::find_order(const ClientOrderId& order) const
{
    const auto intent = intent_of(order);
    const IntentRecord* known = intent ? find(*intent) : nullptr;
    return known != nullptr && known->submitted ? known : nullptr;
}

const LotProtection* Books::protection_of(const LotKey& lot) const
{
    const auto found = state_.protections.find(lot);
    return found == state_.protections.end() ? nullptr : &found->second;
}

std::optional<UtcTime> Books::last_entry_into(const LotKey& lot) const
{
    const auto found = state_.entries.find(lot);
    return found == state_.entries.end() ? std::nullopt : std::optional{found->second};
}

const AccountOrders& Books::orders_of(const AccountId& account) const
{
    static const AccountOrders none;
    const auto found = state_.accounts.find(account);
    return found == state_.accounts.end() ? none : found->second;
}

std::size_t Books::open_of(const UserId& user) const
{
    const auto found = open_by_user_.find(user);
    return found == open_by_user_.end() ? 0 : found->second;
}

const std::set<IntentId>& Books::open_of(const AccountId& account) const
{
    static const std::set<IntentId> none;
    const auto found = state_.accounts.find(account);
    return found == state_.accounts.end() ? none : found->second.open;
}

std::vector<IntentId> Books::open_ids(const AccountId* account) const
{
    if (account != nullptr) {
        const std::set<IntentId>& ids = open_of(*account);
        return {ids.begin(), ids.end()};
    }
    std::vector<IntentId> ids(open_.begin(), open_.end());
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::vector<const IntentRecord*> Books::open_intents(const AccountId* account) const
{
    std::vector<const IntentRecord*> result;
    for (const IntentId& id : open_ids(account)) result.push_back(find(id));
    std::sort(result.begin(), result.end(), [](const IntentRecord* a, const IntentRecord* b) {
        return std::pair{a->created, a->intent.id} < std::pair{b->created, b->intent.id};
    });
    return result;
}

Bytes Books::snapshot() const
{
    Encoder encoder;
    encoder.put(layout_version);
    encoder.put(rails_.state());
    encoder.put(state_);
    return encoder.take();
}

Result<void> Books::restore(std::string_view snapshot)
{
    Decoder decoder{snapshot};
    std::uint32_t version = 0;
    risk::RailsState rails;
    BooksState state;
    decoder.get(version);
    if (version != layout_version) return Error{Errc::corrupt, "the snapshot has another layout"};
    decoder.get(rails);
    decoder.get(state);
    if (decoder.failed() || !decoder.is_at_end()) return Error{Errc::corrupt, "the snapshot does not parse"};
    rails_.restore(std::move(rails));
    state_ = std::move(state);
    index_open();
    return {};
}

void Books::index_open()
{
    open_.clear();
    open_by_user_.clear();
    protecting_.clear();
    for (const auto& [id, record] : state_.intents)
        if (!is_final(record->state)) note_open(record->intent);
}

}  // namespace swarmdesk::trading::execution
