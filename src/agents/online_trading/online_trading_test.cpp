#include "agents/online_trading/online_trading.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::online_trading {
namespace {

using namespace testing;

class OnlineTradingTest : public SwarmHarness {
protected:
    void enter(std::optional<Price> stop)
    {
        bool is_first = true;
        script = [is_first, stop](const Candle&, const strategy::View&) mutable {
            auto proposal = buy("2"_dec);
            proposal.stop_price = stop;
            return std::exchange(is_first, false) ? std::optional{proposal} : std::nullopt;
        };
        ASSERT_TRUE(start());
        feed(candle("100"_dec));
        desk.hold(online_trading_id, Quantity{"2"_dec}, Price{"100"_dec});
        desk.asked.clear();
    }
    void at(Decimal bid)
    {
        swarm->on_quote(quote(bid));
        run();
    }
};

TEST_F(OnlineTradingTest, LeavesWhenTheBidReachesTheStopAndNotBefore)
{
    enter(Price{"95"_dec});
    at("95.01"_dec);
    EXPECT_TRUE(desk.asked.empty());
    at("95"_dec);
    ASSERT_EQ(desk.asked.size(), 1u);
    const Intent& exit = desk.asked.front();
    EXPECT_EQ(exit.side, Side::sell);
    EXPECT_EQ(exit.quantity, Quantity{"2"_dec});
    EXPECT_TRUE(exit.reduce_only);
    EXPECT_EQ(exit.type, OrderType::market);
    EXPECT_EQ(desk.raised.back().strategy, "stop");
    EXPECT_EQ(bus.stats().by_stream.at(bus::Stream::trading_critical), 2u);
}

TEST_F(OnlineTradingTest, RepeatsAStopThatDidNotCloseAfterAPause)
{
    enter(Price{"95"_dec});
    at("95"_dec);
    run(30s - 1ns);
    at("94"_dec);
    EXPECT_EQ(desk.asked.size(), 1u);
    run(1ns);
    at("94"_dec);
    EXPECT_EQ(desk.asked.size(), 2u);
    desk.hold(online_trading_id, {}, {});
    run(1min);
    at("90"_dec);
    EXPECT_EQ(desk.asked.size(), 2u) << "out is out";
}

TEST_F(OnlineTradingTest, GuardsAPositionWhoseStopItDoesNotKnow)
{
    enter(std::nullopt);
    at("92.01"_dec);
    EXPECT_TRUE(desk.asked.empty());
    at("92"_dec);
    EXPECT_EQ(desk.asked.size(), 1u) << "8 % below the entry";
}

TEST_F(OnlineTradingTest, SellsOnlyWhatItBoughtItself)
{
    enter(Price{"95"_dec});
    auto& holding = desk.rails_.accounts[paper].holdings[btc];
    holding.position.book(Side::buy, Price{"100"_dec}, Quantity{"5"_dec}, {});
    holding.caused_by[AgentId{"buy_bot"}] = Quantity{"5"_dec};
    at("95"_dec);
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked.front().quantity, Quantity{"2"_dec});
}

TEST_F(OnlineTradingTest, TrustsNoCrossedQuote)
{
    enter(Price{"95"_dec});
    auto crossed = quote("90"_dec);
    crossed.ask = crossed.bid;
    swarm->on_quote(crossed);
    run();
    EXPECT_TRUE(desk.asked.empty());
}

TEST_F(OnlineTradingTest, ShowsTheStrategyItsOwnPositionAndOrders)
{
    std::optional<Quantity> position;
    std::int32_t open_buys = 0;
    script = [&](const Candle&, const strategy::View& view) {
        position = view.position;
        open_buys = view.open_buy_orders;
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    desk.hold(online_trading_id, Quantity{"1.0009"_dec}, Price{"100"_dec});
    for (const char* agent : {"online_trading", "buy_bot"}) {
        risk::Reservation reservation;
        reservation.intent = IntentId::make_v7(clock.now().utc, 0, agent[0]);
        reservation.account = paper;
        reservation.agent = AgentId{agent};
        reservation.instrument = btc;
        desk.rails_.reservations[reservation.intent] = reservation;
    }
    feed(candle("100"_dec));
    EXPECT_EQ(position, Quantity{"1"_dec}) << "on the lot";
    EXPECT_EQ(open_buys, 1);
}

}  // namespace
}  // namespace swarmdesk::agents::online_trading
