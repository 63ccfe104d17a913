#include <gmock/gmock.h>
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

/// Whoever wants the value in force kept, whatever the settings say later, can say so; saying it again is nothing new.
TEST_F(GateLimits, OfTheSameValueAreKeptOverLooserSettings)
{
    GateSettings tight = plain_settings();
    tight.limits.position_max = Usd{"9000"_dec};
    Harness pinned{tight};
    const auto pin = [&](const char* value) {
        return pinned.took(pinned.gate().tighten("position_max", value, human, "keep it", pinned.now)).has_value();
    };
    const Intent waiting = pinned.buy("0.02"_dec);
    ASSERT_EQ(pinned.proposed(waiting), "PENDING_APPROVAL");
    const std::size_t sets = pinned.count_of<LimitsSet>();
    EXPECT_TRUE(pin("9000"));
    EXPECT_EQ(pinned.last<LimitTightened>()->from, "9000");
    EXPECT_EQ(pinned.last<LimitTightened>()->to, "9000");
    EXPECT_EQ(pinned.count_of<LimitsSet>(), sets) << "nothing else is in force than before";
    EXPECT_EQ(pinned.state(waiting), "PENDING_APPROVAL");
    EXPECT_EQ(describe(*pinned.last<LimitTightened>()), "limit position_max kept at 9000 by human operator: keep it");
    EXPECT_TRUE(pin("9000.00"));
    EXPECT_EQ(pinned.count_of<LimitTightened>(), 1u);

    auto looser = pinned.replayed(plain_settings());
    ASSERT_TRUE(looser->start(StartOptions{"test", {}, {}, 2}, pinned.now));
    EXPECT_EQ(looser->books().rails().limits().position_max, Usd{"9000"_dec});
}

/// RAILS 5: what rests was admitted under the old limit, and would fill beyond the new one.
TEST_F(GateLimits, TakeBackRestingEntriesThatWouldBreakThemTheYoungestFirstAndNoMore)
{
    const Intent older = desk.buy("0.004"_dec, "90000"_dec);
    const Intent younger = desk.buy("0.004"_dec, "90000"_dec);
    for (const Intent* intent : {&older, &younger}) {
        ASSERT_EQ(desk.proposed(*intent), "SUBMITTED");
        desk.accept(*intent);
        desk.pass(1s);
    }
    ASSERT_EQ(tighten("position_max", "800"), "");
    EXPECT_TRUE(desk.cancels.empty()) << "800 exactly";
    ASSERT_EQ(tighten("position_max", "799"), "");
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(younger.id)});
    EXPECT_EQ(desk.last<CancelRequested>()->reason, "position_max was tightened to 799");
    EXPECT_EQ(desk.last<CancelRequested>()->by, human);
    ASSERT_EQ(tighten("position_max", "400"), "");
    EXPECT_EQ(desk.cancels.size(), 1u) << "what is being cancelled counts as gone";
    ASSERT_EQ(tighten("position_max", "399"), "");
    EXPECT_EQ(desk.cancels, (std::vector{client_order_id(younger.id), client_order_id(older.id)}));
}

TEST_F(GateLimits, OfAnythingButPositionsLeaveWhatRestsWhereItIs)
{
    const Intent entry = desk.buy("0.008"_dec, "90000"_dec);
    ASSERT_EQ(desk.proposed(entry), "SUBMITTED");
    desk.accept(entry);
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.quote("199999.99"_dec, "200000"_dec);
    ASSERT_EQ(tighten("loss_percent", "1"), "");
    EXPECT_TRUE(desk.cancels.empty()) << "though what is held became more than the limit by itself";
}

TEST_F(GateLimits, LeaveReductionsAndOtherAssetsWhereTheyRest)
{
    desk.trade(desk.buy("0.008"_dec), "100000"_dec);
    const Intent exit = desk.sell("0.004"_dec, "110000"_dec);
    const Intent entry = desk.buy("0.001"_dec, "90000"_dec);
    const Intent other = desk.buy("0.1"_dec, "3000"_dec, first, eth);
    for (const Intent* intent : {&exit, &entry, &other}) {
        ASSERT_EQ(desk.proposed(*intent), "SUBMITTED");
        desk.accept(*intent);
    }
    ASSERT_EQ(tighten("position_max", "600"), "");
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(entry.id)}) << "what is held alone is more";
    ASSERT_EQ(tighten("position_max", "0"), "");
    EXPECT_EQ(desk.cancels, (std::vector{client_order_id(entry.id), client_order_id(other.id)}));
}

