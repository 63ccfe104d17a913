#include "trading/execution/gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/assert.hpp"

namespace swarmdesk::trading::execution {

using risk::Rails;
using risk::TradingState;

namespace {

constexpr auto midnight_grace = std::chrono::seconds{5};   ///< a day's baseline taken later than this is an estimate
constexpr auto cancel_patience = std::chrono::seconds{2};  ///< before we ask what became of a cancel
constexpr std::uint32_t reconcile_attempts = 3;            ///< a fill may come between two looks

const Actor desk_actor{ActorKind::system, "desk"};

bool is_at_venue(IntentState state)
{
    return state == IntentState::submitting || state == IntentState::accepted || state == IntentState::partial ||
           state == IntentState::unknown;
}

AgentId agent_of(const Intent& intent)
{
    if (intent.proposer.kind != ActorKind::agent) return {};
    const auto agent = AgentId::parse(intent.proposer.name);
    return agent ? *agent : AgentId{};
}

/// Whether two intents ask for the same thing; the words around it may differ.
bool same_wish(const Intent& a, const Intent& b)
{
    return a.user == b.user && a.account == b.account && a.instrument == b.instrument && a.side == b.side &&
           a.type == b.type && a.time_in_force == b.time_in_force && a.quantity == b.quantity &&
           a.quote_quantity == b.quote_quantity && a.limit_price == b.limit_price && a.stop_price == b.stop_price &&
           a.reduce_only == b.reduce_only;
}

ApprovalId approval_of(const IntentId& intent)
{
    Encoder encoder;
    encoder.put(std::string_view{"approval"});
    encoder.put(intent);
    const Hash hash = sha256(encoder.bytes());
    ApprovalId::Raw raw{};
    std::copy_n(hash.begin(), raw.size(), raw.begin());
    raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | 0x80);  // RFC 9562 version 8: made from a hash of ours
    raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
    return ApprovalId{raw};
}

Hash fingerprint(const risk::Limits& limits)
{
    Encoder encoder;
    encoder.put(limits.position_max);
    encoder.put(limits.agent_position_max);
    encoder.put(limits.desk_position_max);
    encoder.put(limits.approval_above);
    encoder.put(limits.admissions_per_hour_max);
    encoder.put(limits.agent_admissions_per_hour_max);
    encoder.put(limits.desk_admissions_per_hour_max);
    encoder.put(limits.reductions_per_hour_max);
    encoder.put(limits.daily_loss_percent);
    encoder.put(limits.losses_in_a_row_max);
    encoder.put(limits.loss_percent);
    encoder.put(limits.quote_age_max);
    encoder.put(limits.slippage_percent);
    encoder.put(limits.taker_fee_percent);
    encoder.put(limits.usd_assets);
    return sha256(encoder.bytes());
}

/// Far from where sums leave their range, and from any amount anybody has.
bool is_sane(Decimal value)
{
    constexpr Decimal most = Decimal::from_integer(1'000'000'000'000'000);
    return value <= most && value >= Decimal{} - most;
}

/// Whether a trade can be one of this order: the same instrument and side, and numbers that can be booked.
bool is_credible(const Trade& trade, const Order& order)
{
    if (trade.instrument != order.instrument || trade.side != order.side) return false;
    if (!trade.price.is_positive() || !trade.quantity.is_positive() || trade.fee_asset.is_empty()) return false;
    try {
        return is_sane(trade.quantity.value()) && is_sane(trade.fee.value()) &&
               is_sane(notional(trade.price, trade.quantity, Rounding::away_from_zero).value());
    } catch (const ArithmeticError&) {
        return false;
    }
}

Error too_many_open(std::size_t count)
{
    return Error{Errc::limit_exceeded, fmt::format("{} intents are open; wait or cancel some", count)};
}

Error conflict(std::string detail) { return Error{Errc::conflict, std::move(detail)}; }

}  // namespace

ClientOrderId client_order_id(const IntentId& intent)
{
    const std::string_view raw{reinterpret_cast<const char*>(intent.raw().data()), intent.raw().size()};
    return ClientOrderId{"sd-" + to_hex(raw)};
}

Hash approval_binding(const Intent& intent, Quantity quantity_max, Price worst_price, std::uint32_t limits_epoch,
                      UtcTime expires)
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

Price IntentRecord::average_price() const
{
    if (filled.is_zero()) return {};
    return Price{divide(filled_value.value(), filled.value(), Rounding::half_even)};
}

Gate::Gate(Settings settings) : settings_(std::move(settings)), rails_(settings_.limits) {}

// ---------------------------------------------------------------------------------------------------------- inputs

Result<Step> Gate::propose(const Intent& intent, Now now)
{
    now = advance(now);
    if (intent.id.is_nil()) return Error{Errc::malformed, "an intent needs an id of its own: any UUID but the nil one"};
    if (const IntentRecord* known = find(intent.id)) {
        if (same_wish(known->intent, intent)) return Step{};
        return conflict("this intent_id was used for something else; use a new one");
    }
    Step step;
    if (auto admitted = admit(step, intent, false, now); !admitted) return admitted.error();
    return step;
}

Result<void> Gate::admit(Step& step, const Intent& intent, bool is_widened, Now now)
{
    if (open_.size() >= settings_.open_max) return too_many_open(open_.size());
    record(step, IntentProposed{intent}, now);
    risk::Verdict verdict = rails_.assess(intent, quotes_, now);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) {
        record(step, IntentDenied{intent.id, *denial}, now);
        return {};
    }
    auto& admitted = std::get<risk::Admitted>(verdict);
    const bool needs_approval = admitted.needs_approval || (is_widened && !admitted.reservation.is_reduction());
    if (needs_approval) admitted.reservation.is_unattended = false;
    admitted.order.client_order_id = client_order_id(intent.id);
    const Evidence evidence{admitted.evidence.bid, admitted.evidence.ask, admitted.evidence.time,
                            now.monotonic - admitted.evidence.received};
    record(step, ExposureReserved{admitted.reservation, admitted.order, admitted.worst_case, evidence}, now);
    if (!needs_approval) {
        submit(step, intent.id, now);
        return {};
    }
    ApprovalRequested request;
    request.approval = approval_of(intent.id);
    request.intent = intent.id;
    request.quantity_max = admitted.order.quantity;
    request.worst_price = admitted.order.limit_price.value_or(Price{});
    request.limits_epoch = state_.limits_epoch;
    request.expires = now.utc + settings_.approval_expiry;
    if (intent.expires) request.expires = std::min(request.expires, *intent.expires);
    request.binding =
        approval_binding(intent, request.quantity_max, request.worst_price, request.limits_epoch, request.expires);
    record(step, request, now);
    return {};
}

