#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Random lives of a desk with careless callers, two moody venues, lost, late and doubled reports, halts, midnights,
/// clocks that step, and restarts, held to the invariants of the money contract after every single step. In the end the
/// venues answer, and everything must come to rest.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;

/// One thing that happens; the numbers are read as the thing needs them.
struct Move {
    int what = 0;
    int who = 0;
    int size = 0;
    int way = 0;
};

std::ostream& operator<<(std::ostream& out, const Move& m)
{
    return out << '{' << m.what << ',' << m.who << ',' << m.size << ',' << m.way << '}';
}

/// What the events alone say, computed without the gate's own books.
class Auditor {
public:
    void hear(const Stamped& stamped)
    {
        RC_ASSERT(stamped.desk >= desk_);  // the desk's own line of time never goes back
        desk_ = stamped.desk;
        std::visit([&](const auto& e) { on(e); }, stamped.event);
    }
    void see(const Effect& effect, std::uint64_t epoch)
    {
        const auto* submit = std::get_if<SubmitOrder>(&effect);
        if (submit == nullptr) return;
        const Order& order = submit->order.order();
        RC_ASSERT(lives_.contains(order.intent));
        Life& it = lives_.at(order.intent);
        RC_ASSERT(++it.sends == 1);                          // I1
        RC_ASSERT(it.submitted == risk::order_hash(order));  // I3: its bytes, and their event before it
        RC_ASSERT(it.reserved == it.submitted);              // I6: as reserved, so as approved
        RC_ASSERT(submit->order.epoch() == epoch);           // I12
    }

    /// The gate's books against these.
    void compare(const Gate& gate) const
    {
        const risk::RailsState& rails = gate.books().rails().state();
        for (const auto& [id, balances] : balances_)
            for (const auto& [asset, amount] : balances) {
                const auto& held = rails.accounts.at(id).balances;
                const auto found = held.find(asset);
                RC_ASSERT((found == held.end() ? Amount{} : found->second) == amount);  // I7
            }
        std::size_t open = 0;
        std::size_t reservations = 0;
        for (const auto& [id, life] : lives_) {
            const IntentRecord* known = gate.books().find(id);
            const risk::Reservation* held =
                life.held.account.is_empty() ? nullptr : gate.books().rails().find(life.held.account, id);
            if (is_final(life.state)) {
                RC_ASSERT((known == nullptr || known->state == life.state));
                RC_ASSERT(held == nullptr);
                continue;
            }
            ++open;
            RC_ASSERT(known != nullptr);
            RC_ASSERT(to_text(known->state) == to_text(life.state));  // I2
            RC_ASSERT(known->filled == life.filled);
            RC_ASSERT(held != nullptr);
            RC_ASSERT(held->filled == std::min(life.filled, life.held.quantity));
        }
        RC_ASSERT(gate.books().open().size() == open);
        for (const auto& [id, account] : rails.accounts) {
            reservations += account.reservations.size();
            std::map<AssetId, Amount> reserved;
            std::map<InstrumentId, std::pair<Usd, Usd>> exposures;
            for (const auto& [intent, held] : account.reservations) {
                reserved[held.funds_asset] += account.funds_held(held);
                auto& [buys, sells] = exposures[held.instrument];
                (held.side == Side::buy ? buys : sells) += held.exposure_left();
            }
            for (const auto& [asset, amount] : account.reserved) RC_ASSERT(amount == reserved[asset]);
            for (const auto& [instrument, holding] : account.holdings) {
                RC_ASSERT(holding.reserved_buy == exposures[instrument].first);
                RC_ASSERT(holding.reserved_sell == exposures[instrument].second);
            }
            for (const auto& [key, quantity] : positions_) {
                if (key.first != id) continue;
                const auto holding = account.holdings.find(key.second);
                RC_ASSERT((holding == account.holdings.end() ? Quantity{} : holding->second.quantity()) == quantity);
            }
        }
        RC_ASSERT(reservations == open);
    }
    std::size_t alerts(std::string_view code) const
    {
        const auto found = alerts_.find(std::string{code});
        return found == alerts_.end() ? 0 : found->second;
    }

private:
    struct Life {
        IntentState state = IntentState::proposed;
        Actor proposer;
        risk::Reservation held;
        Hash reserved{};
        Hash submitted{};
        Quantity filled;
        int sends = 0;
        bool is_granted = false;
    };
    struct Asked {
        ApprovalRequested request;
        UserId user;
        bool is_decided = false;
    };

