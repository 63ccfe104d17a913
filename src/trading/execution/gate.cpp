#include "trading/execution/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/assert.hpp"
#include "trading/execution/gate_detail.hpp"
#include "trading/execution/limit_change.hpp"
#include "trading/model/lot_choice.hpp"
#include "trading/risk/limit_list.hpp"
#include "trading/risk/resting.hpp"

namespace swarmdesk::trading::execution {

using risk::TradingState;
using namespace detail;

namespace {

constexpr auto midnight_grace = std::chrono::seconds{5};  ///< a day's baseline taken later than this is an estimate
constexpr auto clock_tolerance = std::chrono::seconds{1};
constexpr auto calendar_patience = std::chrono::minutes{10};  ///< before a stepped clock begins or ends a day
constexpr nanoseconds price_mark_interval = std::chrono::hours{1};
constexpr std::size_t days_at_once = 1'000;

ApprovalId approval_of(const IntentId& intent)
{
    Encoder encoder;
    encoder.put(std::string_view{"approval"});
    encoder.put(intent);
    return id_from<ApprovalId>(sha256(encoder.bytes()));
}

Decimal count_of(std::size_t count) { return Decimal::from_integer(static_cast<std::int64_t>(count)); }

Error conflict(std::string detail) { return Error{Errc::conflict, std::move(detail)}; }

}  // namespace

Hash approval_binding(const Intent& intent, Quantity quantity_max, Price worst_price, std::uint32_t limits_epoch,
                      DeskTime expires)
{
    Encoder encoder;
    encoder.put(intent.id);
    encoder.put(intent.user);
    encoder.put(intent.account);
    encoder.put(intent.instrument);
    encoder.put(intent.side);
    encoder.put(quantity_max);
    encoder.put(worst_price);
    encoder.put(limits_epoch);
    encoder.put(expires);
    return sha256(encoder.bytes());
}

Gate::Gate(Settings settings) : settings_(std::move(settings)) {}

void Gate::add_venue(const VenueId& venue, VenueRules rules) { venues_.insert_or_assign(venue, std::move(rules)); }

void Gate::apply(const Stamped& event)
{
    if (const auto* proposed = std::get_if<IntentProposed>(&event.event)) seen_.add(proposed->intent.id);
    books_.apply(event);
}

Bytes Gate::snapshot() const
{
    Encoder encoder;
    encoder.put(std::string_view{books_.snapshot()});
    seen_.encode(encoder);
    return encoder.take();
}

Result<void> Gate::restore(std::string_view snapshot)
{
    Decoder decoder{snapshot};
    const std::string_view books = decoder.get_text();
    SeenIntents seen;
    seen.decode(decoder);
    if (decoder.failed() || !decoder.is_at_end()) return Error{Errc::corrupt, "the snapshot does not parse"};
    if (auto restored = books_.restore(books); !restored) return restored;
    seen_ = std::move(seen);
    return {};
}

const VenueRules& Gate::rules_of(const IntentRecord& record) const
{
    static const VenueRules strictest;
    const auto found = venues_.find(record.intent.instrument.venue);
    return found == venues_.end() ? strictest : found->second;
}

// --------------------------------------------------------------------------------------------------------------- time

DeskTime Gate::desk_time(Now now) const
{
    if (anchor_) return DeskTime{now.monotonic.ns + anchor_->count()};
    return DeskTime{std::max(now.utc.ns, books_.state().last_desk.ns)};
}

Moment Gate::advance(Now now)
{
    if (!anchor_) {
        anchor_ = nanoseconds{desk_time(now).ns - now.monotonic.ns};
        calendar_ahead_ = nanoseconds{now.utc.ns - desk_time(now).ns};
    }
    return Moment{now.utc, desk_time(now), now.monotonic};
}

Result<Step> Gate::start(const StartOptions& options, Now now)
{
    const BooksState& state = books_.state();
    const nanoseconds behind = state.last_time - now.utc;
    if (behind > clock_tolerance && !options.accepts_clock)
        return conflict(
            fmt::format("CLOCK_BEHIND: the ledger's newest event is of {}, and the clock says {}; set the "
                        "clock, or accept it with --accept-clock",
                        to_iso(state.last_time), to_iso(now.utc)));
    const bool is_new_source = !state.price_source.empty() && state.price_source != options.price_source;
    if (is_new_source && !options.accepts_new_prices)
        return conflict(
            fmt::format("PRICE_SOURCE_CHANGED: these books were kept on prices from {}, now they would come "
                        "from {}; accept it with --accept-prices, or use another state folder",
                        state.price_source, options.price_source));
    epoch_ = options.epoch;
    const Moment moment = advance(now);
    started_ = moment.desk;
    Step step;
    if (behind > clock_tolerance) record(step, ClockAcknowledged{behind, *options.accepts_clock}, {}, moment);
    if (state.price_source != options.price_source)
        record(step, PriceSourceSet{options.price_source, is_new_source ? *options.accepts_new_prices : desk_actor}, {},
               moment);
    if (options.loosens_limits && !state.tightened.empty()) {
        LimitsLoosened loosened{{}, *options.loosens_limits};
        for (const auto& [limit, value] : state.tightened) loosened.limits.push_back(limit);
        record(step, std::move(loosened), {}, moment);
    }
    risk::Limits limits = settings_.limits;
    for (const auto& [limit, value] : state.tightened)
        if (auto tighter = risk::tightened(limits, limit, value)) limits = std::move(*tighter);
    if (state.limits_epoch == 0 || books_.rails().limits() != limits) {
        if (state.limits_epoch != 0) note_tighter_positions(books_.rails().limits(), limits);
        record(step, LimitsSet{state.limits_epoch + 1, std::move(limits)}, {}, moment);
    }

    for (const auto& [account, books] : books_.rails().state().accounts) {
        record(step, ReconcileStarted{account, "the desk started"}, account, moment);
        Comparison& comparison = comparisons_[account];
        comparison.cursor = books_.orders_of(account).cursor;
        compare_at(account, moment.desk);
    }
    for (const auto& [lot, wanted] : state.protections) protect_at(lot, moment.desk);
    for (const auto& [lot, orders] : books_.protecting()) protect_at(lot, moment.desk);
    for (const IntentId& id : books_.open_ids()) {
        const IntentRecord& record_of = *books_.find(id);
        if (waits_for_its_way(record_of.state)) protect_at(lot_of(record_of.intent), moment.desk);
        if (record_of.state == IntentState::pending_approval) {
            // With a clock nobody can trust, nobody can say how long it has waited.
            const ApprovalRequested& request = books_.find(*record_of.approval)->request;
            // And where the desk's own line of time is ahead of the calendar, it did not advance while the desk was
            // down.
            const DeskTime by_calendar = moment.desk + (request.expires_at - now.utc);
            approvals_due_.emplace(behind > clock_tolerance ? moment.desk : std::min(request.expires, by_calendar),
                                   request.approval);
        }
        if (!is_at_venue(record_of.state)) continue;
        comparisons_[record_of.intent.account].waiting.insert(id);
        if (record_of.state == IntentState::submitted)
            record(step, OrderUnknown{id, "RESTARTED", "the desk stopped before the venue's answer was recorded"},
                   record_of.intent.account, moment);
        query_at(id, moment.desk);
    }
    Step due = on_tick(now);
    std::move(due.events.begin(), due.events.end(), std::back_inserter(step.events));
    std::move(due.effects.begin(), due.effects.end(), std::back_inserter(step.effects));
    return step;
}

Step Gate::on_tick(Now now)
{
    const Moment moment = advance(now);
    Step step;
    if (last_tick_) {
        const nanoseconds stepped = (now.utc - last_tick_->utc) - (now.monotonic - last_tick_->monotonic);
        if (stepped > clock_tolerance || -stepped > clock_tolerance)
            record_alert(step, "warning", "CLOCK_STEPPED",
                         fmt::format("the calendar clock stepped by {} ms; no deadline moved with it",
                                     stepped.count() / 1'000'000),
                         nullptr, {}, moment);
    }
    last_tick_ = now;
    while (!approvals_due_.empty() && approvals_due_.begin()->first <= moment.desk) {
        const ApprovalId id = approvals_due_.begin()->second;
        approvals_due_.erase(approvals_due_.begin());
        const ApprovalRecord* approval = books_.find(id);
        if (approval == nullptr || approval->state != ApprovalState::open) continue;
        const IntentId intent = approval->request.intent;
        record(step, ApprovalExpired{id, intent}, approval->account, moment);
    }
    while (!answers_due_.empty() && answers_due_.begin()->first <= moment.desk) {
        const IntentId id = answers_due_.begin()->second;
        answers_due_.erase(answers_due_.begin());
        const IntentRecord* known = books_.find(id);
        if (known == nullptr || known->state != IntentState::submitted) continue;
        record(step, OrderUnknown{id, "NO_ANSWER", "the venue did not answer in time"}, known->intent.account, moment);
        query_at(id, moment.desk);
    }
    while (!queries_due_.empty() && queries_due_.begin()->first <= moment.desk) {
        const IntentId id = queries_due_.begin()->second;
        ask(step, id, moment);
    }
    while (!comparisons_due_.empty() && comparisons_due_.begin()->first <= moment.desk) {
        const AccountId account = comparisons_due_.begin()->second;
        ask_snapshot(step, account, moment);
    }
    keep_protections(step, moment);
    take_back_since_start(step, moment);
    start_days(step, moment);
    mark_prices(step, moment);
    count_denials(step, moment);
    return step;
}

Step Gate::on_stop(Now now)
{
    Step step;
    record_prices(step, advance(now));
    return step;
}

std::optional<DeskTime> Gate::next_deadline() const
{
    std::optional<DeskTime> next;
    const auto consider = [&](const auto& due) {
        if (!due.empty() && (!next || due.begin()->first < *next)) next = due.begin()->first;
    };
    consider(approvals_due_);
    consider(answers_due_);
    consider(queries_due_);
    consider(comparisons_due_);
    consider(protections_due_);
    return next;
}

void Gate::watch_calendar(Moment now)
{
    const nanoseconds ahead{now.utc.ns - now.desk.ns};
    const auto is_near = [&](nanoseconds other) { return std::chrono::abs(ahead - other) <= clock_tolerance; };
    if (is_near(calendar_ahead_)) {
        calendar_ahead_ = ahead;
        calendar_doubted_.reset();
        return;
    }
    if (!calendar_doubted_ || !is_near(calendar_doubted_->first)) calendar_doubted_ = {ahead, now.desk};
    if (now.desk - calendar_doubted_->second < calendar_patience) return;
    calendar_ahead_ = ahead;
    calendar_doubted_.reset();
}

void Gate::start_days(Step& step, Moment now)
{
    watch_calendar(now);
    const std::int64_t today = utc_day(calendar(now));
    if (today == day_looked_for_ && now.desk - days_looked_at_ < std::chrono::seconds{1}) return;
    if (today != std::exchange(day_looked_for_, today)) day_seen_ = now.desk;
    days_looked_at_ = now.desk;
    for (const auto& [account, asset, amount, value] : books_.rails().newly_priced(quotes_, days_at_once)) {
        record(step, AssetCountedIn{account, asset, amount, value}, account, now);
        mark(step, account, now);
    }
    for (const AccountId& account : books_.rails().accounts_without_day(today, days_at_once)) mark(step, account, now);
}

void Gate::mark_prices(Step& step, Moment now)
{
    const std::int64_t hour = calendar(now).ns / price_mark_interval.count();
    const bool is_new_hour = hour_marked_ != 0 && hour != hour_marked_;
    // Before an account has been compared, its money is not in the books yet: it would begin with nothing.
    const auto is_empty_yet = [&](const auto& entry) { return was_never_compared(entry.first); };
    const auto& accounts = books_.rails().state().accounts;
    const bool is_first = !has_marked_ && !quotes_.empty() &&
                          quotes_.size() == books_.rails().state().instruments.size() &&
                          std::none_of(accounts.begin(), accounts.end(), is_empty_yet);
    hour_marked_ = hour;
    if (!is_new_hour && !is_first) return;
    has_marked_ = true;
    record_prices(step, now);
}

void Gate::record_prices(Step& step, Moment now)
{
    PricesMarked marked;
    for (const auto& [instrument, quote] : quotes_)
        if (quote.is_sound() && now.monotonic - quote.received <= price_mark_interval)
            marked.prices.push_back({instrument, quote.bid, quote.ask});
    if (!marked.prices.empty()) record(step, std::move(marked), {}, now);
}

void Gate::begin_day(Step& step, const AccountId& id, Moment now)
{
    const risk::Rails& rails = books_.rails();
    const std::int64_t today = utc_day(calendar(now));
    const risk::DailyLossBaseline before = rails.find(id)->baseline;
    // What an account begins with comes asset by asset: its first day begins with all of it, once its books have been
    // compared. Nothing new is admitted before.
    if (before.day == 0 && rails.find(id)->is_reconciling) return;
    // A clock stepped back begins no day anew.
    if (before.day > today || (before.day == today && before.equity.is_positive())) return;
    // At a start, prices come one after the other; what has none by then is left out of the day's loss.
    if (day_looked_for_ == today && now.desk - day_seen_ >= price_patience)
        for (const auto& [asset, amount] : rails.unpriced(id, quotes_))
            record(step, AssetLeftOut{id, asset, amount}, id, now);
    auto baseline = rails.new_baseline(id, today, quotes_, now.monotonic);
    if (!baseline || (before.day == today && !baseline->equity.is_positive())) return;
    constexpr std::int64_t day_ns = 86'400'000'000'000;
    const bool is_late = nanoseconds{calendar(now).ns - today * day_ns} > midnight_grace;
    const bool is_first = before.day != today - 1;
    baseline->is_estimated = baseline->is_estimated || is_late || is_first;
    record(step, DayStarted{id, std::move(*baseline)}, id, now);
}

void Gate::mark(Step& step, const AccountId& id, Moment now)
{
    begin_day(step, id, now);
    record_trips(step, books_.rails().mark(id, quotes_), now);
}

void Gate::record_trips(Step& step, const std::vector<risk::LossTrip>& trips, Moment now)
{
    for (const risk::LossTrip& trip : trips)
        record(step, DailyLossTripped{trip.scope, trip.account, trip.day, trip.baseline, trip.loss}, trip.account, now);
}

Step Gate::on_quote(const Quote& quote, Now now)
{
    const Moment moment = advance(now);
    Step step;
    if (!books_.rails().state().instruments.contains(quote.instrument)) return step;
    mark_prices(step, moment);  // before the hour's first quote takes the place of the last one's
    Quote& known = quotes_[quote.instrument];
    // The newest wins, in whatever order they were queued (RAILS 3).
    if (quote.received < known.received) return step;
    known = quote;
    // None is younger than now: it would not grow old, and keep out those that follow.
    known.received = std::min(quote.received, now.monotonic);
    record_trips(step, books_.rails().on_quote(quote.instrument, quotes_), moment);
    return step;
}

// ---------------------------------------------------------------------------------------------------------- proposing

Result<Step> Gate::propose(const Intent& intent, Now now)
{
    const Moment moment = advance(now);
    if (intent.id.is_nil()) return Error{Errc::malformed, "an intent needs an id of its own: any UUID but the nil one"};
    for (const std::string* text : {&intent.reason, &intent.decision, &intent.proposer.name})
        if (auto fits = check_text(*text); !fits) return fits.error();
    if (intent.proposer.name.empty()) return Error{Errc::malformed, "a proposer has a name"};
    if (const IntentRecord* known = books_.find(intent.id)) {
        if (is_same_request(known->intent, intent)) return Step{};
        return conflict("this intent_id was used for something else; use a new one");
    }
    if (auto allowed = check_owner(intent); !allowed) return allowed.error();
    Step step;
    if (auto admitted = admit(step, intent, false, moment); !admitted) return admitted.error();
    return step;
}

Result<Preview> Gate::preview(const Intent& intent, Now now)
{
    if (auto allowed = check_owner(intent); !allowed) return allowed.error();
    return books_.rails().assess(intent, quotes_, advance(now));
}

Result<void> Gate::check_owner(const Intent& intent) const
{
    if (!intent.owner || intent.owner->is_people()) return {};
    if (intent.proposer.kind != ActorKind::human) {
        if (intent.owner->agent.to_string() == intent.proposer.name) return {};
        return Error{Errc::forbidden, "only a person trades another's lots"};
    }
    // A person closes an agent's lots and opens none in its name: that would be the agent's position, loss and streak,
    // on every account it trades for.
    const Error nothing_to_close{Errc::forbidden,
                                 fmt::format("{} has nothing here that this would close; a person closes an agent's "
                                             "lots, and opens none in its name",
                                             intent.owner->to_string())};
    const risk::Account* account = books_.rails().find(intent.account);
    if (account == nullptr) return nothing_to_close;
    const auto holding = account->holdings.find(intent.instrument);
    if (holding == account->holdings.end()) return nothing_to_close;
    const auto lot = holding->second.lots.find(*intent.owner);
    if (lot == holding->second.lots.end()) return nothing_to_close;
    const Quantity held = lot->second.quantity;
    const bool is_closing = intent.side == Side::sell ? held.is_positive() : held.is_negative();
    if (!is_closing || (intent.quantity && *intent.quantity > Quantity{abs(held.value())})) return nothing_to_close;
    return {};
}

namespace {

/// The verdict with the tables of open intents looked at as well. `leaving` of the open ones make room for it.
risk::Verdict within_tables(risk::Verdict verdict, const Intent& intent, const Books& books,
                            const GateSettings& settings, std::size_t leaving)
{
    const auto* admitted = std::get_if<risk::Admitted>(&verdict);
    if (admitted == nullptr) return verdict;
    const bool is_reduction = admitted->reservation.is_reduction();
    const auto with_reserve = [&](std::size_t most) { return is_reduction ? most + most / 5 + 1 : most; };
    const auto full = [&](risk::Scope scope, std::size_t open, std::size_t most) {
        return risk::Denial{risk::DenialCode::too_many_open,
                            std::move(scope),
                            "open",
                            count_of(open + 1),
                            count_of(most),
                            std::nullopt};
    };
    const std::size_t own = books.open_of(intent.user) - leaving;
    if (own >= with_reserve(settings.user_open_max))
        return full(risk::Scope::of(intent.user), own, with_reserve(settings.user_open_max));
    const std::size_t all = books.open().size() - leaving;
    if (all >= with_reserve(settings.open_max)) return full(risk::Scope::desk(), all, with_reserve(settings.open_max));
    return verdict;
}

}  // namespace

namespace {

bool asks_a_person(const risk::Admitted& admitted, bool is_widened)
{
    return admitted.needs_approval || (is_widened && !admitted.reservation.is_reduction());
}

}  // namespace

risk::Verdict Gate::judge(const Intent& intent, Moment now) const
{
    return within_tables(books_.rails().assess(intent, quotes_, now), intent, books_, settings_, 0);
}

Result<void> Gate::admit(Step& step, const Intent& intent, bool is_widened, Moment now)
{
    // Judged before anything is written: only what the rails call a reduction has a reduction's rights (RAILS 10).
    risk::Verdict verdict = judge(intent, now);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) {
        deny(step, intent, *denial, now);
        return {};
    }
    auto& admitted = std::get<risk::Admitted>(verdict);
    record(step, IntentProposed{intent}, intent.account, now);
    // While a person is asked, what protects the lots stays where it is.
    if (admitted.is_way_needed && !asks_a_person(admitted, is_widened)) {
        // It is judged again, and sent, when what protects the lots has left the venue.
        touch_lots(intent.account, &intent.instrument, now.desk);
        keep_protections(step, now);
        return {};
    }
    reserve(step, intent, std::move(admitted), is_widened, now);
    return {};
}

