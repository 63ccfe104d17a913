#include "agents/buy_bot/buy_bot.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"
#include "trading/strategy/rules/dca/dca.hpp"

namespace swarmdesk::agents::buy_bot {
namespace {

using namespace testing;

class BuyBotTest : public SwarmHarness {
protected:
    BuyBotTest()
    {
        beat_every(1min);
        settings.of<BuyBotSettings>().rules = {"dca"};
        auto& dca = config::section_of(settings.of<BuyBotSettings>().own, "dca").as<strategy::Dca::Settings>();
        dca.interval = 10min;
        dca.quote_amount = Amount{"50"_dec};
    }
    void pass(int minutes, Decimal price)
    {
        for (int i = 0; i < minutes; ++i) {
            run(1min);
            feed(candle(price));
        }
    }
};

TEST_F(BuyBotTest, BuysOnSchedule)
{
    ASSERT_TRUE(start());
    desk.hold(LotOwner{AgentId{"buy_bot"}, StrategyId{"dca"}}, Quantity{"1"_dec}, Price{"100"_dec});
    pass(35, "100"_dec);
    ASSERT_EQ(desk.asked.size(), 3u);
    EXPECT_EQ(desk.asked.front().quote_quantity, Amount{"50"_dec});
    EXPECT_EQ(desk.asked.front().side, Side::buy);
    EXPECT_EQ(desk.raised.front().agent, AgentId{"buy_bot"});
    EXPECT_EQ(bus.stats().by_stream.count(bus::Stream::trading_critical), 0u) << "accumulating is never critical";
}

TEST_F(BuyBotTest, BuysOnlyWhatIsTradedAtItsAccountsVenue)
{
    desk.rails_.accounts[paper].venue = VenueId{"second"};
    ASSERT_TRUE(start());
    pass(15, "100"_dec);
    EXPECT_TRUE(desk.asked.empty());
    desk.rails_.accounts[paper].venue = btc.venue;
    pass(15, "100"_dec);
    EXPECT_FALSE(desk.asked.empty());
}

TEST_F(BuyBotTest, RestsWhileItHoldsEnough)
{
    ASSERT_TRUE(start());
    desk.hold(LotOwner{AgentId{"buy_bot"}, StrategyId{"dca"}}, Quantity{"30"_dec}, Price{"100"_dec});
    pass(15, "100"_dec);
    EXPECT_TRUE(desk.asked.empty()) << "30 of 10000 at 100 is 30 %";
    EXPECT_EQ(status("buy_bot").status_message, "holds enough BTCUSDT and rests");
    pass(10, "99.99"_dec);
    EXPECT_EQ(desk.asked.size(), 1u);
}

TEST_F(BuyBotTest, DoesNothingWithoutARule)
{
    settings.of<BuyBotSettings>().rules = {};
    ASSERT_TRUE(start());
    pass(30, "100"_dec);
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_EQ(status("buy_bot").status_message, "has no rule to buy by");
}

TEST_F(BuyBotTest, PlacesLimitOrdersBelowTheMarket)
{
    settings.of<BuyBotSettings>().rules = {"limit"};
    ASSERT_TRUE(start());
    pass(2, "100"_dec);
    ASSERT_FALSE(desk.asked.empty());
    EXPECT_EQ(desk.asked.front().type, OrderType::limit);
    EXPECT_LT(*desk.asked.front().limit_price, Price{"100"_dec});
}

}  // namespace
}  // namespace swarmdesk::agents::buy_bot
