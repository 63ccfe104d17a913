#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "trading/execution/venue_contract.hpp"

/// \file
/// For tests only: what a venue promises that takes orders which wait for a price, besides venue_contract.hpp:
///
///     INSTANTIATE_TEST_SUITE_P(Paper, VenueStopsContract, testing::Values(…a VenueFactory…));
///
/// - **Waiting.** An order that waits is open: it rests in reports, queries and snapshots, and what it has locked is
///   still in the balances. It acts at the first quote that has reached its price, not before, and under the ids it
///   had.
/// - **Where.** Each report of it, and each answer about it, says where its stop stands; also the one that closes it.
///   Where the stop follows the price, every move is reported.
/// - **Refusals.** A stop that would trigger at once is rejected, and so is an OCO whose prices are not on both sides
/// of
///   the market, or whose limit would take.
/// - **One cancels the other.** An OCO trades as much as its quantity and no more, whichever leg trades; a cancel takes
///   both.
namespace swarmdesk::trading::execution {

class VenueStopsContract : public VenueContract {
protected:
    using Market = std::pair<std::int64_t, std::int64_t>;  ///< bid and ask

    /// One way in which an order waits, beginning with the market at 100 and 101.
    struct Way {
        std::string name;
        Order order;
        std::vector<Market> before;  ///< the last is one short of it
        Market reached;
        std::int64_t trades_at = 0;
        std::int64_t stop_at_end = 0;
    };

    Order waiting(OrderType type, Side side, std::int64_t stop, std::optional<std::int64_t> limit)
    {
        Order result = order("w" + std::to_string(++waits_), side, 1);
        result.type = type;
        result.stop_price = price(stop);
        result.limit_price.reset();
        if (limit) result.limit_price = price(*limit);
        if (type == OrderType::trailing_stop) result.trailing_bp = 1'000;
        if (type == OrderType::oco && side == Side::buy) result.stop_limit_price = price(stop + 2);
        return result;
    }
    bool is_offered(OrderType type) const
    {
        const auto types = world->venue().rules().order_types;
        return std::find(types.begin(), types.end(), type) != types.end();
    }
    std::vector<Way> ways()
    {
        using enum OrderType;
        using enum Side;
        std::vector<Way> result;
        const auto add = [&](const char* name, const Order& waits, std::vector<Market> before, Market reached,
                             std::int64_t trades_at, std::optional<std::int64_t> stop_at_end = {}) {
            if (!is_offered(waits.type)) return;
            result.push_back({std::string{to_text(waits.type)} + " " + name, waits, std::move(before), reached,
                              trades_at, stop_at_end.value_or(0)});
        };
        add("sells", waiting(stop_loss_limit, sell, 95, 90), {{96, 97}}, {95, 96}, 95);
        add("buys", waiting(stop_loss_limit, buy, 106, 110), {{104, 105}}, {105, 106}, 106);
        add("sells", waiting(stop_loss, sell, 95, {}), {{96, 97}}, {95, 96}, 95);
        add("sells where the price jumps", waiting(stop_loss, sell, 95, {}), {{96, 97}}, {80, 81}, 80);
        add("buys", waiting(stop_loss, buy, 106, 110), {{104, 105}}, {105, 106}, 106);
        add("sells", waiting(take_profit, sell, 106, {}), {{105, 106}}, {106, 107}, 106);
        add("buys", waiting(take_profit, buy, 95, 98), {{95, 96}}, {94, 95}, 95);
        add("sells", waiting(take_profit_limit, sell, 106, 106), {{105, 106}}, {106, 107}, 106);
        add("buys", waiting(take_profit_limit, buy, 95, 95), {{95, 96}}, {94, 95}, 95);
        add("sells", waiting(trailing_stop, sell, 89, {}), {{120, 121}, {109, 110}}, {108, 109}, 108, 108);
        add("buys", waiting(trailing_stop, buy, 112, 115), {{89, 90}, {97, 98}}, {98, 99}, 99, 99);
        add("sells at its stop", waiting(oco, sell, 90, 110), {{109, 110}, {91, 92}}, {90, 91}, 90);
        add("buys at its stop", waiting(oco, buy, 110, 90), {{90, 91}, {108, 109}}, {109, 110}, 110);
        add("sells at its limit", waiting(oco, sell, 90, 110), {{91, 92}, {109, 110}}, {110, 111}, 110);
        add("buys at its limit", waiting(oco, buy, 110, 90), {{108, 109}, {90, 91}}, {89, 90}, 90);
        for (Way& way : result)
            if (way.stop_at_end == 0)
                way.stop_at_end = count_steps(way.order.stop_price->value(), Decimal::from_integer(1));
        return result;
    }
    void quote(Market market)
    {
        VenueContract::quote(market.first, market.second);
        world->run(a_while);
    }
    static std::string id_of(const Way& way) { return way.order.client_order_id.to_string(); }

private:
    int waits_ = 0;
};

TEST_P(VenueStopsContract, AnOrderActsAtTheFirstQuoteThatHasReachedItsPrice)
{
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const std::string id = id_of(way);
        quote({100, 101});
        const auto balances = snapshot().balances;
        send(way.order);
        ASSERT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted) << newest<SendAnswered>().message;
        const std::string venue_order_id = newest<SendAnswered>().venue_order_id;
        EXPECT_EQ(newest<StatusReported>().status, VenueOrderStatus::resting);
        EXPECT_EQ(newest<StatusReported>().stop_price, way.order.stop_price);
        const auto waits = snapshot();
        EXPECT_EQ(waits.balances, balances);
        ASSERT_EQ(waits.open_orders.size(), 1u);
        EXPECT_EQ(waits.open_orders[0].venue_order_id, venue_order_id);
        EXPECT_EQ(waits.open_orders[0].stop_price, way.order.stop_price);