void Gate::reserve(Step& step, const Intent& intent, risk::Admitted admitted, bool is_widened, Moment now)
{
    const bool needs_approval = asks_a_person(admitted, is_widened);
    if (needs_approval) admitted.reservation.is_unattended = false;
    admitted.order.client_order_id = client_order_id(intent.id);
    const Evidence evidence{admitted.evidence.bid, admitted.evidence.ask, admitted.evidence.time,
                            now.monotonic - admitted.evidence.received};
    record(step, ExposureReserved{admitted.reservation, admitted.order, admitted.worst_case, evidence}, intent.account,
           now);
    if (!needs_approval) return submit(step, intent.id, now);
    nanoseconds patience = settings_.approval_expiry;
    if (intent.expires) patience = std::min(patience, *intent.expires - now.utc);
    ApprovalRequested request;
    request.approval = approval_of(intent.id);
    request.intent = intent.id;
    request.quantity_max = admitted.order.quantity;
    request.worst_price = admitted.order.limit_price.value_or(Price{});
    request.limits_epoch = books_.state().limits_epoch;
    request.expires = now.desk + patience;
    request.expires_at = now.utc + patience;
    request.binding =
        approval_binding(intent, request.quantity_max, request.worst_price, request.limits_epoch, request.expires);
    approvals_due_.emplace(request.expires, request.approval);
    record(step, request, intent.account, now);
}

