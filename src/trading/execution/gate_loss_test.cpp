#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// What the day's loss counts (RAILS 4, 6), and what clocks do to it (RAILS 30).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

const AssetId token{"SPAM"};

// RAILS 4: the account that loses is stopped, and so must everything be that its user has. Without the token it is.
TEST(GateLoss, ATokenNobodyCanPriceDoesNotSwitchOffTheUsersDailyLoss)
{
    for (const bool has_token : {false, true}) {
        Harness desk{plain_settings(), Amount{"10000"_dec}};
        desk.trade(desk.buy("0.09"_dec), "100000"_dec);
        desk.trade(desk.buy("0.005"_dec, {}, second), "100000"_dec);
        if (has_token) desk.deposit(first, token, "1"_dec);
        desk.quote_everywhere("86999.99"_dec, "87000"_dec);  // 1,170 of 10,000 in one account, 65 in the other
        desk.tick();
        EXPECT_TRUE(std::any_of(desk.events.begin(), desk.events.end(),
                                [](const Stamped& stamped) {
                                    const auto* trip = std::get_if<DailyLossTripped>(&stamped.event);
                                    return trip != nullptr && trip->scope == risk::Scope::of(alice);
                                }))
            << "with the token: " << has_token;
        EXPECT_EQ(desk.propose(desk.buy("0.001"_dec, {}, second)).state, IntentState::denied)
            << "with the token: " << has_token;
    }
}

// RAILS 4: somebody sends one of Alice's accounts a token, and the loss rail of the whole desk stands.
TEST(GateLoss, ATokenNobodyCanPriceDoesNotSwitchOffTheDesksDailyLoss)
{
    for (const bool has_token : {false, true}) {
        Harness desk{plain_settings(), Amount{"1000"_dec}};
        desk.deposit(bobs, usdt, "9000"_dec);
        desk.pass(24h);  // the day begins with all of it
        desk.trade(desk.buy("0.09"_dec, {}, bobs), "100000"_dec);
        if (has_token) desk.deposit(second, token, "1"_dec);
        desk.quote_everywhere("86999.99"_dec, "87000"_dec);  // Bob loses 1,170 of the desk's 12,000
        desk.tick();
        EXPECT_TRUE(std::any_of(desk.events.begin(), desk.events.end(),
                                [](const Stamped& stamped) {
                                    const auto* trip = std::get_if<DailyLossTripped>(&stamped.event);
                                    return trip != nullptr && trip->scope == risk::Scope::desk();
                                }))
            << "with the token: " << has_token;
        EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied) << "with the token: " << has_token;
    }
}

// RAILS 6, "fees included": a fee that the venue takes from the balance is a loss, not a withdrawal.
TEST(GateLoss, AFeeTakenFromTheBalanceIsALoss)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.report(desk.paper_venue.move(first, usdt, Amount{"-600"_dec}, desk.now.utc, MoveKind::fee));
    EXPECT_EQ(desk.account().balances.at(usdt), Amount{"9400"_dec});
    EXPECT_EQ(desk.count_of<DailyLossTripped>() > 0, true) << "6 % of the equity of midnight went for fees";
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied);
}

// RAILS 6: a deposit that has no price when it comes is no gain of the day once it has one.
TEST(GateLoss, ADepositThatIsPricedLaterCuresNoLoss)
{
    const InstrumentId sol{"paper:SOLUSDT"};
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.take(desk.gate().list(instrument(sol, "SOL"), desk.now).value());
    desk.deposit(first, AssetId{"SOL"}, "100"_dec);
    desk.quote("199.99"_dec, "200"_dec, sol);  // a second later: 20,000 dollars
    desk.tick();
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.quote_everywhere("86999.99"_dec, "87000"_dec);  // 1,170 of the 10,000 of midnight
    desk.tick();
    EXPECT_GT(desk.count_of<DailyLossTripped>(), 0u);
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied);
}

// RAILS 6: (equity at midnight + net deposits - equity now) / equity at midnight, for the user over all accounts. What
// comes into an account opened during the day is a deposit of the user's.
TEST(GateLoss, AnAccountOpenedDuringTheDayDoesNotStretchTheUsersDailyLoss)
{
    Harness desk{plain_settings(), Harness::Empty{}};
    desk.open(first, alice, paper, Amount{"10000"_dec});
    desk.pass(24h);
    desk.open(second, alice, other_venue, Amount{"90000"_dec});
    desk.trade(desk.buy("0.09"_dec, {}, second), "100000"_dec);
    desk.quote_everywhere("89999.99"_dec, "90000"_dec);  // 900, nine hundredths of what Alice had at midnight
    desk.tick();
    EXPECT_GT(desk.count_of<DailyLossTripped>(), 0u);
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied);
}

// RAILS 6, 30: the clock is set forward over midnight and back, and the loss is told once.
TEST(GateLoss, ATripIsRecordedOnceThoughTheClockWasSetBackOverMidnight)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.step_clock(24h);
    desk.refresh_quotes();
    desk.tick();
    desk.step_clock(-24h);
    desk.tick();
    for (int i = 0; i < 1'000; ++i) {
        desk.stand_still(10ms);
        desk.quote("79999.99"_dec, "80000"_dec);
    }
    EXPECT_LE(desk.count_of<DailyLossTripped>(), 3u) << "account, user and desk";
}

