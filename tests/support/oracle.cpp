#include "support/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/codec.hpp"
#include "trading/execution/gate.hpp"

namespace swarmdesk::testing {
namespace {

using namespace swarmdesk::literals;
using namespace trading;
using namespace trading::execution;
using risk::TradingState;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

// The limits of the money contract, written down once more.
constexpr Decimal position_max = "10000"_dec;
constexpr Decimal unattended_max = "1000"_dec;
constexpr std::size_t admissions_max = 20;
constexpr nanoseconds hour = 60min;
constexpr nanoseconds quote_age_max = 1s;
constexpr Decimal dust = "0.000000001"_dec;  ///< two ways to round may differ by less

enum class Stage {
    proposed = 1,
    reserved,
    parked,
    approved,
    at_venue,
    denied,
    rejected,
    lapsed,
    refused,
    filled,
    closed
};
constexpr bool is_final(Stage stage) { return stage >= Stage::denied; }

/// One intent's life so far.
struct Life {
    Intent intent;
    Stage stage = Stage::proposed;
    std::uint64_t proposed_seq = 0;
    std::optional<ExposureReserved> reserved;
    std::optional<ApprovalRequested> asked;
    bool is_granted = false;
    std::optional<OrderSubmitting> sent;
    UtcTime sent_time;
    bool is_unknown = false;
    bool is_cancel_requested = false;
    VenueOrderStatus closed_as = VenueOrderStatus::resting;
    Quantity filled;
    std::map<std::uint64_t, Trade> trades;

    bool holds() const { return reserved && !is_final(stage); }
    bool increases() const { return reserved && reserved->reservation.increasing.is_positive(); }
    Quantity remaining() const { return reserved->reservation.quantity - filled; }
    Quantity increasing_left() const { return std::min(reserved->reservation.increasing, remaining()); }
    Quantity reducing_left() const { return remaining() - increasing_left(); }
};

struct Slot {
    UtcTime time;
    IntentId intent;
    InstrumentId instrument;
    Side side = Side::buy;
    Decimal unattended;
};

std::string order_id_of(const IntentId& intent)
{
    std::string id = intent.to_string();
    std::erase(id, '-');
    return "sd-" + id;
}

Hash binding_of(const Intent& intent, const ApprovalRequested& asked)
{
    Encoder encoder;
    encoder.put(intent.id);
    encoder.put(intent.user);
    encoder.put(intent.account);
    encoder.put(intent.instrument);
    encoder.put(intent.side);
    encoder.put(asked.quantity_max);
    encoder.put(asked.worst_price);
    encoder.put(asked.limits_epoch);
    encoder.put(asked.expires);
    return sha256(encoder.bytes());
}

class Judge {
public:
    Judge(const History& history, const Expectations& expectations) : history_(history), expectations_(expectations) {}

    std::vector<std::string> run()
    {
        check_chain();
        for (const Fact& fact : history_.facts) {
            now_ = fact.time;
            seq_ = fact.seq;
            std::visit([this](const auto& event) { on(event); }, fact.event);
        }
        seq_ = 0;
        check_ends();
        if (history_.venue) check_venue(*history_.venue);
        if (violations_.empty()) check_replay();  // what contradicts itself need not fold
        return std::move(violations_);
    }

private:
    template <class... Parts>
    void say(std::string_view invariant, fmt::format_string<Parts...> words, Parts&&... parts)
    {
        if (violations_.size() >= 20) return;
        std::string sentence{invariant};
        if (seq_ != 0) sentence += fmt::format(" at {}", seq_);
        violations_.push_back(sentence + ": " + fmt::format(words, std::forward<Parts>(parts)...));
    }

    /// The life the event is about, if it is in a stage in which that may happen.
    Life* life_in(const IntentId& id, std::initializer_list<Stage> stages, std::string_view what)
    {
        const auto found = lives_.find(id);
        if (found == lives_.end()) {
            say("I2", "{} of {}, which nobody proposed", what, id.to_string());
            return nullptr;
        }
        if (std::find(stages.begin(), stages.end(), found->second.stage) == stages.end()) {
            say("I2", "{} of {} in stage {}", what, id.to_string(), static_cast<int>(found->second.stage));
            return nullptr;
        }
        return &found->second;
    }