void Gate::deny(Step& step, const Intent& intent, const risk::Denial& denial, Moment now)
{
    const risk::Account* account = books_.rails().find(intent.account);
    const bool is_own = account != nullptr && account->user == intent.user;
    bool is_recorded = false;
    if (is_own) {
        DenialCount& count = denials_.try_emplace(intent.user, DenialCount{now.desk, now.utc, 0, 0}).first->second;
        is_recorded = count.recorded < books_.rails().limits().denials_per_hour_max;
        is_recorded ? ++count.recorded : ++count.unrecorded;
    }
    if (is_recorded) {
        record(step, IntentProposed{intent}, intent.account, now);
        record(step, IntentDenied{intent.id, denial}, intent.account, now);
        return;
    }
    IntentRecord answer;
    execution::apply(answer, Stamped{IntentProposed{intent}, now.utc, now.desk, intent.account});
    execution::apply(answer, Stamped{IntentDenied{intent.id, denial}, now.utc, now.desk, intent.account});
    step.unrecorded = std::move(answer);
}

void Gate::count_denials(Step& step, Moment now)
{
    for (auto row = denials_.begin(); row != denials_.end();) {
        const DenialCount& count = row->second;
        if (now.desk - count.since < risk::rate_window) {
            ++row;
            continue;
        }
        if (count.unrecorded > 0) record(step, DenialsCounted{row->first, count.since_utc, count.unrecorded}, {}, now);
        row = denials_.erase(row);
    }
}

