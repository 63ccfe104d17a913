#include "support/oracle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/codec.hpp"
#include "trading/execution/books.hpp"

namespace swarmdesk::testing {
namespace {

using namespace swarmdesk::literals;
using namespace trading;
using namespace trading::execution;
using risk::Scope;
using risk::TradingState;
using std::chrono_literals::operator""min;
using std::chrono_literals::operator""s;

// Of the money contract, written down once more: no settings may be looser.
constexpr Decimal position_ceiling = "10000"_dec;
constexpr Decimal unattended_ceiling = "1000"_dec;
constexpr std::uint32_t admissions_ceiling = 20;
constexpr std::uint32_t waiting_ceiling = 10;
constexpr std::uint32_t requests_ceiling = 30;
constexpr Decimal daily_loss_ceiling = "5"_dec;
constexpr std::uint32_t losses_ceiling = 3;
constexpr Decimal loss_ceiling = "2"_dec;
constexpr nanoseconds hour = 60min;
constexpr nanoseconds quote_age_max = 1s;
constexpr nanoseconds clocks_differ_max = 1s;  ///< calendar and desk time, over the life of an approval
constexpr Decimal dust = "0.000000001"_dec;    ///< two ways to round may differ by less
constexpr Decimal cents = "0.000001"_dec;      ///< likewise, of sums of many roundings
constexpr std::string_view account_prefix = "account.";

enum class Stage {
    proposed = 1,
    reserved,
    waiting,
    approved,
    at_venue,
    denied,
    declined,
    expired,
    rejected,
    filled,
    closed
};
constexpr bool is_final(Stage stage) { return stage >= Stage::denied; }

/// Whose lots an intent enters into or takes from (RAILS 25).
LotOwner owner_of(const Intent& intent)
{
    if (intent.owner) return *intent.owner;
    return intent.proposer.kind == ActorKind::agent ? LotOwner{AgentId{intent.proposer.name}} : LotOwner{};
}

Decimal positive(Decimal value) { return value.is_positive() ? value : Decimal{}; }
Decimal product(Decimal a, Decimal b) { return multiply(a, b, Rounding::half_even); }
Decimal product_up(Decimal a, Decimal b) { return multiply(a, b, Rounding::away_from_zero); }
Decimal part_of(Decimal value, Decimal part, Decimal whole)
{
    return part == whole ? value : divide(product(value, part), whole, Rounding::half_even);
}
bool differ(Decimal a, Decimal b, Decimal tolerance) { return abs(a - b) > tolerance; }

/// One intent's life so far.
struct Life {
    Intent intent;
    LotOwner owner;
    Stage stage = Stage::proposed;
    std::uint64_t proposed_seq = 0;
    std::optional<ExposureReserved> reserved;
    std::optional<ApprovalRequested> asked;
    bool is_granted = false;
    std::optional<OrderSubmitted> sent;
    UtcTime sent_time;
    bool is_unknown = false;
    bool is_settled = false;  ///< by hand
    Decimal settled;          ///< so much of it, and not reported since
    bool is_cancel_requested = false;
    VenueOrderStatus closed_as = VenueOrderStatus::resting;
    Quantity filled;
    std::map<FillId, Fill> fills;

    bool holds() const { return reserved && !is_final(stage); }
    bool increases() const { return reserved && reserved->reservation.increasing.is_positive(); }
    bool reduces() const { return reserved && reserved->reservation.quantity > reserved->reservation.increasing; }
    /// Until it is sent, whoever opens something besides leaves the lots to others: a person may be asked first.
    bool leaves_lots() const { return increases() && !sent; }
    Quantity remaining() const { return reserved->reservation.quantity - filled; }
    Quantity increasing_left() const { return std::min(reserved->reservation.increasing, remaining()); }
    Quantity reducing_left() const { return remaining() - increasing_left(); }
};

/// A token of somebody's sliding hour.
struct Slot {
    DeskTime time;
    IntentId intent;
    UserId user;
    LotOwner owner;
    AssetId base;
    Side side = Side::buy;
    bool is_reduction = false;
    bool is_by_person = false;
    Decimal unattended;
};

/// What an owner holds of one instrument in one account, and what came of it since the round trip began.
struct Lot {
    Decimal quantity;  ///< negative: short
    Decimal cost;      ///< of what is held
    Decimal entered;   ///< of all that was entered
    Decimal gained;    ///< net of fees
};

struct EndedTrip {
    AccountId account;
    LotOwner owner;
    InstrumentId instrument;
    Decimal entry_cost;
    Decimal result;
};

struct Streak {
    std::uint32_t losses = 0;
    bool is_tripped = false;
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
            desk_ = fact.desk;
            seq_ = fact.seq;
            std::visit(
                [&](const auto& event) {
                    check_place(fact, event);
                    on(event);
                },
                fact.event);
        }
        seq_ = 0;
        check_ends();
        for (const auto& [id, venue] : history_.venues) check_venue(id, venue);
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
        std::map<std::string, std::uint64_t> numbers;
        UtcTime last{INT64_MIN};
        DeskTime last_desk{INT64_MIN};
        for (const Fact& fact : history_.facts) {
            seq_ = fact.seq;
            if (fact.seq != expected) say("I9", "a gap: {} was expected", expected);
            if (fact.number != ++numbers[fact.chain])
                say("I9", "a gap in {}: {} instead of {}", fact.chain, fact.number, numbers[fact.chain]);
            if (fact.time + expectations_.clock_set_back < last || fact.desk < last_desk) say("I9", "time went back");
            expected = fact.seq + 1;
            last = fact.time;
            last_desk = fact.desk;
        }
        seq_ = 0;
    }

    /// An account's events are on its own chain.
    template <class E>
    void check_place(const Fact& fact, const E& event)
    {
        std::string account;
        if constexpr (requires { event.account.is_empty(); }) {
            account = event.account.to_string();
        } else if constexpr (requires { event.reservation.account; }) {
            account = event.reservation.account.to_string();
        } else if constexpr (requires { event.intent.account; }) {
            account = event.intent.account.to_string();
        } else if constexpr (requires { event.intent.is_nil(); }) {
            if (const auto life = lives_.find(event.intent); life != lives_.end())
                account = life->second.intent.account.to_string();
        }
        if (!account.empty() && fact.chain != std::string{account_prefix} + account)
            say("I10", "an event of account {} on the chain {}", account, fact.chain);
    }

    // ------------------------------------------------------------------------------------- accounts and switches

