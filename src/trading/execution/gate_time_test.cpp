// Deadlines, clocks, starts.
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::DenialCode;
using risk::TradingState;

/// M1, RAILS 30
TEST(GateTime, AStepOfTheCalendarClockIsAnAlertAndMovesNoDeadline)
{
    for (const nanoseconds step : {nanoseconds{1h}, nanoseconds{-1h}}) {
        SCOPED_TRACE(step.count());
        Harness desk;
        desk.tick();
        const Intent waiting = desk.buy("0.02"_dec, "100000"_dec);
        desk.propose(waiting);
        const Intent lost = desk.buy("0.001"_dec, "100000"_dec);
        desk.propose(lost);
        desk.is_silent = true;
        desk.answer_send(lost, SendOutcome::unknown);
        desk.step_clock(step);
        desk.pass(59s);
        EXPECT_EQ(desk.alerts("CLOCK_STEPPED"), 1u);
        EXPECT_EQ(desk.state(waiting), "PENDING_APPROVAL");
        EXPECT_GT(desk.queries, 0u) << "the resolver goes on";
        desk.pass(1s);
        EXPECT_EQ(desk.state(waiting), "EXPIRED");
        desk.pass(2s);
        EXPECT_EQ(desk.alerts("UNKNOWN_OUTCOME"), 1u);
        desk.pass(4min);
        EXPECT_EQ(desk.account().state, TradingState::halted);
        EXPECT_EQ(desk.alerts("CLOCK_STEPPED"), 1u);
        EXPECT_EQ(to_hex(desk.replayed()->snapshot()), to_hex(desk.gate().snapshot()));
    }
}

TEST(GateTime, PricesAreMarkedAtFirstAndThoseThatStoodAtEachFullHourAndAtTheEnd)
{
    Harness desk;
    const auto bids = [&] {
        std::string text;
        for (const Stamped& stamped : desk.events)
            if (const auto* marked = std::get_if<PricesMarked>(&stamped.event)) {
                text += text.empty() ? "" : " ";
                for (const MarkedPrice& mark : marked->prices)
                    if (mark.instrument == btc) text += mark.bid.to_string();
            }
        return text;
    };
    desk.tick();
    EXPECT_EQ(bids(), "99999.99") << "as soon as every instrument has a price, and every account its money";
    const nanoseconds into_hour{desk.now.utc.ns % nanoseconds{1h}.count()};
    desk.stand_still(1h - into_hour - 1ns);
    desk.quote("90000"_dec, "90001"_dec);
    desk.tick();
    EXPECT_EQ(bids(), "99999.99");
    desk.stand_still(1ns);
    desk.quote("80000"_dec, "80001"_dec);
    EXPECT_EQ(bids(), "99999.99 90000") << "not the hour's first";
    desk.tick();
    EXPECT_EQ(bids(), "99999.99 90000");
    desk.stand_still(1h);
    desk.tick();
    EXPECT_EQ(bids(), "99999.99 90000 80000") << "an hour old";
    desk.stand_still(1ns);
    EXPECT_TRUE(desk.gate().on_stop(desk.now).events.empty()) << "older";
    desk.quote("70000"_dec, "70001"_dec);
    EXPECT_EQ(desk.gate().on_stop(desk.now).events.size(), 1u);
}

TEST(GateTime, AClockThatIsOnlyCorrectedIsNoAlert)
{
    Harness desk;
    desk.tick();
    desk.step_clock(1s);
    desk.tick();
    desk.step_clock(-1s);
    desk.tick();
    EXPECT_EQ(desk.alerts("CLOCK_STEPPED"), 0u);
    desk.step_clock(1s + 1ns);
    desk.tick();
    EXPECT_EQ(desk.alerts("CLOCK_STEPPED"), 1u);
}

TEST(GateTime, AStepOfTheClockGivesNoTokenOfTheHour)
{
    GateSettings settings = plain_settings();
    settings.limits.admissions_per_hour_max = 1;
    Harness desk{settings};
    desk.trade(desk.buy("0.001"_dec), "100000"_dec);
    desk.step_clock(2h);
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::rate_limit);
    desk.pass(60min);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

/// A ledger written with a clock 30 days ahead (M1), with a request that waits and an order whose outcome is unknown;
/// then the clock is set right.
struct Ahead {
    Ahead()
    {
        desk.step_clock(30 * 24h);
        desk.restart().value();
        desk.run(1s);
        desk.is_silent = true;
        waiting = desk.buy("0.02"_dec, "100000"_dec);
        lost = desk.buy("0.001"_dec, "100000"_dec);
        desk.propose(waiting);
        desk.propose(lost);
        desk.answer_send(lost, SendOutcome::unknown);
        desk.step_clock(-30 * 24h);
        desk.stand_still(1h);
    }
    Harness desk;
    Intent waiting;
    Intent lost;
};