    // ------------------------------------------------------------------------------------------------ the chain

    void check_chain()
    {
        if (const auto& problem = history_.verdict.first_problem)
            say("I9", "{} {}: {}", problem->table, problem->seq, problem->words);
        std::uint64_t expected = 1;
        UtcTime last{INT64_MIN};
        for (const Fact& fact : history_.facts) {
            seq_ = fact.seq;
            if (fact.seq != expected) say("I9", "a gap: {} was expected", expected);
            if (fact.time < last) say("I9", "time went back");
            expected = fact.seq + 1;
            last = fact.time;
        }
        seq_ = 0;
    }

    // ------------------------------------------------------------------------------------- accounts and switches

    void on(const InstrumentListed& event) { instruments_[event.instrument.id] = event.instrument; }
    void on(const AccountOpened& event)
    {
        if (!owners_.emplace(event.account, event.user).second) say("I2", "an account was opened twice");
    }
    void on(const FundsMoved& event) { balances_[event.account][event.asset] += event.amount; }
    void on(const SignalRaised&) {}
    void on(const DayStarted& event) { is_day_lost_[event.account] = false; }
    void on(const DailyLossTripped& event) { is_day_lost_[event.account] = true; }
    void on(const LossStreakTripped& event) { is_streak_[event.account] = true; }
    void on(const LossStreakRearmed& event)
    {
        if (event.by.kind != ActorKind::human) say("I8", "a loss streak was re-armed by no human");
        is_streak_[event.account] = false;
    }
    void on(const ReconcileStarted& event) { is_reconciling_[event.account] = true; }
    void on(const ReconcileFinished& event)
    {
        is_reconciling_[event.account] = false;
        for (const std::string& difference : event.differences) say("I7", "books differ: {}", difference);
    }
    void on(const LimitsSet& event) { epoch_ = event.epoch; }
    void on(const AlertRaised& event)
    {
        if (event.source == "gate" && event.severity == "critical") say("I7", "the gate cried: {}", event.words);
    }
    void on(const DeskStateSet& event)
    {
        if (event.state < desk_state_ && event.by.kind != ActorKind::human) say("I8", "no human cleared the halt");
        desk_state_ = event.state;
        if (event.state == TradingState::halted) note_resting(nullptr);
    }
    void on(const AccountStateSet& event)
    {
        TradingState& state = account_states_.try_emplace(event.account, TradingState::active).first->second;
        if (event.state < state && event.by.kind != ActorKind::human) say("I8", "no human cleared the account's halt");
        state = event.state;
        if (event.state == TradingState::halted) note_resting(&event.account);
    }
    /// What increases exposure and is at the venue now must be called back.
    void note_resting(const AccountId* account)
    {
        for (const auto& [id, life] : lives_)
            if (life.stage == Stage::at_venue && life.increases() &&
                (account == nullptr || life.intent.account == *account))
                must_cancel_.emplace(id, seq_);
    }
    TradingState state_of(const AccountId& account) const
    {
        const auto found = account_states_.find(account);
        return found == account_states_.end() ? desk_state_ : std::max(desk_state_, found->second);
    }

    // ------------------------------------------------------------------------------------------------ admission

    void on(const IntentProposed& event)
    {
        Life life;
        life.intent = event.intent;
        life.proposed_seq = seq_;
        if (!lives_.emplace(event.intent.id, life).second)
            say("I1", "{} was proposed twice", event.intent.id.to_string());
        if (!event.intent.parent) return;
        const auto parent = lives_.find(*event.intent.parent);
        if (parent == lives_.end() || parent->second.stage != Stage::rejected || parent->second.sent)
            say("I1", "{} replaces an intent that may still be sent", event.intent.id.to_string());
    }