TEST_F(GateLimits, OfAnAgentAndOfTheDeskTakeBackWhatBreaksThem)
{
    Intent agents = desk.buy("0.004"_dec, "90000"_dec);
    agents.proposer = agent;
    const Intent by_hand = desk.buy("0.004"_dec, "90000"_dec);
    const Intent of_bob = desk.buy("0.004"_dec, "90000"_dec, bobs);
    for (const Intent* intent : std::initializer_list<const Intent*>{&agents, &by_hand, &of_bob}) {
        ASSERT_EQ(desk.proposed(*intent), "SUBMITTED");
        desk.accept(*intent);
        desk.pass(1s);
    }
    ASSERT_EQ(tighten("agent_position_max", "399"), "");
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(agents.id)});
    ASSERT_EQ(tighten("desk_position_max", "800"), "");
    EXPECT_EQ(desk.cancels.size(), 1u) << "800 exactly: the agent's counts as gone";
    ASSERT_EQ(tighten("desk_position_max", "500"), "");
    EXPECT_EQ(desk.cancels, (std::vector{client_order_id(agents.id), client_order_id(of_bob.id)}));
}

TEST_F(GateLimits, AreFoundInTheLedgerByTheirName)
{
    ASSERT_EQ(tighten("loss_percent", "1"), "");
    EXPECT_EQ(to_row(desk.events[desk.events.size() - 2]).subject, "loss_percent");
}

TEST_F(GateLimits, ThatWouldBeLooserNameTheWayBack)
{
    EXPECT_THAT(tighten("position_max", "10000.01"), ::testing::HasSubstr("run --loosen-limits"));
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

/// Two entries of 360 that rest, the second of them younger.
class GateLimitsAtStart : public GateLimits {
protected:
    GateLimitsAtStart() : older(desk.buy("0.004"_dec, "90000"_dec)), younger(desk.buy("0.004"_dec, "90000"_dec))
    {
        for (const Intent* intent : {&older, &younger}) {
            EXPECT_EQ(desk.proposed(*intent), "SUBMITTED");
            desk.accept(*intent);
            desk.pass(1s);
        }
    }
    void restart_with(Decimal position_max)
    {
        GateSettings settings = plain_settings();
        settings.limits.position_max = Usd{position_max};
        desk.configure(settings);
        ASSERT_TRUE(desk.restart());
    }

    Intent older;
    Intent younger;
};

TEST_F(GateLimitsAtStart, TakeBackWhatRestsBeyondThemOnceTheBooksMatchTheVenues)
{
    restart_with("800"_dec);
    desk.run(3s);
    EXPECT_TRUE(desk.cancels.empty()) << "800 exactly";
    desk.is_silent = true;
    restart_with("799"_dec);
    desk.run(3s);
    EXPECT_TRUE(desk.cancels.empty()) << "nobody knows yet what became of them";
    desk.is_silent = false;
    desk.run(1s);
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(younger.id)});
    EXPECT_EQ(desk.last<CancelRequested>()->reason, "position_max was tightened to 799");
    EXPECT_EQ(desk.last<CancelRequested>()->by.kind, ActorKind::system);
    desk.close(younger, VenueOrderStatus::canceled);
    desk.run(3s);
    EXPECT_EQ(desk.count_of<CancelRequested>(), 1u);
}

TEST_F(GateLimitsAtStart, WaitAMinuteForVenuesThatDoNotAnswerAndNotLonger)
{
    desk.is_silent = true;
    restart_with("799"_dec);
    desk.run(59s);
    EXPECT_TRUE(desk.cancels.empty());
    desk.run(2s);
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(younger.id)});
}

TEST_F(GateLimitsAtStart, ThatAreKeptTakeBackWhatRestsBeyondThemAsThoseThatAreTightened)
{
    desk.is_silent = true;
    restart_with("799"_dec);
    ASSERT_EQ(tighten("position_max", "799"), "");
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(younger.id)});
    EXPECT_EQ(desk.last<CancelRequested>()->by, human);
    desk.is_silent = false;
    desk.run(3s);
    EXPECT_EQ(desk.count_of<CancelRequested>(), 1u) << "once";
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