void Gate::submit(Step& step, const IntentId& intent, Moment now)
{
    const Order order = books_.find(intent)->order.value();
    const Hash hash = risk::order_hash(order);
    record(step, OrderSubmitted{intent, order.client_order_id, hash}, order.account, now);
    answers_due_.emplace(now.desk + settings_.send_timeout, intent);
    step.effects.push_back(SubmitOrder{risk::ApprovedOrder{order, hash, epoch_}});
}

bool Gate::may_leave(const IntentId& intent, Now now) const
{
    const IntentRecord* known = books_.find(intent);
    if (known == nullptr || known->state != IntentState::submitted || known->is_cancel_requested) return false;
    return !known->deadline || desk_time(now) < *known->deadline;
}

// ---------------------------------------------------------------------------------------------------------- approvals

Result<Step> Gate::approve(const ApprovalId& id, const Actor& by, Now at)
{
    const Moment now = advance(at);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    if (auto allowed = check_approver(by); !allowed) return allowed.error();
    const ApprovalRequested request = (*open)->request;
    const IntentRecord& waiting = *books_.find(request.intent);
    const Actor& proposer = waiting.intent.proposer;
    if (needs_second() && by.kind == ActorKind::human && proposer.kind == ActorKind::human && proposer.name == by.name)
        return Error{Errc::forbidden, "four eyes: somebody else must approve what you asked for"};
    SWARMDESK_ASSERT(waiting.state == IntentState::pending_approval);
    SWARMDESK_ASSERT(request.binding == approval_binding(waiting.intent, waiting.order->quantity,
                                                         waiting.order->limit_price.value_or(Price{}),
                                                         request.limits_epoch, request.expires));
    Step step;
    const AccountId account = waiting.intent.account;
    const auto void_grant = [&](const risk::Denial& denial) {
        this->void_grant(step, request, denial, now);
        return step;
    };
    if (request.limits_epoch != books_.state().limits_epoch) return void_grant(limits_changed(request));
    const risk::Verdict verdict = judge_asked(waiting, now);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) return void_grant(*denial);
    approvals_due_.erase({request.expires, id});
    record(step, ApprovalGranted{id, request.intent, by, request.binding}, account, now);
    if (std::get<risk::Admitted>(verdict).is_way_needed) {
        // It closes lots now: it is judged once more, and sent, when what protects them has left the venue.
        touch_lots(account, &waiting.intent.instrument, now.desk);
        keep_protections(step, now);
    } else {
        submit(step, request.intent, now);
    }
    return step;
}

risk::Verdict Gate::judge_asked(const IntentRecord& asked, Moment now) const
{
    risk::Verdict verdict = books_.rails().assess(asked.intent, quotes_, now, &asked.intent.id);
    const auto* admitted = std::get_if<risk::Admitted>(&verdict);
    if (admitted == nullptr || asked.intent.type != OrderType::market) return verdict;
    const bool is_buy = asked.intent.side == Side::buy;
    const Price top = is_buy ? admitted->evidence.ask : admitted->evidence.bid;
    const Price worst = asked.order->limit_price.value_or(Price{});
    if (is_buy ? top <= worst : top >= worst) return verdict;
    return risk::Denial{risk::DenialCode::price_moved,
                        risk::Scope::of(asked.intent.account),
                        "price",
                        top.value(),
                        worst.value(),
                        std::nullopt};
}