void Gate::submit(Step& step, const IntentId& intent, Now now)
{
    const Order order = state_.intents.at(intent).order.value();
    record(step, OrderSubmitting{intent, order.client_order_id, sha256(encode(order))}, now);
    step.effects.push_back(SubmitOrder{risk::ApprovedOrder{order}});
}

Result<Step> Gate::approve(const ApprovalId& id, const Actor& by, Now now)
{
    now = advance(now);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    const ApprovalRecord& approval = **open;
    if (auto allowed = check_approver(approval, by); !allowed) return allowed.error();

    const ApprovalRequested request = approval.request;
    const IntentRecord& parked = state_.intents.at(request.intent);
    SWARMDESK_ASSERT(parked.state == IntentState::parked);
    SWARMDESK_ASSERT(request.binding == approval_binding(parked.intent, parked.order->quantity,
                                                         parked.order->limit_price.value_or(Price{}),
                                                         request.limits_epoch, request.expires));
    Step step;
    const auto refuse = [&](const risk::Denial& denial) {
        record(step, ApprovalRejected{id, request.intent, desk_actor, "no longer allowed", denial}, now);
        return step;
    };
    if (request.limits_epoch != state_.limits_epoch)
        return refuse({risk::DenialCode::limits_changed, "epoch", Decimal::from_integer(state_.limits_epoch),
                       Decimal::from_integer(request.limits_epoch)});
    // All rails again, on today's market, with what it already holds left out of the sum.
    const risk::Verdict verdict = rails_.assess(parked.intent, quotes_, now, &request.intent);
    if (const auto* denial = std::get_if<risk::Denial>(&verdict)) return refuse(*denial);
    if (parked.intent.type == OrderType::market) {
        const Quote& quote = std::get<risk::Admitted>(verdict).evidence;
        const bool is_buy = parked.intent.side == Side::buy;
        const Price top = is_buy ? quote.ask : quote.bid;
        if (is_buy ? top > request.worst_price : top < request.worst_price)
            return refuse({risk::DenialCode::price_moved, "price", top.value(), request.worst_price.value()});
    }
    record(step, ApprovalGranted{id, request.intent, by, request.binding}, now);
    submit(step, request.intent, now);
    return step;
}

Result<Step> Gate::reject(const ApprovalId& id, const Actor& by, const std::string& reason, Now now)
{
    now = advance(now);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    if (auto allowed = check_decider(by); !allowed) return allowed.error();
    Step step;
    const IntentId intent = (*open)->request.intent;
    record(step, ApprovalRejected{id, intent, by, reason, std::nullopt}, now);
    return step;
}

Result<Step> Gate::modify(const ApprovalId& id, const Modification& modification, const Actor& by, Now now)
{
    now = advance(now);
    const auto open = open_approval(id, now);
    if (!open) return open.error();
    if (auto allowed = check_approver(**open, by); !allowed) return allowed.error();
    if (modification.intent.is_nil() || find(modification.intent) != nullptr)
        return conflict("a modification is a new intent and needs a new id");
    if (!modification.quantity && !modification.limit_price)
        return Error{Errc::malformed, "say what to change: quantity, limit_price or both"};

    if (open_.size() > settings_.open_max) return too_many_open(open_.size());
    const IntentId parent = (*open)->request.intent;
    const IntentRecord& parked = state_.intents.at(parent);
    if (modification.limit_price && parked.intent.type == OrderType::market)
        return Error{Errc::out_of_range, "a market order has no limit price to change"};
    Intent child = parked.intent;
    child.id = modification.intent;
    child.parent = parent;
    child.proposer = by;
    bool is_widened = false;
    if (modification.quantity) {
        is_widened = *modification.quantity > parked.order->quantity;
        child.quantity = modification.quantity;
        child.quote_quantity.reset();
    }
    if (modification.limit_price) {
        const Price before = parked.order->limit_price.value();
        is_widened = is_widened || (child.side == Side::buy ? *modification.limit_price > before
                                                            : *modification.limit_price < before);
        child.limit_price = modification.limit_price;
    }
    Step step;
    record(step, ApprovalRejected{id, parent, by, "replaced by " + child.id.to_string(), std::nullopt}, now);
    if (auto admitted = admit(step, child, is_widened, now); !admitted) return admitted.error();
    return step;
}

