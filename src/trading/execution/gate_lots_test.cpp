#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Lots are never more than the balances cover (RAILS 10, 25).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

// RAILS 10, 25: a fee paid in an asset that is also a lot is taken out of the lot.
TEST(GateLots, ALotIsNeverMoreThanTheAccountHas)
{
    Harness desk;
    desk.trade(desk.buy("1"_dec, {}, first, bnb), "600"_dec);
    desk.trade(desk.buy("0.004"_dec), "100000"_dec, "0.05"_dec, AssetId{"BNB"});
    ASSERT_EQ(desk.account().balances.at(AssetId{"BNB"}), Amount{"0.95"_dec});
    EXPECT_EQ(desk.position(first, bnb), Quantity{"0.95"_dec});
    const Intent all = desk.sell(desk.position(first, bnb).value(), {}, first, bnb);
    EXPECT_EQ(desk.proposed(all), "SUBMITTED") << "closing a whole lot is a reduction";
}

// RAILS 10, 25: and where it was somebody else's fee, the agent can still sell what is left.
TEST(GateLots, AnAgentsStopClosesItsLotAfterFeesWerePaidInIt)
{
    Harness desk;
    Intent entry = desk.buy("1"_dec, {}, first, bnb);
    entry.proposer = agent;
    desk.trade(entry, "600"_dec, "0.001"_dec, AssetId{"BNB"});  // own fee: taken from the lot
    ASSERT_EQ(desk.position(first, bnb), Quantity{"0.999"_dec});
    desk.trade(desk.buy("0.004"_dec), "100000"_dec, "0.001"_dec, AssetId{"BNB"});  // somebody else's
    Intent stop = desk.sell("0.999"_dec, {}, first, bnb);
    stop.proposer = agent;
    EXPECT_EQ(desk.proposed(stop), "SUBMITTED");
}

// RAILS 25: strategies of one agent have lots of their own, entry and trip included.
TEST(GateLots, AStrategySellsItsOwnLotAndNotItsNeighbours)
{
    Harness desk;
    const auto of = [&](Intent intent, const char* strategy) {
        intent.proposer = agent;
        intent.owner = LotOwner{AgentId{agent.name}, StrategyId{strategy}};
        return intent;
    };
    desk.trade(of(desk.buy("0.004"_dec), "trend"), "100000"_dec);
    desk.trade(of(desk.buy("0.003"_dec), "dip"), "90000"_dec);
    EXPECT_EQ(desk.proposed(of(desk.sell("0.005"_dec), "trend")), "DENIED LOT_EXCEEDED: quantity=0.005 limit=0.004");
    desk.trade(of(desk.sell("0.004"_dec), "trend"), "95000"_dec);
    const auto* closed = desk.last<RoundTripClosed>();
    ASSERT_NE(closed, nullptr) << "flat, though its neighbour holds";
    EXPECT_EQ(closed->owner.to_string(), agent.name + "/trend");
    EXPECT_EQ(closed->result, Amount{"-20"_dec});
    EXPECT_EQ(desk.position(), Quantity{"0.003"_dec});
}

class GateLotsByOwner : public ::testing::Test {
protected:
    void SetUp() override
    {
        desk.trade(desk.buy("0.004"_dec), "100000"_dec);
        Intent entry = desk.buy("0.003"_dec);
        entry.proposer = agent;
        desk.trade(entry, "100000"_dec);
    }
    Intent sale(Decimal quantity, std::optional<LotOwner> owner)
    {
        Intent intent = desk.sell(quantity);
        intent.owner = std::move(owner);
        return intent;
    }
    Quantity lot(const LotOwner& owner) const
    {
        const auto& lots = desk.account().holdings.at(btc).lots;
        const auto found = lots.find(owner);
        return found == lots.end() ? Quantity{} : found->second.quantity;
    }

    Harness desk;
    const LotOwner people;
    const LotOwner bot{AgentId{agent.name}};
};

// RAILS 25: whoever names people means what people hold; whoever names nobody may close anybody's.
TEST_F(GateLotsByOwner, WhoeverNamesPeopleSellsTheirsAndNotOneStepMore)
{
    EXPECT_EQ(desk.proposed(sale("0.00401"_dec, people)), "DENIED LOT_EXCEEDED: quantity=0.00401 limit=0.004");
    const Intent all = sale("0.004"_dec, people);
    desk.trade(all, "100000"_dec);
    EXPECT_EQ(lot(people), Quantity{});
    EXPECT_EQ(lot(bot), Quantity{"0.003"_dec});
    EXPECT_EQ(desk.proposed(sale("0.001"_dec, people)), "DENIED LOT_EXCEEDED: quantity=0.001 limit=0");
}

TEST_F(GateLotsByOwner, WhoeverNamesNobodySellsPeoplesFirstAndThenTheAgents)
{
    desk.trade(sale("0.005"_dec, std::nullopt), "100000"_dec);
    EXPECT_EQ(lot(people), Quantity{});
    EXPECT_EQ(lot(bot), Quantity{"0.002"_dec});
}