void Gate::void_grant(Step& step, const ApprovalRequested& request, const risk::Denial& denial, Moment now)
{
    record(step, ApprovalDeclined{request.approval, request.intent, desk_actor, "no longer allowed", denial},
           books_.find(request.intent)->intent.account, now);
}

risk::Denial Gate::limits_changed(const ApprovalRequested& request) const
{
    return {risk::DenialCode::limits_changed,
            risk::Scope::desk(),
            "epoch",
            Decimal::from_integer(books_.state().limits_epoch),
            Decimal::from_integer(request.limits_epoch),
            std::nullopt};
}

Result<Step> Gate::decline(const ApprovalId& id, const Actor& by, const std::string& reason, Now at)
{
    const Moment now = advance(at);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    if (auto allowed = check_decider(by); !allowed) return allowed.error();
    if (auto fits = check_text(reason); !fits) return fits.error();
    Step step;
    const ApprovalRecord& approval = **open;
    const AccountId account = approval.account;
    record(step, ApprovalDeclined{id, approval.request.intent, by, reason, std::nullopt}, account, now);
    return step;
}

Result<Step> Gate::modify(const ApprovalId& id, const Modification& modification, const Actor& by, Now at)
{
    const Moment now = advance(at);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    if (auto allowed = check_approver(by); !allowed) return allowed.error();
    if (modification.intent.is_nil() || books_.find(modification.intent) != nullptr)
        return conflict("a modification is a new intent and needs a new id");
    if (!modification.quantity && !modification.limit_price)
        return Error{Errc::malformed, "say what to change: quantity, limit_price or both"};

    const IntentId parent = (*open)->request.intent;
    const IntentRecord& waiting = *books_.find(parent);
    if (modification.limit_price && terms_of(waiting.intent.type).limit_price != Needs::must)
        return Error{Errc::out_of_range, "an order at the market has no limit price to change"};
    const bool is_same = (!modification.quantity || *modification.quantity == waiting.order->quantity) &&
                         (!modification.limit_price || modification.limit_price == waiting.order->limit_price);
    if (is_same) return Error{Errc::out_of_range, "that is what waits already: it is asked for once (RAILS 13)"};
    Intent child = waiting.intent;
    child.id = modification.intent;
    child.parent = parent;
    if (!is_anybodys(waiting.intent)) child.owner = waiting.intent.lot_owner();
    child.proposer = by;
    bool is_widened = false;
    if (modification.quantity) {
        is_widened = *modification.quantity > waiting.order->quantity;
        child.quantity = modification.quantity;
        child.quote_quantity.reset();
    }
    if (modification.limit_price) {
        const Price before = waiting.order->limit_price.value();
        is_widened = is_widened || (child.side == Side::buy ? *modification.limit_price > before
                                                            : *modification.limit_price < before);
        child.limit_price = modification.limit_price;
    }
    Step step;
    // Judged first, as if the one that waits had gone: where the rails say no, that one waits on (RAILS 14).
    const risk::Verdict verdict =
        within_tables(books_.rails().assess(child, quotes_, now, &parent), child, books_, settings_, 1);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) {
        deny(step, child, *denial, now);
        return step;
    }
    record(step, ApprovalDeclined{id, parent, by, "replaced by " + child.id.to_string(), std::nullopt}, child.account,
           now);
    if (auto admitted = admit(step, child, is_widened, now); !admitted) return admitted.error();
    return step;
}

Result<const ApprovalRecord*> Gate::open_approval(const ApprovalId& id, Moment now) const
{
    const ApprovalRecord* approval = books_.find(id);
    if (approval == nullptr) return Error{Errc::not_found, "no such approval"};
    if (approval->decided_by)
        return conflict(
            fmt::format("{}: {} by {}", already_decided, to_text(approval->state), approval->decided_by->name));
    if (approval->state == ApprovalState::expired || now.desk >= approval->request.expires)
        return conflict("expired: nobody decided in time");
    return approval;
}

Result<void> Gate::check_decider(const Actor& by) const
{
    if (by.kind == ActorKind::human || (by.kind == ActorKind::policy && settings_.is_policy_allowed)) return {};
    return Error{Errc::forbidden, "only a human decides about an approval"};
}

Result<void> Gate::check_approver(const Actor& by) const
{
    if (auto allowed = check_decider(by); !allowed) return allowed;
    if (by.kind == ActorKind::policy) return {};
    const auto& approvers = settings_.approvers;
    if (std::find(approvers.begin(), approvers.end(), by.name) == approvers.end())
        return Error{Errc::forbidden, by.name + " is not an approver"};
    return {};
}

bool Gate::needs_second() const { return settings_.four_eyes && settings_.approvers.size() >= 2; }

// --------------------------------------------------------------------------------------------- cancels, states, people

Result<Step> Gate::cancel(const IntentId& id, const Actor& by, const std::string& reason, Now at)
{
    const Moment now = advance(at);
    const IntentRecord* known = books_.find(id);
    if (known == nullptr) return Error{Errc::not_found, "no such intent"};
    if (auto fits = check_text(reason); !fits) return fits.error();
    Step step;
    if (is_final(known->state)) {
        // Taking back what the venue has on its book needs no proof that it should not be there.
        const auto compared = comparisons_.find(known->intent.account);
        const bool is_stray = known->order && compared != comparisons_.end() &&
                              compared->second.strays.contains(known->order->client_order_id);
        if (!is_stray) return conflict(fmt::format("the intent is already {}", to_text(known->state)));
        step.effects.push_back(
            CancelOrder{known->intent.account, known->intent.instrument, known->order->client_order_id});
        return step;
    }
    if (known->state == IntentState::pending_approval) {
        const AccountId account = known->intent.account;
        record(step, ApprovalDeclined{*known->approval, id, by, reason.empty() ? "canceled" : reason, std::nullopt},
               account, now);
        return step;
    }
    if (waits_for_its_way(known->state)) {
        record(step, OrderClosed{id, VenueOrderStatus::canceled, reason.empty() ? "canceled" : reason},
               known->intent.account, now);
        keep_protections(step, now);
        return step;
    }
    // Whoever takes a protection back wants none: else the desk would put it there again.
    if (known->intent.is_protection && by.kind != ActorKind::system && books_.protection_of(lot_of(known->intent))) {
        const LotKey lot = lot_of(known->intent);
        record(step, ProtectionSet{lot.account, lot.owner, lot.instrument, {}, by, std::nullopt, reason}, lot.account,
               now);
    }
    // Asked again, the resolver already sees to it: one request an order reaches the venue, whoever presses how often.
    if (!known->is_cancel_requested) cancel_at_venue(step, *known, by, reason, now);
    return step;
}