    void on(const IntentDenied& event)
    {
        Life* life = life_in(event.intent, {Stage::proposed}, "a denial");
        if (life == nullptr) return;
        life->stage = Stage::denied;
        if (event.denial.measure.empty()) say("I4", "a denial names nothing that was measured");
    }

    void on(const ExposureReserved& event)
    {
        Life* life = life_in(event.reservation.intent, {Stage::proposed}, "a reservation");
        if (life == nullptr) return;
        life->stage = Stage::reserved;
        life->reserved = event;
        check_order(*life);
        if (event.evidence.age > quote_age_max || event.evidence.age < 0s || !event.evidence.bid.is_positive() ||
            event.evidence.ask <= event.evidence.bid)
            say("I13", "admitted on a stale or broken quote");
        if (life->increases())
            check_increase(*life);
        else
            check_reduction(*life);
    }

    void check_order(const Life& life)
    {
        const Intent& intent = life.intent;
        const Order& order = life.reserved->order;
        const risk::Reservation& held = life.reserved->reservation;
        if (order.intent != intent.id || order.account != intent.account || order.instrument != intent.instrument ||
            order.side != intent.side || order.type != intent.type || order.stop_price != intent.stop_price)
            say("I6", "the order is not what was proposed");
        if (intent.quantity && order.quantity > *intent.quantity) say("I6", "more than was proposed");
        if (order.quantity != held.quantity || !order.limit_price) say("I6", "the order is not what is reserved");
        const bool is_buy = intent.side == Side::buy;
        if (intent.type != OrderType::market && order.limit_price && intent.limit_price &&
            (is_buy ? *order.limit_price > *intent.limit_price : *order.limit_price < *intent.limit_price))
            say("I6", "a worse price than was proposed");
        if (intent.quote_quantity && order.limit_price &&
            multiply(order.limit_price->value(), order.quantity.value(), Rounding::toward_zero) >
                intent.quote_quantity->value() &&
            is_buy)
            say("I6", "more money than was proposed");
        const Decimal least = multiply(held.worst_price.value(), held.increasing.value(), Rounding::toward_zero);
        if (held.exposure.value() < least) say("I4", "less is reserved than the worst price can cost");
    }

    /// Everything of one side that is held, on its way, parked or unknown, valued at the evidence's prices.
    Decimal worst_case(const AccountId& account, const Life& newest) const
    {
        const Intent& intent = newest.intent;
        const Evidence& evidence = newest.reserved->evidence;
        const bool is_buy = intent.side == Side::buy;
        Decimal sum;
        const auto position = positions_.find({account, intent.instrument});
        if (position != positions_.end()) {
            const Decimal held = position->second.value();
            if (is_buy ? held.is_positive() : held.is_negative())
                sum += multiply(abs(held), (is_buy ? evidence.ask : evidence.bid).value(), Rounding::away_from_zero);
        }
        for (const auto& [id, life] : lives_) {
            if (!life.holds() || !life.increases() || life.intent.account != account ||
                life.intent.side != intent.side || life.intent.instrument != intent.instrument)
                continue;
            const risk::Reservation& held = life.reserved->reservation;
            sum += divide(multiply(held.exposure.value(), life.increasing_left().value(), Rounding::away_from_zero),
                          held.increasing.value(), Rounding::away_from_zero);
        }
        return sum;
    }