Result<Step> Gate::cancel(const IntentId& id, const Actor& by, const std::string& reason, Now now)
{
    now = advance(now);
    const IntentRecord* known = find(id);
    if (known == nullptr) return Error{Errc::not_found, "no such intent"};
    if (is_final(known->state)) return conflict(fmt::format("the intent is already {}", to_text(known->state)));
    Step step;
    if (known->state == IntentState::parked) {
        record(step, ApprovalRejected{*known->approval, id, by, reason.empty() ? "cancelled" : reason, std::nullopt},
               now);
        return step;
    }
    // Asked again, the resolver already sees to it: one request per order reaches the venue, whoever presses how often.
    if (known->is_cancel_requested) return step;
    record(step, CancelRequested{id, by, reason}, now);
    step.effects.push_back(CancelOrder{known->intent.account, known->intent.instrument, known->order->client_order_id});
    inquire(id, now.utc + cancel_patience);
    return step;
}

Result<Step> Gate::set_state(TradingState state, const Actor& by, const std::string& reason, Now now)
{
    now = advance(now);
    if (state < rails_.state().desk_state && by.kind != ActorKind::human)
        return Error{Errc::forbidden, "only a human clears a halt"};
    Step step;
    record(step, DeskStateSet{state, by, reason}, now);
    if (state == TradingState::halted) cancel_increasing(step, nullptr, by, "the desk is halted", now);
    return step;
}

Result<Step> Gate::set_account_state(const AccountId& account, TradingState state, const Actor& by,
                                     const std::string& reason, Now now)
{
    now = advance(now);
    const auto found = rails_.state().accounts.find(account);
    if (found == rails_.state().accounts.end()) return Error{Errc::not_found, "no such account"};
    if (state < found->second.state && by.kind != ActorKind::human)
        return Error{Errc::forbidden, "only a human clears a halt"};
    Step step;
    record(step, AccountStateSet{account, state, by, reason}, now);
    if (state == TradingState::halted) cancel_increasing(step, &account, by, "the account is halted", now);
    return step;
}

Result<Step> Gate::rearm(const AccountId& account, const Actor& by, Now now)
{
    now = advance(now);
    if (!rails_.state().accounts.contains(account)) return Error{Errc::not_found, "no such account"};
    if (by.kind != ActorKind::human) return Error{Errc::forbidden, "only a human re-arms after a loss streak"};
    Step step;
    record(step, LossStreakRearmed{account, by}, now);
    return step;
}

Step Gate::list(const Instrument& instrument, Now now)
{
    now = advance(now);
    Step step;
    const auto found = rails_.state().instruments.find(instrument.id);
    if (found == rails_.state().instruments.end() || found->second != instrument)
        record(step, InstrumentListed{instrument}, now);
    return step;
}

Result<Step> Gate::open_account(const AccountId& account, const UserId& user, Now now)
{
    now = advance(now);
    const auto found = rails_.state().accounts.find(account);
    if (found != rails_.state().accounts.end()) {
        if (found->second.user == user) return Step{};
        return conflict("the account belongs to somebody else");
    }
    Step step;
    record(step, AccountOpened{account, user}, now);
    return step;
}

Result<Step> Gate::move_funds(const AccountId& account, const AssetId& asset, Amount amount, const std::string& reason,
                              Now now)
{
    now = advance(now);
    if (!rails_.state().accounts.contains(account)) return Error{Errc::not_found, "no such account"};
    const Error too_much{Errc::out_of_range, "that is more than an account can hold"};
    if (!is_sane(amount.value())) return too_much;
    const risk::Account& known = rails_.state().accounts.at(account);
    risk::Account probe;
    probe.balances[asset] = amount;
    const auto value = equity_of(probe);
    if (!value) return Error{Errc::unavailable, "the asset has no USD price yet; try again when the market runs"};
    const auto balance = known.balances.find(asset);
    const Amount held = balance == known.balances.end() ? Amount{} : balance->second;
    if (!is_sane(held.value() + amount.value()) || !is_sane(known.day.deposits.value() + value->value()))
        return too_much;
    Step step;
    record(step, FundsMoved{account, asset, amount, *value, reason}, now);
    mark(step, account, now);
    return step;
}

Step Gate::raise(const Signal& signal, Now now)
{
    Step step;
    record(step, SignalRaised{signal}, advance(now));
    return step;
}

Step Gate::alert(const std::string& severity, const std::string& source, const std::string& words, Now now)
{
    Step step;
    record(step, AlertRaised{severity, source, words}, advance(now));
    return step;
}

Step Gate::on_quote(const Quote& quote, Now now)
{
    now = advance(now);
    quotes_[quote.instrument] = quote;
    Step step;
    const auto instrument = rails_.state().instruments.find(quote.instrument);
    if (instrument == rails_.state().instruments.end()) return step;
    const AssetId& base = instrument->second.base;
    for (const auto& [id, account] : rails_.state().accounts) {
        const auto balance = account.balances.find(base);
        const bool holds = balance != account.balances.end() && !balance->second.is_zero();
        if (holds || account.day.number != utc_day(now.utc)) mark(step, id, now);
    }
    return step;
}

Step Gate::on_report(const VenueReport& report, Now now)
{
    Step step;
    std::visit([&](const auto& r) { on(step, r, advance(now)); }, report);
    return step;
}

Step Gate::on_tick(Now now)
{
    now = advance(now);
    Step step;
    const std::vector<IntentId> open(open_.begin(), open_.end());
    for (const IntentId& id : open) {
        const IntentRecord& known = state_.intents.at(id);
        if (known.state == IntentState::parked) {
            const ApprovalRecord& approval = state_.approvals.at(*known.approval);
            if (now.utc >= approval.request.expires) record(step, ApprovalExpired{*known.approval, id}, now);
        } else if (known.state == IntentState::submitting && now.utc - *known.submitted >= settings_.send_timeout) {
            record(step, OrderUnknown{id, "NO_ANSWER", "the venue did not answer in time"}, now);
            inquire(id, now.utc);
        }
    }
    resolve(step, now);
    reconcile(step, now);
    for (const auto& [id, account] : rails_.state().accounts)
        if (account.day.number != utc_day(now.utc)) mark(step, id, now);
    return step;
}

