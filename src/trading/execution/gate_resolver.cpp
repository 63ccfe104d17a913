// The resolver: finds out what became of orders by querying the venue, never by sending again (RAILS 20–22).
#include <fmt/format.h>

#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"

namespace swarmdesk::trading::execution {

using namespace detail;

void Gate::query_at(const IntentId& intent, DeskTime when)
{
    const auto [place, is_new] = queries_.try_emplace(intent);
    StatusQuery& query = place->second;
    if (!is_new && query.next <= when) return;
    if (!is_new) queries_due_.erase({query.next, intent});
    query.next = when;
    queries_due_.emplace(when, intent);
}

void Gate::reschedule(const IntentId& intent, StatusQuery& query, DeskTime when)
{
    queries_due_.erase({query.next, intent});
    query.next = when;
    queries_due_.emplace(when, intent);
}

void Gate::forget_query(const IntentId& intent)
{
    const auto found = queries_.find(intent);
    if (found == queries_.end()) return;
    queries_due_.erase({found->second.next, intent});
    queries_.erase(found);
}

void Gate::query_after(const IntentRecord& known, Moment now)
{
    if (is_final(known.state)) return;
    // An order that must end by itself is queried when its end is due, a resting one slowly.
    const bool ends_by_itself = known.order->time_in_force != TimeInForce::gtc;
    query_at(known.intent.id, now.desk + (ends_by_itself ? settings_.end_due_after : settings_.resting_query_interval));
}

void Gate::ask(Step& step, const IntentId& id, Moment now)
{
    const auto found = queries_.find(id);
    const IntentRecord* known = books_.find(id);
    if (found == queries_.end() || known == nullptr || !is_at_venue(known->state)) {
        queries_due_.erase(queries_due_.begin());
        queries_.erase(id);
        return;
    }
    StatusQuery& query = found->second;
    const AccountId account = known->intent.account;
    reschedule(id, query, now.desk + settings_.query_interval);
    if (known->state == IntentState::unknown) check_unknown(step, *known, query, now);
    if (is_held_back(account, now)) return;
    if (!query.first_asked) query.first_asked = now.desk;
    if (query.wants_snapshot)
        compare_at(account, now.desk);
    else
        step.effects.push_back(QueryOrder{account, known->intent.instrument, known->order->client_order_id});
}

/// Alarm and halt count from when the outcome became unknown, and never before the venue was first asked.
void Gate::check_unknown(Step& step, const IntentRecord& known, StatusQuery& query, Moment now)
{
    if (!query.first_asked || now.desk - *query.first_asked < settings_.query_interval || !known.unknown_since) return;
    const nanoseconds age = now.desk - *known.unknown_since;
    const AccountId account = known.intent.account;
    const std::string order = known.order->client_order_id.to_string();
    if (age >= settings_.unknown_alarm && !query.is_alarmed) {
        query.is_alarmed = true;
        record_alert(step, "critical", "UNKNOWN_OUTCOME", fmt::format("the outcome of {} is still unknown", order),
                     &known, account, now);
    }
    if (age < settings_.unknown_halt) return;
    // Resumed by a person meanwhile: they get as long again before it halts the account once more.
    if (query.halted && now.desk - *query.halted < settings_.unknown_halt) return;
    query.halted = now.desk;
    halt(step, account, fmt::format("the outcome of {} is unknown for too long; settle it by hand", order), now);
}

void Gate::on(Step& step, const QueryAnswered& report, Moment now)
{
    const IntentRecord* known = books_.find_order(report.client_order_id);
    if (known == nullptr || known->intent.account != report.account) return;
    const IntentId id = known->intent.id;
    const AccountId account = report.account;
    if (report.outcome == QueryOutcome::found) {
        if (const auto waiting = comparisons_.find(account); waiting != comparisons_.end())
            waiting->second.waiting.erase(id);
        forget_query(id);
        const bool is_undecided = known->state == IntentState::unknown || known->state == IntentState::submitted;
        const bool is_rejected = report.order.status == VenueOrderStatus::rejected && report.order.fills.empty();
        if (is_undecided && !is_rejected)
            record(step, OrderAccepted{id, report.order.venue_order_id, true}, account, now);
        for (const Fill& fill : report.order.fills) apply_fill(step, id, fill, now);
        close(step, id, report.order.status, report.order.filled, "established by a query", now);
        const IntentRecord* still = books_.find(id);
        if (still == nullptr || is_final(still->state)) return forget_query(id);
        if (still->is_cancel_requested) {
            step.effects.push_back(CancelOrder{account, still->intent.instrument, report.client_order_id});
            query_at(id, now.desk + settings_.query_interval);
        }
        query_after(*still, now);
        // A venue that contradicts itself is queried again like any other, and not at every tick.
        StatusQuery& query = queries_.at(id);
        if (query.next <= now.desk) reschedule(id, query, now.desk + settings_.query_interval);
        return;
    }
    if (is_final(known->state)) return;
    query_at(id, now.desk + settings_.query_interval);
    if (report.outcome == QueryOutcome::failed) return;

    // Not found. It proves nothing before the settle delay; after it, twice, at least a query's interval apart, and
    // then one look at everything that begins after the second, with no gap in the account's stream in between.
    StatusQuery& query = queries_.at(id);
    // Of an order from before this start nobody knows how long ago that was: the calendar may have been wrong.
    const DeskTime since = std::max(known->submitted.value(), started_);
    if (now.desk - since < rules_of(*known).settle_delay) return;
    const Stream& stream = streams_[account];
    if (stream.is_lost) return;
    const std::uint64_t gap = stream.gaps;
    if (!query.not_found || query.gap != gap) {
        query.not_found = now.desk;
        query.gap = gap;
        query.wants_snapshot = false;
    } else if (now.desk - *query.not_found >= settings_.query_interval && !query.wants_snapshot) {
        query.wants_snapshot = true;
        query.snapshot = requests_ + 1;
        compare_at(account, now.desk);
    }
}

void Gate::conclude_not_found(Step& step, const AccountSnapshot& snapshot, Moment now)
{
    std::set<ClientOrderId> open;
    for (const OrderFound& order : snapshot.open_orders) open.insert(order.client_order_id);
    const std::set<IntentId> ids = books_.open_of(snapshot.account);
    for (const IntentId& id : ids) {
        const auto found = queries_.find(id);
        if (found == queries_.end() || !found->second.wants_snapshot || snapshot.request < found->second.snapshot)
            continue;
        const IntentRecord& known = *books_.find(id);
        if (!is_at_venue(known.state)) continue;
        StatusQuery& query = found->second;
        const bool has_gap = query.gap != streams_[snapshot.account].gaps;
        if (has_gap || open.contains(known.order->client_order_id)) {
            query.not_found.reset();  // that proof is worth nothing any more
            query.wants_snapshot = false;
            reschedule(id, query, now.desk);
            continue;
        }
        if (known.state == IntentState::unknown && known.filled.is_zero()) {
            record(step, OrderRejected{id, "NOT_FOUND", "the venue never had it", true}, snapshot.account, now);
        } else {
            // The venue had confirmed it, and has lost it: nothing more will come of it, and its books are not ours.
            record_alert(
                step, "critical", "ORDER_LOST",
                fmt::format("the venue no longer knows {}, which it had", known.order->client_order_id.to_string()),
                &known, snapshot.account, now);
            record(step, OrderClosed{id, VenueOrderStatus::canceled, "the venue lost it"}, snapshot.account, now);
            halt(step, snapshot.account, "the venue lost an order it had", now);
        }
        if (const auto waiting = comparisons_.find(snapshot.account); waiting != comparisons_.end())
            waiting->second.waiting.erase(id);
        forget_query(id);
    }
}

}  // namespace swarmdesk::trading::execution
