#pragma once

#include <algorithm>

#include "trading/execution/gate.hpp"

/// \file
/// A venue for tests.

namespace swarmdesk::trading::execution::testing {

/// What is really at a venue: orders, fills and balances, whatever the desk was told of them. Every change returns the
/// report that a stream would bring; the test delivers it, twice, late or never.
class TestVenue {
public:
    struct Placed {
        Order order;
        std::string venue_order_id;
        VenueOrderStatus status = VenueOrderStatus::resting;
        Quantity filled;
        std::vector<Fill> fills;

        Quantity left() const { return order.quantity - filled; }
        bool is_open() const { return status == VenueOrderStatus::resting; }
    };
    struct Account {
        std::map<AssetId, Amount> balances;
        std::map<ClientOrderId, Placed> orders;
        std::vector<std::variant<FillReported, BalanceMoved>> past;  ///< a cursor is an index into it
    };

    TestVenue(VenueId id, std::vector<Instrument> instruments)
        : id_(std::move(id)), instruments_(std::move(instruments))
    {}

    const VenueId& id() const { return id_; }
    const std::vector<Instrument>& instruments() const { return instruments_; }
    Account& account(const AccountId& id) { return accounts_[id]; }
    Placed& order(const AccountId& account, const ClientOrderId& id) { return accounts_.at(account).orders.at(id); }
    bool has(const AccountId& account, const ClientOrderId& id) const
    {
        const auto found = accounts_.find(account);
        return found != accounts_.end() && found->second.orders.contains(id);
    }

    SendAnswered submit(const Order& order)
    {
        const auto [place, is_new] =
            account(order.account).orders.try_emplace(order.client_order_id, Placed{order, {}, {}, {}, {}});
        if (!is_new) return {order.account, order.intent, SendOutcome::duplicate, {}, "-2010", "Duplicate order sent."};
        place->second.venue_order_id = "v-" + std::to_string(++orders_);
        place->second.status = VenueOrderStatus::resting;
        return {order.account, order.intent, SendOutcome::accepted, place->second.venue_order_id, {}, {}};
    }
    FillReported fill(const AccountId& account_id, const ClientOrderId& order_id, Quantity quantity, Price price,
                      UtcTime time, Amount fee = {}, const AssetId& fee_asset = AssetId{"USDT"})
    {
        Placed& placed = order(account_id, order_id);
        const Instrument& instrument = find(placed.order.instrument);
        Fill fill;
        fill.id = FillId{"f-" + std::to_string(++fills_)};
        fill.instrument = instrument.id;
        fill.side = placed.order.side;
        fill.price = price;
        fill.quantity = quantity;
        fill.quote_amount = notional(price, quantity, Rounding::half_even);
        fill.fee = fee;
        fill.fee_asset = fee_asset;
        fill.time = time;
        placed.filled += quantity;
        placed.fills.push_back(fill);
        if (!placed.left().is_positive()) placed.status = VenueOrderStatus::filled;
        const bool is_buy = fill.side == Side::buy;
        auto& balances = account(account_id).balances;
        balances[instrument.base] += is_buy ? Amount{quantity.value()} : -Amount{quantity.value()};
        balances[instrument.quote] += is_buy ? -fill.quote_amount : fill.quote_amount;
        balances[fee_asset] -= fee;
        FillReported report{account_id, order_id, fill};
        account(account_id).past.push_back(report);
        return report;
    }
    StatusReported close(const AccountId& account, const ClientOrderId& id, VenueOrderStatus status, std::string reason)
    {
        Placed& placed = order(account, id);
        placed.status = status;
        return {account, id, status, placed.filled, std::move(reason)};
    }
    BalanceMoved move(const AccountId& id, const AssetId& asset, Amount amount, UtcTime time,
                      MoveKind kind = MoveKind::deposit)
    {
        account(id).balances[asset] += amount;
        BalanceMoved report{id, "m-" + std::to_string(++moves_), kind, asset, amount, time};
        account(id).past.push_back(report);
        return report;
    }

    OrderFound found(const Placed& placed) const
    {
        return {placed.order.client_order_id,
                placed.venue_order_id,
                placed.order.instrument,
                placed.status,
                placed.filled,
                placed.fills};
    }
    QueryAnswered query(const AccountId& account_id, const ClientOrderId& id)
    {
        const auto& orders = account(account_id).orders;
        const auto placed = orders.find(id);
        if (placed == orders.end()) return {account_id, id, QueryOutcome::not_found, {}};
        return {account_id, id, QueryOutcome::found, found(placed->second)};
    }
    AccountSnapshot snapshot(const AccountId& id, std::uint64_t request, const std::string& cursor, UtcTime time)
    {
        const Account& from = account(id);
        AccountSnapshot taken;
        taken.account = id;
        taken.request = request;
        taken.as_of = time;
        std::size_t next = cursor.empty() ? 0 : std::stoul(cursor);
        const std::size_t end = std::min(from.past.size(), next + page_size);
        for (; next < end; ++next) {
            if (const auto* fill = std::get_if<FillReported>(&from.past[next]))
                taken.fills.push_back(*fill);
            else
                taken.moves.push_back(std::get<BalanceMoved>(from.past[next]));
        }
        taken.cursor = std::to_string(end);
        taken.is_complete = end == from.past.size();
        taken.balances = from.balances;
        for (const auto& [order_id, placed] : from.orders)
            if (placed.is_open()) taken.open_orders.push_back(found(placed));
        return taken;
    }

    std::size_t page_size = 1'000;  ///< fills and moves in one snapshot

private:
    const Instrument& find(const InstrumentId& id) const
    {
        return *std::find_if(instruments_.begin(), instruments_.end(),
                             [&](const Instrument& instrument) { return instrument.id == id; });
    }

    VenueId id_;
    std::vector<Instrument> instruments_;
    std::map<AccountId, Account> accounts_;
    std::uint64_t orders_ = 0;
    std::uint64_t fills_ = 0;
    std::uint64_t moves_ = 0;
};

}  // namespace swarmdesk::trading::execution::testing