Step Gate::on_start(Now now)
{
    now = advance(now);
    Step step;
    if (const Hash now_in_force = fingerprint(settings_.limits);
        state_.limits_epoch == 0 || now_in_force != state_.limits_fingerprint)
        record(step, LimitsSet{state_.limits_epoch + 1, now_in_force}, now);
    for (const auto& [id, account] : rails_.state().accounts) {
        record(step, ReconcileStarted{id}, now);
        reconciling_[id] = Reconciliation{{}, false, 0, now.utc};
    }
    for (const IntentId& id : std::vector<IntentId>(open_.begin(), open_.end())) {
        const IntentRecord& known = state_.intents.at(id);
        if (!is_at_venue(known.state)) continue;
        reconciling_[known.intent.account].waiting.insert(id);
        if (known.state == IntentState::submitting)
            record(step, OrderUnknown{id, "RESTARTED", "the desk stopped before the venue's answer was recorded"}, now);
        inquire(id, now.utc);
    }
    resolve(step, now);
    reconcile(step, now);
    return step;
}

// --------------------------------------------------------------------------------------------------- venue reports

void Gate::on(Step& step, const SendAnswered& report, Now now)
{
    const IntentRecord* known = find(report.intent);
    if (known == nullptr || !is_at_venue(known->state)) return;
    const IntentId id = report.intent;
    const bool is_undecided = known->state == IntentState::submitting || known->state == IntentState::unknown;
    switch (report.outcome) {
        case SendOutcome::accepted:
            if (is_undecided || known->venue_order_id.empty())
                record(step, OrderAccepted{id, report.venue_order_id, false}, now);
            return;
        case SendOutcome::refused:
        case SendOutcome::not_sent:
            // A refusal of something that has already traded contradicts itself: ask.
            if (is_undecided && known->filled.is_zero())
                record(step, OrderRefused{id, report.code, report.message, false}, now);
            else
                inquire(id, now.utc);
            return;
        case SendOutcome::unknown:
            if (known->state == IntentState::submitting)
                record(step, OrderUnknown{id, report.code, report.message}, now);
            inquire(id, now.utc);
            return;
    }
}

void Gate::on(Step& step, const TradeReported& report, Now now)
{
    const IntentRecord* known = find_order(report.client_order_id);
    if (known == nullptr) {
        record(step,
               AlertRaised{"critical", "gate",
                           fmt::format("the venue reports a trade of {}, which we never sent",
                                       report.client_order_id.to_string())},
               now);
        return;
    }
    book(step, known->intent.id, report.trade, now);
}

void Gate::on(Step& step, const StatusReported& report, Now now)
{
    const IntentRecord* known = find_order(report.client_order_id);
    if (known == nullptr) return;
    close(step, known->intent.id, report.status, report.filled, report.reason, now);
}

void Gate::on(Step& step, const QueryAnswered& report, Now now)
{
    const IntentRecord* known = find_order(report.client_order_id);
    if (known == nullptr || (is_final(known->state) && report.outcome != QueryOutcome::found)) return;
    const IntentId id = known->intent.id;
    if (report.outcome == QueryOutcome::failed) return inquire(id, now.utc + settings_.query_interval);

    if (report.outcome == QueryOutcome::found) {
        inquiries_.erase(id);
        if (const auto waiting = reconciling_.find(known->intent.account); waiting != reconciling_.end())
            waiting->second.waiting.erase(id);
        if (known->state == IntentState::unknown || known->state == IntentState::submitting)
            record(step, OrderAccepted{id, report.order.venue_order_id, true}, now);
        for (const Trade& trade : report.order.trades) book(step, id, trade, now);
        close(step, id, report.order.status, report.order.filled, "established by asking", now);
        if (const IntentRecord* still = find(id);
            still != nullptr && !is_final(still->state) && still->is_cancel_requested)
            step.effects.push_back(
                CancelOrder{still->intent.account, still->intent.instrument, report.client_order_id});
        return;
    }

    // Not found. It proves nothing before the fence, nor where the venue has confirmed the order before.
    Inquiry& inquiry = inquiries_[id];
    inquiry.next = now.utc + settings_.query_interval;
    if (known->state != IntentState::unknown) {
        if (!inquiry.is_alarmed)
            record(step,
                   AlertRaised{"critical", "gate",
                               fmt::format("the venue no longer knows {}, which it accepted",
                                           report.client_order_id.to_string())},
                   now);
        inquiries_[id].is_alarmed = true;
        return;
    }
    if (now.utc - known->submitted.value() < settings_.venue_fence) return;
    if (!inquiry.not_found) {
        inquiry.not_found = now.utc;
    } else if (now.utc - *inquiry.not_found >= settings_.query_interval) {
        inquiry.wants_sweep = true;
        step.effects.push_back(SweepAccount{known->intent.account});
    }
}

void Gate::on(Step& step, const CancelAnswered& report, Now now)
{
    const IntentRecord* known = find_order(report.client_order_id);
    if (known == nullptr || is_final(known->state)) return;
    static_cast<void>(step);
    // Whatever it says, the order's own status decides: the report of it is on its way, or the resolver fetches it.
    inquire(known->intent.id, report.outcome == SendOutcome::accepted ? now.utc + cancel_patience : now.utc);
}