    void on(const InstrumentListed& event) { instruments_[event.instrument.id] = event.instrument; }
    void on(const AccountOpened& event)
    {
        if (!owners_.emplace(event.account, event.user).second) say("I2", "an account was opened twice");
        venues_[event.account] = event.venue;
    }
    void on(const FundsMoved& event)
    {
        if (!owners_.contains(event.account)) say("I7", "money on an account nobody opened");
        if (!event.venue_id.empty() && !moves_.emplace(std::pair{event.account, event.venue_id}, event).second)
            say("I7", "move {} was booked twice", event.venue_id);
        if (event.amount.is_zero() || (event.move == MoveKind::deposit && event.amount.is_negative()) ||
            (event.move == MoveKind::withdrawal && event.amount.is_positive()))
            say("I7", "a {} of {}", to_text(event.move), event.amount.to_string());
        move_funds(event.account, event.asset, event.amount, event.value, event.is_estimated);
    }
    void move_funds(const AccountId& account, const AssetId& asset, Amount amount, Usd value, bool is_estimated)
    {
        balances_[account][asset] += amount;
        if (is_usd(asset) && (is_estimated || value.value() != amount.value()))
            say("I4", "{} {} are valued at {} USD", amount.to_string(), asset.to_string(), value.to_string());
    }
    /// What an asset counts as by the settings alone; nothing where a market says it.
    std::optional<Decimal> rate_of(const AssetId& asset) const
    {
        if (is_usd(asset)) return "1"_dec;
        const auto rate = limits_.usd_rates.find(asset);
        return rate == limits_.usd_rates.end() ? std::nullopt : std::optional{rate->second};
    }
    bool is_usd(const AssetId& asset) const
    {
        const auto& assets = limits_.usd_assets;
        return std::find(assets.begin(), assets.end(), asset) != assets.end();
    }
    void on(const AdjustmentProposed& event) { check_human("I7", "an adjustment is proposed", event.by); }
    void on(const AdjustmentMade& event)
    {
        check_human("I7", "the books are adjusted", event.by);
        if (event.seconded_by) check_second(event.by, *event.seconded_by);
        if (!is_mismatched_[event.account]) say("I7", "books that matched were adjusted");
        if (event.evidence.empty()) say("I7", "an adjustment that rests on nothing");
        move_funds(event.account, event.asset, event.amount, event.value, event.is_estimated);
    }
    void check_human(std::string_view invariant, std::string_view what, const Actor& by)
    {
        if (by.kind != ActorKind::human || !expectations_.approvers.contains(by.name))
            say(invariant, "{} by {} {}", what, to_text(by.kind), by.name);
    }
    void check_second(const Actor& first, const Actor& second)
    {
        check_human("I7", "seconded", second);
        if (first.name == second.name) say("I7", "{} seconded himself", first.name);
    }
    void on(const SignalRaised&) {}
    void on(const DenialsCounted& event)
    {
        if (event.count == 0) say("I4", "no denials were counted");
    }
    void on(const PriceSourceSet& event)
    {
        if (!price_source_.empty() && price_source_ != event.source && event.by.kind != ActorKind::human)
            say("I13", "prices come from elsewhere on no human's word");
        price_source_ = event.source;
    }
    void on(const ClockAcknowledged& event)
    {
        if (event.by.kind != ActorKind::human) say("I13", "no human acknowledged the clock");
        is_clock_doubted_ = true;
    }

    void on(const DayStarted& event)
    {
        std::erase_if(lost_days_, [&](const auto& row) { return row.first.second == event.account; });
        Decimal equity;
        for (const auto& [asset, amount] : balances_[event.account]) {
            if (amount.is_zero()) continue;
            if (!is_usd(asset)) return;  // the events do not tell what it was worth
            equity += amount.value();
        }
        if (equity != event.baseline.equity.value())
            say("I4", "a day begins with {} USD, and {} are held", event.baseline.equity.to_string(),
                equity.to_string());
    }
    void on(const DailyLossTripped& event)
    {
        if (product(event.loss.value(), "100"_dec) < product(event.baseline.value(), limits_.daily_loss_percent))
            say("I4", "a loss of {} of {} USD tripped", event.loss.to_string(), event.baseline.to_string());
        lost_days_[{event.scope, event.account}] = event.day;
    }
    void on(const RoundTripClosed& event)
    {
        const auto same = [&](const EndedTrip& trip) {
            return trip.account == event.account && trip.owner == event.owner && trip.instrument == event.instrument;
        };
        const auto ended = std::find_if(ended_.begin(), ended_.end(), same);
        if (ended == ended_.end() || event.intent != last_filled_) {
            say("I4", "a round trip of {} ended without a fill that ends it", event.owner.to_string());
        } else {
            if (differ(ended->entry_cost, event.entry_cost.value(), cents) ||
                differ(ended->result, event.result.value(), cents))
                say("I4", "a round trip of {} made {} of {} by its own words, {} of {} by ours",
                    event.owner.to_string(), event.result.to_string(), event.entry_cost.to_string(),
                    ended->result.to_string(), ended->entry_cost.to_string());
            ended_.erase(ended);
        }
        const Decimal lost = product(-event.result.value(), "100"_dec);
        if (event.is_loss != (lost > product(event.entry_cost.value(), limits_.loss_percent)))
            say("I4", "{} of {} is {}", event.result.to_string(), event.entry_cost.to_string(),
                event.is_loss ? "called a loss" : "not called a loss");
        for (const Scope& scope : scopes_of(event.account, event.owner)) {
            std::uint32_t& losses = streaks_[scope].losses;
            losses = event.is_loss ? losses + 1 : 0;
        }
    }
    /// The levels that count what happens on an owner's lots.
    std::vector<Scope> scopes_of(const AccountId& account, const LotOwner& owner) const
    {
        std::vector<Scope> scopes{Scope::of(account), Scope::desk()};
        if (const auto user = owners_.find(account); user != owners_.end()) scopes.push_back(Scope::of(user->second));
        if (!owner.is_people()) scopes.push_back(Scope::of(owner.agent));
        return scopes;
    }
    std::uint32_t losses_max(const Scope& scope) const
    {
        return scope.level == risk::Level::desk ? limits_.desk_losses_in_a_row_max : limits_.losses_in_a_row_max;
    }
    void on(const LossStreakTripped& event)
    {
        Streak& streak = streaks_[event.scope];
        if (event.losses != streak.losses || streak.losses < losses_max(event.scope))
            say("I4", "{} losses in a row of {} tripped, and there are {}", event.losses, event.scope.to_string(),
                streak.losses);
        streak.is_tripped = true;
    }
    void on(const LossStreakRearmed& event)
    {
        if (event.by.kind != ActorKind::human) say("I8", "a loss streak was re-armed by no human");
        streaks_[event.scope] = {};
    }
    void on(const ReconcileStarted& event) { is_reconciling_[event.account] = true; }
    void on(const ReconcileFinished& event)
    {
        is_reconciling_[event.account] = false;
        is_mismatched_[event.account] = !event.differences.empty();
        if (!event.differences.empty()) say("I7", "books differ: {}", to_string(event.differences));
    }
    void on(const LimitsSet& event)
    {
        const risk::Limits& limits = limits_ = event.limits;
        if (event.epoch <= epoch_) say("I5", "limits of epoch {} after those of {}", event.epoch, epoch_);
        epoch_ = event.epoch;
        if (limits.position_max.value() > position_ceiling || limits.agent_position_max.value() > position_ceiling ||
            limits.approval_above.value() > unattended_ceiling || limits.approvals_waiting_max > waiting_ceiling ||
            limits.approval_requests_per_hour_max > requests_ceiling ||
            limits.admissions_per_hour_max > admissions_ceiling ||
            limits.agent_admissions_per_hour_max > admissions_ceiling ||
            limits.daily_loss_percent > daily_loss_ceiling || limits.losses_in_a_row_max > losses_ceiling ||
            limits.loss_percent > loss_ceiling || limits.quote_age_max > quote_age_max)
            say("I4", "limits looser than the contract");
    }
    void on(const AlertRaised& event)
    {
        if (event.source == "gate" && event.severity == "critical") say("I7", "the gate cried: {}", event.message);
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
        life.owner = owner_of(event.intent);
        life.proposed_seq = seq_;
        if (!lives_.emplace(event.intent.id, life).second)
            say("I1", "{} was proposed twice", event.intent.id.to_string());
        if (!event.intent.parent) return;
        const auto parent = lives_.find(*event.intent.parent);
        if (event.intent.is_protection) {
            if (parent == lives_.end() || parent->second.filled.is_zero() || parent->second.owner != life.owner)
                say("I1", "{} protects what nobody bought", event.intent.id.to_string());
            return;
        }
        if (parent == lives_.end() || parent->second.stage != Stage::declined || parent->second.sent)
            say("I1", "{} replaces an intent that may still be sent", event.intent.id.to_string());
    }

