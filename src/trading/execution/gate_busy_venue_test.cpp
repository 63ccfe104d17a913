#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Accounts that are halted, counted and queried for nothing (RAILS 21-23, I14).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;

// RAILS 23: the venue is right in every look, and a fill came while each was on its way.
TEST(GateBusyVenue, AnAccountThatTradesWhileItIsLookedAtIsNotHalted)
{
    Harness desk;
    const Intent intent = desk.buy("0.009"_dec, "100000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.is_silent = true;
    int looks = 0;
    for (int i = 0; i < 1'200 && looks < 6; ++i) {
        desk.pass(100ms);
        while (!desk.asked.empty()) {
            const Effect effect = desk.asked.front();
            desk.asked.pop_front();
            const auto* wanted = std::get_if<TakeSnapshot>(&effect);
            if (wanted == nullptr) {
                const auto& query = std::get<QueryOrder>(effect);
                desk.report(desk.venue(query.instrument.venue).query(query.account, query.client_order_id));
                continue;
            }
            const auto taken =
                desk.venue(wanted->venue).snapshot(wanted->account, wanted->request, wanted->cursor, desk.now.utc);
            if (wanted->account == first) {
                desk.fill(intent, "0.001"_dec, "100000"_dec);  // 100 ms before the answer is there
                ++looks;
            }
            desk.stand_still(100ms);
            desk.refresh_quotes();
            desk.report(taken);
        }
    }
    ASSERT_GE(looks, 3);
    EXPECT_EQ(desk.alerts("BOOKS_DIFFER"), 0u);
    EXPECT_EQ(desk.account().state, TradingState::active);
}

struct Unhelpful {
    Harness desk;

    /// Six minutes in which every look at the first account is answered by `answer`.
    template <class Answer>
    void live(Answer answer)
    {
        desk.is_silent = true;
        for (int i = 0; i < 3'600; ++i) {
            desk.pass(100ms);
            const auto asked = std::exchange(desk.asked, {});
            for (const Effect& effect : asked)
                if (const auto* wanted = std::get_if<TakeSnapshot>(&effect)) {
                    auto taken = desk.venue(wanted->venue)
                                     .snapshot(wanted->account, wanted->request, wanted->cursor, desk.now.utc);
                    if (wanted->account == first) answer(taken);
                    desk.report(taken);
                }
        }
    }
    void expect_that_it_is_said_and_not_traded_on()
    {
        EXPECT_GE(desk.alerts("NOT_COMPARED"), 1u);
        const IntentRecord denied = desk.propose(desk.buy("0.005"_dec, "100000"_dec));
        ASSERT_TRUE(denied.denial);
        EXPECT_EQ(to_text(denied.denial->code), "RECONCILING");
    }
};

// RAILS 23: "there is more" is no comparison, however often it is said.
TEST(GateBusyVenue, AVenueThatNeverComesToAnEndIsSaidNotTradedOnAndNotAskedWithoutAPause)
{
    Unhelpful venue;
    const std::size_t before = venue.desk.snapshots;
    venue.live([](AccountSnapshot& taken) { taken.is_complete = false; });
    venue.expect_that_it_is_said_and_not_traded_on();
    EXPECT_LE(venue.desk.snapshots - before, 6u * 60u);
}

// The same with a page that is not empty and always the same.
TEST(GateBusyVenue, AVenueThatRepeatsAPageIsNotAskedWithoutAPause)
{
    Unhelpful venue;
    Harness& desk = venue.desk;
    const Intent intent = desk.buy("0.005"_dec, "100000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    std::optional<AccountSnapshot> page;
    const std::size_t before = desk.snapshots;
    venue.live([&](AccountSnapshot& taken) {
        if (!page && !taken.fills.empty()) page = taken;
        if (!page) return;
        const auto request = taken.request;
        taken = *page;
        taken.request = request;
        taken.is_complete = false;
    });
    ASSERT_TRUE(page);
    venue.expect_that_it_is_said_and_not_traded_on();
    EXPECT_LE(desk.snapshots - before, 6u * 60u);
}

// RAILS 23: nor is "come back later".
TEST(GateBusyVenue, AVenueThatThrottlesForEverIsSaidAndNotTradedOn)
{
    Unhelpful venue;
    for (int i = 0; i < 13; ++i) {
        venue.desk.report(Throttled{first, 60s, "-1003"});
        for (int tick = 0; tick < 300; ++tick) venue.desk.pass(100ms);
    }
    venue.expect_that_it_is_said_and_not_traded_on();
}

TEST(GateBusyVenue, OneLongThrottleIsSaidAfterFiveMinutesToo)
{
    Unhelpful venue;
    venue.desk.report(Throttled{first, 600s, "-1003"});
    venue.desk.run(6min + 10s);
    venue.expect_that_it_is_said_and_not_traded_on();
}

// The stream is a little later than the first look: the deposit is in the balance already.
TEST(GateBusyVenue, MoneyThatIsToldAfterTheFirstComparisonIsCountedOnce)
{
    const AccountId third{"third"};
    Harness desk;
    const BalanceMoved late = desk.paper_venue.move(third, usdt, Amount{"5000"_dec}, desk.now.utc);
    desk.take(desk.gate().open_account(third, alice, paper, desk.now).value());
    desk.tick();
    ASSERT_EQ(desk.account(third).balances.at(usdt), Amount{"5000"_dec});
    desk.report(late);
    EXPECT_EQ(desk.account(third).balances.at(usdt), Amount{"5000"_dec});
}

// I14: what the venue says again is said once; here a row of the ledger every two seconds, for ever.
TEST(GateBusyVenue, AFillThatDoesNotFitIsSaidOnceHoweverOftenTheVenueRepeatsIt)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "100000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill_silently(intent, "0.005"_dec, "100000"_dec);
    desk.paper_venue.order(first, client_order_id(intent.id)).fills[0].side = Side::sell;
    std::get<FillReported>(desk.paper_venue.account(first).past.back()).fill.side = Side::sell;
    desk.run(10min);
    EXPECT_LE(desk.alerts("INCREDIBLE_FILL"), 2u);
}

// RAILS 21, 30: eighteen seconds are eighteen seconds also over a restart with a clock that was set right meanwhile.
TEST(GateBusyVenue, TheSettleDelayIsNotShortenedByAClockThatIsSetForwardOverARestart)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "100000"_dec);
    desk.propose(intent);
    desk.stand_still(500ms);
    desk.step_clock(1h);
    ASSERT_TRUE(desk.restart());
    desk.run(10s);  // 10.5 s after the order left
    EXPECT_EQ(desk.state(intent), "UNKNOWN");
    desk.fill(intent, "0.005"_dec, "100000"_dec);  // it was in the venue's engine
    EXPECT_EQ(desk.alerts("OVERFILLED"), 0u);
}

// RAILS 23, I7: each minute. A venue that never tells what the account has is no venue the books match.
TEST(GateBusyVenue, AnAccountThatCannotBeComparedIsSaidSoAndDoesNotGoOnForEver)
{
    Harness desk;
    desk.is_silent = true;
    for (nanoseconds passed{}; passed < nanoseconds{1h}; passed += 500ms) {
        desk.pass(500ms);
        while (!desk.asked.empty()) {
            const Effect effect = desk.asked.front();
            desk.asked.pop_front();
            if (const auto* wanted = std::get_if<TakeSnapshot>(&effect)) {
                AccountSnapshot failed;
                failed.account = wanted->account;
                failed.request = wanted->request;
                failed.failed = true;
                desk.report(failed);
            }
        }
    }
    EXPECT_GT(desk.count_of<AlertRaised>(), 0u) << "nobody was told in an hour";
    EXPECT_EQ(desk.propose(desk.buy("0.005"_dec)).state, IntentState::denied)
        << "admitted on books that were not compared for an hour";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