void Gate::on(Step& step, const SweepAnswered& report, Now now)
{
    if (!report.failed) {
        std::set<ClientOrderId> at_venue;
        for (const OrderFound& order : report.open_orders) at_venue.insert(order.client_order_id);
        for (const IntentId& id : std::vector<IntentId>(open_.begin(), open_.end())) {
            const auto inquiry = inquiries_.find(id);
            const IntentRecord& known = state_.intents.at(id);
            if (inquiry == inquiries_.end() || !inquiry->second.wants_sweep || known.intent.account != report.account)
                continue;
            // Meanwhile found after all, by a fill or a late answer: that sweep proves nothing any more.
            if (known.state != IntentState::unknown || at_venue.contains(known.order->client_order_id)) {
                inquiry->second = Inquiry{now.utc, {}, false, false};
                continue;
            }
            record(step, OrderRefused{id, "NOT_FOUND", "the venue never had it", true}, now);
        }
    }
    const auto found = reconciling_.find(report.account);
    if (found == reconciling_.end() || !found->second.is_sweeping) return;
    Reconciliation& reconciliation = found->second;
    reconciliation.is_sweeping = false;
    reconciliation.next = now.utc + settings_.query_interval;
    if (report.failed || !reconciliation.waiting.empty()) return;
    const std::vector<std::string> different = differences(report);
    if (!different.empty() && ++reconciliation.mismatches < reconcile_attempts) return;
    reconciling_.erase(found);
    record(step, ReconcileFinished{report.account, different}, now);
    if (!different.empty()) {
        record(step,
               AlertRaised{"critical", "gate",
                           fmt::format("account {} halted: its books do not match the venue's: {}",
                                       report.account.to_string(), fmt::join(different, "; "))},
               now);
        record(step, AccountStateSet{report.account, TradingState::halted, desk_actor, "books do not match the venue"},
               now);
        cancel_increasing(step, &report.account, desk_actor, "books do not match the venue", now);
    }
}

std::vector<std::string> Gate::differences(const SweepAnswered& sweep) const
{
    std::vector<std::string> different;
    std::map<AssetId, std::pair<Amount, Amount>> both;
    for (const auto& [asset, amount] : rails_.state().accounts.at(sweep.account).balances) both[asset].first = amount;
    for (const auto& [asset, amount] : sweep.balances) both[asset].second = amount;
    for (const auto& [asset, amounts] : both)
        if (amounts.first != amounts.second)
            different.push_back(fmt::format("{}: ours {} theirs {}", asset.to_string(), amounts.first.to_string(),
                                            amounts.second.to_string()));
    for (const OrderFound& order : sweep.open_orders) {
        const IntentRecord* known = find_order(order.client_order_id);
        if (known == nullptr || is_final(known->state))
            different.push_back("an open order we do not have: " + order.client_order_id.to_string());
    }
    return different;
}

void Gate::book(Step& step, const IntentId& id, const Trade& trade, Now now)
{
    const IntentRecord& known = state_.intents.at(id);
    if (known.trades.contains(trade.trade_id)) return;
    const AccountId account = known.intent.account;
    const std::string order = known.order->client_order_id.to_string();
    if (!is_credible(trade, *known.order)) {
        record(step,
               AlertRaised{"critical", "gate",
                           fmt::format("trade {} does not fit the order {} it is reported for", trade.trade_id, order)},
               now);
        return;
    }
    // More than was asked for, or of what was refused, is money moved all the same: book it, and call a human.
    if (known.filled + trade.quantity > known.order->quantity || known.state == IntentState::refused)
        record(step,
               AlertRaised{"critical", "gate",
                           fmt::format("trade {} fills more of {} than was open", trade.trade_id, order)},
               now);
    record(step, OrderFilled{id, trade}, now);
    const risk::Account& books = rails_.state().accounts.at(account);
    if (books.losses_in_a_row >= settings_.limits.losses_in_a_row_max && !books.is_streak_tripped)
        record(step, LossStreakTripped{account, books.losses_in_a_row}, now);
    if (is_halted(books)) cancel_overtaken(step, &account, desk_actor, "halted, and no longer a reduction", now);
    mark(step, account, now);
}

bool Gate::is_halted(const risk::Account& account) const
{
    return rails_.state().desk_state == TradingState::halted || account.state == TradingState::halted;
}

void Gate::close(Step& step, const IntentId& id, VenueOrderStatus status, Quantity venue_filled,
                 const std::string& reason, Now now)
{
    const IntentRecord& known = state_.intents.at(id);
    if (is_final(known.state)) return;
    if (venue_filled > known.filled) return inquire(id, now.utc);  // trades are missing: fetch them first
    switch (status) {
        case VenueOrderStatus::resting:
            if (known.state == IntentState::submitting || known.state == IntentState::unknown)
                record(step, OrderAccepted{id, known.venue_order_id, false}, now);
            return;
        // The last trade would have closed it: the venue owes us one.
        case VenueOrderStatus::filled: return inquire(id, now.utc + settings_.query_interval);
        case VenueOrderStatus::rejected:
            if (known.state == IntentState::submitting || known.state == IntentState::unknown)
                record(step, OrderRefused{id, "REJECTED", reason, false}, now);
            else
                record(step, OrderClosed{id, VenueOrderStatus::cancelled, reason}, now);
            return;
        case VenueOrderStatus::cancelled:
        case VenueOrderStatus::expired: record(step, OrderClosed{id, status, reason}, now); return;
    }
}

// ------------------------------------------------------------------------------------------- resolver, reconciling

void Gate::inquire(const IntentId& intent, UtcTime when)
{
    const auto [place, is_new] = inquiries_.emplace(intent, Inquiry{when, {}, false, false});
    if (!is_new) place->second.next = std::min(place->second.next, when);
}

