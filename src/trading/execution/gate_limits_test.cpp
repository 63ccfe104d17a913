#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Limits that a person makes tighter while the desk runs.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

class GateLimits : public ::testing::Test {
protected:
    std::string tighten(const std::string& limit, const std::string& value, const Actor& by = human)
    {
        const auto done = desk.took(desk.gate().tighten(limit, value, by, "a calm week", desk.now));
        return done ? "" : done.error().detail;
    }
    const risk::Limits& limits() const { return desk.books().rails().limits(); }

    Harness desk;
};

TEST_F(GateLimits, HoldFromTheNextOrderOn)
{
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec)), "SUBMITTED");
    EXPECT_EQ(tighten("position_max", "1000"), "");
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec)), "SUBMITTED") << "1 000 exactly";
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)).substr(0, 21), "DENIED POSITION_LIMIT");
}

TEST_F(GateLimits, SayInTheLedgerWhoMadeThemSoFromWhatToWhatAndWhy)
{
    const std::uint32_t epoch = desk.books().state().limits_epoch;
    EXPECT_EQ(tighten("daily_loss_percent", "2.50"), "");
    const LimitTightened& said = *desk.last<LimitTightened>();
    EXPECT_EQ(said.limit, "daily_loss_percent");
    EXPECT_EQ(said.from, "5");
    EXPECT_EQ(said.to, "2.5");
    EXPECT_EQ(said.by, human);
    EXPECT_EQ(said.reason, "a calm week");
    EXPECT_EQ(desk.last<LimitsSet>()->limits.daily_loss_percent, "2.5"_dec);
    EXPECT_EQ(desk.books().state().limits_epoch, epoch + 1);
}

TEST_F(GateLimits, OfTheSameValueChangeNothing)
{
    const std::size_t before = desk.events.size();
    EXPECT_EQ(tighten("position_max", "10000"), "");
    EXPECT_EQ(tighten("position_max", "10000.00"), "");
    EXPECT_EQ(desk.events.size(), before);
}

TEST_F(GateLimits, AreNotLoosenedAndNotChangedByAnAgentOrByAName)
{
    const std::size_t before = desk.events.size();
    EXPECT_NE(tighten("position_max", "10000.01"), "");
    EXPECT_NE(tighten("position_max", "-1"), "");
    EXPECT_NE(tighten("slippage_percent", "0.1"), "");
    EXPECT_NE(tighten("no such", "1"), "");
    EXPECT_EQ(tighten("position_max", "1", agent), "only a human changes limits");
    EXPECT_EQ(tighten("position_max", "1", Actor{ActorKind::policy, "reject"}), "only a human changes limits");
    EXPECT_EQ(desk.events.size(), before);
    ASSERT_EQ(tighten("position_max", "500"), "");
    EXPECT_NE(tighten("position_max", "501"), "");
}

/// What was asked for under the old limits is not granted under the new ones, and whoever waits learns it at once.
TEST_F(GateLimits, EndWhatWaitsForApproval)
{
    const Intent intent = desk.buy("0.02"_dec);
    ASSERT_EQ(desk.proposed(intent), "PENDING_APPROVAL");
    ASSERT_EQ(tighten("loss_percent", "1"), "");
    EXPECT_EQ(state_of(*desk.books().find(intent.id)).substr(0, 24), "DECLINED LIMITS_CHANGED:");
    EXPECT_TRUE(desk.books().rails().find(first)->reservations.empty());
    desk.pass(2min);
    EXPECT_EQ(desk.count_of<ApprovalExpired>(), 0u);
}

TEST_F(GateLimits, StayTightOverARestartUntilSomebodyStartsTheDeskWithThoseOfTheSettings)
{
    ASSERT_EQ(tighten("position_max", "500"), "");
    ASSERT_EQ(tighten("position_max", "400"), "");
    ASSERT_EQ(tighten("losses_in_a_row_max", "1"), "");
    const std::size_t sets = desk.count_of<LimitsSet>();
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(limits().position_max, Usd{"400"_dec});
    EXPECT_EQ(desk.count_of<LimitsSet>(), sets) << "nothing changed";

    ASSERT_TRUE(desk.restart(StartOptions{"test", {}, {}, 3, human}));
    EXPECT_EQ(limits(), plain_settings().limits);
    EXPECT_EQ(desk.last<LimitsLoosened>()->limits, (std::vector<std::string>{"losses_in_a_row_max", "position_max"}));
    EXPECT_EQ(desk.last<LimitsLoosened>()->by, human);
    ASSERT_TRUE(desk.restart(StartOptions{"test", {}, {}, 4, human}));
    EXPECT_EQ(desk.count_of<LimitsLoosened>(), 1u) << "there was nothing to loosen";
}

TEST_F(GateLimits, OfWhoeverHoldsMoreLetThemReduce)
{
    desk.trade(desk.buy("0.008"_dec), "100000"_dec);
    ASSERT_EQ(tighten("position_max", "0"), "");
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)).substr(0, 21), "DENIED POSITION_LIMIT");
    EXPECT_EQ(desk.proposed(desk.sell("0.008"_dec)), "SUBMITTED");
}

}  // namespace
}  // namespace swarmdesk::trading::execution