    Life& life(const IntentId& id)
    {
        RC_ASSERT(lives_.contains(id));
        return lives_.at(id);
    }
    /// RAILS 17: from one of these to that.
    void go(const IntentId& id, std::initializer_list<IntentState> from, IntentState to)
    {
        Life& moved = life(id);
        RC_ASSERT(std::find(from.begin(), from.end(), moved.state) != from.end());
        moved.state = to;
    }
    bool is_held(const Life& life) const { return life.state != IntentState::proposed && !is_final(life.state); }
    bool may_increase(const AccountId& account) const
    {
        const auto state = states_.find(account);
        return state_ == TradingState::active && (state == states_.end() || state->second == TradingState::active) &&
               !closed_.contains(account);
    }

    /// I4: what one side could come to if everything on its way were filled and nothing else. There is one base asset.
    Usd worst_case(const std::function<bool(const AccountId&)>& counts, Side side, const Evidence& evidence) const
    {
        const Price price = side == Side::buy ? evidence.ask : evidence.bid;
        Usd total;
        for (const auto& [key, quantity] : positions_)
            if (counts(key.first) && (side == Side::buy ? quantity.is_positive() : quantity.is_negative()))
                total += Usd{multiply(abs(quantity.value()), price.value(), Rounding::away_from_zero)};
        for (const auto& [id, other] : lives_)
            if (is_held(other) && counts(other.held.account) && other.held.side == side) {
                risk::Reservation left = other.held;
                left.filled = std::min(left.quantity, other.filled);
                total += left.exposure_left();
            }
        return total;
    }