        for (const Market& market : way.before) quote(market);
        EXPECT_TRUE(fills_of(id).empty());
        EXPECT_EQ(query(id).order.status, VenueOrderStatus::resting);
        EXPECT_EQ(newest<QueryAnswered>().order.stop_price, price(way.stop_at_end));

        quote(way.reached);
        const auto fills = fills_of(id);
        ASSERT_EQ(fills.size(), 1u);
        EXPECT_EQ(fills[0].price, price(way.trades_at));
        EXPECT_EQ(fills[0].quantity, way.order.quantity);
        EXPECT_EQ(newest<StatusReported>().status, VenueOrderStatus::filled);
        EXPECT_EQ(newest<StatusReported>().stop_price, price(way.stop_at_end));
        const auto found = query(id).order;
        EXPECT_EQ(found.venue_order_id, venue_order_id);
        EXPECT_EQ(found.fills, fills);
        EXPECT_EQ(found.stop_price, price(way.stop_at_end));
        EXPECT_TRUE(snapshot().open_orders.empty());
    }
}

TEST_P(VenueStopsContract, ACanceledOrderWaitsForNothing)
{
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const std::string id = id_of(way);
        quote({100, 101});
        send(way.order);
        for (const Market& market : way.before) quote(market);
        cancel(id);
        EXPECT_EQ(newest<CancelAnswered>().outcome, SendOutcome::accepted);
        EXPECT_EQ(newest<StatusReported>().status, VenueOrderStatus::canceled);
        EXPECT_EQ(newest<StatusReported>().stop_price, price(way.stop_at_end));
        quote(way.reached);
        EXPECT_TRUE(fills_of(id).empty());
        EXPECT_EQ(query(id).order.status, VenueOrderStatus::canceled);
    }
}