    void on(const IntentDenied& event)
    {
        Life* life = life_in(event.intent, {Stage::proposed, Stage::approved}, "a denial");
        if (life == nullptr) return;
        life->stage = Stage::denied;
        if (event.denial.measure.empty()) say("I4", "a denial names nothing that was measured");
    }

    void on(const ExposureReserved& event)
    {
        Life* life = life_in(event.reservation.intent, {Stage::proposed}, "a reservation");
        if (life == nullptr) return;
        life->stage = Stage::reserved;
        if (!instruments_.contains(life->intent.instrument)) return say("I2", "admitted for something never listed");
        if (!is_at(life->intent.account, life->intent.instrument.venue))
            say("I2", "admitted for {}, which the account's venue does not trade", life->intent.instrument.to_string());
        life->reserved = event;
        check_order(*life);
        if (event.evidence.age > quote_age_max || event.evidence.age < 0s || !event.evidence.bid.is_positive() ||
            event.evidence.ask <= event.evidence.bid)
            say("I13", "admitted on a stale or broken quote");
        take_slot(*life);
        if (life->increases()) check_increase(*life);
        if (life->reduces()) check_reduction(*life);
    }

    void check_order(const Life& life)
    {
        const Intent& intent = life.intent;
        const Order& order = life.reserved->order;
        const risk::Reservation& held = life.reserved->reservation;
        if (order.intent != intent.id || order.account != intent.account || order.instrument != intent.instrument ||
            order.side != intent.side || order.type != intent.type || order.trailing_bp != intent.trailing_bp)
            say("I6", "the order is not what was proposed");
        check_stop(intent, order);
        if (held.user != intent.user || held.owner != life.owner) say("I6", "it is held for somebody else");
        if (intent.reduce_only && life.increases()) say("I6", "more than a reduction");
        if (intent.proposer.kind == ActorKind::agent && life.owner.agent != AgentId{intent.proposer.name})
            say("I4", "an agent trades another's lots");
        if (intent.quantity && order.quantity > *intent.quantity) say("I6", "more than was proposed");
        const bool is_buy = intent.side == Side::buy;
        const bool has_bound = is_buy || !stops_at_market(intent.type);
        if (order.quantity != held.quantity || order.limit_price.has_value() != has_bound)
            say("I6", "the order is not what is reserved");
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

    /// A stop is where it was wanted, on the tick; one that follows may begin where the market stands.
    void check_stop(const Intent& intent, const Order& order)
    {
        if (order.stop_price.has_value() != has_stop(intent.type)) return say("I6", "a stop where none belongs");
        if (!intent.stop_price) return;
        const Decimal tick = instruments_.at(intent.instrument).tick.value();
        if (order.stop_price && abs(order.stop_price->value() - intent.stop_price->value()) >= tick)
            say("I6", "the stop is not where it was proposed");
    }

    static Decimal on_side(const Lot& lot, Side side)
    {
        return positive(side == Side::buy ? lot.quantity : -lot.quantity);
    }

    using Lots = std::map<LotOwner, Lot>;

    /// Of reductions: those that were sent; or those that would be on their way once whoever waits is granted, when
    /// what protects the lots has made way.
    enum class Of { sent = 1, granted };

    /// What reductions on their way on this side come to, by owner.
    std::map<LotOwner, Decimal> reductions(const AccountId& account, const InstrumentId& instrument, Side side,
                                           Of of) const
    {
        std::map<LotOwner, Decimal> pending;
        for (const auto& [id, life] : lives_)
            if (life.holds() && life.reduces() && life.intent.account == account &&
                life.intent.instrument == instrument && life.intent.side == side &&
                !(of == Of::sent ? life.leaves_lots() : life.intent.is_protection))
                pending[life.owner] += life.reducing_left().value();
        return pending;
    }

    /// What reductions on their way would open, because another closed what they were to close: an agent's need its
    /// own lots, those of people what the agents' leave of all.
    Decimal over_reduced(const Lots& lots, const std::map<LotOwner, Decimal>& pending, Side side,
                         const LotOwner* only) const
    {
        Decimal left;
        for (const auto& [owner, lot] : lots) left += on_side(lot, opposite(side));
        Decimal over;
        Decimal of_people;
        for (const auto& [owner, wanted] : pending) {
            if (owner.is_people()) {
                of_people = wanted;
                continue;
            }
            const auto lot = lots.find(owner);
            const Decimal own = lot == lots.end() ? Decimal{} : on_side(lot->second, opposite(side));
            left -= std::min(wanted, own);
            if (only == nullptr || *only == owner) over += positive(wanted - own);
        }
        return only == nullptr ? over + positive(of_people - left) : over;
    }

    struct WorstCase {
        Decimal value;
        bool is_exact = true;  ///< false where other instruments of the asset are in it, whose prices nobody wrote down
    };

    /// Everything of one side and asset that is held, on its way, waiting or unknown, valued at the evidence's prices.
    /// Of the accounts `counts` says yes to, and of one owner or of all.
    template <class Counts>
    WorstCase worst_case(const Life& newest, Counts counts, const LotOwner* only = nullptr) const
    {
        const Intent& intent = newest.intent;
        const Evidence& evidence = newest.reserved->evidence;
        const AssetId& base = instruments_.at(intent.instrument).base;
        const bool is_buy = intent.side == Side::buy;
        WorstCase worst;
        const auto add = [&](const InstrumentId& instrument, Decimal value) {
            worst.value += value;
            if (instrument != intent.instrument && !value.is_zero()) worst.is_exact = false;
        };
        for (const auto& [place, lots] : holdings_) {
            const auto& [account, instrument] = place;
            if (!counts(account) || instruments_.at(instrument).base != base) continue;
            const auto over = [&, &instrument = instrument, &account = account, &lots = lots](Of of) {
                return over_reduced(lots, reductions(account, instrument, intent.side, of), intent.side, only);
            };
            Decimal held = std::max(over(Of::sent), over(Of::granted));
            for (const auto& [owner, lot] : lots)
                if (only == nullptr || *only == owner) held += on_side(lot, intent.side);
            const Decimal value = product_up(held, (is_buy ? evidence.ask : evidence.bid).value());
            const auto rate = rate_of(instruments_.at(instrument).quote);
            if (!rate && !value.is_zero()) worst.is_exact = false;
            add(instrument, rate ? product_up(value, *rate) : value);
        }
        for (const auto& [id, life] : lives_) {
            if (!life.holds() || !life.increases() || !counts(life.intent.account) || life.intent.side != intent.side ||
                (only != nullptr && life.owner != *only) || instruments_.at(life.intent.instrument).base != base)
                continue;
            const risk::Reservation& held = life.reserved->reservation;
            add(life.intent.instrument, divide(product_up(held.exposure.value(), life.increasing_left().value()),
                                               held.increasing.value(), Rounding::away_from_zero));
        }
        return worst;
    }

    /// Whether what stops new exposure at any level is off (RAILS 6, 9, 11, 23).
    void check_may_increase(const Life& life, std::string_view what)
    {
        const AccountId& account = life.intent.account;
        if (state_of(account) != TradingState::active) say("I8", "{} while not active", what);
        if (is_reconciling_[account] || is_mismatched_[account]) say("I7", "{} before the books matched", what);
        for (const Scope& scope : scopes_of(account, life.owner)) {
            const Streak& streak = streaks_[scope];
            if (streak.is_tripped || streak.losses >= losses_max(scope))
                say("I4", "{} after {} losses in a row of {}", what, streak.losses, scope.to_string());
            const bool is_of_day = scope.level == risk::Level::account || scope.level == risk::Level::agent;
            const auto lost = lost_days_.find({scope, is_of_day ? account : AccountId{}});
            if (lost != lost_days_.end() && (is_of_day || lost->second >= utc_day(now_)))
                say("I4", "{} after the day's loss of {}", what, scope.to_string());
        }
    }

    void check_increase(const Life& life)
    {
        const Intent& intent = life.intent;
        const ExposureReserved& event = *life.reserved;
        check_may_increase(life, "new exposure");

        const auto of_account = [&](const AccountId& account) { return account == intent.account; };
        const auto of_user = [&](const AccountId& account) {
            const auto user = owners_.find(account);
            return user != owners_.end() && user->second == intent.user;
        };
        const auto of_all = [](const AccountId&) { return true; };
        const WorstCase own = worst_case(life, of_account);
        if (event.worst_case.value() > limits_.position_max.value())
            say("I4", "worst case {}", event.worst_case.to_string());
        if (own.value > limits_.position_max.value()) say("I4", "worst case {} by our count", own.value.to_string());
        if (own.is_exact && differ(own.value, event.worst_case.value(), dust))
            say("I4", "worst case {} by its own words, {} by ours", event.worst_case.to_string(),
                own.value.to_string());
        const Decimal user = worst_case(life, of_user).value;
        if (user > limits_.position_max.value()) say("I4", "the user's worst case is {}", user.to_string());
        const Decimal desk = worst_case(life, of_all).value;
        if (desk > limits_.desk_position_max.value()) say("I4", "the desk's worst case is {}", desk.to_string());
        if (life.owner.is_people()) return;
        const Decimal agent = worst_case(life, of_all, &life.owner).value;
        if (agent > limits_.agent_position_max.value()) say("I4", "the agent's worst case is {}", agent.to_string());
    }

    void check_reduction(const Life& life)
    {
        const Intent& intent = life.intent;
        const Lots& lots = holdings_[{intent.account, intent.instrument}];
        const Of of = life.leaves_lots() ? Of::granted : Of::sent;
        Decimal pending;
        Decimal own_pending;
        for (const auto& [owner, wanted] : reductions(intent.account, intent.instrument, intent.side, of)) {
            pending += wanted;
            if (owner == life.owner) own_pending = wanted;
        }
        Decimal held;
        Decimal own;
        for (const auto& [owner, lot] : lots) {
            held += on_side(lot, opposite(intent.side));
            if (owner == life.owner) own = on_side(lot, opposite(intent.side));
        }
        if (pending > held) say("I4", "reductions of {} of {}", pending.to_string(), held.to_string());
        const bool is_anybodys = life.owner.is_people() && !intent.owner;
        if (!is_anybodys && own_pending > own)
            say("I4", "reductions of {} of the {} of {}", own_pending.to_string(), own.to_string(),
                life.owner.to_string());
    }

    // ------------------------------------------------------------------------------------------ the sliding hour

    void take_slot(const Life& life)
    {
        if (life.intent.is_protection) {
            if (life.increases()) say("I4", "a protection that adds exposure");
            return;  // paced lot by lot, and in nobody's budget
        }
        Slot slot;
        slot.time = desk_;
        slot.intent = life.intent.id;
        slot.user = life.intent.user;
        slot.owner = life.owner;
        slot.base = instruments_.at(life.intent.instrument).base;
        slot.side = life.intent.side;
        slot.is_reduction = !life.increases();
        slot.is_by_person = life.intent.proposer.kind == ActorKind::human;
        std::erase_if(slots_, [this](const Slot& old) { return desk_ - old.time >= hour; });
        slots_.push_back(slot);
        const auto most = [&](std::string_view whose, std::uint32_t limit, auto counts) {
            const auto used = std::count_if(slots_.begin(), slots_.end(), [&](const Slot& other) {
                return other.is_reduction == slot.is_reduction && counts(other);
            });
            if (used > limit) say("I4", "{} of {} within an hour", used, whose);
        };
        const auto of_user = [&](const Slot& other) { return other.user == slot.user; };
        if (slot.is_reduction) {
            most("the user's reductions", limits_.reductions_per_hour_max, of_user);
            if (slot.is_by_person) return;
            const std::uint32_t of_agents = limits_.reductions_per_hour_max -
                                            std::min(limits_.reductions_per_hour_max, limits_.reductions_for_people);
            most("the agents' reductions", of_agents,
                 [&](const Slot& other) { return of_user(other) && !other.is_by_person; });
            return;
        }
        most("the user's admissions", limits_.admissions_per_hour_max, of_user);
        most("the desk's admissions", limits_.desk_admissions_per_hour_max, [](const Slot&) { return true; });
        if (slot.owner.is_people() || slot.is_by_person) return;
        most("the agent's admissions", limits_.agent_admissions_per_hour_max,
             [&](const Slot& other) { return other.owner == slot.owner && !other.is_by_person; });
    }

    /// RAILS 8: where nothing was sent, or the venue definitely rejected.
    void give_back_slot(const Life& life)
    {
        std::erase_if(slots_, [&](const Slot& slot) { return slot.intent == life.intent.id; });
    }

    // ------------------------------------------------------------------------------------------------ approvals

    void on(const ApprovalRequested& event)
    {
        Life* life = life_in(event.intent, {Stage::reserved}, "an approval's request");
        if (life == nullptr) return;
        life->stage = Stage::waiting;
        life->asked = event;
        if (!approvals_.emplace(event.approval, event.intent).second) say("I5", "an approval's id came twice");
        const Order& order = life->reserved->order;
        if (event.quantity_max != order.quantity || event.worst_price != order.limit_price.value_or(Price{}))
            say("I6", "what is asked for is not what is reserved");
        if (event.binding != binding_of(life->intent, event)) say("I5", "the request's binding is not its own");
        const UserId& user = life->intent.user;
        if (++waiting_[user] > limits_.approvals_waiting_max) say("I5", "{} approvals wait at once", waiting_[user]);
        std::vector<DeskTime>& requests = requests_[user];
        std::erase_if(requests, [this](DeskTime time) { return desk_ - time >= hour; });
        requests.push_back(desk_);
        if (requests.size() > limits_.approval_requests_per_hour_max)
            say("I5", "{} requests for approval within an hour", requests.size());
    }

    Life* waiting_life(const ApprovalId& approval, const IntentId& intent, std::string_view what)
    {
        const auto found = approvals_.find(approval);
        if (found == approvals_.end() || found->second != intent) {
            say("I5", "{} of an approval nobody asked for", what);
            return nullptr;
        }
        Life* life = life_in(intent, {Stage::waiting}, what);
        if (life != nullptr) --waiting_[life->intent.user];
        return life;
    }

    void on(const ApprovalGranted& event)
    {
        Life* life = waiting_life(event.approval, event.intent, "a grant");
        if (life == nullptr) return;
        life->stage = Stage::approved;
        life->is_granted = true;
        const bool is_policy = event.by.kind == ActorKind::policy && expectations_.policy_may_approve;
        const bool is_human = event.by.kind == ActorKind::human && expectations_.approvers.contains(event.by.name);
        if (!is_policy && !is_human) say("I5", "granted by {} {}", to_text(event.by.kind), event.by.name);
        const Actor& asker = life->intent.proposer;
        if (expectations_.approvers.size() > 1 && asker.kind == ActorKind::human && asker.name == event.by.name)
            say("I5", "{} approved his own request", asker.name);
        if (desk_ >= life->asked->expires) say("I5", "granted too late");
        if (event.binding != binding_of(life->intent, *life->asked)) say("I5", "the grant is bound to something else");
        if (life->asked->limits_epoch != epoch_) say("I5", "granted under other limits");
        if (life->increases()) check_may_increase(*life, "a grant");
    }
    void on(const ApprovalDeclined& event)
    {
        Life* life = waiting_life(event.approval, event.intent, "a decline");
        if (life == nullptr) return;
        life->stage = Stage::declined;
        give_back_slot(*life);
    }
    void on(const ApprovalExpired& event)
    {
        Life* life = waiting_life(event.approval, event.intent, "an approval's expiry");
        if (life == nullptr) return;
        life->stage = Stage::expired;
        give_back_slot(*life);
        // After a start also by the calendar, where that came first; at once where nobody can trust the clock.
        const ApprovalRequested& asked = *life->asked;
        const bool is_due_by_calendar =
            expectations_.may_expire_by_calendar && now_ + clocks_differ_max >= asked.expires_at;
        if (desk_ < asked.expires && !is_due_by_calendar && !is_clock_doubted_) say("I5", "expired too early");
    }

    // ------------------------------------------------------------------------------------------------- the order

    void on(const OrderSubmitted& event)
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
        const AssetId& base = instruments_.at(life.intent.instrument).base;
        Decimal sum = own;
        for (Slot& slot : slots_) {
            if (slot.intent == life.intent.id)
                slot.unattended = own;
            else if (desk_ - slot.time < hour && slot.user == life.intent.user && slot.base == base &&
                     slot.side == life.intent.side)
                sum += slot.unattended;
        }
        if (sum > limits_.approval_above.value())
            say("I5", "{} USD sent within an hour that no human saw", sum.to_string());
    }