// RAILS 6, 30: reducing until midnight, though the clock was wrong for a moment.
TEST(GateLoss, AClockThatIsWrongForAMomentClearsNoTripOfAnAccount)
{
    Harness desk{plain_settings(), Harness::Empty{}};
    desk.open(first, alice, paper, Amount{"10000"_dec});
    desk.open(second, alice, other_venue, Amount{"50000"_dec});
    desk.pass(23h);
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.quote_everywhere("92999.99"_dec, "93000"_dec);
    desk.refresh_quotes();
    ASSERT_TRUE(desk.account().baseline.is_tripped);
    ASSERT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied);
    desk.step_clock(2h);
    desk.pass(1s);
    desk.step_clock(-2h);
    desk.pass(1s);
    EXPECT_TRUE(desk.account().baseline.is_tripped);
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).state, IntentState::denied);
}

// RAILS 6: a quote falls between midnight and the tick that begins the day: it is yesterday's loss.
TEST(GateLoss, ALossOfYesterdayDoesNotStopToday)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.run(1s);
    desk.stand_still(24h - 1s + 20ms);
    desk.quote_everywhere("86999.99"_dec, "87000"_dec);
    desk.refresh_quotes();
    desk.tick();
    desk.run(5min);
    EXPECT_EQ(desk.account().baseline.day, utc_day(desk.now.utc));
    EXPECT_FALSE(desk.account().baseline.is_tripped);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

// RAILS 3: older than a second, or not yet: neither is the market of now.
TEST(GateLoss, AQuoteFromTheFutureNeverGrowsOld)
{
    Harness desk;
    Quote ahead{btc,          Price{"99999.99"_dec},  Price{"100000"_dec}, Quantity{"1"_dec}, Quantity{"1"_dec},
                desk.now.utc, desk.now.monotonic + 1h};
    desk.take(desk.gate().on_quote(ahead, desk.now));
    desk.stand_still(30min);
    desk.quote("49999.99"_dec, "50000"_dec);  // the market of now
    const IntentRecord& record = desk.propose(desk.buy("0.005"_dec));
    EXPECT_TRUE(record.state == IntentState::denied || desk.gate().quotes().at(btc).ask == Price{"50000"_dec})
        << "judged on a quote that nothing can replace for half an hour more";
}

// RAILS 4: what came without a price is put in at its first one, and what it loses from there on is lost.
TEST(GateLoss, WhatCameWithoutAPriceCountsAsPutInAtItsFirst)
{
    const InstrumentId sol{"paper:SOLUSDT"};
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.deposit(first, AssetId{"SOL"}, "100"_dec);
    EXPECT_EQ(desk.account().uncounted.at(AssetId{"SOL"}), Amount{"100"_dec});
    desk.take(desk.gate().list(instrument(sol, "SOL"), desk.now).value());
    desk.quote("199.99"_dec, "200.01"_dec, sol);
    desk.pass(1s);
    ASSERT_EQ(desk.count_of<AssetCountedIn>(), 1u);
    EXPECT_EQ(desk.last<AssetCountedIn>()->value, Usd{"20000"_dec});
    EXPECT_EQ(desk.account().baseline.deposits, Usd{"20000"_dec});
    EXPECT_TRUE(desk.account().uncounted.empty());
    EXPECT_EQ(desk.count_of<DailyLossTripped>(), 0u);
    desk.quote("193.99"_dec, "194.01"_dec, sol);  // 600 of the 10,000 of midnight
    EXPECT_TRUE(desk.account().baseline.is_tripped);
    EXPECT_TRUE(desk.replayed()->snapshot() == desk.gate().snapshot());
}

// RAILS 6: a market that crosses for a moment switches no loss off; its last sound price stands.
TEST(GateLoss, AMarketWithoutAPriceForAMomentHidesNoLossOfAnother)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.1"_dec, {}, first, eth), "4000"_dec);
    desk.trade(desk.buy("0.09"_dec), "100000"_dec);
    desk.quote("4000"_dec, "4000"_dec, eth);
    desk.quote_everywhere("86999.99"_dec, "87000"_dec);
    EXPECT_TRUE(desk.account().baseline.is_tripped);
}

// RAILS 30: a clock that was set is believed once it has kept pace for ten minutes.
TEST(GateLoss, ADayBeginsOnceASteppedClockHasKeptPace)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.run(1s);
    const std::int64_t before = desk.account().baseline.day;
    desk.step_clock(25h);
    for (int minute = 0; minute < 9; ++minute) desk.pass(1min);
    EXPECT_EQ(desk.account().baseline.day, before);
    for (int minute = 0; minute < 3; ++minute) desk.pass(1min);
    EXPECT_EQ(desk.account().baseline.day, before + 1);
}

// RAILS 9: what a person closes of an agent's lots is the account's and the user's loss, and not the agent's.
TEST(GateLoss, ATripThatAPersonClosedStopsNoAgent)
{
    Harness desk;
    for (int i = 0; i < 3; ++i) {
        Intent entry = desk.buy("0.005"_dec);
        entry.proposer = agent;
        desk.trade(entry, "100000"_dec);
        Intent closing = desk.sell("0.005"_dec);
        closing.owner = LotOwner{AgentId{"buy_bot"}};
        desk.trade(closing, "97000"_dec);
        desk.pass(61min);
    }
    ASSERT_EQ(desk.count_of<RoundTripClosed>(), 3u);
    EXPECT_EQ(desk.last<RoundTripClosed>()->owner, LotOwner{AgentId{"buy_bot"}});
    EXPECT_TRUE(desk.account().streak.is_tripped);
    const risk::LossStreak* streak = desk.books().rails().streak(risk::Scope::of(AgentId{"buy_bot"}));
    EXPECT_TRUE(streak == nullptr || *streak == risk::LossStreak{});
    Intent elsewhere = desk.buy("0.001"_dec, {}, bobs);
    elsewhere.proposer = agent;
    EXPECT_EQ(desk.proposed(elsewhere), "SUBMITTED");
}

}  // namespace
}  // namespace swarmdesk::trading::execution
