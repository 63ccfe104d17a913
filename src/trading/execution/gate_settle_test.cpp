#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Settlements by people that race with the venue (RAILS 10, 21, 22).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;

Settlement settlement(Decimal filled, Decimal price)
{
    Settlement s;
    s.filled = Quantity{filled};
    s.price = Price{price};
    s.evidence = "seen on the venue's page";
    return s;
}

// RAILS 22: booked once. The fill that a person settled is reported after all.
TEST(GateSettle, TheFillsOfASettledOrderAreBookedOnce)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "100000"_dec);
    desk.propose(intent);
    const FillReported fill = desk.fill_silently(intent, "0.005"_dec, "100000"_dec);
    desk.answer_send(intent, SendOutcome::unknown);
    desk.took(desk.gate().settle(intent.id, settlement("0.005"_dec, "100000"_dec), human, desk.now)).value();
    ASSERT_EQ(desk.state(intent), "FILLED");
    ASSERT_EQ(desk.position(), Quantity{"0.005"_dec});
    desk.report(fill);
    EXPECT_EQ(desk.position(), Quantity{"0.005"_dec});
    EXPECT_EQ(desk.account().balances.at(bitcoin), Amount{"0.005"_dec});
}

// The same with a part: nobody is even told, and two people cannot bring the lots back.
TEST(GateSettle, ThePartThatWasSettledIsNotBookedAgainInSilence)
{
    Harness desk;
    const Intent intent = desk.buy("0.008"_dec, "100000"_dec);
    desk.propose(intent);
    const FillReported fill = desk.fill_silently(intent, "0.004"_dec, "100000"_dec);
    desk.answer_send(intent, SendOutcome::unknown);
    desk.close(intent, VenueOrderStatus::canceled);
    desk.took(desk.gate().settle(intent.id, settlement("0.004"_dec, "100000"_dec), human, desk.now)).value();
    desk.report(fill);
    EXPECT_EQ(desk.position(), Quantity{"0.004"_dec});
    desk.run(70s);
    EXPECT_EQ(desk.account().state, TradingState::active);
    EXPECT_EQ(desk.position(), Quantity{"0.004"_dec});
}

// What the first approver saw is not what the second one settles.
TEST(GateSettle, ASettlementIsVoidOnceAFillHasComeBetweenTheTwoWhoAgree)
{
    Harness desk{two_approvers()};
    const Intent intent = desk.buy("0.008"_dec, "100000"_dec);
    desk.propose(intent);
    desk.answer_send(intent, SendOutcome::unknown);
    const FillReported fill = desk.fill_silently(intent, "0.004"_dec, "100000"_dec);
    desk.took(desk.gate().settle(intent.id, settlement("0.004"_dec, "100000"_dec), human, desk.now)).value();
    desk.report(fill);
    ASSERT_EQ(desk.record(intent).filled, Quantity{"0.004"_dec});
    desk.took(desk.gate().settle(intent.id, settlement("0.004"_dec, "100000"_dec), other_human, desk.now));
    EXPECT_EQ(desk.position(), Quantity{"0.004"_dec});
}

// RAILS 10, I8: cancels always pass. The venue never had it, said the proof, and then it rests there all the same.
TEST(GateSettle, AnOrderThatRestsAtTheVenueIsCanceledWhateverTheBooksSayOfIt)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.answer_send(intent, SendOutcome::unknown);
    desk.took(desk.gate().settle(intent.id, settlement({}, {}), human, desk.now)).value();
    ASSERT_EQ(desk.state(intent), "REJECTED");
    desk.place(intent);  // it was only late
    desk.run(3min);
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_GT(desk.cancels.size(), 0u) << "halted, and an order that increases exposure rests at the venue";
    EXPECT_TRUE(desk.took(desk.gate().cancel(intent.id, human, "take it back", desk.now)));
}

}  // namespace
}  // namespace swarmdesk::trading::execution
