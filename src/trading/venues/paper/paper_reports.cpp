#include "trading/venues/paper/paper_reports.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::venues {

using execution::AccountSnapshot;
using execution::BalanceMoved;
using execution::FillReported;
using execution::OrderFound;
using execution::StatusReported;

namespace {

BalanceMoved moved(std::uint64_t entry, const FundsMoved& move)
{
    return {move.account, std::to_string(entry), move.kind, move.asset, move.amount, move.time};
}

FillReported reported(const PaperOrder& order, std::uint64_t entry)
{
    const auto fill = std::lower_bound(order.fills.begin(), order.fills.end(), entry,
                                       [](const PaperFill& one, std::uint64_t wanted) { return one.entry < wanted; });
    SWARMDESK_ASSERT(fill != order.fills.end() && fill->entry == entry);
    return {order.order.account, order.order.client_order_id, fill->fill};
}

PaperReport status_report(const PaperOrder& order, Quantity filled)
{
    return {order.number, order.order.account,
            StatusReported{.account = order.order.account,
                           .client_order_id = order.order.client_order_id,
                           .status = order.status,
                           .filled = filled,
                           .reason = order.reason,
                           .stop_price = order.stop_price()}};
}

PaperReport fill_report(const PaperOrder& order, std::uint64_t trade_id)
{
    const FillId id{std::to_string(trade_id)};
    const auto fill = std::find_if(order.fills.rbegin(), order.fills.rend(),
                                   [&id](const PaperFill& one) { return one.fill.id == id; });
    SWARMDESK_ASSERT(fill != order.fills.rend());
    return {order.number, order.order.account, reported(order, fill->entry)};
}

}  // namespace

std::vector<PaperReport> reports_of(const PaperEvents& events, const PaperState& state)
{
    std::vector<PaperReport> reports;
    for (const PaperEvent& event : events) {
        if (const auto* placed = std::get_if<OrderPlaced>(&event)) {
            const PaperOrder& order = *state.find(placed->number);
            if (order.is_open()) reports.push_back(status_report(order, Quantity{}));
        } else if (const auto* matched = std::get_if<OrdersMatched>(&event)) {
            for (const std::uint64_t number : {matched->maker, matched->taker})
                if (number != 0) reports.push_back(fill_report(*state.find(number), matched->trade_id));
        } else if (const auto* closed = std::get_if<OrderClosed>(&event)) {
            const PaperOrder& order = *state.find(closed->number);
            reports.push_back(status_report(order, order.filled));
        } else if (const auto* moved_stop = std::get_if<StopMoved>(&event)) {
            const PaperOrder& order = *state.find(moved_stop->number);
            reports.push_back(status_report(order, order.filled));
        } else if (const auto* funds = std::get_if<FundsMoved>(&event)) {
            reports.push_back({0, funds->account, moved(state.last_entry(), *funds)});
        }
    }
    return reports;
}

OrderFound found(const PaperOrder& order)
{
    std::vector<Fill> fills;
    for (const PaperFill& one : order.fills) fills.push_back(one.fill);
    return {.client_order_id = order.order.client_order_id,
            .venue_order_id = std::to_string(order.number),
            .instrument = order.order.instrument,
            .status = order.status,
            .filled = order.filled,
            .fills = std::move(fills),
            .stop_price = order.stop_price()};
}

execution::VenueRules rules_of(const PaperSettings& settings, nanoseconds settle_delay)
{
    return {.settle_delay = settle_delay,
            .remembers_client_ids = settings.remembers_client_ids,
            .order_types = {OrderType::market, OrderType::limit, OrderType::limit_maker, OrderType::stop_loss_limit,
                            OrderType::stop_loss, OrderType::take_profit, OrderType::take_profit_limit,
                            OrderType::trailing_stop, OrderType::oco},
            .has_dead_man_switch = false};
}

AccountSnapshot snapshot_of(const PaperState& state, const AccountId& account, std::uint64_t request,
                            std::uint64_t after, UtcTime now, const IsHidden& is_hidden)
{
    AccountSnapshot snapshot{.account = account, .request = request, .as_of = now};
    if (const auto balances = state.accounts().find(account); balances != state.accounts().end())
        for (const auto& [asset, balance] : balances->second) snapshot.balances[asset] = balance.free + balance.locked;
    for (const std::uint64_t number : state.open_orders(account))
        if (!is_hidden(number)) snapshot.open_orders.push_back(found(*state.find(number)));

    if (after > state.last_entry()) after = 0;
    std::uint64_t last = state.last_entry();
    std::size_t given = 0;
    const auto& entries = state.entries(account);
    for (auto entry = entries.upper_bound(after); entry != entries.end(); ++entry) {
        const auto [number, order_number] = *entry;
        // What is hidden must be found later: the cursor stays before it.
        const bool is_seen = order_number == 0 || !is_hidden(order_number);
        if (!is_seen || given == snapshot_page_max) {
            snapshot.is_complete = !is_seen;
            last = std::max(after, entry == entries.begin() ? 0 : std::prev(entry)->first);
            break;
        }
        ++given;
        if (order_number == 0)
            snapshot.moves.push_back(moved(number, state.moves().at(number)));
        else
            snapshot.fills.push_back(reported(*state.find(order_number), number));
    }
    snapshot.cursor = std::to_string(last);
    return snapshot;
}

}  // namespace swarmdesk::trading::venues