void Gate::resolve(Step& step, Now now)
{
    for (const IntentId& id : std::vector<IntentId>(open_.begin(), open_.end())) {
        const auto found = inquiries_.find(id);
        if (found == inquiries_.end()) continue;
        const IntentRecord& known = state_.intents.at(id);
        Inquiry& inquiry = found->second;
        if (known.state == IntentState::unknown) {
            const nanoseconds age = now.utc - known.submitted.value();
            const AccountId account = known.intent.account;
            const std::string order = known.order->client_order_id.to_string();
            if (age >= settings_.unknown_alarm && !inquiry.is_alarmed) {
                inquiry.is_alarmed = true;
                record(step, AlertRaised{"critical", "gate", fmt::format("the outcome of {} is still unknown", order)},
                       now);
            }
            if (age >= settings_.unknown_halt && rails_.state().accounts.at(account).state != TradingState::halted) {
                record(step,
                       AccountStateSet{account, TradingState::halted, desk_actor,
                                       fmt::format("the outcome of {} is unknown for too long", order)},
                       now);
                cancel_increasing(step, &account, desk_actor, "the account is halted", now);
            }
        }
        if (now.utc < inquiry.next) continue;
        inquiry.next = now.utc + settings_.query_interval;
        if (inquiry.wants_sweep)
            step.effects.push_back(SweepAccount{known.intent.account});
        else
            step.effects.push_back(
                QueryOrder{known.intent.account, known.intent.instrument, known.order->client_order_id});
    }
}

void Gate::reconcile(Step& step, Now now)
{
    for (auto& [account, reconciliation] : reconciling_) {
        if (!reconciliation.waiting.empty() || reconciliation.is_sweeping || now.utc < reconciliation.next) continue;
        reconciliation.is_sweeping = true;
        step.effects.push_back(SweepAccount{account});
    }
}

std::vector<IntentId> Gate::cancellable(const AccountId* account) const
{
    std::vector<IntentId> found;
    for (const IntentId& id : open_) {
        const IntentRecord& known = state_.intents.at(id);
        const bool is_meant = account == nullptr || known.intent.account == *account;
        if (is_meant && is_at_venue(known.state) && !known.is_cancel_requested) found.push_back(id);
    }
    return found;
}

void Gate::cancel_at_venue(Step& step, const IntentId& id, const Actor& by, const std::string& reason, Now now)
{
    const IntentRecord& known = state_.intents.at(id);
    record(step, CancelRequested{id, by, reason}, now);
    step.effects.push_back(CancelOrder{known.intent.account, known.intent.instrument, known.order->client_order_id});
    inquire(id, now.utc + cancel_patience);
}

void Gate::cancel_increasing(Step& step, const AccountId* account, const Actor& by, const std::string& reason, Now now)
{
    for (const IntentId& id : cancellable(account)) {
        const auto reservation = rails_.state().reservations.find(id);
        const bool reduces = reservation != rails_.state().reservations.end() && reservation->second.is_reduction();
        if (!reduces) cancel_at_venue(step, id, by, reason, now);
    }
    cancel_overtaken(step, account, by, reason, now);
}

void Gate::cancel_overtaken(Step& step, const AccountId* account, const Actor& by, const std::string& reason, Now now)
{
    // The youngest first, and no more of them than bring the rest back within the position.
    std::map<std::tuple<AccountId, InstrumentId, Side>, Quantity> excesses;
    const auto ids = cancellable(account);
    for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
        const auto found = rails_.state().reservations.find(*id);
        if (found == rails_.state().reservations.end() || !found->second.is_reduction()) continue;
        const risk::Reservation& held = found->second;
        const auto [excess, is_new] = excesses.try_emplace({held.account, held.instrument, held.side});
        if (is_new) excess->second = rails_.overtaken(held.account, held.instrument, held.side);
        if (!excess->second.is_positive()) continue;
        excess->second -= held.reducing_left();
        cancel_at_venue(step, *id, by, reason, now);
    }
}

std::optional<Usd> Gate::equity_of(const risk::Account& account) const
{
    try {
        const auto equity = rails_.equity(account, quotes_);
        if (equity && is_sane(equity->value())) return equity;
    } catch (const ArithmeticError&) {
        // as below
    }
    return std::nullopt;  // at a price that cannot be, nothing has a worth
}

void Gate::mark(Step& step, const AccountId& id, Now now)
{
    const risk::Account& account = rails_.state().accounts.at(id);
    const std::optional<Usd> equity = equity_of(account);
    if (!equity) return;
    const std::int64_t today = utc_day(now.utc);
    if (account.day.number != today || (!account.day.baseline.is_positive() && equity->is_positive())) {
        constexpr std::int64_t day_ns = 86'400'000'000'000;
        const bool is_late = nanoseconds{now.utc.ns - today * day_ns} > midnight_grace;
        const bool is_first = account.day.number != today - 1;
        record(step, DayStarted{id, today, *equity, is_late || is_first}, now);
        return;
    }
    if (!account.day.is_tripped && rails_.is_daily_loss_reached(account.day, *equity))
        record(step, DailyLossTripped{id, account.day.baseline, *equity}, now);
}

// ------------------------------------------------------------------------------------------------------- decisions

Result<const ApprovalRecord*> Gate::open_approval(const ApprovalId& id, Now now) const
{
    const ApprovalRecord* approval = find(id);
    if (approval == nullptr) return Error{Errc::not_found, "no such approval"};
    if (approval->decided_by)
        return conflict(fmt::format("already decided: {} by {}", to_text(approval->state), approval->decided_by->name));
    if (approval->state == ApprovalState::expired || now.utc >= approval->request.expires)
        return conflict("expired: nobody decided in time");
    return approval;
}