    void on(const OrderAccepted& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "an acceptance")) life->is_unknown = false;
    }
    void on(const OrderUnknown& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "an unknown outcome")) life->is_unknown = true;
    }
    void on(const OrderRejected& event)
    {
        Life* life = life_in(event.intent, {Stage::at_venue}, "a rejection");
        if (life == nullptr) return;
        life->stage = Stage::rejected;
        if (life->filled.is_positive()) say("I7", "rejected after it had traded");
        give_back_slot(*life);
    }
    void on(const CancelRequested& event)
    {
        if (Life* life = life_in(event.intent, {Stage::at_venue}, "a cancel")) life->is_cancel_requested = true;
    }
    void on(const execution::OrderClosed& event) { close(event.intent, event.status); }
    void close(const IntentId& intent, VenueOrderStatus status)
    {
        Life* life = life_in(intent, {Stage::at_venue, Stage::proposed, Stage::approved}, "a close");
        if (life == nullptr) return;
        if (life->stage != Stage::at_venue && status != VenueOrderStatus::canceled)
            say("I2", "what was never sent has expired");
        life->stage = Stage::closed;
        life->closed_as = status;
        if (status != VenueOrderStatus::canceled && status != VenueOrderStatus::expired)
            say("I2", "closed as neither end");
    }

    void on(const OrderFilled& event)
    {
        const Fill& fill = event.fill;
        const auto known = lives_.find(event.intent);
        if (known != lives_.end() && known->second.fills.contains(fill.id))
            return say("I7", "fill {} was booked twice", fill.id.to_string());
        // A fill may come after the close was reported, but never to what was rejected or not sent.
        Life* life = life_in(event.intent, {Stage::at_venue, Stage::closed}, "a fill");
        if (life == nullptr) return;
        const Order& order = life->reserved->order;
        life->fills.emplace(fill.id, fill);
        if (fill.side != order.side || fill.instrument != order.instrument) say("I6", "another order's fill");
        const auto found = instruments_.find(fill.instrument);
        if (found == instruments_.end()) return say("I7", "a fill of something never listed");
        const Instrument& instrument = found->second;
        const Decimal value = product(fill.price.value(), fill.quantity.value());
        if (differ(fill.quote_amount.value(), value, dust))
            say("I7", "{} at {} for {}", fill.quantity.to_string(), fill.price.to_string(),
                fill.quote_amount.to_string());
        Decimal fee = fill.fee.value();
        if (fill.fee_asset == instrument.base) fee = product(fee, fill.price.value());
        if ((fill.fee_asset == instrument.base || fill.fee_asset == instrument.quote) &&
            (event.is_estimated || differ(fee, event.fee_quote.value(), dust)))
            say("I7", "a fee of {} {} counts as {}", fill.fee.to_string(), fill.fee_asset.to_string(),
                event.fee_quote.to_string());
        const auto bound = order.type == OrderType::oco ? order.stop_limit_price : order.limit_price;
        if (bound && (order.side == Side::buy ? fill.price > *bound : fill.price < *bound))
            say("I6", "filled beyond the worst price");
        fill_life(*life, fill, fill.quote_amount.value(), event.fee_quote.value());
    }

    void fill_life(Life& life, const Fill& fill, Decimal value, Decimal fee_quote)
    {
        check_trips_told();
        last_filled_ = life.intent.id;
        life.filled += fill.quantity;
        if (life.filled > life.reserved->order.quantity) say("I6", "filled for more than was sent");
        if (life.filled == life.reserved->order.quantity) life.stage = Stage::filled;
        book(life, fill, value, fee_quote);
    }

    // What has no price is in no sum that is judged here.
    void on(const AssetLeftOut&) {}
    void on(const PricesMarked&) {}
    void on(const ProtectionSet&) {}
    void on(const LimitTightened&) {}
    void on(const LimitsLoosened&) {}
    void on(const AssetCountedIn&) {}

    // What ran is another question than what it did; but no agent changes what agents may do.
    void on(const SettingChanged& event)
    {
        if (event.by.kind == ActorKind::agent) say("I11", "agent {} changed {}", event.by.name, event.setting);
    }

    void on(const SettlementProposed& event)
    {
        static_cast<void>(life_in(event.intent, {Stage::at_venue}, "a proposed settlement"));
        check_human("I2", "a settlement is proposed", event.by);
    }
    void on(const OrderSettled& event)
    {
        Life* life = life_in(event.intent, {Stage::at_venue}, "a settlement");
        if (life == nullptr) return;
        check_human("I2", "settled", event.by);
        if (event.seconded_by) check_second(event.by, *event.seconded_by);
        const Settlement& settlement = event.settlement;
        if (settlement.evidence.empty()) say("I2", "a settlement that rests on nothing");
        life->is_settled = true;
        life->settled = settlement.filled.value();
        life->is_unknown = false;
        if (settlement.filled.is_positive()) {
            Fill fill;
            fill.instrument = life->intent.instrument;
            fill.side = life->intent.side;
            fill.price = settlement.price;
            fill.quantity = settlement.filled;
            fill.fee = settlement.fee;
            fill.fee_asset = instruments_.at(fill.instrument).quote;
            fill_life(*life, fill, product(fill.price.value(), fill.quantity.value()), settlement.fee.value());
        }
        if (life->stage == Stage::filled) return;
        life->stage = life->filled.is_positive() ? Stage::closed : Stage::rejected;
        life->closed_as = VenueOrderStatus::canceled;
        if (life->stage == Stage::rejected) give_back_slot(*life);
    }

    void on(const SettledFillReported& event)
    {
        const auto found = lives_.find(event.intent);
        if (found == lives_.end()) return say("I2", "the fill of a settled order nobody knows");
        Life& life = found->second;
        if (!event.settled.is_positive() || event.settled > event.fill.quantity)
            say("I7", "no part of a fill that could have been settled");
        life.settled -= event.settled.value();
        if (life.settled.is_negative()) say("I7", "more was settled than people said");
    }

    void book(const Life& life, const Fill& fill, Decimal value, Decimal fee_quote)
    {
        const AccountId& account = life.intent.account;
        const Instrument& instrument = instruments_.at(fill.instrument);
        const bool is_buy = fill.side == Side::buy;
        const Amount base{fill.quantity.value()};
        auto& balances = balances_[account];
        balances[instrument.base] += is_buy ? base : -base;
        balances[instrument.quote] += Amount{is_buy ? -value : value};
        balances[fill.fee_asset] -= fill.fee;

        // The owner's lots first; what people sell beyond theirs is taken from the others' by name; the rest is opened.
        Lots& lots = holdings_[{account, fill.instrument}];
        const Side held_side = opposite(fill.side);
        Decimal closable;
        for (const auto& [owner, lot] : lots)
            if (owner == life.owner || life.owner.is_people()) closable += on_side(lot, held_side);
        const bool opens = closable.is_zero();
        const Decimal base_fee = fill.fee_asset == instrument.base ? fill.fee.value() : Decimal{};
        Decimal left = fill.quantity.value();
        // A sale's fee in what is sold comes out of the lots as far as they have more than that.
        Decimal in_lots = base_fee;
        if (!is_buy && !opens) in_lots = std::min(base_fee, std::max(closable - left, Decimal{}));
        if (!base_fee.is_zero() && !opens) {
            const Decimal worth = part_of(fee_quote, in_lots, base_fee);
            left += is_buy ? -in_lots : in_lots;
            value += is_buy ? -worth : worth;
        }
        if (!base_fee.is_zero() && opens) fee_quote = {};
        const auto take = [&](const LotOwner& owner, Decimal quantity) {
            if (!quantity.is_positive()) return;
            const Decimal part = part_of(value, quantity, left);
            const Decimal fee = part_of(fee_quote, quantity, left);
            value -= part;
            fee_quote -= fee;
            left -= quantity;
            trade_lot({account, owner, instrument.id, {}, {}}, lots[owner], fill, quantity, part, fee);
        };
        const auto close = [&](const LotOwner& owner) {
            if (const auto lot = lots.find(owner); lot != lots.end())
                take(owner, std::min(left, on_side(lot->second, held_side)));
        };
        close(life.owner);
        if (life.owner.is_people())
            for (const auto& [owner, lot] : lots) close(owner);
        take(life.owner, left);
        if (opens) lots[life.owner].quantity -= base_fee;
        outside_[{account, fill.fee_asset}] += fill.fee.value();
        outside_[{account, instrument.base}] -= in_lots;
        if (!is_buy || base_fee.is_zero()) cover(account, fill.fee_asset, fill.fee.value());
    }

    /// A fee that no trade of its asset took: what the balance lacks then is missing in the lots, people's first.
    void cover(const AccountId& account, const AssetId& asset, Decimal fee)
    {
        std::map<LotOwner, std::vector<InstrumentId>> places;
        Decimal missing = -balances_[account][asset].value();
        for (const auto& [place, lots] : holdings_) {
            if (place.first != account || instruments_.at(place.second).base != asset) continue;
            for (const auto& [owner, lot] : lots) {
                missing += on_side(lot, Side::buy);
                places[owner].push_back(place.second);
            }
        }
        missing = std::min(missing, fee);
        for (const auto& [owner, instruments] : places)
            for (const InstrumentId& instrument : instruments) {
                Lot& lot = holdings_.at({account, instrument}).at(owner);
                const Decimal held = on_side(lot, Side::buy);
                const Decimal part = std::min(held, missing);
                if (!part.is_positive()) continue;
                const Decimal cost = part_of(lot.cost, part, held);
                lot.quantity -= part;
                lot.cost -= cost;
                lot.entered -= cost;
                if (lot.quantity.is_zero()) lot = {};
                missing -= part;
                outside_[{account, asset}] -= part;
            }
    }

    /// One lot's part of a fill, all of which opens or all of which closes.
    void trade_lot(EndedTrip trip, Lot& lot, const Fill& fill, Decimal quantity, Decimal value, Decimal fee)
    {
        const Decimal held = on_side(lot, opposite(fill.side));
        const Instrument& instrument = instruments_.at(fill.instrument);
        const bool was_dust = is_dust(instrument, lot.quantity, fill.price);
        lot.quantity += fill.side == Side::buy ? quantity : -quantity;
        lot.gained -= fee;
        if (held.is_zero()) {
            lot.cost += value;
            lot.entered += value;
            return;
        }
        const Decimal cost = part_of(lot.cost, quantity, held);
        lot.cost -= cost;
        lot.gained += fill.side == Side::sell ? value - cost : cost - value;
        const bool ends = !was_dust && is_dust(instrument, lot.quantity, fill.price);
        if (ends) {
            trip.entry_cost = lot.entered - lot.cost;
            trip.result = lot.gained;
            ended_.push_back(trip);
        }
        if (!ends && !lot.quantity.is_zero()) return;
        lot.entered = lot.cost;
        lot.gained = {};
    }

    /// Too little for the venue to take (RAILS 25), or nothing.
    static bool is_dust(const Instrument& instrument, Decimal quantity, Price price)
    {
        const Decimal whole = round_to_step(abs(quantity), instrument.lot.value(), Rounding::toward_zero);
        return whole.is_zero() || whole < instrument.quantity_min.value() ||
               multiply(price.value(), whole, Rounding::toward_zero) < instrument.notional_min.value();
    }

    void check_trips_told()
    {
        for (const EndedTrip& trip : ended_)
            say("I4", "nobody is told that a round trip of {} in {} ended", trip.owner.to_string(),
                trip.instrument.to_string());
        ended_.clear();
    }

    // --------------------------------------------------------------------------------------------------- the end

    void check_ends()
    {
        check_trips_told();
        check_positions();
        for (const auto& [id, life] : lives_) {
            const std::string name = id.to_string();
            // These are passed through within one group of events, which is on the disk whole or not at all; but a sale
            // waits proposed while what protects its lot leaves the venue.
            const bool waits = life.stage == Stage::proposed && life.intent.side == Side::sell;
            if ((life.stage == Stage::proposed && !waits) || life.stage == Stage::reserved ||
                life.stage == Stage::approved)
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

    /// The lots of all owners and the balances are two counts of the same: what fills made of an asset.
    void check_positions()
    {
        std::map<std::pair<AccountId, AssetId>, Decimal> difference;
        for (const auto& [place, lots] : holdings_)
            for (const auto& [owner, lot] : lots)
                difference[{place.first, instruments_.at(place.second).base}] += lot.quantity;
        for (const auto& [key, held] : difference) {
            Decimal moved;
            for (const Fact& fact : history_.facts) {
                if (const auto* funds = std::get_if<FundsMoved>(&fact.event))
                    if (funds->account == key.first && funds->asset == key.second) moved += funds->amount.value();
                if (const auto* made = std::get_if<AdjustmentMade>(&fact.event))
                    if (made->account == key.first && made->asset == key.second) moved += made->amount.value();
            }
            const bool is_quote = std::any_of(instruments_.begin(), instruments_.end(),
                                              [&](const auto& row) { return row.second.quote == key.second; });
            if (!is_quote && held + moved - outside_[key] != balances_[key.first][key.second].value())
                say("I7", "owners have {} {}, and {} are in the account", held.to_string(), key.second.to_string(),
                    balances_[key.first][key.second].to_string());
        }
    }

    bool is_at(const AccountId& account, const VenueId& venue) const
    {
        const auto found = venues_.find(account);
        return found != venues_.end() && found->second == venue;
    }

    void check_venue(const VenueId& at, const venues::PaperState& venue)
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
            if (life.intent.instrument.venue != at)
                say("I3", "{} is at {}, where it was not sent", name, at.to_string());
            if (sha256(encode(order.order)) != life.sent->request) say("I3", "the venue got other bytes for {}", name);
            if (order.placed + expectations_.clock_set_back < life.sent_time)
                say("I3", "{} was at the venue before it was in the ledger", name);
            if (life.asked && (order.order.quantity > life.asked->quantity_max ||
                               (order.order.side == Side::buy ? *order.order.limit_price > life.asked->worst_price
                                                              : *order.order.limit_price < life.asked->worst_price)))
                say("I6", "{} is more than was approved", name);
        }
        for (const auto& [id, life] : lives_) {
            if (life.intent.instrument.venue != at) continue;
            const auto found = orders.find(id);
            compare(id, life, found == orders.end() ? nullptr : found->second);
        }
        for (const auto& [key, move] : moves_)
            if (is_at(move.account, at)) compare(move, venue);
        std::map<AssetId, Amount> total;
        for (const auto& [account, assets] : venue.accounts())
            for (const auto& [asset, balance] : assets) total[asset] += balance.free + balance.locked;
        for (const auto* part : {&venue.market_maker(), &venue.fees()})
            for (const auto& [asset, amount] : *part) total[asset] += amount;
        for (const auto& [asset, amount] : venue.brought_in()) total[asset] -= amount;
        for (const auto& [asset, amount] : total)
            if (!amount.is_zero())
                say("I7", "the venue made {} {} from nothing", amount.to_string(), asset.to_string());
        if (expectations_.is_settled) compare_balances(at, venue);
    }

    void compare(const FundsMoved& move, const venues::PaperState& venue)
    {
        const auto same = [&](const auto& row) {
            const venues::FundsMoved& theirs = row.second;
            return std::to_string(row.first) == move.venue_id && theirs.account == move.account &&
                   theirs.asset == move.asset && theirs.amount == move.amount && theirs.kind == move.move;
        };
        if (std::none_of(venue.moves().begin(), venue.moves().end(), same))
            say("I7", "move {} is not what happened at the venue", move.venue_id);
    }

    void compare(const IntentId& id, const Life& life, const venues::PaperOrder* order)
    {
        const std::string name = id.to_string();
        std::map<FillId, Fill> theirs;
        Quantity filled;
        if (order != nullptr)
            for (const auto& [entry, fill] : order->fills) {
                theirs.emplace(fill.id, fill);
                filled += fill.quantity;
            }
        for (const auto& [fill_id, fill] : life.fills) {
            const auto found = theirs.find(fill_id);
            if (found == theirs.end() || found->second != fill)
                say("I7", "{}: fill {} is not what happened at the venue", name, fill_id.to_string());
        }
        if (life.stage == Stage::rejected && order != nullptr && order->status != VenueOrderStatus::rejected)
            say("I7", "{} counts as rejected, but the venue took it", name);
        if (!expectations_.is_settled) return;
        if (life.is_settled) {
            if (filled != life.filled) say("I7", "{} is settled by hand, and otherwise than at the venue", name);
            return;
        }
        if (theirs.size() != life.fills.size())
            say("I7", "{}: {} of {} fills are booked", name, life.fills.size(), theirs.size());
        if (!life.sent || life.stage == Stage::rejected) return;
        if (order == nullptr) return say("I2", "the venue never had {}, and nobody found out", name);
        VenueOrderStatus expected = VenueOrderStatus::resting;
        if (life.stage == Stage::filled) expected = VenueOrderStatus::filled;
        if (life.stage == Stage::closed) expected = life.closed_as;
        if (order->status != expected)
            say("I2", "{} is {} to us and {} at the venue", name, to_text(expected), to_text(order->status));
    }

    void compare_balances(const VenueId& at, const venues::PaperState& venue)
    {
        std::map<std::pair<AccountId, AssetId>, Amount> difference;
        for (const auto& [account, assets] : balances_) {
            if (!is_at(account, at)) continue;
            for (const auto& [asset, amount] : assets) difference[{account, asset}] += amount;
        }
        for (const auto& [account, assets] : venue.accounts())
            for (const auto& [asset, balance] : assets) difference[{account, asset}] -= balance.free + balance.locked;
        for (const auto& [key, amount] : difference)
            if (!amount.is_zero())
                say("I7", "we have {} {} more than the venue says", amount.to_string(), key.second.to_string());
    }

    /// The desk's own fold, three times: whole, whole again, and handed over in the middle. All must be one state, and
    /// what the desk saved while it lived must be that state at its place.
    void check_replay()
    {
        Books first;
        Books second;
        auto third = std::make_unique<Books>();
        auto saved = history_.saved.begin();
        const std::size_t middle = history_.facts.size() / 2;
        const auto stamped = [](const Fact& fact) {
            AccountId account;
            if (fact.chain.starts_with(account_prefix)) account = AccountId{fact.chain.substr(account_prefix.size())};
            return Stamped{fact.event, fact.time, fact.desk, account};
        };
        try {
            for (std::size_t i = 0; i < history_.facts.size(); ++i) {
                const Fact& fact = history_.facts[i];
                first.apply(stamped(fact));
                third->apply(stamped(fact));
                if (i == middle) {
                    const Bytes state = third->snapshot();
                    third = std::make_unique<Books>();
                    if (!third->restore(state)) say("I15", "a snapshot cannot be restored");
                }
                if (saved != history_.saved.end() && saved->seq == fact.seq) {
                    if (saved->bytes != first.snapshot())
                        say("I15", "the desk lived in another state at {}", saved->seq);
                    ++saved;
                }
            }
            for (const Fact& fact : history_.facts) second.apply(stamped(fact));
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
    DeskTime desk_;

    risk::Limits limits_;
    std::map<InstrumentId, Instrument> instruments_;
    std::map<AccountId, UserId> owners_;
    std::map<AccountId, VenueId> venues_;
    std::map<AccountId, std::map<AssetId, Amount>> balances_;
    std::map<std::pair<AccountId, std::string>, FundsMoved> moves_;  ///< by the venue's id
    std::map<std::pair<AccountId, InstrumentId>, Lots> holdings_;
    /// Fees that were taken from an asset's balance and from none of its lots.
    std::map<std::pair<AccountId, AssetId>, Decimal> outside_;
    std::vector<EndedTrip> ended_;  ///< by the last fill, and not told yet
    IntentId last_filled_;
    std::map<IntentId, Life> lives_;
    std::map<ApprovalId, IntentId> approvals_;
    std::map<ClientOrderId, IntentId> senders_;
    std::vector<Slot> slots_;
    std::map<UserId, std::int64_t> waiting_;
    std::map<UserId, std::vector<DeskTime>> requests_;
    TradingState desk_state_ = TradingState::active;
    std::map<AccountId, TradingState> account_states_;
    std::map<std::pair<Scope, AccountId>, std::int64_t> lost_days_;
    std::map<Scope, Streak> streaks_;
    std::map<AccountId, bool> is_reconciling_;
    std::map<AccountId, bool> is_mismatched_;
    std::map<IntentId, std::uint64_t> must_cancel_;
    std::uint32_t epoch_ = 0;
    std::string price_source_;
    bool is_clock_doubted_ = false;
};

}  // namespace

std::vector<std::string> judge(const History& history, const Expectations& expectations)
{
    return Judge{history, expectations}.run();
}

}  // namespace swarmdesk::testing
