#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Random lives of a desk with careless callers, a moody venue, halts, midnights and restarts, held to the invariants
/// of the money contract after every single step.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;

const AccountId alt{"alt"};
const AccountId bobs{"bobs"};
const UserId bob{"bob"};
const AssetId usdt{"USDT"};

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
    void hear(const Event& event, UtcTime time)
    {
        time_ = time;
        std::visit([&](const auto& e) { on(e); }, event);
    }
    void see(const Effect& effect)
    {
        const auto* submit = std::get_if<SubmitOrder>(&effect);
        if (submit == nullptr) return;
        const Order& order = submit->order.order();
        const auto known = lives_.find(order.intent);
        RC_ASSERT(known != lives_.end());
        RC_ASSERT(++known->second.sends == 1);                          // I1
        RC_ASSERT(known->second.submitting == sha256(encode(order)));   // I3: its bytes, and their event before it
        RC_ASSERT(known->second.reserved == known->second.submitting);  // I6: as reserved, so as approved
    }

    /// The gate's books against ours.
    void compare(const Gate& gate) const
    {
        const auto& rails = gate.rails().state();
        for (const auto& [id, balances] : balances_)
            for (const auto& [asset, amount] : balances)
                RC_ASSERT(rails.accounts.at(id).balances.at(asset) == amount);  // I7
        std::size_t open = 0;
        for (const auto& [id, life] : lives_) {
            const IntentRecord* known = gate.find(id);
            if (is_final(life.state)) {
                RC_ASSERT((known == nullptr || known->state == life.state));
                RC_ASSERT(!rails.reservations.contains(id));
                continue;
            }
            ++open;
            RC_ASSERT(known != nullptr);
            RC_ASSERT(to_text(known->state) == to_text(life.state));  // I2
            RC_ASSERT(known->filled == life.filled);
            RC_ASSERT(rails.reservations.at(id).filled == std::min(life.filled, life.held.quantity));
        }
        RC_ASSERT(rails.reservations.size() == open);
        RC_ASSERT(gate.open_intents().size() == open);
        for (const auto& [id, account] : rails.accounts) {
            std::map<AssetId, Amount> reserved;
            Usd buys;
            Usd sells;
            for (const auto& [intent, held] : rails.reservations) {
                if (held.account != id) continue;
                reserved[held.funds_asset] += held.funds_left();
                (held.side == Side::buy ? buys : sells) += held.exposure_left();
            }
            for (const auto& [asset, amount] : account.reserved) RC_ASSERT(amount == reserved[asset]);
            const auto holding = account.holdings.find(btc);
            if (holding == account.holdings.end()) continue;
            RC_ASSERT(holding->second.reserved_buy == buys);
            RC_ASSERT(holding->second.reserved_sell == sells);
            const auto position = positions_.find(id);
            RC_ASSERT(holding->second.position.quantity ==
                      (position == positions_.end() ? Quantity{} : position->second));
        }
    }