/// M1
TEST(GateTime, ALedgerThatEndsInTheFutureRefusesTheStartUntilAPersonAcknowledges)
{
    Ahead ahead;
    Harness& desk = ahead.desk;
    const auto refused = desk.restart();
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_EQ(refused.error().detail.substr(0, 12), "CLOCK_BEHIND");
    StartOptions accepted{"test", human, {}, 2};
    ASSERT_TRUE(desk.restart(accepted));
    ASSERT_EQ(desk.count_of<ClockAcknowledged>(), 1u);
    EXPECT_EQ(desk.last<ClockAcknowledged>()->by, human);
    EXPECT_EQ(desk.state(ahead.waiting), "EXPIRED") << "nobody can say how long it has waited";
    EXPECT_GT(desk.queries, 0u) << "the order is asked about at once";

    // And nothing stands still from there on.
    const Intent second_request = desk.buy("0.02"_dec, "100000"_dec, bobs);
    desk.is_silent = false;
    desk.tick();
    desk.is_silent = true;
    ASSERT_EQ(desk.proposed(second_request), "PENDING_APPROVAL");
    desk.pass(60s);
    EXPECT_EQ(desk.state(second_request), "EXPIRED");
    desk.pass(5min);
    EXPECT_EQ(desk.alerts("UNKNOWN_OUTCOME"), 1u);
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_TRUE(desk.restart()) << "acknowledged once, it is over";
}

/// M1
TEST(GateTime, ARequestThatExpiredWhileADeskWithAnEarlierClockWasDownIsExpiredAtItsStart)
{
    Ahead ahead;
    Harness& desk = ahead.desk;
    ASSERT_TRUE(desk.restart(StartOptions{"test", human, {}, 2}));
    desk.is_silent = false;
    desk.run(1s);
    const Intent waiting = desk.buy("0.02"_dec, "100000"_dec, bobs);
    ASSERT_EQ(desk.proposed(waiting), "PENDING_APPROVAL");
    desk.stand_still(2h);  // down, and the desk's own line of time is a month ahead of the calendar
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.state(waiting), "EXPIRED");
}

TEST(GateTime, ARequestSurvivesARestartWithWhatItHadLeft)
{
    Harness desk;
    const Intent waiting = desk.buy("0.02"_dec, "100000"_dec);
    desk.propose(waiting);
    desk.stand_still(20s);
    ASSERT_TRUE(desk.restart());
    desk.run(3s);
    EXPECT_EQ(desk.state(waiting), "PENDING_APPROVAL");
    EXPECT_EQ(desk.account().reservations.size(), 1u);
    desk.pass(37s - 1ns);
    EXPECT_EQ(desk.state(waiting), "PENDING_APPROVAL");
    desk.pass(1ns);
    EXPECT_EQ(desk.state(waiting), "EXPIRED");
}

/// M19
TEST(GateTime, AnOrderUnknownSinceLongBeforeAStartHaltsNothingBeforeTheVenueWasAsked)
{
    Harness desk;
    desk.is_silent = true;
    const Intent lost = desk.buy("0.001"_dec, "100000"_dec);
    desk.propose(lost);
    desk.place(lost);
    desk.answer_send(lost, SendOutcome::unknown);
    desk.stand_still(1h);
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.count_of<AccountStateSet>(), 0u);
    EXPECT_GT(desk.queries, 0u);
    desk.run(1900ms);
    EXPECT_EQ(desk.count_of<AccountStateSet>(), 0u);
    desk.is_silent = false;
    desk.answer();
    EXPECT_EQ(desk.state(lost), "ACCEPTED");
    desk.run(10min);
    EXPECT_EQ(desk.count_of<AccountStateSet>(), 0u);
}

/// M21, RAILS 31
TEST(GateTime, PricesFromAnotherSourceTakeAPersonsWord)
{
    Harness desk;
    const auto refused = desk.restart(StartOptions{"simulated", {}, {}, 2});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().detail.substr(0, 20), "PRICE_SOURCE_CHANGED");
    ASSERT_TRUE(desk.restart(StartOptions{"simulated", {}, human, 2}));
    EXPECT_EQ(desk.last<PriceSourceSet>()->source, "simulated");
    EXPECT_EQ(desk.last<PriceSourceSet>()->by, human);
    ASSERT_TRUE(desk.restart(StartOptions{"simulated", {}, {}, 3}));
    EXPECT_EQ(desk.count_of<PriceSourceSet>(), 2u);
}

/// M17: limits stand in the event that sets them, and a start under others says so.
TEST(GateTime, OtherLimitsAreAnEventOfTheStartThatBringsThem)
{
    Harness desk;
    ASSERT_EQ(desk.count_of<LimitsSet>(), 1u);
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.count_of<LimitsSet>(), 1u);
}

TEST(GateTime, ADayBeginsAtMidnightAndIsEstimatedWhereTheDeskWasNotThere)
{
    Harness desk;
    EXPECT_EQ(desk.account().baseline.day, utc_day(desk.now.utc));
    desk.pass(24h - 1s);
    const std::size_t before = desk.count_of<DayStarted>();
    desk.pass(1s);
    EXPECT_EQ(desk.count_of<DayStarted>(), before + 3);
    EXPECT_FALSE(desk.last<DayStarted>()->baseline.is_estimated);
    desk.pass(24h + 6s);
    EXPECT_TRUE(desk.last<DayStarted>()->baseline.is_estimated);
    desk.step_clock(-24h);
    desk.run(2s);
    EXPECT_EQ(desk.count_of<DayStarted>(), before + 6) << "a clock set back begins no day anew";
}

TEST(GateTime, TheNextDeadlineIsTheEarliestOfAll)
{
    Harness desk;
    const DeskTime now = desk.gate().desk_time(desk.now);
    const auto next = desk.gate().next_deadline();
    ASSERT_TRUE(next);
    EXPECT_GT(*next, now);
    desk.propose(desk.buy("0.001"_dec));
    EXPECT_EQ(*desk.gate().next_deadline(), now + 10s) << "the answer to a send";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