TEST_F(GateLotsByOwner, WhatIsOnItsWayIsNotSoldTwiceInPeoplesName)
{
    ASSERT_EQ(desk.proposed(sale("0.003"_dec, std::nullopt)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(sale("0.002"_dec, people)), "DENIED LOT_EXCEEDED: quantity=0.002 limit=0.001");
    EXPECT_EQ(desk.proposed(sale("0.001"_dec, people)), "SUBMITTED");
}

TEST_F(GateLotsByOwner, APreviewSaysTheSame)
{
    const auto preview = desk.gate().preview(sale("0.005"_dec, people), desk.now);
    ASSERT_TRUE(std::holds_alternative<risk::Denial>(*preview));
    EXPECT_EQ(std::get<risk::Denial>(*preview).code, risk::DenialCode::lot_exceeded);
    EXPECT_TRUE(
        std::holds_alternative<risk::Admitted>(*desk.gate().preview(sale("0.005"_dec, std::nullopt), desk.now)));
}

TEST_F(GateLotsByOwner, TheSameIdForAnybodysAndForPeoplesLotsIsAConflict)
{
    Intent intent = sale("0.001"_dec, std::nullopt);
    ASSERT_EQ(desk.proposed(intent), "SUBMITTED");
    EXPECT_TRUE(desk.gate().propose(intent, desk.now));
    intent.owner = people;
    EXPECT_EQ(desk.gate().propose(intent, desk.now).error().code, Errc::conflict);
}

// RAILS 5: the agent's position is that of all its strategies.
TEST(GateLots, StrategiesOfAnAgentShareItsPositionLimit)
{
    GateSettings settings = plain_settings();
    settings.limits.agent_position_max = Usd{"700"_dec};
    Harness desk{settings};
    const auto of = [&](Intent intent, const char* strategy) {
        intent.proposer = agent;
        intent.owner = LotOwner{AgentId{agent.name}, StrategyId{strategy}};
        return intent;
    };
    desk.trade(of(desk.buy("0.004"_dec), "trend"), "100000"_dec);
    EXPECT_EQ(desk.proposed(of(desk.buy("0.003"_dec), "dip")), "SUBMITTED") << "700.00";
    EXPECT_EQ(desk.proposed(of(desk.buy("0.0001"_dec), "dip")),
              "DENIED POSITION_LIMIT: worst_case=710 limit=700 (agent buy_bot)");
}

// RAILS 25: what is taken out of the account is in nobody's lot any more: it is no position, and nobody sells it.
TEST(GateLots, WhatWasWithdrawnIsNoPosition)
{
    Harness desk;
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.report(desk.paper_venue.move(first, bitcoin, Amount{"-0.09"_dec}, desk.now.utc, MoveKind::withdrawal));
    ASSERT_TRUE(desk.account().balances.at(bitcoin).is_zero());
    EXPECT_EQ(desk.position(), Quantity{});
    EXPECT_EQ(desk.proposed(desk.buy("0.009"_dec)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.02"_dec)), "PENDING_APPROVAL") << "2,900 dollars of 10,000";
}

// RAILS 25: people's lot first, then agents' by name, at average cost and without a gain.
TEST(GateLots, WhatIsWithdrawnIsTakenFromPeopleFirstAndThenFromAgentsByName)
{
    Harness desk;
    const auto entry = [&](const Actor& by) {
        Intent intent = desk.buy("0.004"_dec);
        intent.proposer = by;
        desk.trade(intent, "100000"_dec);
    };
    entry(Actor{ActorKind::agent, "other_bot"});
    entry(agent);
    entry(human);
    const auto lots = [&] {
        std::string text;
        for (const auto& [owner, lot] : desk.account().holdings.at(btc).lots)
            text += owner.to_string() + " " + lot.quantity.to_string() + " for " + lot.cost.to_string() + " gained " +
                    lot.realised.to_string() + "; ";
        return text;
    };
    const auto withdraw = [&](Decimal amount) {
        desk.report(desk.paper_venue.move(first, bitcoin, Amount{-amount}, desk.now.utc, MoveKind::withdrawal));
        return lots();
    };
    EXPECT_EQ(withdraw("0.001"_dec),
              "people 0.003 for 300 gained 0; buy_bot 0.004 for 400 gained 0; "
              "other_bot 0.004 for 400 gained 0; ");
    EXPECT_EQ(withdraw("0.005"_dec), "buy_bot 0.002 for 200 gained 0; other_bot 0.004 for 400 gained 0; ");
    desk.deposit(first, bitcoin, "0.001"_dec);
    EXPECT_EQ(withdraw("0.002"_dec), "buy_bot 0.001 for 100 gained 0; other_bot 0.004 for 400 gained 0; ")
        << "what was put in is nobody's lot and goes first";
    EXPECT_TRUE(desk.replayed()->snapshot() == desk.gate().snapshot());
}

// RAILS 25: what buys something else is no lot any more either.
TEST(GateLots, WhatIsPaidWithIsTakenOutOfItsLot)
{
    const InstrumentId eth_btc{"paper:ETHBTC"};
    Harness desk;
    Instrument cross = instrument(eth_btc, "ETH");
    cross.quote = bitcoin;
    cross.tick = Price{"0.00001"_dec};
    cross.notional_min = Amount{"0.0001"_dec};
    desk.take(desk.gate().list(cross, desk.now).value());
    desk.quote("0.03999"_dec, "0.04"_dec, eth_btc);
    desk.trade(desk.buy("0.009"_dec), "100000"_dec);
    const Intent swap = desk.buy("0.1"_dec, {}, first, eth_btc);
    ASSERT_EQ(desk.proposed(swap), "SUBMITTED");
    Fill fill;
    fill.id = FillId{"f"};
    fill.instrument = eth_btc;
    fill.side = Side::buy;
    fill.price = Price{"0.04"_dec};
    fill.quantity = Quantity{"0.1"_dec};
    fill.fee_asset = bitcoin;
    desk.report(FillReported{first, client_order_id(swap.id), fill});
    EXPECT_EQ(desk.account().balances.at(bitcoin), Amount{"0.005"_dec});
    EXPECT_EQ(desk.position(), Quantity{"0.005"_dec});
    EXPECT_EQ(desk.position(first, eth_btc), Quantity{"0.1"_dec});
}

}  // namespace
}  // namespace swarmdesk::trading::execution