Result<Step> Gate::set_state(TradingState state, const Actor& by, const std::string& reason, Now at)
{
    const Moment now = advance(at);
    const TradingState before = books_.rails().state().desk_state;
    if (state < before && by.kind != ActorKind::human) return Error{Errc::forbidden, "only a human clears a halt"};
    if (auto fits = check_text(reason); !fits) return fits.error();
    Step step;
    if (state != before) record(step, DeskStateSet{state, by, reason}, {}, now);
    if (state == TradingState::halted) cancel_increasing(step, nullptr, by, "the desk is halted", now);
    if (state == TradingState::active && state != before)
        for (const auto& [account, books] : books_.rails().state().accounts) compare_at(account, now.desk);
    return step;
}

Result<Step> Gate::set_account_state(const AccountId& account, TradingState state, const Actor& by,
                                     const std::string& reason, Now at)
{
    const Moment now = advance(at);
    const risk::Account* known = books_.rails().find(account);
    if (known == nullptr) return Error{Errc::not_found, "no such account"};
    if (state < known->state && by.kind != ActorKind::human)
        return Error{Errc::forbidden, "only a human clears a halt"};
    if (auto fits = check_text(reason); !fits) return fits.error();
    Step step;
    const bool is_resumed = state == TradingState::active && known->state != state;
    if (state == TradingState::active) compare_at(account, now.desk);
    if (is_resumed && known->is_mismatched) {
        const auto& different = books_.orders_of(account).differences;
        const bool is_order = std::any_of(different.begin(), different.end(), [](const Difference& difference) {
            return difference.kind == DifferenceKind::order;
        });
        return conflict("BOOKS_DIFFER: " + to_string(different) +
                        (is_order ? "; cancel the order at the venue" : "; adjust the books") +
                        " first, they are being compared again");
    }
    if (state != known->state) record(step, AccountStateSet{account, state, by, reason}, account, now);
    if (is_resumed)
        for (const IntentId& id : books_.open_of(account))
            if (const auto query = queries_.find(id); query != queries_.end() && query->second.halted)
                query->second.halted = now.desk;
    if (is_resumed) record(step, ReconcileStarted{account, "resumed by " + by.name}, account, now);
    if (state == TradingState::halted) cancel_increasing(step, &account, by, "the account is halted", now);
    return step;
}

Result<Step> Gate::rearm(const risk::Scope& scope, const Actor& by, Now at)
{
    const Moment now = advance(at);
    if (!check_decider(by)) return Error{Errc::forbidden, "only a human re-arms after a loss streak"};
    const auto account =
        scope.level == risk::Level::account ? AccountId::parse(scope.name) : Result<AccountId>{AccountId{}};
    if (!account || (!account->is_empty() && books_.rails().find(*account) == nullptr))
        return Error{Errc::not_found, "no such account"};
    const risk::LossStreak* streak = books_.rails().streak(scope);
    if (streak == nullptr) return Error{Errc::not_found, "nothing is known of the " + scope.to_string()};
    if (!streak->is_tripped)
        return conflict(
            fmt::format("NOT_TRIPPED: no loss streak stops {}, which has {} losing trades in a row; there "
                        "is nothing to re-arm",
                        scope.level == risk::Level::desk ? "the desk" : scope.to_string(), streak->losses));
    Step step;
    record(step, LossStreakRearmed{scope, by}, *account, now);
    return step;
}

Result<Step> Gate::tighten(const std::string& limit, const std::string& value, const Actor& by,
                           const std::string& reason, Now at)
{
    const Moment now = advance(at);
    if (by.kind != ActorKind::human) return Error{Errc::forbidden, "only a human changes limits"};
    if (auto fits = check_text(reason); !fits) return fits.error();
    const risk::Limits& before = books_.rails().limits();
    auto limits = risk::tightened(before, limit, value);
    if (!limits) return limits.error();
    Step step;
    const bool is_same = *limits == before;
    const std::string to = risk::limit_text(*limits, limit);
    // The value that is in force anyway stays, whatever the settings say at a later start.
    const auto& held = books_.state().tightened;
    if (const auto known = held.find(limit); is_same && known != held.end() && known->second == to) return step;
    record(step, LimitTightened{limit, risk::limit_text(before, limit), to, by, reason}, {}, now);
    if (is_same) {
        if (risk::bounds_positions(limit)) take_back_beyond(step, by, tightened_reason(limit, to), now);
        return step;
    }
    record(step, LimitsSet{books_.state().limits_epoch + 1, std::move(*limits)}, {}, now);
    std::vector<ApprovalRequested> waiting;
    for (const auto& [id, approval] : books_.state().approvals)
        if (approval.state == ApprovalState::open) waiting.push_back(approval.request);
    for (const ApprovalRequested& request : waiting) void_grant(step, request, limits_changed(request), now);

    if (risk::bounds_positions(limit)) take_back_beyond(step, by, tightened_reason(limit, to), now);
    return step;
}

