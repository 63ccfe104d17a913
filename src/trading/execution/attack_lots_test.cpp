#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Lots that the balances do not cover (RAILS 10, 25).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

// RAILS 10, 25: a fee paid in an asset that is also a lot makes the lot larger than what there is of it.
TEST(AttackLots, ALotIsNeverMoreThanTheAccountHas)
{
    Harness desk;
    desk.trade(desk.buy("1"_dec, {}, first, bnb), "600"_dec);
    desk.trade(desk.buy("0.004"_dec), "100000"_dec, "0.05"_dec, AssetId{"BNB"});
    ASSERT_EQ(desk.account().balances.at(AssetId{"BNB"}), Amount{"0.95"_dec});
    EXPECT_EQ(desk.position(first, bnb), Quantity{"0.95"_dec});
    const Intent all = desk.sell(desk.position(first, bnb).value(), {}, first, bnb);
    EXPECT_EQ(desk.proposed(all), "SUBMITTED") << "closing a whole lot is a reduction";
}

TEST(AttackLots, AnAgentsStopClosesItsLotAfterFeesWerePaidInIt)
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

// What is taken out of the account is in nobody's lot any more: it is no position, and nobody sells it.
TEST(AttackLots, WhatWasWithdrawnIsNoPosition)
{
    Harness desk;
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.report(desk.paper_venue.move(first, bitcoin, Amount{"-0.09"_dec}, desk.now.utc, MoveKind::withdrawal));
    ASSERT_TRUE(desk.account().balances.at(bitcoin).is_zero());
    EXPECT_EQ(desk.position(), Quantity{});
    EXPECT_EQ(desk.proposed(desk.buy("0.009"_dec)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.02"_dec)), "PENDING_APPROVAL") << "2,900 dollars of 10,000";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