private:
    struct Life {
        IntentState state = IntentState::proposed;
        risk::Reservation held;
        Hash reserved{};
        Hash submitting{};
        Quantity filled;
        int sends = 0;
        bool is_granted = false;
    };
    struct Asked {
        ApprovalRequested request;
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

    /// I4: what one side could come to if everything on its way were filled and nothing else.
    Usd worst_case(const std::function<bool(const AccountId&)>& counts, Side side, const Evidence& evidence) const
    {
        const Price price = side == Side::buy ? evidence.ask : evidence.bid;
        Usd total;
        for (const auto& [id, quantity] : positions_)
            if (counts(id) && (side == Side::buy ? quantity.is_positive() : quantity.is_negative()))
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
    void on(const IntentProposed& e) { RC_ASSERT(lives_.emplace(e.intent.id, Life{}).second); }
    void on(const IntentDenied& e) { go(e.intent, {IntentState::proposed}, IntentState::denied); }
    void on(const ExposureReserved& e)
    {
        go(e.reservation.intent, {IntentState::proposed}, IntentState::reserved);
        Life& it = life(e.reservation.intent);
        it.held = e.reservation;
        it.reserved = sha256(encode(e.order));
        RC_ASSERT(e.evidence.age <= 1s);  // I13
        if (it.held.is_reduction()) return;
        RC_ASSERT((state_ == TradingState::active && states_[it.held.account] == TradingState::active));
        const Usd most{"10000"_dec};
        const AccountId account = it.held.account;
        const UserId user = users_.at(account);
        RC_ASSERT(worst_case([&](const AccountId& id) { return id == account; }, it.held.side, e.evidence) <= most);
        RC_ASSERT(worst_case([&](const AccountId& id) { return users_.at(id) == user; }, it.held.side, e.evidence) <=
                  most);
        // The same by plain quantities, whichever order fills first; prices have moved by a tenth at most since.
        const Quantity position = positions_[account];
        Quantity reach = it.held.side == Side::buy ? position : -position;
        for (const auto& [id, other] : lives_)
            if (is_held(other) && other.held.account == account && other.held.side == it.held.side)
                reach += other.held.quantity - std::min(other.held.quantity, other.filled);
        const Price price = it.held.side == Side::buy ? e.evidence.ask : e.evidence.bid;
        RC_ASSERT(notional(price, reach, Rounding::toward_zero) <= Amount{"11200"_dec});
        std::size_t admissions = 0;
        Usd unattended;
        for (const auto& [id, other] : lives_) {
            if (other.held.intent.is_nil() || other.held.is_reduction() || other.held.user != user) continue;
            if (other.held.admitted <= time_ + -60min || gave_back_.contains(id)) continue;
            ++admissions;
            if (other.held.side == it.held.side && other.held.is_unattended) unattended += other.held.notional;
        }
        RC_ASSERT(admissions <= 20u);
        if (it.held.is_unattended) RC_ASSERT(unattended <= Usd{"1000"_dec});
    }
    void on(const ApprovalRequested& e)
    {
        go(e.intent, {IntentState::reserved}, IntentState::parked);
        RC_ASSERT(asked_.emplace(e.approval, Asked{e, false}).second);
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
        RC_ASSERT((e.by.kind == ActorKind::human && (e.by == human || e.by == other_human)));  // I5
        RC_ASSERT((time_ < request.expires && e.binding == request.binding && e.intent == request.intent));
        go(e.intent, {IntentState::parked}, IntentState::approved);
        life(e.intent).is_granted = true;
    }
    void on(const ApprovalRejected& e)
    {
        decide(e.approval);
        go(e.intent, {IntentState::parked}, IntentState::rejected);
        if (e.denial) gave_back_.insert(e.intent);
    }
    void on(const ApprovalExpired& e)
    {
        decide(e.approval);
        RC_ASSERT(time_ >= asked_.at(e.approval).request.expires);
        go(e.intent, {IntentState::parked}, IntentState::expired);
    }
    void on(const OrderSubmitting& e)
    {
        go(e.intent, {IntentState::reserved, IntentState::approved}, IntentState::submitting);
        Life& it = life(e.intent);
        it.submitting = e.request;
        RC_ASSERT(e.client_order_id == client_order_id(e.intent));
        RC_ASSERT((it.held.is_reduction() || it.held.is_unattended != it.is_granted));
        RC_ASSERT((it.held.is_reduction() ||
                   (state_ == TradingState::active && states_[it.held.account] == TradingState::active)));  // I8
    }
    void on(const OrderAccepted& e)
    {
        const Life& it = life(e.intent);
        if (it.state == IntentState::accepted || it.state == IntentState::partial) return;  // told again
        go(e.intent, {IntentState::submitting, IntentState::unknown},
           it.filled.is_zero() ? IntentState::accepted : IntentState::partial);
    }
    void on(const OrderRefused& e)
    {
        RC_ASSERT(life(e.intent).filled.is_zero());
        go(e.intent, {IntentState::submitting, IntentState::unknown}, IntentState::refused);
        gave_back_.insert(e.intent);
    }
    void on(const OrderUnknown& e) { go(e.intent, {IntentState::submitting}, IntentState::unknown); }
    void on(const OrderFilled& e)
    {
        Life& it = life(e.intent);
        RC_ASSERT(it.sends == 1);
        RC_ASSERT(trades_.emplace(e.intent, e.trade.trade_id).second);  // I7: once
        it.filled += e.trade.quantity;
        const bool is_done = it.filled >= it.held.quantity;
        if (is_done || !is_final(it.state)) it.state = is_done ? IntentState::filled : IntentState::partial;
        const Amount value = notional(e.trade.price, e.trade.quantity, Rounding::half_even);
        const Amount base{e.trade.quantity.value()};
        const bool is_buy = e.trade.side == Side::buy;
        auto& balances = balances_[it.held.account];
        balances[AssetId{"BTC"}] += is_buy ? base : -base;
        balances[usdt] += is_buy ? -value : value;
        balances[e.trade.fee_asset] -= e.trade.fee;
        positions_[it.held.account] += is_buy ? e.trade.quantity : -e.trade.quantity;
    }
    void on(const CancelRequested& e) { RC_ASSERT(!is_final(life(e.intent).state)); }
    void on(const OrderClosed& e)
    {
        go(e.intent, {IntentState::submitting, IntentState::accepted, IntentState::unknown, IntentState::partial},
           e.status == VenueOrderStatus::expired ? IntentState::expired : IntentState::cancelled);
    }
    void on(const DeskStateSet& e)
    {
        RC_ASSERT((e.state >= state_ || e.by.kind == ActorKind::human));  // I8: only a human clears it
        state_ = e.state;
    }
    void on(const AccountStateSet& e)
    {
        auto [place, is_new] = states_.emplace(e.account, TradingState::active);
        RC_ASSERT((e.state >= place->second || e.by.kind == ActorKind::human));
        place->second = e.state;
    }
    void on(const LossStreakRearmed& e) { RC_ASSERT(e.by.kind == ActorKind::human); }
    template <class E>
    void on(const E&)
    {}

    UtcTime time_;
    TradingState state_ = TradingState::active;
    std::map<AccountId, TradingState> states_{
        {paper, TradingState::active}, {alt, TradingState::active}, {bobs, TradingState::active}};
    std::map<AccountId, UserId> users_;
    std::map<AccountId, std::map<AssetId, Amount>> balances_;
    std::map<AccountId, Quantity> positions_;
    std::map<IntentId, Life> lives_;
    std::map<ApprovalId, Asked> asked_;
    std::set<IntentId> gave_back_;
    std::set<std::pair<IntentId, std::uint64_t>> trades_;
};

class World {
public:
    World()
    {
        take(gate_.on_start(now_));
        take(gate_.list(bitcoin(), now_));
        for (const auto& [name, user] : {std::pair{paper, alice}, {alt, alice}, {bobs, bob}}) {
            take(gate_.open_account(name, user, now_).value());
            take(gate_.move_funds(name, usdt, Amount{"50000"_dec}, "", now_).value());
        }
        quote(0);
        take(gate_.move_funds(alt, AssetId{"BTC"}, Amount{"1"_dec}, "so that it can sell short", now_).value());
    }

    void play(const Move& m)
    {
        switch (m.what) {
            case 0:
            case 1:
            case 2:
            case 3:
            case 4:
            case 5: propose(m); break;
            case 6: repeat(m); break;
            case 7:
            case 8:
            case 9: decide(m); break;
            case 10: modify(m); break;
            case 11:
                if (const auto id = pick(m.who)) take(gate_.cancel(*id, m.way % 2 == 0 ? human : agent, "", now_));
                break;
            case 12:
            case 13: quote(m.size - 50); break;
            case 14:
            case 15:
            case 16:
            case 17: fill(m); break;
            case 18:
            case 19: answer(m); break;
            case 20: status(m); break;
            case 21:
            case 22: query(m); break;
            case 23:
                if (const auto id = pick(m.who)) report(CancelAnswered{client_order_id(*id), outcome(m.way), "", ""});
                break;
            case 24: sweep(m); break;
            case 25:
            case 26: pass(std::chrono::milliseconds{100 << (m.size % 10)}, m.way % 4 != 0); break;
            case 27: pass(61min, true); break;
            case 28: pass(nanoseconds{(utc_day(now_.utc) + 1) * 86'400'000'000'000 - now_.utc.ns}, true); break;
            case 29: state(m); break;
            case 30: state(m); break;
            case 31: take(gate_.rearm(account(m.who), m.way % 2 == 0 ? human : agent, now_)); break;
            case 32: restart(); break;
            default: strangers(m); break;
        }
    }
    /// I15, and with it that nothing is done that no event tells of.
    void replay() const
    {
        const Bytes live = gate_.snapshot();
        RC_ASSERT(shadow_.snapshot() == live);
        Gate restored{gate_.settings()};
        RC_ASSERT(restored.restore(live).has_value());
        RC_ASSERT(restored.snapshot() == live);
    }
    std::size_t sent() const { return sent_; }

private:
    static AccountId account(int who) { return who % 3 == 0 ? paper : who % 3 == 1 ? alt : bobs; }
    static SendOutcome outcome(int way)
    {
        return way % 5 == 0   ? SendOutcome::refused
               : way % 5 == 1 ? SendOutcome::unknown
               : way % 5 == 2 ? SendOutcome::not_sent
                              : SendOutcome::accepted;
    }
    std::optional<IntentId> pick(int which) const
    {
        if (intents_.empty()) return {};
        const std::size_t recent = std::min<std::size_t>(intents_.size(), 12);
        return intents_[intents_.size() - 1 - static_cast<std::size_t>(which) % recent].id;
    }
    std::optional<ApprovalId> pick_approval(int which) const
    {
        std::vector<ApprovalId> open;
        for (const auto& [id, approval] : gate_.state().approvals)
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
        intent.instrument = btc;
        intent.side = m.way % 2 == 0 ? Side::buy : Side::sell;
        intent.quantity =
            Quantity{Decimal::from_mantissa(Int128{Decimal::unit} / 2000 * (1 + m.size))};  // 50 to 5 000 USD
        if (m.way % 3 == 0) {
            intent.type = OrderType::limit;
            intent.limit_price = Price{Decimal::from_integer(100'000 + 20 * (m.size - 50))};
        }
        intent.reduce_only = m.way % 11 == 0;
        intent.proposer = m.who % 2 == 0 ? human : agent;
        if (m.way % 13 == 0) intent.expires = now_.utc + 30s;
        intents_.push_back(intent);
        take(gate_.propose(intent, now_));
    }
    void repeat(const Move& m)
    {
        const auto id = pick(m.who);
        if (!id) return;
        Intent again = *std::find_if(intents_.begin(), intents_.end(), [&](const Intent& i) { return i.id == *id; });
        if (gate_.find(again.id) == nullptr) return;
        if (m.way % 2 == 0) again.reduce_only = !again.reduce_only;
        const auto step = gate_.propose(again, now_);
        RC_ASSERT(step.has_value() == (m.way % 2 != 0));
        if (step) RC_ASSERT((step->events.empty() && step->effects.empty()));
    }
    void decide(const Move& m)
    {
        const auto id = pick_approval(m.who);
        if (!id) return;
        const Actor by = m.way % 5 == 0   ? agent
                         : m.way % 5 == 1 ? Actor{ActorKind::human, "stranger"}
                         : m.way % 5 == 2 ? other_human
                                          : human;
        take(m.size % 4 == 0 ? gate_.reject(*id, by, "no", now_) : gate_.approve(*id, by, now_));
    }
    void modify(const Move& m)
    {
        const auto id = pick_approval(m.who);
        if (!id) return;
        Intent child;
        child.id = intent_id(++count_);
        const Quantity quantity{Decimal::from_mantissa(Int128{Decimal::unit} / 2000 * (1 + m.size))};
        auto step = gate_.modify(*id, {child.id, quantity, {}}, m.way % 3 == 0 ? agent : other_human, now_);
        if (step) {
            child = gate_.find(child.id)->intent;
            intents_.push_back(child);
        }
        take(std::move(step));
    }
    void quote(int move)
    {
        const Decimal bid = Decimal::from_integer(100'000 + 100 * move) - "0.01"_dec;
        take(gate_.on_quote(Quote{btc, Price{bid}, Price{bid + "0.01"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                                  now_.utc, now_.monotonic},
                            now_));
    }
    void fill(const Move& m)
    {
        if (m.way % 6 == 0 && !told_.empty())
            return report(told_[static_cast<std::size_t>(m.size) % told_.size()]);  // again, and out of order
        const auto id = pick(m.who);
        const IntentRecord* known = id ? gate_.find(*id) : nullptr;
        if (known == nullptr || !known->order) return;
        Quantity left = known->order->quantity - known->filled;
        if (m.way % 3 == 0)
            left = Quantity{round_to_step(divide(left.value(), "2"_dec, Rounding::away_from_zero), "0.00001"_dec,
                                          Rounding::away_from_zero)};
        if (!left.is_positive()) {
            if (m.way % 17 != 0) return;
            left = Quantity{"0.00001"_dec};  // more than was asked for
        }
        Trade trade;
        trade.trade_id = ++trades_;
        trade.instrument = btc;
        trade.side = known->intent.side;
        trade.price = Price{Decimal::from_integer(95'000 + 100 * m.size)};
        trade.quantity = left;
        trade.fee = Amount{Decimal::from_mantissa(Int128{Decimal::unit} / 100 * (m.size - 5))};  // sometimes a rebate
        trade.fee_asset = usdt;
        trade.time = now_.utc;
        TradeReported told{client_order_id(*id), trade};
        if (known->submitted) told_.push_back(told);
        report(told);
    }
    void answer(const Move& m)
    {
        if (const auto id = pick(m.who))
            report(SendAnswered{*id, outcome(m.way), m.size % 2 == 0 ? "v" : "", "-1", "words"});
    }
    void status(const Move& m)
    {
        const auto id = pick(m.who);
        const IntentRecord* known = id ? gate_.find(*id) : nullptr;
        if (known == nullptr) return;
        const auto& rows = enum_table(VenueOrderStatus{});
        const Quantity missing = m.size % 5 == 0 ? Quantity{"0.00001"_dec} : Quantity{};
        report(StatusReported{client_order_id(*id), rows[static_cast<std::size_t>(m.way) % rows.size()].value,
                              known->filled + missing, "status"});
    }
    void query(const Move& m)
    {
        const auto id = pick(m.who);
        const IntentRecord* known = id ? gate_.find(*id) : nullptr;
        if (known == nullptr) return;
        QueryAnswered answer{client_order_id(*id), QueryOutcome::not_found, {}};
        if (m.way % 3 == 1) answer.outcome = QueryOutcome::failed;
        if (m.way % 3 == 2) {
            answer.outcome = QueryOutcome::found;
            const auto& rows = enum_table(VenueOrderStatus{});
            answer.order = {
                answer.client_order_id, "v", btc, rows[static_cast<std::size_t>(m.size) % rows.size()].value,
                known->filled,          {}};
            for (const TradeReported& told : told_)
                if (told.client_order_id == answer.client_order_id) answer.order.trades.push_back(told.trade);
        }
        report(answer);
    }
    void sweep(const Move& m)
    {
        SweepAnswered answer{
            account(m.who), m.way % 7 == 0, {}, gate_.rails().state().accounts.at(account(m.who)).balances};
        if (m.way % 2 == 0)
            for (const IntentRecord* open : gate_.open_intents())
                if (open->submitted && open->intent.account == answer.account)
                    answer.open_orders.push_back(
                        {open->order->client_order_id, "v", btc, VenueOrderStatus::resting, open->filled, {}});
        if (m.way % 9 == 0) answer.balances[usdt] += Amount{"1"_dec};
        report(answer);
    }
    void pass(nanoseconds duration, bool is_fresh)
    {
        now_ = {now_.utc + duration, now_.monotonic + duration};
        if (is_fresh) {
            Quote last = gate_.quotes().at(btc);
            last.received = now_.monotonic;
            take(gate_.on_quote(last, now_));
        }
        take(gate_.on_tick(now_));
    }
    void state(const Move& m)
    {
        const auto& rows = enum_table(TradingState{});
        const TradingState wanted =
            m.way % 2 == 0 ? TradingState::active : rows[static_cast<std::size_t>(m.size) % rows.size()].value;
        const Actor by = m.way % 5 == 4 ? agent : human;
        if (m.who % 2 == 0)
            take(gate_.set_state(wanted, by, "", now_));
        else
            take(gate_.set_account_state(account(m.who), wanted, by, "", now_));
    }
    /// The process dies between two steps; whatever was decided was on disk.
    void restart()
    {
        Gate fresh{gate_.settings()};
        RC_ASSERT(fresh.restore(gate_.snapshot()).has_value());
        const risk::Quotes quotes = gate_.quotes();
        gate_ = std::move(fresh);
        take(gate_.on_start(now_));
        for (const auto& [id, quote] : quotes) take(gate_.on_quote(quote, now_));
        for (const IntentRecord* open : gate_.open_intents())
            if (open->submitted) unanswered_.push_back(open->intent.id);
        // Most venues answer: every order is resting, and the books match.
        for (const IntentId& id : std::exchange(unanswered_, {})) {
            QueryAnswered answer{client_order_id(id), QueryOutcome::found, {}};
            answer.order = {answer.client_order_id, "v", btc, VenueOrderStatus::resting, gate_.find(id)->filled, {}};
            report(answer);
        }
        take(gate_.on_tick(now_));
        for (int who = 0; who < 3; ++who) sweep({0, who, 0, 8});
    }
    void strangers(const Move& m)
    {
        const ClientOrderId nobody{"sd-nobody"};
        Trade trade;
        trade.trade_id = 1;
        trade.instrument = btc;
        trade.price = Price{"1"_dec};
        trade.quantity = Quantity{"1"_dec};
        trade.fee_asset = usdt;
        report(TradeReported{nobody, trade});
        report(StatusReported{nobody, VenueOrderStatus::cancelled, {}, ""});
        report(QueryAnswered{nobody, QueryOutcome::not_found, {}});
        report(CancelAnswered{nobody, SendOutcome::refused, "", ""});
        report(SendAnswered{intent_id(999'999), SendOutcome::accepted, "", "", ""});
        report(SweepAnswered{AccountId{"nobody"}, false, {}, {}});
        if (const auto id = pick(m.who)) {
            trade.side = m.way % 2 == 0 ? Side::buy : Side::sell;
            trade.instrument = InstrumentId{"ETHUSDT"};
            report(TradeReported{client_order_id(*id), trade});
        }
    }

    void report(const VenueReport& told) { take(gate_.on_report(told, now_)); }
    void take(Result<Step> step)
    {
        if (step) take(std::move(*step));
    }
    void take(Step step)
    {
        for (const Event& event : step.events) {
            auditor_.hear(event, gate_.state().last_time);
            shadow_.apply(event, gate_.state().last_time);
        }
        for (const Effect& effect : step.effects) {
            auditor_.see(effect);
            sent_ += std::holds_alternative<SubmitOrder>(effect) ? 1 : 0;
        }
        auditor_.compare(gate_);
    }

    static GateSettings settings()
    {
        GateSettings settings = plain_settings();
        settings.approvers = {"operator", "second"};
        settings.finished_max = 20;
        return settings;
    }

    Gate gate_{settings()};
    Gate shadow_{settings()};
    Auditor auditor_;
    Now now_{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};
    std::uint64_t count_ = 0;
    std::uint64_t trades_ = 0;
    std::size_t sent_ = 0;
    std::vector<Intent> intents_;
    std::vector<TradeReported> told_;
    std::vector<IntentId> unanswered_;
};

rc::Gen<Move> any_move()
{
    return rc::gen::apply(
        [](int what, int who, int size, int way) {
            return Move{what, who, size, way};
        },
        rc::gen::inRange(0, 34), rc::gen::inRange(0, 100), rc::gen::inRange(0, 100), rc::gen::inRange(0, 1000));
}

RC_GTEST_PROP(GateProperty, NoLifeOfADeskBreaksTheContract, ())
{
    // Four desks a case: the moves are independent of each other, and a hundred cases are four hundred lives.
    for (int desk = 0; desk < 4; ++desk) {
        const auto moves = *rc::gen::container<std::vector<Move>>(80, any_move());
        World world;
        int step = 0;
        for (const Move& move : moves) {
            world.play(move);
            if (++step % 8 == 0) world.replay();
        }
        world.replay();
        RC_CLASSIFY(world.sent() > 5, "more than five orders sent");
    }
}

}  // namespace
}  // namespace swarmdesk::trading::execution