Result<Step> Gate::settle(const IntentId& id, const Settlement& settlement, const Actor& by, Now at)
{
    const Moment now = advance(at);
    const IntentRecord* known = books_.find(id);
    if (known == nullptr) return Error{Errc::not_found, "no such intent"};
    if (by.kind != ActorKind::human) return Error{Errc::forbidden, "only a human settles an order"};
    if (auto allowed = check_approver(by); !allowed) return allowed.error();
    if (!is_at_venue(known->state))
        return conflict(
            fmt::format("the intent is {}; only what was sent and has not ended is settled", to_text(known->state)));
    if (settlement.evidence.empty()) return Error{Errc::malformed, "say what it rests on: evidence"};
    if (auto fits = check_text(settlement.evidence); !fits) return fits.error();
    if (settlement.filled.is_negative() || settlement.filled > known->unfilled())
        return Error{Errc::out_of_range, "filled is between 0 and what is open: " + known->unfilled().to_string()};
    if (settlement.filled.is_positive() != settlement.price.is_positive() || settlement.fee.is_negative() ||
        (settlement.filled.is_zero() && !settlement.fee.is_zero()))
        return Error{Errc::out_of_range,
                     "price and fee go with filled: both positive, and a fee that is not negative; or none of them"};
    if (!is_sane(settlement.price.value()) || !is_sane(settlement.fee.value()) ||
        !is_bookable(settlement.price, settlement.filled))
        return Error{Errc::out_of_range, "these numbers are beyond what can be booked"};
    if (settlement.filled.is_positive() && !bookable(*known, books_.settled_fill(*known, settlement, now.utc)))
        return Error{Errc::out_of_range, "these numbers are beyond what can be booked"};

    Step step;
    const AccountId account = known->intent.account;
    OrderSettled settled{id, settlement, by, std::nullopt};
    if (needs_second()) {
        const auto found = books_.state().settlements.find(id);
        const bool is_agreed =
            found != books_.state().settlements.end() && found->second.settlement.filled == settlement.filled &&
            found->second.settlement.price == settlement.price && found->second.settlement.fee == settlement.fee;
        if (!is_agreed) {
            record(step, SettlementProposed{id, settlement, by}, account, now);
            return step;
        }
        if (found->second.by.name == by.name)
            return conflict("four eyes: another approver must say the same before it is settled");
        settled.settlement.evidence = found->second.settlement.evidence + "; " + settlement.evidence;
        settled.by = found->second.by;
        settled.seconded_by = by;
    }
    record(step, settled, account, now);
    comparisons_[account].has_booked = true;
    forget_deadlines(id);
    after_fill(step, *books_.find(id), now);
    compare_at(account, now.desk);
    return step;
}

Result<Step> Gate::adjust(const AccountId& account, const AssetId& asset, Amount amount, const std::string& evidence,
                          const Actor& by, Now at)
{
    const Moment now = advance(at);
    const risk::Account* known = books_.rails().find(account);
    if (known == nullptr) return Error{Errc::not_found, "no such account"};
    if (by.kind != ActorKind::human) return Error{Errc::forbidden, "only a human adjusts books"};
    if (auto allowed = check_approver(by); !allowed) return allowed.error();
    if (evidence.empty()) return Error{Errc::malformed, "say what it rests on: evidence"};
    if (auto fits = check_text(evidence); !fits) return fits.error();
    if (!known->is_mismatched) return conflict("the books match the venue's; there is nothing to adjust");
    const auto& different = books_.orders_of(account).differences;
    const auto difference = std::find_if(different.begin(), different.end(),
                                         [&](const Difference& one) { return one.is_balance_of(asset); });
    if (difference == different.end()) return conflict("the books do not differ in " + asset.to_string());
    const auto balance = known->balances.find(asset);
    const Amount held = balance == known->balances.end() ? Amount{} : balance->second;
    if (amount.is_zero() || !is_sane(amount.value()) || !is_sane(held.value() + amount.value()))
        return Error{Errc::out_of_range, "that is no amount an account can hold"};
    // Towards what the venue has, and no further.
    if (const auto venues = Amount::parse(difference->venues)) {
        const Amount missing = *venues - held;
        if (amount.is_positive() != missing.is_positive() || abs(amount.value()) > abs(missing.value()))
            return Error{Errc::out_of_range,
                         fmt::format("the books have {} {} and the venue {}: what adjusts them is {}", held.to_string(),
                                     asset.to_string(), venues->to_string(), missing.to_string())};
    }

    Step step;
    AdjustmentMade made{account, asset, amount, {}, true, evidence, by, std::nullopt};
    if (const auto rate = books_.rails().usd_rate(asset, quotes_)) {
        const auto value = value_of(amount, *rate);
        if (!value) return Error{Errc::out_of_range, "that is worth more than can be booked"};
        made.value = *value;
        made.is_estimated = false;
    }
    if (needs_second()) {
        const auto& proposed = books_.orders_of(account).adjustments;
        const auto found = proposed.find(asset);
        if (found == proposed.end() || found->second.amount != amount) {
            record(step, AdjustmentProposed{account, asset, amount, evidence, by}, account, now);
            return step;
        }
        if (found->second.by.name == by.name)
            return conflict("four eyes: another approver must say the same before the books are adjusted");
        made.evidence = found->second.evidence + "; " + evidence;
        made.by = found->second.by;
        made.seconded_by = by;
    }
    record(step, made, account, now);
    mark(step, account, now);
    compare_at(account, now.desk);
    return step;
}

Result<Step> Gate::open_account(const AccountId& account, const UserId& user, const VenueId& venue, Now at)
{
    const Moment now = advance(at);
    if (const risk::Account* known = books_.rails().find(account)) {
        if (known->user == user && known->venue == venue) return Step{};
        return conflict(known->user == user ? "the account is at another venue"
                                            : "the account belongs to somebody else");
    }
    if (!venues_.contains(venue)) return Error{Errc::not_found, "there is no venue " + venue.to_string()};
    Step step;
    record(step, AccountOpened{account, user, venue}, account, now);
    // Whatever the venue already has in its name is found before anything is added to it.
    record(step, ReconcileStarted{account, "the account was opened"}, account, now);
    compare_at(account, now.desk);
    return step;
}

namespace {

/// "tick 0.01 is now 0.1, status trading is now halted".
std::string changes_of(const Instrument& before, const Instrument& now)
{
    std::string changes;
    const auto compare = [&](std::string_view what, const std::string& old_text, const std::string& new_text) {
        if (old_text == new_text) return;
        changes += (changes.empty() ? "" : ", ") + std::string{what} + " " + old_text + " is now " + new_text;
    };
    compare("base", before.base.to_string(), now.base.to_string());
    compare("quote", before.quote.to_string(), now.quote.to_string());
    compare("tick", before.tick.to_string(), now.tick.to_string());
    compare("lot", before.lot.to_string(), now.lot.to_string());
    compare("quantity_min", before.quantity_min.to_string(), now.quantity_min.to_string());
    compare("quantity_max", before.quantity_max.to_string(), now.quantity_max.to_string());
    compare("notional_min", before.notional_min.to_string(), now.notional_min.to_string());
    compare("status", std::string{to_text(before.status)}, std::string{to_text(now.status)});
    return changes;
}

bool is_in_use(const risk::RailsState& state, const InstrumentId& instrument)
{
    return std::any_of(state.accounts.begin(), state.accounts.end(), [&](const auto& entry) {
        const auto holding = entry.second.holdings.find(instrument);
        if (holding != entry.second.holdings.end() && !holding->second.lots.empty()) return true;
        return std::any_of(entry.second.reservations.begin(), entry.second.reservations.end(),
                           [&](const auto& reserved) { return reserved.second.instrument == instrument; });
    });
}

}  // namespace

