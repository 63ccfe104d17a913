// What venues report, and what it means for the books.
#include <fmt/format.h>

#include <algorithm>

#include "base/assert.hpp"
#include "base/decimal_share.hpp"
#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"

namespace swarmdesk::trading::execution {

using namespace detail;

namespace {

/// Whether a fill can be one of this order: the same instrument and side, and numbers that can be booked.
bool is_credible(const Fill& fill, const Order& order)
{
    if (fill.instrument != order.instrument || fill.side != order.side) return false;
    if (fill.id.is_empty() || !fill.price.is_positive() || !fill.quantity.is_positive() || fill.fee_asset.is_empty() ||
        fill.quote_amount.is_negative())
        return false;
    return is_bookable(fill.price, fill.quantity) && is_sane(fill.fee.value()) && is_sane(fill.quote_amount.value());
}

constexpr std::size_t incredible_max = 1'000;

bool is_outside_limit(const Fill& fill, const Order& order)
{
    // The worst of its two ends; a stop without a limit takes what it gets.
    const auto worst = order.type == OrderType::oco ? order.stop_limit_price : order.limit_price;
    if (!worst) return false;
    return fill.side == Side::buy ? fill.price > *worst : fill.price < *worst;
}

}  // namespace

Step Gate::on_report(const VenueId& venue, const VenueReport& report, Now now)
{
    const Moment moment = advance(now);
    Step step;
    const AccountId& account = std::visit([](const auto& r) -> const AccountId& { return r.account; }, report);
    const risk::Account* known = books_.rails().find(account);
    // A venue speaks for its own accounts only.
    if (known == nullptr || known->venue != venue) return step;
    std::visit([&](const auto& r) { on(step, r, moment); }, report);
    keep_protections(step, moment);
    return step;
}

void Gate::on(Step& step, const SendAnswered& report, Moment now)
{
    const IntentRecord* known = books_.find(report.intent);
    if (known == nullptr || known->intent.account != report.account || !is_at_venue(known->state)) return;
    const IntentId id = report.intent;
    const AccountId account = report.account;
    const bool is_undecided = known->state == IntentState::submitted || known->state == IntentState::unknown;
    answers_due_.erase({*known->submitted + settings_.send_timeout, id});
    switch (report.outcome) {
        case SendOutcome::accepted:
            if (is_undecided || (known->venue_order_id.empty() && !report.venue_order_id.empty()))
                record(step, OrderAccepted{id, report.venue_order_id, false}, account, now);
            query_after(*books_.find(id), now);
            return;
        case SendOutcome::rejected:
        case SendOutcome::not_sent:
            // A rejection of something that has already traded contradicts itself: query it.
            if (is_undecided && known->filled.is_zero())
                record(step, OrderRejected{id, report.code, report.message, false}, account, now);
            else
                query_at(id, now.desk);
            return;
        case SendOutcome::unknown:
        case SendOutcome::duplicate:  // the venue has this id: whether it is this very order, only a query says
            if (known->state == IntentState::submitted)
                record(step,
                       OrderUnknown{id, report.outcome == SendOutcome::duplicate ? "DUPLICATE" : report.code,
                                    report.message},
                       account, now);
            query_at(id, now.desk);
            return;
    }
}

void Gate::on(Step& step, const FillReported& report, Moment now)
{
    if (!take_fill(step, report, now)) compare_at(report.account, now.desk);
}

bool Gate::take_fill(Step& step, const FillReported& report, Moment now)
{
    const IntentRecord* known = books_.find_order(report.client_order_id);
    const bool is_ours = known != nullptr && known->intent.account == report.account;
    if (is_ours)
        apply_fill(step, known->intent.id, report.fill, now);
    else if (!is_forgotten(report.client_order_id))
        found_foreign(step, report.account,
                      fmt::format("a fill of order {}, which the desk never sent", report.client_order_id.to_string()),
                      now);
    // A fill of one of ours that has ended long ago was booked then; if it was not, the comparison finds the money.
    return is_ours;
}

bool Gate::is_forgotten(const ClientOrderId& order) const
{
    const auto intent = intent_of(order);
    return intent && books_.find(*intent) == nullptr && seen_.may_have(*intent);
}

void Gate::on(Step& step, const StatusReported& report, Moment now)
{
    const IntentRecord* known = books_.find_order(report.client_order_id);
    if (known == nullptr || known->intent.account != report.account) return;
    if (report.status == VenueOrderStatus::canceled && report.stop_price)
        keep_trail(step, *known, *report.stop_price, now);
    close(step, known->intent.id, report.status, report.filled, report.reason, now);
}

void Gate::on(Step&, const CancelAnswered& report, Moment now)
{
    const IntentRecord* known = books_.find_order(report.client_order_id);
    if (known == nullptr || is_final(known->state)) return;
    // Whatever it says, the order's own status decides: the report of it is on its way, or a query fetches it.
    query_at(known->intent.id, report.outcome == SendOutcome::accepted ? now.desk + cancel_patience : now.desk);
}

void Gate::move_funds(Step& step, const BalanceMoved& move, Moment now)
{
    const auto& moves = books_.orders_of(move.account).moves;
    if (!move.id.empty() && std::find(moves.begin(), moves.end(), move.id) != moves.end()) return;
    const auto& balances = books_.rails().find(move.account)->balances;
    const auto balance = balances.find(move.asset);
    const Amount held = balance == balances.end() ? Amount{} : balance->second;
    if (move.asset.is_empty() || move.amount.is_zero()) return;
    const auto rate = books_.rails().usd_rate(move.asset, quotes_);
    const auto value = rate ? value_of(move.amount, *rate) : Usd{};
    if (!is_sane(move.amount.value()) || !is_sane(held.value() + move.amount.value()) || !value) {
        record_alert(step, "critical", "ABSURD_MOVE",
                     fmt::format("the venue reports a move of {} {}, beyond what can be booked",
                                 move.amount.to_string(), move.asset.to_string()),
                     nullptr, move.account, now);
        return;
    }
    record(step, FundsMoved{move.account, move.asset, move.amount, *value, !rate, move.kind, move.id, {}}, move.account,
           now);
    comparisons_[move.account].has_booked = true;
    mark(step, move.account, now);
}

void Gate::on(Step& step, const StreamLost& report, Moment now)
{
    Stream& stream = streams_[report.account];
    if (std::exchange(stream.is_lost, true)) return;
    ++stream.gaps;
    record_alert(step, "warning", "STREAM_LOST", "the venue's stream broke: " + report.reason, nullptr, report.account,
                 now);
}

void Gate::on(Step&, const StreamRestored& report, Moment now)
{
    // What it said meanwhile nobody heard.
    streams_[report.account].is_lost = false;
    ++streams_[report.account].gaps;
    for (const IntentId& id : books_.open_of(report.account))
        if (is_at_venue(books_.find(id)->state)) query_at(id, now.desk);
    compare_at(report.account, now.desk);
}

void Gate::on(Step& step, const Throttled& report, Moment now)
{
    const VenueId& venue = books_.rails().find(report.account)->venue;
    DeskTime& until = throttled_until_[venue];
    const bool is_new = until <= now.desk;
    until = std::max(until, now.desk + std::min<nanoseconds>(report.retry_after, std::chrono::minutes{10}));
    if (is_new)
        record_alert(step, "warning", "THROTTLED",
                     fmt::format("{} asks for patience ({}): queries wait {} ms, cancels do not", venue.to_string(),
                                 report.code, report.retry_after.count() / 1'000'000),
                     nullptr, report.account, now);
}

bool Gate::is_held_back(const AccountId& account, Moment now) const
{
    const auto found = throttled_until_.find(books_.rails().find(account)->venue);
    return found != throttled_until_.end() && now.desk < found->second;
}

void Gate::found_foreign(Step& step, const AccountId& account, const std::string& what, Moment now)
{
    const std::string reason = "the venue reports " + what;
    if (books_.rails().find(account)->state != risk::TradingState::halted)
        record_alert(step, "critical", "FOREIGN_ORDER", reason, nullptr, account, now);
    halt(step, account, reason, now);
}

void Gate::apply_fill(Step& step, const IntentId& id, const Fill& fill, Moment now)
{
    const IntentRecord& known = *books_.find(id);
    if (known.fills.contains(fill.id) || incredible_.contains({id, fill.id})) return;
    const AccountId account = known.intent.account;
    const std::string order = known.order->client_order_id.to_string();
    const auto filled = is_credible(fill, *known.order) ? bookable(known, fill) : std::nullopt;
    if (!filled) {
        if (incredible_.size() >= incredible_max) incredible_.erase(incredible_.begin());
        incredible_.emplace(id, fill.id);
        record_alert(step, "critical", "INCREDIBLE_FILL",
                     fmt::format("fill {} does not fit the order {} it is reported for", fill.id.to_string(), order),
                     &known, account, now);
        return;
    }
    if (known.settled.is_positive()) return apply_settled_fill(step, known, fill, now);
    // Money has moved in any case: it is booked, and a human is called.
    if (known.filled + fill.quantity > known.order->quantity || known.state == IntentState::rejected)
        record_alert(step, "critical", "OVERFILLED",
                     fmt::format("fill {} fills more of {} than was open", fill.id.to_string(), order), &known, account,
                     now);
    if (is_outside_limit(fill, *known.order))
        record_alert(step, "critical", "FILL_OUTSIDE_LIMIT",
                     fmt::format("fill {} of {} at {} is outside its limit {}", fill.id.to_string(), order,
                                 fill.price.to_string(), known.order->limit_price->to_string()),
                     &known, account, now);
    record(step, *filled, account, now);
    comparisons_[account].has_booked = true;
    after_fill(step, *books_.find(id), now);
}

std::optional<OrderFilled> Gate::bookable(const IntentRecord& known, const Fill& fill) const
{
    const risk::Rails& rails = books_.rails();
    try {
        const auto fee = rails.fee_in_quote(fill.instrument, fill, quotes_);
        rails.check_fill(known.intent.account, known.intent.lot_owner(), fill, fee);
        return OrderFilled{known.intent.id, fill, fee.value_or(Amount{}), !fee.has_value()};
    } catch (const ArithmeticError&) {
        return std::nullopt;
    }
}

void Gate::apply_settled_fill(Step& step, const IntentRecord& known, const Fill& fill, Moment now)
{
    const IntentId id = known.intent.id;
    const AccountId account = known.intent.account;
    const SettledFillReported reported{id, fill, std::min(fill.quantity, known.settled)};
    record(step, reported, account, now);
    record_alert(
        step, "warning", "FILL_OF_SETTLED",
        fmt::format("fill {} of {}, which people had settled: {} at {} was booked then and is not booked again",
                    fill.id.to_string(), known.order->client_order_id.to_string(), reported.settled.to_string(),
                    fill.price.to_string()),
        books_.find(id), account, now);
    if (const Quantity more = fill.quantity - reported.settled; more.is_positive()) {
        Fill rest = fill;
        rest.quantity = more;
        rest.quote_amount = notional(fill.price, more, Rounding::half_even);
        rest.fee = Amount{share(fill.fee.value(), more.value(), fill.quantity.value(), Rounding::half_even)};
        apply_fill(step, id, rest, now);
    }
    // Where people had said other numbers than the venue, the comparison finds the difference.
    compare_at(account, now.desk);
}

void Gate::after_fill(Step& step, const IntentRecord& known, Moment now)
{
    const AccountId account = known.intent.account;
    const IntentId id = known.intent.id;
    const std::vector<risk::ClosedTrip> trips = books_.closed_trips();
    adopt_protection(step, known, now);
    const risk::Rails& rails = books_.rails();
    for (const risk::ClosedTrip& closed : trips) {
        record(step,
               RoundTripClosed{account, closed.owner, closed.instrument, id, closed.trip.entry_cost, closed.trip.result,
                               rails.is_loss(closed.trip)},
               account, now);
        for (const auto& [scope, losses] : rails.due_streaks(account, books_.streak_owner(id, closed.owner)))
            record(step, LossStreakTripped{scope, losses}, scope.level == risk::Level::account ? account : AccountId{},
                   now);
        say_dust(step, *books_.find(id), closed.owner, now);
    }
    if (trips.empty()) after_end(step, *books_.find(id), now);
    if (is_halted(account)) cancel_over_reduced(step, &account, desk_actor, "halted, and no longer a reduction", now);
    mark(step, account, now);
}

void Gate::after_end(Step& step, const IntentRecord& known, Moment now)
{
    // An entry that was filled for so little that nobody can sell it.
    if (!is_final(known.state) || !known.filled.is_positive() || known.intent.side != Side::buy) return;
    const InstrumentId& id = known.intent.instrument;
    const LotOwner owner = known.intent.lot_owner();
    const Quantity held = held_in(lot_of(known.intent));
    if (risk::Rails::is_dust(books_.rails().state().instruments.at(id), held, known.average_price()))
        say_dust(step, known, owner, now);
}

void Gate::say_dust(Step& step, const IntentRecord& known, const LotOwner& owner, Moment now)
{
    const InstrumentId& instrument = known.intent.instrument;
    const Quantity left = held_in({known.intent.account, instrument, owner});
    if (left.is_zero()) return;
    record_alert(step, "info", "DUST",
                 fmt::format("{} {} of {} are left, too little for the venue to take: kept as dust", left.to_string(),
                             books_.rails().state().instruments.at(instrument).base.to_string(), owner.to_string()),
                 &known, known.intent.account, now);
}

void Gate::close(Step& step, const IntentId& id, VenueOrderStatus status, Quantity venue_filled,
                 const std::string& reason, Moment now)
{
    const IntentRecord& known = *books_.find(id);
    if (is_final(known.state)) return;
    const AccountId account = known.intent.account;
    const bool is_undecided = known.state == IntentState::submitted || known.state == IntentState::unknown;
    if (venue_filled > known.filled) return query_at(id, now.desk);  // fills are missing: fetch them first
    switch (status) {
        case VenueOrderStatus::resting:
            if (is_undecided) record(step, OrderAccepted{id, known.venue_order_id, false}, account, now);
            query_after(*books_.find(id), now);
            return;
        // The last fill would have closed it: the venue owes us one.
        case VenueOrderStatus::filled: return query_at(id, now.desk + settings_.query_interval);
        case VenueOrderStatus::rejected:
            if (is_undecided)
                record(step, OrderRejected{id, "REJECTED", reason, false}, account, now);
            else
                record(step, OrderClosed{id, VenueOrderStatus::canceled, reason}, account, now);
            return after_end(step, *books_.find(id), now);
        case VenueOrderStatus::canceled:
        case VenueOrderStatus::expired:
            record(step, OrderClosed{id, status, reason}, account, now);
            return after_end(step, *books_.find(id), now);
    }
}

}  // namespace swarmdesk::trading::execution