TEST_P(VenueStopsContract, AStopThatWouldTriggerAtOnceIsRejectedAndOneStepFurtherIsNot)
{
    for (const OrderType type : world->venue().rules().order_types) {
        if (!has_stop(type)) continue;
        for (const Side side : {Side::buy, Side::sell}) {
            SCOPED_TRACE(std::string{to_text(side)} + " " + std::string{to_text(type)});
            const std::int64_t at_once = side == Side::buy ? 101 : 100;
            const std::int64_t step = (side == Side::buy) != waits_for_gain(type) ? 1 : -1;
            const auto outcome_at = [&](std::int64_t stop) {
                std::optional<std::int64_t> limit = stop;
                if (stops_at_market(type) && side == Side::sell) limit.reset();
                if (type == OrderType::oco) limit = side == Side::buy ? 90 : 110;
                const Order order = waiting(type, side, stop, limit);
                send(order);
                cancel(order.client_order_id.to_string());
                return newest<SendAnswered>().outcome;
            };
            EXPECT_EQ(outcome_at(at_once), SendOutcome::rejected);
            EXPECT_FALSE(newest<SendAnswered>().code.empty());
            EXPECT_EQ(outcome_at(at_once + step), SendOutcome::accepted) << newest<SendAnswered>().message;
        }
    }
}

TEST_P(VenueStopsContract, AnOrderThatLacksWhatItsTypeNeedsIsRejected)
{
    for (const OrderType type : world->venue().rules().order_types) {
        const OrderTerms terms = terms_of(type);
        const auto outcome_without = [&](auto drop) {
            Order order = waiting(type, Side::sell, waits_for_gain(type) ? 110 : 90, 110);
            if (!has_stop(type)) order.stop_price.reset();
            drop(order);
            send(order);
            return newest<SendAnswered>().outcome;
        };
        SCOPED_TRACE(to_text(type));
        if (terms.limit_price == Needs::must) {
            EXPECT_EQ(outcome_without([](Order& o) { o.limit_price.reset(); }), SendOutcome::rejected);
        }
        if (has_stop(type)) {
            EXPECT_EQ(outcome_without([](Order& o) { o.stop_price.reset(); }), SendOutcome::rejected);
        }
        if (terms.trailing_bp == Needs::must) {
            EXPECT_EQ(outcome_without([](Order& o) { o.trailing_bp.reset(); }), SendOutcome::rejected);
        }
    }
    EXPECT_TRUE(snapshot().open_orders.empty());
}

TEST_P(VenueStopsContract, AnOcoHasTheMarketBetweenItsLegs)
{
    if (!is_offered(OrderType::oco)) GTEST_SKIP() << "no OCO here";
    struct Case {
        const char* name;
        Side side;
        std::int64_t limit;
        std::int64_t stop;
        SendOutcome outcome;
    };
    for (const Case& c : {Case{"sells above and below", Side::sell, 101, 99, SendOutcome::accepted},
                          Case{"whose limit would take", Side::sell, 100, 99, SendOutcome::rejected},
                          Case{"whose legs are one price", Side::sell, 99, 99, SendOutcome::rejected},
                          Case{"sells below and above", Side::sell, 99, 102, SendOutcome::rejected},
                          Case{"buys below and above", Side::buy, 100, 102, SendOutcome::accepted},
                          Case{"that buys and would take", Side::buy, 101, 102, SendOutcome::rejected},
                          Case{"buys above and below", Side::buy, 102, 99, SendOutcome::rejected}}) {
        SCOPED_TRACE(c.name);
        const Order order = waiting(OrderType::oco, c.side, c.stop, c.limit);
        send(order);
        EXPECT_EQ(newest<SendAnswered>().outcome, c.outcome) << newest<SendAnswered>().message;
        cancel(order.client_order_id.to_string());
    }
}