Result<void> Gate::check_decider(const Actor& by) const
{
    if (by.kind == ActorKind::human || (by.kind == ActorKind::policy && settings_.is_policy_allowed)) return {};
    return Error{Errc::forbidden, "only a human decides about an approval"};
}

Result<void> Gate::check_approver(const ApprovalRecord& approval, const Actor& by) const
{
    if (auto allowed = check_decider(by); !allowed) return allowed;
    if (by.kind == ActorKind::policy) return {};
    const auto& approvers = settings_.approvers;
    if (std::find(approvers.begin(), approvers.end(), by.name) == approvers.end())
        return Error{Errc::forbidden, by.name + " is not an approver"};
    const Actor& proposer = state_.intents.at(approval.request.intent).intent.proposer;
    if (settings_.four_eyes && approvers.size() >= 2 && proposer.kind == ActorKind::human && proposer.name == by.name)
        return Error{Errc::forbidden, "four eyes: somebody else must approve what you asked for"};
    return {};
}

// ------------------------------------------------------------------------------------------------------------ state

Now Gate::advance(Now now) const
{
    now.utc = std::max(now.utc, state_.last_time);
    return now;
}

void Gate::record(Step& step, Event event, Now now)
{
    apply(event, now.utc);
    step.events.push_back(std::move(event));
}

void Gate::apply(const Event& event, UtcTime time)
{
    state_.last_time = std::max(state_.last_time, time);
    std::visit([&](const auto& e) { fold(e, time); }, event);
}

void Gate::finish(IntentRecord& known, IntentState state, Rails::Slot slot)
{
    const IntentId id = known.intent.id;
    known.state = state;
    rails_.release(id, slot);
    open_.erase(id);
    inquiries_.erase(id);
    if (const auto found = reconciling_.find(known.intent.account); found != reconciling_.end())
        found->second.waiting.erase(id);
    state_.finished.push_back(id);
    if (state_.finished.size() <= settings_.finished_max) return;
    // Forget the oldest tenth at once: erasing one from the front each time would move them all.
    const std::size_t count = std::max<std::size_t>(1, settings_.finished_max / 10);
    for (std::size_t i = 0; i < count; ++i) {
        const auto found = state_.intents.find(state_.finished[i]);
        if (found->second.approval) state_.approvals.erase(*found->second.approval);
        if (found->second.order) state_.orders.erase(found->second.order->client_order_id);
        state_.intents.erase(found);
    }
    state_.finished.erase(state_.finished.begin(), state_.finished.begin() + static_cast<std::ptrdiff_t>(count));
    state_.forgotten += count;
}

void Gate::fold(const InstrumentListed& event, UtcTime) { rails_.list(event.instrument); }
void Gate::fold(const AccountOpened& event, UtcTime) { rails_.open_account(event.account, event.user); }
void Gate::fold(const FundsMoved& event, UtcTime)
{
    rails_.move_funds(event.account, event.asset, event.amount, event.value);
}
void Gate::fold(const SignalRaised&, UtcTime) {}

void Gate::fold(const IntentProposed& event, UtcTime time)
{
    IntentRecord known;
    known.intent = event.intent;
    known.created = known.updated = time;
    open_.insert(event.intent.id);
    state_.intents.emplace(event.intent.id, std::move(known));
}

void Gate::fold(const IntentDenied& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.denial = event.denial;
    known.updated = time;
    finish(known, IntentState::denied, Rails::Slot::give_back);
}

void Gate::fold(const ExposureReserved& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.reservation.intent);
    known.order = event.order;
    known.notional = event.reservation.notional;
    known.state = IntentState::reserved;
    known.updated = time;
    rails_.reserve(event.reservation);
}

void Gate::fold(const ApprovalRequested& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.approval = event.approval;
    known.state = IntentState::parked;
    known.updated = time;
    ApprovalRecord approval;
    approval.request = event;
    approval.created = time;
    state_.approvals.emplace(event.approval, std::move(approval));
}

void Gate::fold(const ApprovalGranted& event, UtcTime time)
{
    ApprovalRecord& approval = state_.approvals.at(event.approval);
    SWARMDESK_ASSERT(approval.state == ApprovalState::open);
    approval.state = ApprovalState::granted;
    approval.decided_by = event.by;
    IntentRecord& known = state_.intents.at(event.intent);
    known.state = IntentState::approved;
    known.updated = time;
}

void Gate::fold(const ApprovalRejected& event, UtcTime time)
{
    ApprovalRecord& approval = state_.approvals.at(event.approval);
    SWARMDESK_ASSERT(approval.state == ApprovalState::open);
    approval.state = ApprovalState::rejected;
    approval.decided_by = event.by;
    approval.reason = event.reason;
    IntentRecord& known = state_.intents.at(event.intent);
    known.denial = event.denial;
    known.updated = time;
    finish(known, IntentState::rejected, event.denial ? Rails::Slot::give_back : Rails::Slot::keep);
}

void Gate::fold(const ApprovalExpired& event, UtcTime time)
{
    ApprovalRecord& approval = state_.approvals.at(event.approval);
    SWARMDESK_ASSERT(approval.state == ApprovalState::open);
    approval.state = ApprovalState::expired;
    IntentRecord& known = state_.intents.at(event.intent);
    known.updated = time;
    finish(known, IntentState::expired, Rails::Slot::keep);
}

void Gate::fold(const OrderSubmitting& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    SWARMDESK_ASSERT(known.state == IntentState::reserved || known.state == IntentState::approved);
    known.state = IntentState::submitting;
    known.submitted = known.updated = time;
    state_.orders.emplace(event.client_order_id, event.intent);
}