    void check_increase(const Life& life)
    {
        const Intent& intent = life.intent;
        const ExposureReserved& event = *life.reserved;
        if (state_of(intent.account) != TradingState::active) say("I8", "new exposure while not active");
        if (is_reconciling_[intent.account]) say("I7", "new exposure before the books were compared");
        if (is_day_lost_[intent.account] || is_streak_[intent.account])
            say("I4", "new exposure after a loss rail tripped");

        const Decimal own = worst_case(intent.account, life);
        if (event.worst_case.value() > position_max) say("I4", "worst case {}", event.worst_case.to_string());
        if (abs(own - event.worst_case.value()) > dust)
            say("I4", "worst case {} by its own words, {} by ours", event.worst_case.to_string(), own.to_string());
        Decimal of_user;
        for (const auto& [account, user] : owners_)
            if (user == intent.user) of_user += worst_case(account, life);
        if (of_user > position_max) say("I4", "the user's worst case is {}", of_user.to_string());

        auto& slots = slots_[intent.user];
        std::erase_if(slots, [this](const Slot& slot) { return now_ - slot.time >= hour; });
        slots.push_back({now_, intent.id, intent.instrument, intent.side, {}});
        if (slots.size() > admissions_max) say("I4", "{} admissions within an hour", slots.size());
    }

    void check_reduction(const Life& life)
    {
        const Intent& intent = life.intent;
        const bool is_buy = intent.side == Side::buy;
        Quantity pending;
        for (const auto& [id, other] : lives_)
            if (other.holds() && other.intent.account == intent.account &&
                other.intent.instrument == intent.instrument && other.intent.side == intent.side)
                pending += other.reducing_left();
        const Quantity position = positions_[{intent.account, intent.instrument}];
        if (pending > (is_buy ? -position : position))
            say("I4", "reductions of {} of {}", pending.to_string(), position.to_string());
    }

    // ------------------------------------------------------------------------------------------------ approvals

    void on(const ApprovalRequested& event)
    {
        Life* life = life_in(event.intent, {Stage::reserved}, "an approval's request");
        if (life == nullptr) return;
        life->stage = Stage::parked;
        life->asked = event;
        if (!approvals_.emplace(event.approval, event.intent).second) say("I5", "an approval's id came twice");
        const Order& order = life->reserved->order;
        if (event.quantity_max != order.quantity || event.worst_price != order.limit_price.value_or(Price{}))
            say("I6", "what is asked for is not what is reserved");
        if (event.binding != binding_of(life->intent, event)) say("I5", "the request's binding is not its own");
    }

    Life* parked_life(const ApprovalId& approval, const IntentId& intent, std::string_view what)
    {
        const auto found = approvals_.find(approval);
        if (found == approvals_.end() || found->second != intent) {
            say("I5", "{} of an approval nobody asked for", what);
            return nullptr;
        }
        return life_in(intent, {Stage::parked}, what);
    }

    void on(const ApprovalGranted& event)
    {
        Life* life = parked_life(event.approval, event.intent, "a grant");
        if (life == nullptr) return;
        life->stage = Stage::approved;
        life->is_granted = true;
        const bool is_policy = event.by.kind == ActorKind::policy && expectations_.policy_may_approve;
        const bool is_human = event.by.kind == ActorKind::human && expectations_.approvers.contains(event.by.name);
        if (!is_policy && !is_human) say("I5", "granted by {} {}", to_text(event.by.kind), event.by.name);
        if (now_ >= life->asked->expires) say("I5", "granted too late");
        if (event.binding != binding_of(life->intent, *life->asked)) say("I5", "the grant is bound to something else");
        if (life->asked->limits_epoch != epoch_) say("I5", "granted under other limits");
        if (life->increases() && state_of(life->intent.account) != TradingState::active)
            say("I8", "granted while not active");
    }
    void on(const ApprovalRejected& event)
    {
        Life* life = parked_life(event.approval, event.intent, "a rejection");
        if (life == nullptr) return;
        life->stage = Stage::rejected;
        if (event.denial) give_back_slot(*life);
    }
    void on(const ApprovalExpired& event)
    {
        Life* life = parked_life(event.approval, event.intent, "an approval's expiry");
        if (life == nullptr) return;
        life->stage = Stage::lapsed;
        if (now_ < life->asked->expires) say("I5", "expired too early");
    }

    // ------------------------------------------------------------------------------------------------- the order