TEST_P(VenueStopsContract, AnOcoTradesItsQuantityAndNoMoreWhicheverLegTrades)
{
    if (!is_offered(OrderType::oco)) GTEST_SKIP() << "no OCO here";
    Order order = waiting(OrderType::oco, Side::sell, 90, 110);
    order.quantity = Quantity{Decimal::from_integer(20)};
    send(order);
    const std::string id = order.client_order_id.to_string();
    quote({110, 111});
    EXPECT_FALSE(fills_of(id).empty());
    quote({90, 91});
    quote({110, 111});
    Quantity sum;
    std::set<FillId> ids;
    for (const Fill& fill : fills_of(id)) {
        EXPECT_TRUE(ids.insert(fill.id).second);
        EXPECT_TRUE(fill.price == price(110) || fill.price <= price(90)) << fill.price.to_string();
        sum += fill.quantity;
    }
    EXPECT_LE(sum, order.quantity);
    const auto found = query(id).order;
    EXPECT_EQ(found.filled, sum);
    EXPECT_EQ(found.status, sum == order.quantity ? VenueOrderStatus::filled : VenueOrderStatus::expired);
    EXPECT_TRUE(snapshot().open_orders.empty());
}

TEST_P(VenueStopsContract, EveryMoveOfAStopIsReported)
{
    if (!is_offered(OrderType::trailing_stop)) GTEST_SKIP() << "no stop follows here";
    const Order order = waiting(OrderType::trailing_stop, Side::sell, 80, {});
    send(order);
    std::vector<Price> reported;
    for (const std::int64_t bid : {110, 105, 120, 119, 130}) {
        reports.clear();
        quote({bid, bid + 1});
        for (const StatusReported& one : all<StatusReported>()) {
            EXPECT_EQ(one.status, VenueOrderStatus::resting);
            EXPECT_EQ(one.client_order_id, order.client_order_id);
            ASSERT_TRUE(one.stop_price);
            reported.push_back(*one.stop_price);
        }
    }
    EXPECT_EQ(reported, (std::vector{price(99), price(108), price(117)}));
}

TEST_P(VenueStopsContract, WhatHappensToStopsWhileTheStreamIsBrokenIsFoundByAsking)
{
    if (!is_offered(OrderType::oco) || !is_offered(OrderType::trailing_stop)) GTEST_SKIP() << "neither is here";
    const Order both = waiting(OrderType::oco, Side::sell, 90, 110);
    const Order follows = waiting(OrderType::trailing_stop, Side::sell, 80, {});
    send(both);
    send(follows);
    const auto before = whole_snapshot();
    reports.clear();
    world->lose_stream(mine(), 10 * a_while);
    world->run(a_while);
    quote({110, 111});
    EXPECT_TRUE(all<StatusReported>().empty());
    EXPECT_TRUE(all<FillReported>().empty());
    EXPECT_EQ(query(follows.client_order_id.to_string()).order.stop_price, price(99));
    EXPECT_EQ(query(both.client_order_id.to_string()).order.status, VenueOrderStatus::filled);
    const auto after = whole_snapshot(before.cursor);
    ASSERT_EQ(after.fills.size(), 1u);
    ASSERT_EQ(after.open_orders.size(), 1u);
    EXPECT_EQ(after.open_orders[0].stop_price, price(99));
}

TEST_P(VenueStopsContract, OpenedAgainItKnowsWhatWaitsAndWhere)
{
    for (const Way& way : ways()) {
        SCOPED_TRACE(way.name);
        const std::string id = id_of(way);
        quote({100, 101});
        send(way.order);
        for (const Market& market : way.before) quote(market);
        if (!world->reopen()) GTEST_SKIP() << "this venue keeps nothing";
        listen();
        EXPECT_EQ(query(id).order.status, VenueOrderStatus::resting);
        EXPECT_EQ(newest<QueryAnswered>().order.stop_price, price(way.stop_at_end));
        quote(way.before.back());
        EXPECT_TRUE(fills_of(id).empty());
        quote(way.reached);
        ASSERT_EQ(fills_of(id).size(), 1u);
        EXPECT_EQ(fills_of(id)[0].price, price(way.trades_at));
        EXPECT_EQ(query(id).order.status, VenueOrderStatus::filled);
    }
}

}  // namespace swarmdesk::trading::execution