void Gate::fold(const OrderAccepted& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    if (!event.venue_order_id.empty()) known.venue_order_id = event.venue_order_id;
    known.updated = time;
    if (known.state == IntentState::submitting || known.state == IntentState::unknown)
        known.state = known.filled.is_zero() ? IntentState::accepted : IntentState::partial;
}

void Gate::fold(const OrderRefused& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.outcome = event.code + (event.message.empty() ? "" : ": " + event.message);
    known.updated = time;
    finish(known, IntentState::refused, Rails::Slot::give_back);
}

void Gate::fold(const OrderUnknown& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.outcome = event.code + (event.message.empty() ? "" : ": " + event.message);
    known.state = IntentState::unknown;
    known.updated = time;
}

void Gate::fold(const OrderFilled& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    const bool is_new = known.trades.insert(event.trade.trade_id).second;
    SWARMDESK_ASSERT(is_new);
    known.filled += event.trade.quantity;
    known.filled_value += notional(event.trade.price, event.trade.quantity, Rounding::half_even);
    known.fees += event.trade.fee;
    known.updated = time;
    rails_.book(event.intent, known.intent.account, agent_of(known.intent), event.trade);
    const bool is_done = known.filled >= known.order->quantity;
    if (is_final(known.state)) {
        if (is_done) known.state = IntentState::filled;  // the last fill came after the cancel was confirmed
    } else if (is_done) {
        finish(known, IntentState::filled, Rails::Slot::keep);
    } else {
        known.state = IntentState::partial;
    }
}

void Gate::fold(const CancelRequested& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.is_cancel_requested = true;
    known.updated = time;
}

void Gate::fold(const OrderClosed& event, UtcTime time)
{
    IntentRecord& known = state_.intents.at(event.intent);
    known.updated = time;
    known.outcome = event.reason;
    const bool is_expired = event.status == VenueOrderStatus::expired;
    finish(known, is_expired ? IntentState::expired : IntentState::cancelled, Rails::Slot::keep);
}

void Gate::fold(const DeskStateSet& event, UtcTime) { rails_.set_desk_state(event.state, event.reason); }
void Gate::fold(const AccountStateSet& event, UtcTime)
{
    rails_.set_account_state(event.account, event.state, event.reason);
}
void Gate::fold(const DayStarted& event, UtcTime)
{
    rails_.start_day(event.account, event.day, event.equity, event.is_estimated);
}
void Gate::fold(const DailyLossTripped& event, UtcTime) { rails_.trip_daily_loss(event.account); }
void Gate::fold(const LossStreakTripped& event, UtcTime) { rails_.trip_loss_streak(event.account); }
void Gate::fold(const LossStreakRearmed& event, UtcTime) { rails_.rearm(event.account); }
void Gate::fold(const ReconcileStarted& event, UtcTime) { rails_.set_reconciling(event.account, true); }
void Gate::fold(const ReconcileFinished& event, UtcTime) { rails_.set_reconciling(event.account, false); }
void Gate::fold(const LimitsSet& event, UtcTime)
{
    state_.limits_epoch = event.epoch;
    state_.limits_fingerprint = event.fingerprint;
}
void Gate::fold(const AlertRaised&, UtcTime) {}

Bytes Gate::snapshot() const
{
    Encoder encoder;
    encoder.put(std::uint32_t{1});  // the layout's version
    encoder.put(rails_.state());
    encoder.put(state_);
    return encoder.take();
}

Result<void> Gate::restore(std::string_view snapshot)
{
    Decoder decoder{snapshot};
    std::uint32_t version = 0;
    risk::RailsState rails;
    GateState state;
    decoder.get(version);
    if (version != 1) return Error{Errc::corrupt, "the snapshot has another layout"};
    decoder.get(rails);
    decoder.get(state);
    if (decoder.failed() || !decoder.is_at_end()) return Error{Errc::corrupt, "the snapshot does not parse"};
    rails_.restore(std::move(rails));
    state_ = std::move(state);
    open_.clear();
    for (const auto& [id, known] : state_.intents)
        if (!is_final(known.state)) open_.insert(id);
    return {};
}

const IntentRecord* Gate::find(const IntentId& intent) const
{
    const auto found = state_.intents.find(intent);
    return found == state_.intents.end() ? nullptr : &found->second;
}

bool Gate::may_leave(const IntentId& intent, UtcTime now) const
{
    const IntentRecord* known = find(intent);
    return known != nullptr && known->state == IntentState::submitting && !known->is_cancel_requested &&
           (!known->intent.expires || now < *known->intent.expires);
}

const ApprovalRecord* Gate::find(const ApprovalId& approval) const
{
    const auto found = state_.approvals.find(approval);
    return found == state_.approvals.end() ? nullptr : &found->second;
}

const IntentRecord* Gate::find_order(const ClientOrderId& order) const
{
    const auto found = state_.orders.find(order);
    return found == state_.orders.end() ? nullptr : find(found->second);
}

bool Gate::is_waiting() const
{
    if (!inquiries_.empty() || !reconciling_.empty()) return true;
    return std::any_of(open_.begin(), open_.end(), [this](const IntentId& id) {
        const IntentState state = state_.intents.at(id).state;
        return state == IntentState::parked || state == IntentState::submitting;
    });
}

std::vector<const IntentRecord*> Gate::open_intents() const
{
    std::vector<const IntentRecord*> result;
    for (const IntentId& id : open_) result.push_back(&state_.intents.at(id));
    std::sort(result.begin(), result.end(), [](const IntentRecord* a, const IntentRecord* b) {
        return std::pair{a->created, a->intent.id} < std::pair{b->created, b->intent.id};
    });
    return result;
}

}  // namespace swarmdesk::trading::execution