Result<Step> Gate::list(const Instrument& instrument, Now at)
{
    const Moment now = advance(at);
    Step step;
    const auto& instruments = books_.rails().state().instruments;
    const auto found = instruments.find(instrument.id);
    if (found != instruments.end() && found->second == instrument) return step;
    const bool is_other = found != instruments.end() &&
                          (found->second.base != instrument.base || found->second.quote != instrument.quote);
    if (is_other && is_in_use(books_.rails().state(), instrument.id))
        return Error{Errc::conflict, "the books hold " + instrument.id.to_string() + " as " +
                                         found->second.base.to_string() + " in " + found->second.quote.to_string() +
                                         ", which the settings change (" + changes_of(found->second, instrument) +
                                         "): put it back, or begin with another state folder"};
    const std::string changes = found == instruments.end() ? std::string{} : changes_of(found->second, instrument);
    record(step, InstrumentListed{instrument}, {}, now);
    if (!changes.empty())
        record(step,
               AlertRaised{"warning", "gate", "INSTRUMENT_CHANGED",
                           instrument.id.to_string() + " is not as it was: " + changes +
                               ". Orders that rest and no longer fit its steps can only be canceled.",
                           std::nullopt, instrument.id, std::nullopt},
               {}, now);
    return step;
}

Step Gate::raise(const Signal& signal, Now at)
{
    const Moment now = advance(at);
    Step step;
    // A signal is about an account's lots: nobody else is shown it (I10).
    const bool is_known = books_.rails().find(signal.account) != nullptr;
    record(step, SignalRaised{signal}, is_known ? signal.account : AccountId{}, now);
    return step;
}

Step Gate::alert(const AlertRaised& alert, Now at)
{
    const Moment now = advance(at);
    Step step;
    const bool is_known = alert.account && books_.rails().find(*alert.account) != nullptr;
    record(step, alert, is_known ? *alert.account : AccountId{}, now);
    return step;
}

bool Gate::is_halted(const AccountId& account) const
{
    return books_.rails().state().desk_state == TradingState::halted ||
           books_.rails().find(account)->state == TradingState::halted;
}

void Gate::halt(Step& step, const AccountId& account, const std::string& reason, Moment now)
{
    if (books_.rails().find(account)->state == TradingState::halted) return;
    record(step, AccountStateSet{account, TradingState::halted, desk_actor, reason}, account, now);
    cancel_increasing(step, &account, desk_actor, reason, now);
}

std::vector<IntentId> Gate::cancellable(const AccountId* account) const
{
    std::vector<IntentId> found = books_.open_ids(account);
    std::erase_if(found, [&](const IntentId& id) {
        const IntentRecord& known = *books_.find(id);
        return !is_at_venue(known.state) || known.is_cancel_requested;
    });
    return found;
}

void Gate::cancel_at_venue(Step& step, const IntentRecord& known, const Actor& by, const std::string& reason,
                           Moment now)
{
    const IntentId id = known.intent.id;
    const CancelOrder effect{known.intent.account, known.intent.instrument, known.order->client_order_id};
    record(step, CancelRequested{id, by, reason}, effect.account, now);
    step.effects.push_back(effect);
    query_at(id, now.desk + cancel_patience);
}

void Gate::cancel_increasing(Step& step, const AccountId* account, const Actor& by, const std::string& reason,
                             Moment now)
{
    for (const IntentId& id : cancellable(account)) {
        const IntentRecord& known = *books_.find(id);
        const risk::Reservation* held = books_.rails().find(known.intent.account, id);
        if (held == nullptr || !held->is_reduction()) cancel_at_venue(step, known, by, reason, now);
    }
    cancel_over_reduced(step, account, by, reason, now);
}

void Gate::cancel_over_reduced(Step& step, const AccountId* account, const Actor& by, const std::string& reason,
                               Moment now)
{
    // The youngest first, and no more of them than bring the rest back within the position.
    std::map<std::tuple<AccountId, InstrumentId, Side>, Quantity> excesses;
    const auto excess_of = [&](const risk::Reservation& held) -> Quantity& {
        const auto [excess, is_new] = excesses.try_emplace({held.account, held.instrument, held.side});
        if (is_new) excess->second = books_.rails().over_reduced(held.account, held.instrument, held.side);
        return excess->second;
    };
    const auto open = books_.open_intents(account);
    for (const IntentRecord* known : open) {
        const risk::Reservation* held = books_.rails().find(known->intent.account, known->intent.id);
        if (known->is_cancel_requested && held != nullptr) excess_of(*held) -= held->reducing_left();
    }
    for (auto known = open.rbegin(); known != open.rend(); ++known) {
        const risk::Reservation* held = books_.rails().find((*known)->intent.account, (*known)->intent.id);
        if (held == nullptr || !held->is_reduction() || !is_at_venue((*known)->state) || (*known)->is_cancel_requested)
            continue;
        Quantity& excess = excess_of(*held);
        if (!excess.is_positive()) continue;
        excess -= held->reducing_left();
        cancel_at_venue(step, **known, by, reason, now);
    }
}

// --------------------------------------------------------------------------------------------------------------- facts

void Gate::record(Step& step, Event event, const AccountId& account, Moment now)
{
    Stamped stamped{std::move(event), now.utc, now.desk, account};
    apply(stamped);
    note_lots(stamped);
    if (step.events.empty()) step.events.reserve(4);  // most steps of an order have two or three
    step.events.push_back(std::move(stamped));
}

void Gate::record_alert(Step& step, const char* severity, const char* code, std::string message,
                        const IntentRecord* about, const AccountId& account, Moment now)
{
    AlertRaised alert;
    alert.severity = severity;
    alert.source = "gate";
    alert.code = code;
    alert.message = std::move(message);
    if (about != nullptr) {
        alert.instrument = about->intent.instrument;
        alert.about = about->intent.id;
    }
    if (!account.is_empty()) alert.account = account;
    record(step, std::move(alert), account, now);
}

void Gate::forget_deadlines(const IntentId& intent)
{
    forget_query(intent);
    const IntentRecord* known = books_.find(intent);
    if (known == nullptr) return;
    if (known->submitted) answers_due_.erase({*known->submitted + settings_.send_timeout, intent});
    if (const auto found = comparisons_.find(known->intent.account); found != comparisons_.end())
        found->second.waiting.erase(intent);
}

}  // namespace swarmdesk::trading::execution
