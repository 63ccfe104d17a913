// Reconciliation: the account's books against everything the venue says it has, again and again (RAILS 23).
#include <fmt/format.h>

#include <algorithm>

#include "trading/execution/gate.hpp"
#include "trading/execution/gate_detail.hpp"

namespace swarmdesk::trading::execution {

using namespace detail;

namespace {

constexpr std::uint32_t mismatches_max = 3;  ///< a fill may come between two looks: so many in a row are a difference
constexpr std::uint32_t busy_max = 15;       ///< and so many where something was booked while the venue looked
constexpr auto failing_max = std::chrono::minutes{5};  ///< books not compared for so long are not traded on
constexpr auto look_again = std::chrono::seconds{2};
constexpr auto snapshot_patience = std::chrono::seconds{60};
constexpr std::size_t first_moves_kept = 1'000;  ///< a stream is late by seconds

template <class T>
void keep_newest(std::deque<T>& kept, const T& one)
{
    kept.push_back(one);
    if (kept.size() > first_moves_kept) kept.pop_front();
}

}  // namespace

void Gate::compare_at(const AccountId& account, DeskTime when)
{
    Comparison& comparison = comparisons_[account];
    if (comparison.asked) {
        comparison.is_again = true;  // the one under way began before whatever is to be seen now
        return;
    }
    const auto scheduled = comparisons_due_.find({comparison.next, account});
    if (scheduled != comparisons_due_.end()) {
        if (comparison.next <= when) return;
        comparisons_due_.erase(scheduled);
    }
    comparison.next = when;
    comparisons_due_.emplace(when, account);
}

void Gate::ask_snapshot(Step& step, const AccountId& account, Moment now)
{
    Comparison& comparison = comparisons_.at(account);
    comparisons_due_.erase({comparison.next, account});
    // Until it is answered the deadline is that of an answer that never comes.
    const bool is_held = is_held_back(account, now);
    if (!comparison.failing_since) comparison.failing_since = now.desk;
    say_failing(step, account, now);
    comparison.next = now.desk + snapshot_patience;
    if (is_held) {
        comparison.next = throttled_until_.at(books_.rails().find(account)->venue);
        if (!comparison.is_failure_said)
            comparison.next = std::min(comparison.next, *comparison.failing_since + failing_max);
    }
    comparisons_due_.emplace(comparison.next, account);
    if (is_held) {
        comparison.asked.reset();
        return;
    }
    comparison.request = ++requests_;
    comparison.asked = now.desk;
    comparison.has_booked = false;
    step.effects.push_back(
        TakeSnapshot{books_.rails().find(account)->venue, account, comparison.request, comparison.cursor});
}

void Gate::say_failing(Step& step, const AccountId& account, Moment now)
{
    Comparison& comparison = comparisons_.at(account);
    if (comparison.is_failure_said || now.desk - *comparison.failing_since < failing_max) return;
    comparison.is_failure_said = true;
    const std::string reason = "the venue has not told for minutes what the account holds";
    record_alert(step, "critical", "NOT_COMPARED", reason, nullptr, account, now);
    if (!books_.rails().find(account)->is_reconciling) record(step, ReconcileStarted{account, reason}, account, now);
}

void Gate::on(Step& step, const AccountSnapshot& report, Moment now)
{
    const auto found = comparisons_.find(report.account);
    if (found == comparisons_.end() || !found->second.asked || report.request != found->second.request) return;
    Comparison& comparison = found->second;
    const std::optional<DeskTime> asked = std::exchange(comparison.asked, std::nullopt);
    const auto look_at = [&](nanoseconds pause) {
        comparisons_due_.erase({comparison.next, report.account});
        comparison.next = now.desk + pause;
        comparisons_due_.emplace(comparison.next, report.account);
    };
    look_at(settings_.reconcile_interval);
    if (std::exchange(comparison.is_again, false)) look_at({});
    if (report.failed) return look_at(look_again);

    // An account that was never compared begins with what the venue has in its name; its past there is not the desk's.
    const bool is_first = was_never_compared(report.account);
    const bool has_booked = comparison.has_booked;
    if (is_first) {
        for (const BalanceMoved& move : report.moves) keep_newest(comparison.counted, move.id);
    } else {
        for (const FillReported& fill : report.fills) take_fill(step, fill, now);
        for (const BalanceMoved& move : report.moves) move_funds(step, move, now);
        comparison.unrecorded += report.fills.size() + report.moves.size();
    }
    const bool has_moved = std::exchange(comparison.cursor, report.cursor) != report.cursor;
    if (!report.is_complete) {
        // Where there is more and nothing of it comes, the venue is not asked without a pause.
        if (!has_moved) return look_at(look_again);
        return ask_snapshot(step, report.account, now);
    }
    comparison.failing_since.reset();
    comparison.is_failure_said = false;
    if (is_first) begin_with(step, report, now);

    std::set<ClientOrderId> open;
    for (const OrderFound& order : report.open_orders) {
        open.insert(order.client_order_id);
        const IntentRecord* known = books_.find_order(order.client_order_id);
        const bool is_ours = known != nullptr && known->intent.account == report.account;
        if (is_ours ? is_final(known->state) : is_forgotten(order.client_order_id))
            take_back_stray(step, report.account, order, now);
        else if (!is_ours)
            found_foreign(step, report.account,
                          fmt::format("an open order {}, which the desk never sent", order.client_order_id.to_string()),
                          now);
        else if (order.filled > known->filled)
            query_at(known->intent.id, now.desk);
    }
    // What the venue had and has no more on its book has ended, or is lost.
    for (const IntentId& id : books_.open_of(report.account)) {
        const IntentRecord& known = *books_.find(id);
        if (is_at_venue(known.state) && known.accepted && *known.accepted < *asked &&
            !open.contains(known.order->client_order_id))
            query_at(id, now.desk);
    }
    conclude_not_found(step, report, now);
    std::erase_if(comparison.waiting, [&](const IntentId& id) {
        const IntentRecord* known = books_.find(id);
        return known == nullptr || !is_at_venue(known->state);
    });
    if (!comparison.waiting.empty()) return look_at(look_again);
    comparison.has_booked = has_booked;  // what this answer brought is in its balances too
    finish_comparison(step, report, now);
}

void Gate::take_back_stray(Step& step, const AccountId& account, const OrderFound& order, Moment now)
{
    if (comparisons_.at(account).strays.insert(order.client_order_id).second)
        record_alert(step, "critical", "STRAY_ORDER",
                     fmt::format("the venue has {} on its book, which has ended here: it is taken back",
                                 order.client_order_id.to_string()),
                     books_.find_order(order.client_order_id), account, now);
    step.effects.push_back(CancelOrder{account, order.instrument, order.client_order_id});
    compare_at(account, now.desk + look_again);
}

void Gate::on(Step& step, const BalanceMoved& report, Moment now)
{
    const auto found = comparisons_.find(report.account);
    if (found != comparisons_.end()) {
        const auto& counted = found->second.counted;
        if (std::find(counted.begin(), counted.end(), report.id) != counted.end()) return;
    }
    const std::size_t before = step.events.size();
    move_funds(step, report, now);
    if (step.events.size() > before && found != comparisons_.end() && was_never_compared(report.account))
        keep_newest(found->second.streamed, report);
}

void Gate::begin_with(Step& step, const AccountSnapshot& report, Moment now)
{
    Comparison& comparison = comparisons_.at(report.account);
    // What the stream brought is on the books; of it, the venue's balances lack what came after they were taken.
    std::map<AssetId, Amount> missing = report.balances;
    for (const auto& [asset, held] : books_.rails().find(report.account)->balances) missing[asset] -= held;
    for (const BalanceMoved& move : std::exchange(comparison.streamed, {})) {
        const auto& counted = comparison.counted;
        if (std::find(counted.begin(), counted.end(), move.id) == counted.end()) missing[move.asset] += move.amount;
    }
    for (const auto& [asset, amount] : missing)
        move_funds(step, BalanceMoved{report.account, {}, MoveKind::initial, asset, amount, report.as_of}, now);
}

void Gate::finish_comparison(Step& step, const AccountSnapshot& report, Moment now)
{
    const AccountId id = report.account;
    Comparison& comparison = comparisons_.at(id);
    const risk::Account& account = *books_.rails().find(id);
    const std::vector<Difference> different = differences(report);
    // What was booked while the venue looked may or may not be in its answer: that look says nothing.
    const bool says_nothing = !different.empty() && comparison.has_booked && ++comparison.busy < busy_max;
    if (!says_nothing) comparison.busy = 0;
    if (!different.empty() && (says_nothing || ++comparison.mismatches < mismatches_max)) {
        comparisons_due_.erase({comparison.next, id});
        comparison.next = now.desk + look_again;
        comparisons_due_.emplace(comparison.next, id);
        return;
    }
    if (different.empty()) comparison.mismatches = 0;
    const std::vector<Difference> before = books_.orders_of(id).differences;
    const bool is_news = different != before || account.is_mismatched != !different.empty();
    // The cursor is written down as soon as it has passed something: after a start nothing is read again that could be
    // of an order the books have forgotten since.
    if (!account.is_reconciling && !is_news && comparison.unrecorded == 0) return;
    comparison.unrecorded = 0;
    record(step, ReconcileFinished{id, different, comparison.cursor}, id, now);
    if (account.baseline.day == 0) mark(step, id, now);
    if (different.empty() || !is_news) return;
    const std::string reason = "books do not match the venue's: " + to_string(different);
    record_alert(step, "critical", "BOOKS_DIFFER", reason, nullptr, id, now);
    halt(step, id, reason, now);
}

bool Gate::was_never_compared(const AccountId& id) const
{
    const AccountOrders& orders = books_.orders_of(id);
    if (!orders.cursor.empty() || !books_.rails().find(id)->reservations.empty()) return false;
    return std::none_of(orders.finished.begin(), orders.finished.end(),
                        [this](const IntentId& intent) { return books_.find(intent)->submitted.has_value(); });
}

std::vector<Difference> Gate::differences(const AccountSnapshot& snapshot) const
{
    std::vector<Difference> different;
    std::map<AssetId, std::pair<Amount, Amount>> both;
    for (const auto& [asset, amount] : books_.rails().find(snapshot.account)->balances) both[asset].first = amount;
    for (const auto& [asset, amount] : snapshot.balances) both[asset].second = amount;
    for (const auto& [asset, amounts] : both)
        if (amounts.first != amounts.second)
            different.push_back({asset.to_string(), amounts.first.to_string(), amounts.second.to_string()});
    for (const OrderFound& order : snapshot.open_orders) {
        const IntentRecord* known = books_.find_order(order.client_order_id);
        if (known == nullptr || is_final(known->state))
            different.push_back({order.client_order_id.to_string(), "not open", "open", DifferenceKind::order});
    }
    return different;
}

}  // namespace swarmdesk::trading::execution