    void on(const AccountOpened& e) { users_[e.account] = e.user; }
    void on(const FundsMoved& e) { balances_[e.account][e.asset] += e.amount; }
    void on(const AdjustmentMade& e) { balances_[e.account][e.asset] += e.amount; }
    void on(const IntentProposed& e)
    {
        RC_ASSERT(lives_.emplace(e.intent.id, Life{}).second);
        lives_.at(e.intent.id).proposer = e.intent.proposer;
    }
    void on(const IntentDenied& e)
    {
        go(e.intent, {IntentState::proposed, IntentState::approved}, IntentState::denied);
    }
    void on(const ExposureReserved& e)
    {
        go(e.reservation.intent, {IntentState::proposed}, IntentState::reserved);
        Life& it = life(e.reservation.intent);
        it.held = e.reservation;
        it.reserved = risk::order_hash(e.order);
        RC_ASSERT(e.evidence.age <= 1s);  // I13
        if (it.held.is_reduction()) return;
        RC_ASSERT(may_increase(it.held.account));
        const Usd most{"10000"_dec};
        const AccountId account = it.held.account;
        const UserId user = users_.at(account);
        const Usd own = worst_case([&](const AccountId& id) { return id == account; }, it.held.side, e.evidence);
        RC_ASSERT(own <= e.worst_case);
        RC_ASSERT(e.worst_case <= most);
        RC_ASSERT(worst_case([&](const AccountId& id) { return users_.at(id) == user; }, it.held.side, e.evidence) <=
                  most);
        // The same by plain quantities, whichever order fills first; prices have moved by a tenth at most since.
        Quantity reach;
        for (const auto& [key, quantity] : positions_)
            if (key.first == account) reach += it.held.side == Side::buy ? quantity : -quantity;
        for (const auto& [id, other] : lives_)
            if (is_held(other) && other.held.account == account && other.held.side == it.held.side)
                reach += other.held.quantity - std::min(other.held.quantity, other.filled);
        const Price price = it.held.side == Side::buy ? e.evidence.ask : e.evidence.bid;
        RC_ASSERT(notional(price, reach, Rounding::toward_zero) <= Amount{"11200"_dec});
        std::size_t admissions = 0;
        Usd unattended;
        for (const auto& [id, other] : lives_) {
            if (other.held.intent.is_nil() || other.held.is_reduction() || other.held.user != user) continue;
            if (other.held.admitted <= desk_ + -60min || gave_back_.contains(id)) continue;
            ++admissions;
            if (other.held.side == it.held.side && other.held.is_unattended) unattended += other.held.notional;
        }
        RC_ASSERT(admissions <= 20u);
        if (it.held.is_unattended) RC_ASSERT(unattended <= Usd{"1000"_dec});
    }
    void on(const ApprovalRequested& e)
    {
        go(e.intent, {IntentState::reserved}, IntentState::pending_approval);
        RC_ASSERT(asked_.emplace(e.approval, Asked{e, life(e.intent).held.user, false}).second);
        std::size_t waiting = 0;
        for (const auto& [id, asked] : asked_)
            waiting += !asked.is_decided && asked.user == life(e.intent).held.user ? 1 : 0;
        RC_ASSERT(waiting <= 10u);
    }
    void decide(const ApprovalId& id)
    {
        RC_ASSERT(asked_.contains(id));
        RC_ASSERT(!asked_.at(id).is_decided);
        asked_.at(id).is_decided = true;
    }
    void on(const ApprovalGranted& e)
    {
        decide(e.approval);
        const ApprovalRequested& request = asked_.at(e.approval).request;
        RC_ASSERT((e.by == human || e.by == other_human));  // I5
        RC_ASSERT(e.by != life(e.intent).proposer);
        RC_ASSERT((desk_ < request.expires && e.binding == request.binding && e.intent == request.intent));
        go(e.intent, {IntentState::pending_approval}, IntentState::approved);
        life(e.intent).is_granted = true;
    }
    void on(const ApprovalDeclined& e)
    {
        decide(e.approval);
        go(e.intent, {IntentState::pending_approval}, IntentState::declined);
        gave_back_.insert(e.intent);
    }
    void on(const ApprovalExpired& e)
    {
        decide(e.approval);
        go(e.intent, {IntentState::pending_approval}, IntentState::expired);
        gave_back_.insert(e.intent);
    }
    void on(const OrderSubmitted& e)
    {
        go(e.intent, {IntentState::reserved, IntentState::approved}, IntentState::submitted);
        Life& it = life(e.intent);
        it.submitted = e.request;
        RC_ASSERT(e.client_order_id == client_order_id(e.intent));
        RC_ASSERT((it.held.is_reduction() || it.held.is_unattended != it.is_granted));
        RC_ASSERT((it.held.is_reduction() || may_increase(it.held.account)));  // I8
    }
    void on(const OrderAccepted& e)
    {
        const Life& it = life(e.intent);
        if (it.state == IntentState::accepted || it.state == IntentState::partially_filled) return;  // now with its id
        go(e.intent, {IntentState::submitted, IntentState::unknown},
           it.filled.is_zero() ? IntentState::accepted : IntentState::partially_filled);
    }
    void on(const OrderRejected& e)
    {
        RC_ASSERT(life(e.intent).filled.is_zero());
        go(e.intent, {IntentState::submitted, IntentState::unknown}, IntentState::rejected);
        gave_back_.insert(e.intent);
    }
    void on(const OrderUnknown& e) { go(e.intent, {IntentState::submitted}, IntentState::unknown); }
    void on(const OrderFilled& e)
    {
        Life& it = life(e.intent);
        RC_ASSERT(it.sends == 1);
        RC_ASSERT(fills_.emplace(it.held.instrument, e.fill.id).second);  // I7: once
        it.filled += e.fill.quantity;
        const bool is_done = it.filled >= it.held.quantity;
        if (is_done || !is_final(it.state)) it.state = is_done ? IntentState::filled : IntentState::partially_filled;
        const Amount base{e.fill.quantity.value()};
        const bool is_buy = e.fill.side == Side::buy;
        auto& balances = balances_[it.held.account];
        balances[bitcoin] += is_buy ? base : -base;
        balances[usdt] += is_buy ? -e.fill.quote_amount : e.fill.quote_amount;
        balances[e.fill.fee_asset] -= e.fill.fee;
        positions_[{it.held.account, it.held.instrument}] += is_buy ? e.fill.quantity : -e.fill.quantity;
    }
    void on(const CancelRequested& e) { RC_ASSERT(!is_final(life(e.intent).state)); }
    void on(const OrderClosed& e)
    {
        go(e.intent,
           {IntentState::submitted, IntentState::accepted, IntentState::unknown, IntentState::partially_filled},
           e.status == VenueOrderStatus::expired ? IntentState::expired : IntentState::canceled);
    }
    void on(const DeskStateSet& e)
    {
        RC_ASSERT((e.state > state_ || e.by.kind == ActorKind::human));  // I8: only a human clears it
        RC_ASSERT(e.state != state_);                                    // W16
        state_ = e.state;
    }
    void on(const AccountStateSet& e)
    {
        auto [place, is_new] = states_.emplace(e.account, TradingState::active);
        RC_ASSERT((e.state > place->second || e.by.kind == ActorKind::human));
        RC_ASSERT(e.state != place->second);
        place->second = e.state;
    }
    void on(const ReconcileStarted& e) { closed_.insert(e.account); }
    void on(const ReconcileFinished& e)
    {
        if (e.differences.empty())
            closed_.erase(e.account);
        else
            closed_.insert(e.account);
    }
    void on(const LossStreakRearmed& e) { RC_ASSERT(e.by.kind == ActorKind::human); }
    void on(const AlertRaised& e) { ++alerts_[e.code]; }
    template <class E>
    void on(const E&)
    {}