    void on(const OrderSubmitting& event)
    {
        Life* life = life_in(event.intent, {Stage::reserved, Stage::approved}, "a send");
        if (life == nullptr) return;
        life->stage = Stage::at_venue;
        life->sent = event;
        life->sent_time = now_;
        const Order& order = life->reserved->order;
        if (event.request != sha256(encode(order))) say("I3", "the hash is not of the order that was admitted");
        if (event.client_order_id.to_string() != order_id_of(event.intent) ||
            event.client_order_id != order.client_order_id)
            say("I1", "the order's id does not follow from the intent's");
        if (!senders_.emplace(event.client_order_id, event.intent).second) say("I1", "sent twice");
        if (!life->increases()) return;
        if (state_of(life->intent.account) != TradingState::active) say("I8", "sent while not active");
        if (!life->is_granted) check_unattended(*life);
    }

    void check_unattended(const Life& life)
    {
        const Decimal own = life.reserved->reservation.notional.value();
        Decimal sum = own;
        for (Slot& slot : slots_[life.intent.user]) {
            if (slot.intent == life.intent.id)
                slot.unattended = own;
            else if (now_ - slot.time < hour && slot.instrument == life.intent.instrument &&
                     slot.side == life.intent.side)
                sum += slot.unattended;
        }
        if (sum > unattended_max) say("I5", "{} USD sent within an hour that no human saw", sum.to_string());
    }

    void give_back_slot(const Life& life)
    {
        std::erase_if(slots_[life.intent.user], [&](const Slot& slot) { return slot.intent == life.intent.id; });
    }