    DeskTime desk_;
    TradingState state_ = TradingState::active;
    std::map<AccountId, TradingState> states_;
    std::set<AccountId> closed_;  ///< reconciling, or with books that differ
    std::map<AccountId, UserId> users_;
    std::map<AccountId, std::map<AssetId, Amount>> balances_;
    std::map<std::pair<AccountId, InstrumentId>, Quantity> positions_;
    std::map<IntentId, Life> lives_;
    std::map<ApprovalId, Asked> asked_;
    std::set<IntentId> gave_back_;
    std::set<std::pair<InstrumentId, FillId>> fills_;
    std::map<std::string, std::size_t> alerts_;
};

class World {
public:
    World()
    {
        for (const AccountId& id : {first, second, bobs}) venue_of(id).account(id).balances[usdt] = Amount{"50000"_dec};
        foreign_venue_.account(second).balances[bitcoin] = Amount{"1"_dec};  // so that it can sell short
        take(gate_->start(StartOptions{"test", {}, {}, epoch_}, now_));
        for (TestVenue* venue : {&paper_venue_, &foreign_venue_}) take(gate_->list(venue->instruments()[0], now_));
        quote(0);
        for (const auto& [id, user] : {std::pair{first, alice}, {second, alice}, {bobs, bob}})
            take(gate_->open_account(id, user, venue_of(id).id(), now_));
        take(gate_->on_tick(now_));
        answer_all();
    }

    void play(const Move& m)
    {
        switch (m.what) {
            case 0:
            case 1:
            case 2:
            case 3:
            case 4: propose(m); break;
            case 5: repeat(m); break;
            case 6:
            case 7:
            case 8: decide(m); break;
            case 9: modify(m); break;
            case 10:
                if (const auto id = pick(m.who)) take(gate_->cancel(*id, m.way % 2 == 0 ? human : agent, "", now_));
                break;
            case 11:
            case 12: quote(m.size - 50); break;
            case 13:
            case 14:
            case 15: fill(m); break;
            case 16:
            case 17:
            case 18:
            case 19:
            case 20: handle(m.size, m.way); break;
            case 21:
            case 22:
            case 23: deliver(m); break;
            case 24: close(m); break;
            case 25:
            case 26: pass(std::chrono::milliseconds{100 << (m.size % 9)}, m.way % 4 != 0); break;
            case 27: pass(m.way % 3 == 0 ? nanoseconds{61min} : nanoseconds{30s}, true); break;
            case 28: pass(nanoseconds{(utc_day(now_.utc) + 1) * 86'400'000'000'000 - now_.utc.ns}, true); break;
            case 29: state(m); break;
            case 30: gap(account(m.who)); break;
            case 31: take(gate_->rearm(risk::Scope::of(account(m.who)), m.way % 2 == 0 ? human : agent, now_)); break;
            case 32: restart(m.way); break;
            case 33: now_.utc = now_.utc + std::chrono::minutes{m.size - 50}; break;
            case 34: deposit(m); break;
            default: strangers(m); break;
        }
    }
    /// I15, and with it that nothing is done that no event tells of.
    void replay() const
    {
        const Bytes live = gate_->snapshot();
        RC_ASSERT(shadow_->snapshot() == live);
        Gate restored{other_settings()};
        RC_ASSERT(restored.restore(live).has_value());
        RC_ASSERT(restored.snapshot() == live);
    }
    /// From here on the venues answer and nothing is lost: everything comes to rest (I14, I7).
    void heal()
    {
        for (const AccountId& id : {first, second, bobs}) gap(id);
        for (const IntentRecord* open : gate_->books().open_intents()) ids_.push_back(open->intent.id);
        for (const IntentId& id : std::exchange(ids_, {})) take(gate_->cancel(id, human, "", now_));
        // What is over is not acted on any more; the rest the venues do as they are asked.
        for (int second_of = 0; second_of < 150; ++second_of) {
            pass(1s, true);
            answer_all();
        }
        RC_ASSERT(gate_->books().open().empty());
        for (const AccountId& id : {first, second, bobs}) {
            const risk::Account& books = *gate_->books().rails().find(id);
            RC_ASSERT(!books.is_reconciling);
            if (books.is_mismatched) RC_LOG() << to_string(gate_->books().orders_of(id).differences) << '\n';
            RC_ASSERT(!books.is_mismatched);
            std::map<AssetId, std::pair<Amount, Amount>> both;
            for (const auto& [asset, amount] : books.balances) both[asset].first = amount;
            for (const auto& [asset, amount] : venue_of(id).account(id).balances) both[asset].second = amount;
            for (const auto& [asset, amounts] : both) RC_ASSERT(amounts.first == amounts.second);
            RC_ASSERT(books.reserved.empty());
        }
        for (const char* code : {"BOOKS_DIFFER", "FOREIGN_ORDER", "OVERFILLED", "INCREDIBLE_FILL", "ORDER_LOST",
                                 "FILL_OUTSIDE_LIMIT", "ABSURD_MOVE"})
            RC_ASSERT(auditor_.alerts(code) == 0u);  // nobody lied, so nothing is to be found
    }
    std::size_t sent() const { return sent_; }

private:
    struct Request {
        Effect effect;
        MonotonicTime time;
    };
    struct Report {
        VenueReport report;
        bool is_streamed = false;
    };