    void on(const OrderAccepted& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "an acceptance")) life->is_unknown = false;
    }
    void on(const OrderUnknown& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "an unknown outcome")) life->is_unknown = true;
    }
    void on(const OrderRefused& event)
    {
        Life* life = life_in(event.intent, {Stage::at_venue}, "a refusal");
        if (life == nullptr) return;
        life->stage = Stage::refused;
        if (life->filled.is_positive()) say("I7", "refused after it had traded");
        give_back_slot(*life);
    }
    void on(const CancelRequested& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "a cancel")) life->is_cancel_requested = true;
    }
    void on(const execution::OrderClosed& event) { close(event.intent, event.status); }
    void close(const IntentId& intent, VenueOrderStatus status)
    {
        Life* life = life_in(intent, {Stage::at_venue}, "a close");
        if (life == nullptr) return;
        life->stage = Stage::closed;
        life->closed_as = status;
        if (status != VenueOrderStatus::cancelled && status != VenueOrderStatus::expired)
            say("I2", "closed as neither end");
    }

    void on(const OrderFilled& event)
    {
        const auto known = lives_.find(event.intent);
        if (known != lives_.end() && known->second.trades.contains(event.trade.trade_id))
            return say("I7", "trade {} was booked twice", event.trade.trade_id);
        // A fill may come after the close was reported, but never to what was refused or not sent.
        Life* life = life_in(event.intent, {Stage::at_venue, Stage::closed}, "a fill");
        if (life == nullptr) return;
        const Trade& trade = event.trade;
        const Order& order = life->reserved->order;
        life->trades.emplace(trade.trade_id, trade);
        if (trade.side != order.side || trade.instrument != order.instrument) say("I6", "another order's trade");
        if (order.limit_price &&
            (order.side == Side::buy ? trade.price > *order.limit_price : trade.price < *order.limit_price))
            say("I6", "filled beyond the worst price");
        life->filled += trade.quantity;
        if (life->filled > order.quantity) say("I6", "filled for more than was sent");
        if (life->filled == order.quantity) life->stage = Stage::filled;
        book(life->intent.account, trade);
    }

    void book(const AccountId& account, const Trade& trade)
    {
        const auto found = instruments_.find(trade.instrument);
        if (found == instruments_.end()) return say("I7", "a trade in something never listed");
        const Instrument& instrument = found->second;
        const bool is_buy = trade.side == Side::buy;
        const Amount base{trade.quantity.value()};
        const Amount quote{multiply(trade.price.value(), trade.quantity.value(), Rounding::half_even)};
        auto& balances = balances_[account];
        balances[instrument.base] += is_buy ? base : -base;
        balances[instrument.quote] += is_buy ? -quote : quote;
        balances[trade.fee_asset] -= trade.fee;
        Quantity& position = positions_[{account, trade.instrument}];
        const bool was_whole = abs(position.value()) >= instrument.lot.value();
        position += is_buy ? trade.quantity : -trade.quantity;
        if (trade.fee_asset == instrument.base) position -= Quantity{trade.fee.value()};
        if (was_whole && abs(position.value()) < instrument.lot.value()) position = {};  // too little to trade
    }

    // --------------------------------------------------------------------------------------------------- the end

    void check_ends()
    {
        for (const auto& [id, life] : lives_) {
            const std::string name = id.to_string();
            // These three are passed through within one group of events, which is on the disk whole or not at all.
            if (life.stage == Stage::proposed || life.stage == Stage::reserved || life.stage == Stage::approved)
                say("I2", "{} was left half decided", name);
            if (expectations_.is_settled && life.stage == Stage::at_venue && life.is_unknown)
                say("I2", "what became of {} was never found out", name);
        }
        for (const auto& [id, seq] : must_cancel_) {
            const Life& life = lives_.at(id);
            if (life.stage == Stage::at_venue && !life.is_cancel_requested)
                say("I8", "{} was left resting by the halt at {}", id.to_string(), seq);
        }
    }

    void check_venue(const venues::PaperState& venue)
    {
        std::map<IntentId, const venues::PaperOrder*> orders;
        for (const auto& [number, order] : venue.orders()) {
            const std::string name = order.order.client_order_id.to_string();
            const auto sender = senders_.find(order.order.client_order_id);
            if (sender == senders_.end()) {
                say("I3", "the venue has {}, whose send is not in the ledger", name);
                continue;
            }
            if (!orders.emplace(sender->second, &order).second) say("I1", "the venue has {} twice", name);
            const Life& life = lives_.at(sender->second);
            if (sha256(encode(order.order)) != life.sent->request) say("I3", "the venue got other bytes for {}", name);
            if (order.placed < life.sent_time) say("I3", "{} was at the venue before it was in the ledger", name);
            if (life.asked && (order.order.quantity > life.asked->quantity_max ||
                               (order.order.side == Side::buy ? *order.order.limit_price > life.asked->worst_price
                                                              : *order.order.limit_price < life.asked->worst_price)))
                say("I6", "{} is more than was approved", name);
        }
        for (const auto& [id, life] : lives_) {
            const auto found = orders.find(id);
            compare(id, life, found == orders.end() ? nullptr : found->second);
        }
        std::map<AssetId, Amount> total;
        for (const auto& [account, assets] : venue.accounts())
            for (const auto& [asset, balance] : assets) total[asset] += balance.free + balance.locked;
        for (const auto* part : {&venue.house(), &venue.fees()})
            for (const auto& [asset, amount] : *part) total[asset] += amount;
        for (const auto& [asset, amount] : venue.deposited()) total[asset] -= amount;
        for (const auto& [asset, amount] : total)
            if (!amount.is_zero())
                say("I7", "the venue made {} {} from nothing", amount.to_string(), asset.to_string());
        if (expectations_.is_settled) compare_balances(venue);
    }

    void compare(const IntentId& id, const Life& life, const venues::PaperOrder* order)
    {
        const std::string name = id.to_string();
        std::map<std::uint64_t, Trade> theirs;
        if (order != nullptr)
            for (const Trade& trade : order->trades) theirs.emplace(trade.trade_id, trade);
        for (const auto& [number, trade] : life.trades) {
            const auto found = theirs.find(number);
            if (found == theirs.end() || found->second != trade)
                say("I7", "{}: trade {} is not what happened at the venue", name, number);
        }
        if (life.stage == Stage::refused && order != nullptr && order->status != VenueOrderStatus::rejected)
            say("I7", "{} counts as refused, but the venue took it", name);
        if (!expectations_.is_settled) return;
        if (theirs.size() != life.trades.size())
            say("I7", "{}: {} of {} trades are booked", name, life.trades.size(), theirs.size());
        if (!life.sent || life.stage == Stage::refused) return;
        if (order == nullptr) return say("I2", "the venue never had {}, and nobody found out", name);
        VenueOrderStatus expected = VenueOrderStatus::resting;
        if (life.stage == Stage::filled) expected = VenueOrderStatus::filled;
        if (life.stage == Stage::closed) expected = life.closed_as;
        if (order->status != expected)
            say("I2", "{} is {} to us and {} at the venue", name, to_text(expected), to_text(order->status));
    }

    void compare_balances(const venues::PaperState& venue)
    {
        std::map<std::pair<AccountId, AssetId>, Amount> difference;
        for (const auto& [account, assets] : balances_)
            for (const auto& [asset, amount] : assets) difference[{account, asset}] += amount;
        for (const auto& [account, assets] : venue.accounts())
            for (const auto& [asset, balance] : assets) difference[{account, asset}] -= balance.free + balance.locked;
        for (const auto& [key, amount] : difference)
            if (!amount.is_zero())
                say("I7", "we have {} {} more than the venue says", amount.to_string(), key.second.to_string());
    }

    /// The gate's own fold, three times: whole, whole again, and handed over in the middle. All must be one state, and
    /// what the desk saved while it lived must be that state at its place.
    void check_replay()
    {
        const GateSettings settings;
        Gate first{settings};
        Gate second{settings};
        auto third = std::make_unique<Gate>(settings);
        auto saved = history_.saved.begin();
        const std::size_t middle = history_.facts.size() / 2;
        try {
            for (std::size_t i = 0; i < history_.facts.size(); ++i) {
                const Fact& fact = history_.facts[i];
                first.apply(fact.event, fact.time);
                third->apply(fact.event, fact.time);
                if (i == middle) {
                    const Bytes state = third->snapshot();
                    third = std::make_unique<Gate>(settings);
                    if (!third->restore(state)) say("I15", "a snapshot cannot be restored");
                }
                if (saved != history_.saved.end() && saved->seq == fact.seq) {
                    if (saved->bytes != first.snapshot())
                        say("I15", "the desk lived in another state at {}", saved->seq);
                    ++saved;
                }
            }
            for (const Fact& fact : history_.facts) second.apply(fact.event, fact.time);
        } catch (const std::exception& error) {
            return say("I15", "the events do not fold: {}", error.what());
        }
        if (saved != history_.saved.end()) say("I15", "a snapshot of an event that is not there: {}", saved->seq);
        if (first.snapshot() != second.snapshot()) say("I15", "two folds, two states");
        if (first.snapshot() != third->snapshot()) say("I15", "a fold from a snapshot is another one");
    }

    const History& history_;
    const Expectations& expectations_;
    std::vector<std::string> violations_;
    std::uint64_t seq_ = 0;
    UtcTime now_;

    std::map<InstrumentId, Instrument> instruments_;
    std::map<AccountId, UserId> owners_;
    std::map<AccountId, std::map<AssetId, Amount>> balances_;
    std::map<std::pair<AccountId, InstrumentId>, Quantity> positions_;
    std::map<IntentId, Life> lives_;
    std::map<ApprovalId, IntentId> approvals_;
    std::map<ClientOrderId, IntentId> senders_;
    std::map<UserId, std::vector<Slot>> slots_;
    TradingState desk_state_ = TradingState::active;
    std::map<AccountId, TradingState> account_states_;
    std::map<AccountId, bool> is_day_lost_;
    std::map<AccountId, bool> is_streak_;
    std::map<AccountId, bool> is_reconciling_;
    std::map<IntentId, std::uint64_t> must_cancel_;
    std::uint32_t epoch_ = 0;
};

}  // namespace

std::vector<std::string> judge(const History& history, const Expectations& expectations)
{
    return Judge{history, expectations}.run();
}

}  // namespace swarmdesk::testing