    static AccountId account(int who) { return who % 3 == 0 ? first : who % 3 == 1 ? second : bobs; }
    TestVenue& venue_of(const AccountId& id) { return id == second ? foreign_venue_ : paper_venue_; }

    std::optional<IntentId> pick(int which) const
    {
        if (intents_.empty()) return {};
        const std::size_t recent = std::min<std::size_t>(intents_.size(), 12);
        return intents_[intents_.size() - 1 - static_cast<std::size_t>(which) % recent].id;
    }
    std::optional<ApprovalId> pick_approval(int which) const
    {
        std::vector<ApprovalId> open;
        for (const auto& [id, approval] : gate_->books().state().approvals)
            if (approval.state == ApprovalState::open || which % 7 == 0) open.push_back(id);
        if (open.empty()) return {};
        return open[static_cast<std::size_t>(which) % open.size()];
    }

    void propose(const Move& m)
    {
        Intent intent;
        intent.id = intent_id(++count_);
        intent.account = account(m.who);
        intent.user = intent.account == bobs ? bob : alice;
        intent.instrument = intent.account == second ? other_btc : btc;
        intent.side = m.way % 2 == 0 ? Side::buy : Side::sell;
        intent.quantity =
            Quantity{Decimal::from_mantissa(Int128{Decimal::unit} / 2000 * (1 + m.size))};  // 50 to 5 000 USD
        if (m.way % 3 == 0) {
            intent.type = OrderType::limit;
            intent.limit_price = Price{Decimal::from_integer(100'000 + 20 * (m.size - 50))};
            if (m.way % 5 == 0) intent.time_in_force = TimeInForce::ioc;
        }
        intent.reduce_only = m.way % 11 == 0;
        intent.proposer = m.who % 2 == 0 ? human : agent;
        if (m.way % 13 == 0) intent.expires = now_.utc + 30s;
        intents_.push_back(intent);
        take(gate_->propose(intent, now_));
    }
    void repeat(const Move& m)
    {
        const auto id = pick(m.who);
        if (!id) return;
        Intent again = *std::find_if(intents_.begin(), intents_.end(), [&](const Intent& i) { return i.id == *id; });
        if (gate_->books().find(again.id) == nullptr) return;
        if (m.way % 2 == 0) again.reduce_only = !again.reduce_only;
        const auto step = gate_->propose(again, now_);
        RC_ASSERT(step.has_value() == (m.way % 2 != 0));
        if (step) RC_ASSERT((step->events.empty() && step->effects.empty()));
    }
    void decide(const Move& m)
    {
        const auto id = pick_approval(m.who);
        if (!id) return;
        const Actor by = m.way % 7 == 0   ? agent
                         : m.way % 7 == 1 ? Actor{ActorKind::human, "stranger"}
                         : m.way % 7 == 2 ? human
                                          : other_human;
        take(m.size % 5 == 0 ? gate_->decline(*id, by, "no", now_) : gate_->approve(*id, by, now_));
    }
    void modify(const Move& m)
    {
        const auto id = pick_approval(m.who);
        if (!id) return;
        const IntentId child = intent_id(++count_);
        const Quantity quantity{Decimal::from_mantissa(Int128{Decimal::unit} / 2000 * (1 + m.size))};
        auto step = gate_->modify(*id, {child, quantity, {}}, m.way % 3 == 0 ? agent : other_human, now_);
        if (step) {
            // What is denied takes nobody's place, and what takes it was not denied (RAILS 14).
            const IntentRecord* known = gate_->books().find(child);
            const bool is_denied = known == nullptr || known->state == IntentState::denied;
            RC_ASSERT((gate_->books().find(*id)->state == ApprovalState::open) == is_denied);
            if (known != nullptr) intents_.push_back(known->intent);
        }
        take(std::move(step));
    }
    void quote(int move)
    {
        const Decimal bid = Decimal::from_integer(100'000 + 100 * move) - "0.01"_dec;
        for (const InstrumentId& id : {btc, other_btc})
            take(gate_->on_quote(Quote{id, Price{bid}, Price{bid + "0.01"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                                       now_.utc, now_.monotonic},
                                 now_));
    }
    /// Whether the order of that intent is on the book of its venue.
    TestVenue::Placed* resting(const IntentId& id)
    {
        const auto intent = std::find_if(intents_.begin(), intents_.end(), [&](const Intent& i) { return i.id == id; });
        TestVenue& venue = venue_of(intent->account);
        if (!venue.has(intent->account, client_order_id(id))) return nullptr;
        TestVenue::Placed& placed = venue.order(intent->account, client_order_id(id));
        return placed.is_open() ? &placed : nullptr;
    }
    void fill(const Move& m)
    {
        const auto id = pick(m.who);
        TestVenue::Placed* placed = id ? resting(*id) : nullptr;
        if (placed == nullptr) return;
        Quantity part = placed->left();
        if (m.way % 3 == 0)
            part = Quantity{round_to_step(divide(part.value(), "2"_dec, Rounding::away_from_zero), "0.00001"_dec,
                                          Rounding::away_from_zero)};
        const Order order = placed->order;
        const Amount fee{Decimal::from_mantissa(Int128{Decimal::unit} / 100 * (m.size - 5))};  // sometimes a rebate
        pipe_.push_back(
            {venue_of(order.account)
                 .fill(order.account, order.client_order_id, part, order.limit_price.value(), now_.utc, fee),
             true});
    }
    void close(const Move& m)
    {
        const auto id = pick(m.who);
        TestVenue::Placed* placed = id ? resting(*id) : nullptr;
        if (placed == nullptr) return;
        const Order order = placed->order;
        const auto status = m.way % 2 == 0 ? VenueOrderStatus::canceled : VenueOrderStatus::expired;
        pipe_.push_back({venue_of(order.account).close(order.account, order.client_order_id, status, "words"), true});
    }
    void deposit(const Move& m)
    {
        const AccountId id = account(m.who);
        const Amount amount{Decimal::from_integer(m.size - 50)};
        if (!amount.is_zero()) pipe_.push_back({venue_of(id).move(id, usdt, amount, now_.utc), true});
    }

    /// A venue looks at one of the requests it was sent.
    void handle(int which, int way)
    {
        if (requests_.empty()) return;
        const auto place =
            requests_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(which) % requests_.size());
        const Request request = *place;
        requests_.erase(place);
        std::visit([&](const auto& effect) { on(effect, request.time, way); }, request.effect);
    }
    void on(const SubmitOrder& effect, MonotonicTime time, int way)
    {
        const Order& order = effect.order.order();
        TestVenue& venue = venue_of(order.account);
        const bool is_late = now_.monotonic - time > 10s;  // its connection is long closed: it never arrives
        const bool arrives = !is_late && way % 7 != 0 && way % 7 != 2 && way % 7 != 3;
        SendAnswered answer{order.account, order.intent, SendOutcome::unknown, {}, "-1", "words"};
        if (arrives) {
            answer = venue.submit(order);
            RC_ASSERT(answer.outcome == SendOutcome::accepted);  // I1: never a duplicate
        }
        if (is_late || way % 7 == 4) return;  // no answer at all
        if (way % 7 == 0) answer.outcome = SendOutcome::rejected;
        if (way % 7 == 1) answer.outcome = way % 2 == 0 ? SendOutcome::unknown : SendOutcome::duplicate;
        if (way % 7 == 3) answer.outcome = SendOutcome::not_sent;
        pipe_.push_back({answer, false});
    }
    void on(const CancelOrder& effect, MonotonicTime, int way)
    {
        TestVenue& venue = venue_of(effect.account);
        const bool is_open = venue.has(effect.account, effect.client_order_id) &&
                             venue.order(effect.account, effect.client_order_id).is_open();
        const bool succeeds = is_open && way % 3 != 0;
        if (succeeds)
            pipe_.push_back(
                {venue.close(effect.account, effect.client_order_id, VenueOrderStatus::canceled, ""), true});
        if (way % 5 != 0)
            pipe_.push_back({CancelAnswered{effect.account, effect.client_order_id,
                                            succeeds ? SendOutcome::accepted : SendOutcome::unknown, "", ""},
                             false});
    }
    void on(const QueryOrder& effect, MonotonicTime, int way)
    {
        if (way % 5 == 0)
            report(QueryAnswered{effect.account, effect.client_order_id, QueryOutcome::failed, {}});
        else
            report(venue_of(effect.account).query(effect.account, effect.client_order_id));
    }
    void on(const TakeSnapshot& effect, MonotonicTime, int way)
    {
        if (way % 11 == 0) return;  // lost
        AccountSnapshot taken =
            venue_of(effect.account).snapshot(effect.account, effect.request, effect.cursor, now_.utc);
        if (way % 5 == 0) {
            taken = AccountSnapshot{};
            taken.account = effect.account;
            taken.request = effect.request;
            taken.failed = true;
        }
        report(taken);
    }
    /// Reports arrive in any order, some twice.
    void deliver(const Move& m)
    {
        if (m.way % 9 == 0 && !told_.empty()) return report(told_[static_cast<std::size_t>(m.size) % told_.size()]);
        if (pipe_.empty()) return;
        const auto place = pipe_.begin() + static_cast<std::ptrdiff_t>(static_cast<std::size_t>(m.size) % pipe_.size());
        const Report next = *place;
        if (m.way % 5 != 1) pipe_.erase(place);
        if (next.is_streamed) told_.push_back(next.report);
        report(next.report);
    }
    /// Whatever the stream of the account had under way is lost.
    void gap(const AccountId& id)
    {
        std::erase_if(pipe_, [&](const Report& r) {
            return r.is_streamed && std::visit([&](const auto& e) { return e.account == id; }, r.report);
        });
        report(StreamLost{id, "reset"});
        report(StreamRestored{id});
    }
    void answer_all()
    {
        for (int round = 0; round < 50 && !(requests_.empty() && pipe_.empty()); ++round) {
            while (!requests_.empty()) handle(0, 13);  // accepted, canceled, answered
            for (const Report& next : std::exchange(pipe_, {})) report(next.report);
        }
    }

    void pass(nanoseconds duration, bool is_fresh)
    {
        now_ = {now_.utc + duration, now_.monotonic + duration};
        if (is_fresh) {
            const risk::Quotes known = gate_->quotes();
            for (auto [id, last] : known) {
                last.received = now_.monotonic;
                take(gate_->on_quote(last, now_));
            }
        }
        take(gate_->on_tick(now_));
    }
    void state(const Move& m)
    {
        const auto& rows = enum_table(TradingState{});
        const TradingState wanted =
            m.way % 3 != 0 ? TradingState::active : rows[static_cast<std::size_t>(m.size) % rows.size()].value;
        const Actor by = m.way % 5 == 4 ? agent : human;
        if (m.who % 2 == 0)
            take(gate_->set_state(wanted, by, "", now_));
        else
            take(gate_->set_account_state(account(m.who), wanted, by, "", now_));
    }
    /// The process dies between two steps; whatever was decided was durable, and what it asked the venues may or may
    /// not have arrived.
    void restart(int way)
    {
        for (const Request& request : std::exchange(requests_, {}))
            if (const auto* submit = std::get_if<SubmitOrder>(&request.effect); submit != nullptr && way % 2 == 0)
                if (now_.monotonic - request.time <= 10s)
                    venue_of(submit->order.order().account).submit(submit->order.order());
        pipe_.clear();
        auto fresh = make(settings());
        if (way % 3 == 0 && snapshot_events_ > 0) {
            RC_ASSERT(fresh->restore(snapshot_).has_value());
            for (std::size_t i = snapshot_events_; i < events_.size(); ++i) fresh->apply(events_[i]);
        } else {
            for (const Stamped& event : events_) fresh->apply(event);
        }
        RC_ASSERT(fresh->snapshot() == gate_->snapshot());
        const risk::Quotes known = gate_->quotes();
        gate_ = std::move(fresh);
        now_.monotonic = MonotonicTime{now_.monotonic.ns / 2};  // another boot
        StartOptions options{"test", {}, {}, ++epoch_};
        if (gate_->books().state().last_time > now_.utc + 1s) {
            RC_ASSERT(gate_->start(options, now_).has_error());  // RAILS 30
            options.accepts_clock = human;
        }
        take(gate_->start(options, now_));
        for (auto [id, last] : known) {
            last.received = now_.monotonic;
            take(gate_->on_quote(last, now_));
        }
        snapshot_ = gate_->snapshot();
        snapshot_events_ = events_.size();
    }
    void strangers(const Move& m)
    {
        const ClientOrderId nobody{"sd-nobody"};
        report(StatusReported{first, nobody, VenueOrderStatus::canceled, {}, ""});
        report(QueryAnswered{first, nobody, QueryOutcome::not_found, {}});
        report(CancelAnswered{first, nobody, SendOutcome::rejected, "", ""});
        report(SendAnswered{first, intent_id(999'999), SendOutcome::accepted, "", "", ""});
        AccountSnapshot unasked;
        unasked.account = first;
        unasked.request = 999'999;
        report(unasked);
        unasked.account = AccountId{"nobody"};
        report(unasked);
        if (told_.empty()) return;
        const VenueReport& told = told_[static_cast<std::size_t>(m.size) % told_.size()];
        const AccountId about = std::visit([](const auto& r) { return r.account; }, told);
        take(gate_->on_report(about == second ? paper : other_venue, told, now_));  // another venue's word
    }

    void report(const VenueReport& told)
    {
        const AccountId about = std::visit([](const auto& r) { return r.account; }, told);
        take(gate_->on_report(about == second ? other_venue : paper, told, now_));
    }
    void take(Result<Step> step)
    {
        if (step) take(std::move(*step));
    }
    void take(Step step)
    {
        for (Stamped& event : step.events) {
            auditor_.hear(event);
            shadow_->apply(event);
            events_.push_back(std::move(event));
        }
        for (Effect& effect : step.effects) {
            auditor_.see(effect, epoch_);
            sent_ += std::holds_alternative<SubmitOrder>(effect) ? 1 : 0;
            requests_.push_back({std::move(effect), now_.monotonic});
        }
        auditor_.compare(*gate_);
    }

    static GateSettings settings() { return two_approvers(); }
    /// A replay must not care.
    static GateSettings other_settings()
    {
        GateSettings others;
        others.limits.loss_percent = "0"_dec;
        others.limits.position_max = Usd{"1"_dec};
        others.limits.usd_assets = {AssetId{"EUR"}};
        others.user_open_max = 1;
        return others;
    }
    static std::unique_ptr<Gate> make(GateSettings settings)
    {
        auto made = std::make_unique<Gate>(std::move(settings));
        made->add_venue(paper, VenueRules{});
        made->add_venue(other_venue, VenueRules{});
        return made;
    }

    TestVenue paper_venue_ = make_paper();
    TestVenue foreign_venue_ = make_other();
    std::unique_ptr<Gate> gate_ = make(settings());
    std::unique_ptr<Gate> shadow_ = make(other_settings());
    Auditor auditor_;
    Now now_{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};
    std::uint64_t epoch_ = 1;
    std::uint64_t count_ = 0;
    std::size_t sent_ = 0;
    std::vector<Intent> intents_;
    std::vector<IntentId> ids_;
    std::vector<Stamped> events_;
    Bytes snapshot_;
    std::size_t snapshot_events_ = 0;
    std::vector<Request> requests_;
    std::vector<Report> pipe_;
    std::vector<VenueReport> told_;
};

rc::Gen<Move> any_move()
{
    return rc::gen::apply(
        [](int what, int who, int size, int way) {
            return Move{what, who, size, way};
        },
        rc::gen::inRange(0, 36), rc::gen::inRange(0, 100), rc::gen::inRange(0, 100), rc::gen::inRange(0, 1000));
}

RC_GTEST_PROP(GateProperty, NoLifeOfADeskBreaksTheContract, ())
{
    const auto moves = *rc::gen::container<std::vector<Move>>(150, any_move());
    World world;
    int step = 0;
    for (const Move& move : moves) {
        world.play(move);
        if (++step % 8 == 0) world.replay();
    }
    world.heal();
    world.replay();
    RC_CLASSIFY(world.sent() > 5, "more than five orders sent");
}

}  // namespace
}  // namespace swarmdesk::trading::execution
