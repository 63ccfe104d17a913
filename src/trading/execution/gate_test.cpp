// What the gate decides: rails, approvals, states.
#include "trading/execution/gate.hpp"

#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::DenialCode;
using risk::TradingState;

TEST(Gate, SendsASmallOrderAtOnceAndOnlyAfterItsFacts)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    EXPECT_EQ(desk.proposed(intent), "SUBMITTED");
    ASSERT_EQ(desk.effects.size(), 1u);
    const auto& approved = std::get<SubmitOrder>(desk.effects[0]).order;
    EXPECT_EQ(approved.order().client_order_id, client_order_id(intent.id));
    EXPECT_EQ(approved.order().time_in_force, TimeInForce::ioc);
    EXPECT_EQ(approved.epoch(), 1u);
    const auto& submitted = std::get<OrderSubmitted>(desk.events.back().event);
    EXPECT_EQ(submitted.request, risk::order_hash(approved.order()));
    EXPECT_EQ(approved.hash(), submitted.request);
}

TEST(Gate, FollowsAnOrderToItsEnd)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    EXPECT_EQ(desk.state(intent), "ACCEPTED");
    desk.fill(intent, "0.002"_dec, "100000"_dec);
    EXPECT_EQ(desk.state(intent), "PARTIALLY_FILLED");
    desk.fill(intent, "0.003"_dec, "100000"_dec);
    EXPECT_EQ(desk.state(intent), "FILLED");
    EXPECT_EQ(desk.record(intent).average_price().to_string(), "100000");
    EXPECT_TRUE(desk.account().reservations.empty());
    EXPECT_EQ(desk.position().to_string(), "0.005");
}

TEST(Gate, AnswersTheSameIntentTheSameAndRejectsItsIdForAnother)
{
    Harness desk;
    Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    const auto again = desk.gate().propose(intent, desk.now);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->events.empty());
    EXPECT_TRUE(again->effects.empty());
    intent.quantity = Quantity{"0.006"_dec};
    EXPECT_EQ(desk.gate().propose(intent, desk.now).error().code, Errc::conflict);
}

TEST(Gate, HoldsThePositionAtTenThousandToTheCent)
{
    struct Case {
        const char* name;
        Decimal price;
        const char* state;
    };
    for (const Case& c :
         {Case{"exactly at the limit", "100000"_dec, "PENDING_APPROVAL"},
          Case{"one cent more", "100000.1"_dec, "DENIED POSITION_LIMIT: worst_case=10000.01 limit=10000"}}) {
        SCOPED_TRACE(c.name);
        Harness desk;
        EXPECT_EQ(desk.proposed(desk.buy("0.1"_dec, c.price)), c.state);
    }
}

TEST(Gate, CountsEverythingOnItsWayIntoThePosition)
{
    Harness desk;
    desk.trade(desk.buy("0.02"_dec), "100000"_dec);              // 2 000 held
    desk.propose(desk.buy("0.03"_dec, "100000"_dec));            // 3 000 waiting
    const Intent unknown = desk.buy("0.009"_dec, "100000"_dec);  // 900, unknown
    desk.propose(unknown);
    desk.answer_send(unknown, SendOutcome::unknown);
    EXPECT_EQ(desk.proposed(desk.buy("0.041"_dec, "100000"_dec)), "PENDING_APPROVAL");  // 4 100: exactly 10 000
    EXPECT_EQ(desk.proposed(desk.buy("0.00005"_dec, "100000"_dec)),
              "DENIED POSITION_LIMIT: worst_case=10005 limit=10000");
}

/// M11: the same base asset at two venues, in two accounts of one user.
TEST(Gate, SumsAUsersPositionOverAccountsAndVenues)
{
    Harness desk;
    desk.trade(desk.buy("0.06"_dec), "100000"_dec);
    EXPECT_EQ(desk.proposed(desk.buy("0.04"_dec, "100000"_dec, second)), "PENDING_APPROVAL");
    EXPECT_EQ(desk.proposed(desk.buy("0.00005"_dec, "100000"_dec, second)),
              "DENIED POSITION_LIMIT: worst_case=10005 limit=10000");
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec, "100000"_dec, bobs)), "SUBMITTED") << "another user's limit";
}

TEST(Gate, AsksAHumanForStrictlyMoreThanAThousand)
{
    Harness exact;
    EXPECT_EQ(exact.proposed(exact.buy("0.01"_dec, "100000"_dec)), "SUBMITTED");
    Harness more;
    EXPECT_EQ(more.proposed(more.buy("0.01"_dec, "100001"_dec)), "PENDING_APPROVAL");
}

TEST(Gate, SplittingAnOrderDoesNotAvoidTheHuman)
{
    Harness desk;
    desk.trade(desk.buy("0.006"_dec), "100000"_dec);
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);  // 1 000.00 in the hour
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "PENDING_APPROVAL");
    desk.pass(60min);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "SUBMITTED");
}

TEST(Gate, AdmitsTwentyInAnySlidingHourAndSaysWhenTheNextTokenIsFree)
{
    Harness desk;
    for (int i = 0; i < 20; ++i) {
        desk.trade(desk.buy("0.0001"_dec), "100000"_dec);
        desk.pass(1s);
    }
    const IntentRecord& denied = desk.propose(desk.buy("0.0001"_dec));
    EXPECT_EQ(state_of(denied), "DENIED RATE_LIMIT: admissions=21 limit=20");
    EXPECT_EQ(denied.denial->retry_after, nanoseconds{60min - 20s});
    desk.pass(60min - 20s - 1ns);  // the first is one nanosecond short of an hour old
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "DENIED RATE_LIMIT: admissions=21 limit=20");
    desk.pass(1ns);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "SUBMITTED");
}

TEST(Gate, GivesATokenBackOnARejectionButNotOnSilence)
{
    Harness desk;
    std::vector<Intent> intents;
    for (int i = 0; i < 20; ++i) {
        intents.push_back(desk.buy("0.0001"_dec));
        desk.propose(intents.back());
    }
    desk.answer_send(intents[0], SendOutcome::unknown);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "DENIED RATE_LIMIT: admissions=21 limit=20");
    desk.answer_send(intents[1], SendOutcome::rejected);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "SUBMITTED");
}

TEST(Gate, DecidesNothingOnAPriceThatIsMissingStaleOrCrossed)
{
    {
        Harness desk;
        desk.stand_still(1s);
        EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
        desk.stand_still(1ms);
        EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "DENIED STALE_PRICE: age_ms=1001 limit=1000");
    }
    for (const auto& [bid, ask] :
         {std::pair{"100"_dec, "100"_dec}, {"101"_dec, "100"_dec}, {"0"_dec, "100"_dec}, {"-1"_dec, "1"_dec}}) {
        Harness desk;
        desk.quote(bid, ask);
        EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::bad_price);
    }
}

/// M5: the mark of anything the account holds must be fresh before it adds anything.
TEST(Gate, AdmitsNothingNewWhileTheMarkOfSomethingHeldIsOld)
{
    Harness desk;
    desk.trade(desk.buy("0.1"_dec, {}, first, eth), "4000"_dec);
    desk.stand_still(12s);
    desk.quote("99999.99"_dec, "100000"_dec);  // only this one goes on
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::stale_price);
    desk.quote("3999.99"_dec, "4000"_dec, eth);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

/// M27
TEST(Gate, AnOlderQuoteNeverReplacesANewer)
{
    Harness desk;
    desk.stand_still(5s);
    desk.quote("99999.99"_dec, "100000"_dec);
    Quote late{btc, Price{"49999.99"_dec}, Price{"50000"_dec}, {}, {}, desk.now.utc, desk.now.monotonic + -1ns};
    desk.take(desk.gate().on_quote(late, desk.now));
    EXPECT_EQ(desk.gate().quotes().at(btc).ask.to_string(), "100000");
    late.received = desk.now.monotonic;
    desk.take(desk.gate().on_quote(late, desk.now));
    EXPECT_EQ(desk.gate().quotes().at(btc).ask.to_string(), "50000") << "of two read at once the later one";
}

TEST(Gate, ValuesAMarketOrderItselfWhateverPriceTheCallerGives)
{
    Harness desk;
    Intent intent = desk.buy("0.2"_dec);
    intent.limit_price = Price{"1"_dec};
    EXPECT_EQ(desk.proposed(intent), "DENIED POSITION_LIMIT: worst_case=20000 limit=10000");
}

TEST(Gate, TripsTheDailyLossAtFivePercentAndNotBefore)
{
    Harness desk{plain_settings(), Amount{"10000"_dec}};
    desk.trade(desk.buy("0.1"_dec), "100000"_dec);  // all in: equity follows the market
    desk.quote_everywhere("95001"_dec, "95001.01"_dec);
    EXPECT_EQ(desk.count_of<DailyLossTripped>(), 0u);
    desk.quote_everywhere("94999.99"_dec, "95000.01"_dec);  // mid 95 000: exactly 5.00 %
    EXPECT_EQ(desk.count_of<DailyLossTripped>(), 1u);
    desk.quote_everywhere("120000"_dec, "120000.01"_dec);  // a recovery re-arms nothing
    EXPECT_EQ(desk.propose(desk.buy("0.0001"_dec)).denial->code, DenialCode::daily_loss);
    desk.deposit(first, usdt, "50000"_dec);  // and a deposit cures nothing
    EXPECT_EQ(desk.propose(desk.buy("0.0001"_dec)).denial->code, DenialCode::daily_loss);
    desk.trade(desk.sell("0.05"_dec), "120000"_dec);  // reductions pass
    desk.pass(24h);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "SUBMITTED");
}

/// M11: at the level of a user, also for an account that has not lost that much itself.
TEST(Gate, TripsTheDailyLossOfAUserOverAllAccounts)
{
    Harness desk{plain_settings(), Amount{"5000"_dec}};
    desk.trade(desk.buy("0.05"_dec), "100000"_dec);               // all of the first account's 5 000
    desk.trade(desk.buy("0.025"_dec, {}, second), "100000"_dec);  // half of the second's
    desk.quote_everywhere("93999.99"_dec, "94000.01"_dec);        // 6 % and 3 %: 4.5 % together
    ASSERT_EQ(desk.count_of<DailyLossTripped>(), 1u);
    EXPECT_EQ(desk.last<DailyLossTripped>()->scope, risk::Scope::of(first));
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, second)), "SUBMITTED");
    desk.quote_everywhere("92999.99"_dec, "93000.01"_dec);  // 7 % and 3.5 %: 5.25 %
    ASSERT_EQ(desk.count_of<DailyLossTripped>(), 2u);
    EXPECT_EQ(desk.last<DailyLossTripped>()->scope, risk::Scope::of(alice));
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec, {}, second)).denial->scope, risk::Scope::of(alice));
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec, {}, bobs)), "SUBMITTED");
}

TEST(Gate, StopsAfterThreeLossesStrictlyAboveTwoPercentUntilAHumanRearms)
{
    Harness desk;
    for (const Decimal percent : {"2.01"_dec, "2.01"_dec, "2"_dec, "2.01"_dec, "2.01"_dec}) desk.round_trip(percent);
    EXPECT_EQ(desk.count_of<LossStreakTripped>(), 0u) << "exactly 2.00 % resets the count";
    desk.round_trip("2.01"_dec);
    EXPECT_EQ(desk.count_of<LossStreakTripped>(), 2u) << "of the account and of its user";
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "DENIED LOSS_STREAK: losses=3 limit=3");
    const risk::Scope scope = risk::Scope::of(first);
    EXPECT_EQ(desk.gate().rearm(scope, agent, desk.now).error().code, Errc::forbidden);
    desk.take(desk.gate().rearm(scope, human, desk.now).value());
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->scope, risk::Scope::of(alice));
    desk.take(desk.gate().rearm(risk::Scope::of(alice), human, desk.now).value());
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec)), "SUBMITTED");
}

/// Whoever re-arms what is not tripped has another streak in mind: they are told, and its count goes on.
TEST(Gate, RearmsNothingThatIsNotTripped)
{
    Harness desk;
    const auto rearmed = [&] { return desk.took(desk.gate().rearm(risk::Scope::of(first), human, desk.now)); };
    desk.round_trip("3"_dec);
    desk.round_trip("3"_dec);
    EXPECT_EQ(rearmed().error().detail,
              "NOT_TRIPPED: no loss streak stops account first, which has 2 losing trades in a row; there is nothing "
              "to re-arm");
    EXPECT_EQ(desk.count_of<LossStreakRearmed>(), 0u);
    desk.round_trip("3"_dec);
    EXPECT_EQ(desk.account().streak.losses, 3u);
    EXPECT_TRUE(rearmed());
    EXPECT_EQ(desk.account().streak, risk::LossStreak{});
    EXPECT_EQ(rearmed().error().code, Errc::conflict);
}

/// M11: losses are counted in the order in which trips close over all owners and accounts of a user.
TEST(Gate, CountsAUsersLossesOverAccountsAndOwners)
{
    Harness desk;
    desk.round_trip("3"_dec, first);
    desk.round_trip("3"_dec, second);
    EXPECT_EQ(desk.count_of<LossStreakTripped>(), 0u);
    desk.round_trip("3"_dec, first, agent);
    ASSERT_EQ(desk.count_of<LossStreakTripped>(), 1u);
    EXPECT_EQ(desk.last<LossStreakTripped>()->scope, risk::Scope::of(alice));
    EXPECT_EQ(desk.last<RoundTripClosed>()->owner, LotOwner{AgentId{"buy_bot"}});
    EXPECT_EQ(desk.propose(desk.buy("0.001"_dec, {}, second)).denial->code, DenialCode::loss_streak);
    EXPECT_EQ(desk.proposed(desk.buy("0.001"_dec, {}, bobs)), "SUBMITTED");
}

/// M28: a fee in an asset that is neither base nor quote belongs to the round trip it was paid in.
TEST(Gate, CountsAFeeInAThirdAssetInTheRoundTrip)
{
    Harness desk;
    desk.deposit(first, AssetId{"BNB"}, "10"_dec);
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    desk.trade(desk.sell("0.005"_dec), "100000"_dec, "0.02"_dec, AssetId{"BNB"});  // 12 of 500: 2.4 %
    const auto* trip = desk.last<RoundTripClosed>();
    ASSERT_NE(trip, nullptr);
    EXPECT_EQ(trip->result.to_string(), "-11.9999");
    EXPECT_TRUE(trip->is_loss);
    EXPECT_FALSE(desk.last<OrderFilled>()->is_estimated);
    EXPECT_EQ(desk.account().balances.at(AssetId{"BNB"}).to_string(), "9.98");
}

TEST(Gate, ATripThatGainsAndLosesNothingEndsLikeAnyOther)
{
    Harness desk;
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    desk.trade(desk.sell("0.005"_dec), "100000"_dec);
    const auto* trip = desk.last<RoundTripClosed>();
    ASSERT_NE(trip, nullptr);
    EXPECT_TRUE(trip->result.is_zero());
    EXPECT_FALSE(trip->is_loss);
    EXPECT_TRUE(desk.position().is_zero());
}

TEST(Gate, WhatIsTooSmallForTheVenueIsDustAndSaidOnce)
{
    Harness desk;
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    desk.trade(desk.sell("0.00497"_dec), "100000"_dec);  // 3 USD are left, and 5 the least
    EXPECT_EQ(desk.count_of<RoundTripClosed>(), 1u);
    EXPECT_EQ(desk.alerts("DUST"), 1u);
    EXPECT_EQ(desk.position().to_string(), "0.00003");
    EXPECT_EQ(desk.propose(desk.sell("0.00003"_dec)).denial->code, DenialCode::dust);
}

/// D1: a thin minute fills an entry for less than anybody can sell.
TEST(Gate, AnEntryThatIsDustIsSaidOnceAndWhatIsAddedToItIsAPosition)
{
    Harness desk;
    const auto buy_thinly = [&] {
        const Intent entry = desk.buy("0.005"_dec, "100000"_dec);
        desk.propose(entry);
        desk.answer_send(entry, SendOutcome::accepted);
        desk.fill(entry, "0.00003"_dec, "100000"_dec);
        EXPECT_EQ(desk.state(entry), "PARTIALLY_FILLED");
        return entry;
    };
    const auto end = [&](const Intent& entry) {
        desk.close(entry, VenueOrderStatus::expired);
        EXPECT_EQ(desk.state(entry), "EXPIRED");
    };
    const Intent entry = buy_thinly();
    EXPECT_EQ(desk.alerts("DUST"), 0u) << "more may come";
    end(entry);
    EXPECT_EQ(desk.alerts("DUST"), 1u);
    for (int i = 0; i < 10; ++i) desk.pass(1min);
    EXPECT_EQ(desk.alerts("DUST"), 1u);
    end(buy_thinly());
    EXPECT_EQ(desk.alerts("DUST"), 1u) << "both together can be sold";
}

TEST(Gate, LetsReductionsPassWhereNothingElseDoesButNeverBeyondThePosition)
{
    Harness desk;
    desk.trade(desk.buy("0.05"_dec), "100000"_dec);
    desk.set_state(TradingState::halted);
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec)), "DENIED HALTED: state=3 limit=1 (desk)");
    EXPECT_EQ(desk.proposed(desk.sell("0.03"_dec)), "SUBMITTED");  // 3 000, unattended
    EXPECT_EQ(desk.proposed(desk.sell("0.02"_dec, "110000"_dec)), "SUBMITTED");
    Intent beyond = desk.sell("0.00001"_dec);
    beyond.reduce_only = true;
    EXPECT_EQ(desk.proposed(beyond), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.00001 limit=0");
}

/// M4: what is a reduction is what the rails say; a caller's word for it buys nothing.
TEST(Gate, ReduceOnlyOfSomebodyWhoOwnsNothingBuysNoPlaceAndNoRecordBeyondTheBudget)
{
    GateSettings settings = plain_settings();
    settings.limits.denials_per_hour_max = 3;
    Harness desk{settings};
    const auto propose = [&] {
        Intent intent = desk.sell("0.001"_dec, {}, bobs);
        intent.reduce_only = true;
        return desk.proposed(intent);
    };
    const std::size_t before = desk.events.size();
    for (int i = 0; i < 3; ++i) EXPECT_EQ(propose(), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.001 limit=0");
    EXPECT_EQ(desk.events.size(), before + 6) << "proposed and denied";
    for (int i = 0; i < 1'000; ++i) EXPECT_EQ(propose(), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.001 limit=0");
    EXPECT_EQ(desk.events.size(), before + 6) << "denied all the same, and not written";
    EXPECT_EQ(desk.proposed(desk.sell("1"_dec)).substr(0, 6), "DENIED") << "another user has a budget of their own";
    EXPECT_EQ(desk.count_of<IntentDenied>(), 4u);
    desk.pass(60min);
    ASSERT_EQ(desk.count_of<DenialsCounted>(), 1u);
    EXPECT_EQ(desk.last<DenialsCounted>()->user, bob);
    EXPECT_EQ(desk.last<DenialsCounted>()->count, 1'000u);
    propose();
    EXPECT_EQ(desk.count_of<IntentDenied>(), 5u) << "a new hour";
}

/// M13: and nobody writes into the chain of an account that is not theirs.
TEST(Gate, ADenialOfAnothersAccountIsNotWritten)
{
    Harness desk;
    Intent intent = desk.buy("0.001"_dec, {}, bobs);
    intent.user = alice;
    const std::size_t before = desk.events.size();
    EXPECT_EQ(desk.propose(intent).denial->code, DenialCode::foreign_account);
    intent.account = AccountId{"nobody"};
    EXPECT_EQ(desk.propose(intent).denial->code, DenialCode::unknown_account);
    EXPECT_EQ(desk.events.size(), before);
}

/// M6
TEST(Gate, OneUsersOpenIntentsCloseTheTableForNobodyElseAndNotForReductions)
{
    GateSettings settings = plain_settings();
    settings.user_open_max = 5;
    Harness desk{settings};
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    for (int i = 0; i < 5; ++i) ASSERT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec)), "DENIED TOO_MANY_OPEN: open=6 limit=5");
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec, second)), "DENIED TOO_MANY_OPEN: open=6 limit=5");
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec, bobs)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.sell("0.001"_dec)), "SUBMITTED") << "a part is kept for what reduces";
    EXPECT_EQ(desk.proposed(desk.sell("0.001"_dec)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.sell("0.001"_dec)), "DENIED TOO_MANY_OPEN: open=8 limit=7");
}

TEST(Gate, AFullTableOfTheWholeDeskStillTakesReductions)
{
    GateSettings settings = plain_settings();
    settings.open_max = 5;
    Harness desk{settings};
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    for (int i = 0; i < 5; ++i) ASSERT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec, bobs)), "SUBMITTED");
    EXPECT_EQ(desk.proposed(desk.buy("0.0001"_dec, "50000"_dec)), "DENIED TOO_MANY_OPEN: open=6 limit=5 (desk)");
    EXPECT_EQ(desk.proposed(desk.sell("0.005"_dec)), "SUBMITTED");
}

TEST(Gate, HaltCancelsWhatIncreasesAndOnlyAHumanResumes)
{
    Harness desk;
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    const Intent exit = desk.sell("0.005"_dec, "110000"_dec);
    desk.propose(exit);
    desk.accept(exit);
    const Intent more = desk.buy("0.004"_dec, "90000"_dec);
    desk.propose(more);
    desk.accept(more);
    desk.set_state(TradingState::halted, agent);
    EXPECT_EQ(desk.cancels, std::vector{client_order_id(more.id)});
    EXPECT_EQ(desk.gate().set_state(TradingState::active, agent, "", desk.now).error().code, Errc::forbidden);
    EXPECT_TRUE(desk.gate().set_state(TradingState::active, human, "", desk.now));
}

/// W16
TEST(Gate, WhatChangesNothingIsNoEvent)
{
    Harness desk;
    desk.set_account_state(TradingState::halted).value();
    desk.set_state(TradingState::reducing);
    const Intent intent = desk.sell("0.001"_dec);
    desk.propose(intent);
    const std::size_t before = desk.events.size();
    for (int i = 0; i < 10; ++i) {
        desk.set_account_state(TradingState::halted).value();
        desk.set_state(TradingState::reducing);
        EXPECT_EQ(desk.gate().rearm(risk::Scope::of(first), human, desk.now).error().code, Errc::conflict);
        desk.take(desk.gate().open_account(first, alice, paper, desk.now).value());
        desk.take(desk.gate().list(instrument(btc, "BTC"), desk.now).value());
        desk.propose(intent);
    }
    EXPECT_EQ(desk.events.size(), before);
}

TEST(Gate, AnInstrumentThatIsNotAsItWasIsAnAlertThatNamesWhatChanged)
{
    Harness desk;
    Instrument changed = instrument(btc, "BTC");
    changed.tick = Price{"0.1"_dec};
    changed.status = InstrumentStatus::closing_only;
    const std::size_t before = desk.events.size();
    desk.take(desk.gate().list(changed, desk.now).value());
    ASSERT_EQ(desk.events.size(), before + 2);
    EXPECT_EQ(std::get<InstrumentListed>(desk.events[before].event).instrument, changed);
    const auto& alert = std::get<AlertRaised>(desk.events[before + 1].event);
    EXPECT_EQ(alert.code, "INSTRUMENT_CHANGED");
    EXPECT_EQ(alert.instrument, btc);
    EXPECT_EQ(alert.message, btc.to_string() +
                                 " is not as it was: tick 0.01 is now 0.1, status trading is now closing_only. Orders "
                                 "that rest and no longer fit its steps can only be canceled.");
    desk.take(desk.gate().list(changed, desk.now).value());
    EXPECT_EQ(desk.events.size(), before + 2) << "said once";
}

TEST(Gate, AnInstrumentDoesNotBecomeAnotherWhileSomebodyHoldsIt)
{
    Harness desk;
    desk.trade(desk.buy("0.005"_dec), "100000"_dec);
    desk.take(desk.gate().list(instrument(eth, "XETH"), desk.now).value());  // nobody holds any
    const auto refused = desk.gate().list(instrument(btc, "XBT"), desk.now);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::conflict);
    EXPECT_NE(refused.error().detail.find("base BTC is now XBT"), std::string::npos) << refused.error().detail;
}

/// Long 0.005 with a reduction of all of it resting, and another sell that will close the position before it.
struct OverReduced {
    Harness desk;
    Intent reduction;
    Intent closing;

    OverReduced()
    {
        desk.deposit(first, bitcoin, "10"_dec);  // coins from elsewhere, so that selling more than was bought has funds
        desk.trade(desk.buy("0.005"_dec), "100000"_dec);
        reduction = desk.sell("0.005"_dec, "110000"_dec);
        desk.propose(reduction);
        desk.accept(reduction);
        closing = desk.sell("0.005"_dec, "100000"_dec);
        desk.propose(closing);
        desk.accept(closing);
    }
    void halt() { desk.set_state(TradingState::halted); }
};

TEST(Gate, HaltAlsoCancelsAReductionWhosePositionAnotherOrderHasClosed)
{
    OverReduced market;
    market.desk.fill(market.closing, "0.005"_dec, "100000"_dec);
    market.halt();
    EXPECT_EQ(market.desk.cancels, std::vector{client_order_id(market.reduction.id)});
}

TEST(Gate, AReductionWhosePositionClosesDuringAHaltIsCanceledThen)
{
    OverReduced market;
    market.halt();
    EXPECT_EQ(market.desk.cancels, std::vector{client_order_id(market.closing.id)});
    market.desk.fill(market.closing, "0.002"_dec, "100000"_dec);  // it was on its way
    EXPECT_EQ(market.desk.cancels,
              (std::vector{client_order_id(market.closing.id), client_order_id(market.reduction.id)}));
}

/// Long 0.006 with two resting reductions of 0.003 each, and a sell that closes a third of the position.
struct TwoReductions {
    Harness desk;
    Intent older;
    Intent younger;
    Intent closing;

    TwoReductions()
    {
        desk.deposit(first, bitcoin, "10"_dec);
        desk.trade(desk.buy("0.006"_dec), "100000"_dec);
        older = desk.sell("0.003"_dec, "110000"_dec);
        younger = desk.sell("0.003"_dec, "120000"_dec);
        closing = desk.sell("0.002"_dec, "100000"_dec);
        for (const Intent& intent : {older, younger, closing}) {
            desk.propose(intent);
            desk.accept(intent);
        }
    }
};

TEST(Gate, HaltCancelsNoMoreReductionsThanAreTooMuchAndTheYoungestFirst)
{
    TwoReductions market;
    market.desk.fill(market.closing, "0.002"_dec, "100000"_dec);
    market.desk.set_state(TradingState::halted);
    EXPECT_EQ(market.desk.cancels, std::vector{client_order_id(market.younger.id)});
}

TEST(Gate, WhatIsBeingCanceledAlreadyIsNotCanceledForAgainWithAnother)
{
    TwoReductions market;
    market.desk.fill(market.closing, "0.001"_dec, "100000"_dec);
    market.desk.set_state(TradingState::halted);
    market.desk.fill(market.closing, "0.001"_dec, "100000"_dec);  // before the venue has taken the younger one back
    EXPECT_EQ(market.desk.cancels,
              (std::vector{client_order_id(market.closing.id), client_order_id(market.younger.id)}));
}

/// M22: from a fill to the model output it rests on.
TEST(Gate, AnIntentCarriesItsSignalAndDecisionIntoTheLedger)
{
    Harness desk;
    Intent intent = desk.buy("0.005"_dec);
    intent.proposer = agent;
    intent.signal = SignalId{intent_id(77).raw()};
    intent.decision = "llm-2025-06-16-000123";
    desk.trade(intent, "100000"_dec);
    const auto filled = desk.last<OrderFilled>()->intent;
    const auto* proposed = desk.last<IntentProposed>();
    EXPECT_EQ(proposed->intent.id, filled);
    EXPECT_EQ(proposed->intent.decision, "llm-2025-06-16-000123");
    EXPECT_EQ(proposed->intent.signal, intent.signal);
    EXPECT_EQ(desk.last<ExposureReserved>()->evidence.ask.to_string(), "100000");
}

/// M18
TEST(Gate, AlertsAreEventsOfTheAccountTheyAreAbout)
{
    Harness desk;
    AlertRaised alert;
    alert.severity = "warning";
    alert.source = "risk_bot";
    alert.code = "ODD";
    alert.account = bobs;
    desk.take(desk.gate().alert(alert, desk.now));
    EXPECT_EQ(desk.events.back().account, bobs);
    alert.account = AccountId{"nobody"};
    desk.take(desk.gate().alert(alert, desk.now));
    EXPECT_TRUE(desk.events.back().account.is_empty());
}

TEST(Gate, OnlyAPersonTradesAnothersLots)
{
    Harness desk;
    Intent intent = desk.buy("0.005"_dec);
    intent.proposer = agent;
    desk.trade(intent, "100000"_dec);
    Intent exit = desk.sell("0.005"_dec);
    exit.proposer = Actor{ActorKind::agent, "sell_bot"};
    exit.owner = LotOwner{AgentId{"buy_bot"}};
    EXPECT_EQ(desk.gate().propose(exit, desk.now).error().code, Errc::forbidden);
    exit.proposer = human;
    desk.trade(exit, "101000"_dec);
    EXPECT_EQ(desk.last<RoundTripClosed>()->owner.to_string(), "buy_bot");
}

/// I10: what a person opened in an agent's name would be the agent's position and streak on everybody's accounts.
TEST(Gate, APersonClosesAnAgentsLotsAndOpensNoneInItsName)
{
    Harness desk;
    const auto refused = [&](Intent intent) {
        intent.owner = LotOwner{AgentId{"buy_bot"}};
        const auto proposed = desk.gate().propose(intent, desk.now);
        const auto shown = desk.gate().preview(intent, desk.now);
        EXPECT_EQ(proposed.has_value(), shown.has_value());
        return !proposed && proposed.error().code == Errc::forbidden;
    };
    EXPECT_TRUE(refused(desk.buy("0.005"_dec)));
    EXPECT_TRUE(refused(desk.sell("0.005"_dec))) << "it has nothing";
    Intent entry = desk.buy("0.005"_dec);
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    EXPECT_TRUE(refused(desk.buy("0.005"_dec)));
    EXPECT_TRUE(refused(desk.sell("0.0051"_dec))) << "more than there is";
    EXPECT_FALSE(refused(desk.sell("0.005"_dec)));
}

TEST(Gate, RemembersWhenAnAgentLastProposedToBuyIntoALotWhateverBecameOfIt)
{
    Harness desk;
    Intent entry = desk.buy("0.005"_dec);
    const LotKey lot{first, entry.instrument, LotOwner{AgentId{"buy_bot"}}};
    desk.trade(entry, "100000"_dec);
    EXPECT_EQ(desk.books().last_entry_into(lot), std::nullopt) << "a person's is not the agent's";
    entry = desk.buy("0.005"_dec);
    entry.proposer = agent;
    const UtcTime entered = desk.now.utc;
    desk.trade(entry, "100000"_dec);
    EXPECT_EQ(desk.books().last_entry_into(lot), entered);
    desk.pass(std::chrono::seconds{1});
    Intent exit = desk.sell("0.005"_dec);
    exit.proposer = agent;
    desk.trade(exit, "100000"_dec);
    EXPECT_EQ(desk.books().last_entry_into(lot), entered);
    EXPECT_EQ(desk.replayed()->books().last_entry_into(lot), entered);
    Intent denied = desk.buy("9"_dec);
    denied.proposer = agent;
    desk.propose(denied);
    EXPECT_EQ(desk.books().last_entry_into(lot), entered + std::chrono::seconds{1});
}

// ------------------------------------------------------------------------------------------------------ approvals

TEST(GateApprovals, AGrantIsUsedOnceByAHumanOnTheListWithinItsTime)
{
    Harness desk{two_approvers()};
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    const auto approve = [&](const Actor& by) { return desk.took(desk.gate().approve(approval, by, desk.now)); };
    EXPECT_EQ(approve(agent).error().code, Errc::forbidden);
    EXPECT_EQ(approve(Actor{ActorKind::policy, "approve"}).error().code, Errc::forbidden);
    EXPECT_EQ(approve(Actor{ActorKind::human, "stranger"}).error().code, Errc::forbidden);
    EXPECT_EQ(approve(human).error().detail, "four eyes: somebody else must approve what you asked for");
    ASSERT_TRUE(approve(other_human));
    EXPECT_EQ(desk.state(intent), "SUBMITTED");
    EXPECT_EQ(approve(other_human).error().detail, "already decided: granted by second");
    EXPECT_EQ(desk.gate().decline(approval, human, "", desk.now).error().code, Errc::conflict);
}

TEST(GateApprovals, SilenceIsNo)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    desk.pass(60s - 1ns);
    EXPECT_EQ(desk.state(intent), "PENDING_APPROVAL");
    desk.stand_still(1ns);
    EXPECT_EQ(desk.gate().approve(approval, human, desk.now).error().detail, "expired: nobody decided in time");
    desk.pass(0ns);
    EXPECT_EQ(desk.state(intent), "EXPIRED");
    EXPECT_TRUE(desk.account().reservations.empty());
}

TEST(GateApprovals, RailsRunAgainWhenTheGrantIsUsed)
{
    {
        Harness desk;  // the market ran away beyond the bound
        const Intent intent = desk.buy("0.02"_dec);
        desk.propose(intent);
        desk.quote("100000"_dec, "100000.01"_dec);
        desk.approve(intent);
        EXPECT_EQ(desk.state(intent), "DECLINED PRICE_MOVED: price=100000.01 limit=100000");
    }
    {
        Harness desk;  // the desk was halted meanwhile
        const Intent intent = desk.buy("0.02"_dec);
        desk.propose(intent);
        desk.set_state(TradingState::halted);
        desk.approve(intent);
        EXPECT_EQ(desk.state(intent), "DECLINED HALTED: state=3 limit=1 (desk)");
        EXPECT_EQ(desk.submitted.size(), 0u);
    }
    {
        Harness desk;  // its own reservation is not counted twice
        const Intent intent = desk.buy("0.1"_dec);
        desk.propose(intent);
        desk.approve(intent);
        EXPECT_EQ(desk.state(intent), "SUBMITTED");
    }
}

TEST(GateApprovals, AGrantUnderOtherLimitsIsVoid)
{
    GateSettings settings = plain_settings();
    Harness desk{settings};
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    desk.propose(intent);
    settings.limits.position_max = Usd{"9000"_dec};
    auto tight = desk.replayed(settings);
    ASSERT_TRUE(tight->start(StartOptions{"test", {}, {}, 2}, desk.now));
    static_cast<void>(tight->on_quote(desk.gate().quotes().at(btc), desk.now));
    ASSERT_TRUE(tight->approve(*desk.record(intent).approval, human, desk.now));
    EXPECT_EQ(state_of(*tight->books().find(intent.id)), "DECLINED LIMITS_CHANGED: epoch=2 limit=1 (desk)");
}

TEST(GateApprovals, ModifyIsANewIntentAndWideningNeedsAFreshApproval)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    const IntentId smaller = intent_id(900);
    desk.take(desk.gate().modify(approval, {smaller, Quantity{"0.005"_dec}, {}}, human, desk.now).value());
    EXPECT_EQ(desk.record(intent).state, IntentState::declined);
    EXPECT_EQ(state_of(*desk.books().find(smaller)), "SUBMITTED");
    EXPECT_EQ(desk.books().find(smaller)->intent.parent, intent.id);

    Harness wide;
    const Intent waiting = wide.buy("0.02"_dec, "50000"_dec);  // valued at the ask: 2 000
    const ApprovalId wide_approval = *wide.propose(waiting).approval;
    const IntentId wider = intent_id(901);
    wide.take(wide.gate().modify(wide_approval, {wider, {}, Price{"60000"_dec}}, human, wide.now).value());
    EXPECT_EQ(state_of(*wide.books().find(wider)), "PENDING_APPROVAL");
}

// RAILS 13: silence is no, however often somebody says that nothing changes.
TEST(GateApprovals, WhatWaitsIsNotPutOffByAskingForTheSame)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    for (const Modification& same :
         {Modification{intent_id(900), Quantity{"0.02"_dec}, {}}, Modification{intent_id(901), {}, Price{"100000"_dec}},
          Modification{intent_id(902), Quantity{"0.02"_dec}, Price{"100000"_dec}}}) {
        const auto step = desk.gate().modify(approval, same, human, desk.now);
        ASSERT_FALSE(step);
        EXPECT_EQ(step.error().code, Errc::out_of_range);
    }
    EXPECT_EQ(desk.record(intent).state, IntentState::pending_approval);
    EXPECT_TRUE(
        desk.gate().modify(approval, {intent_id(903), Quantity{"0.0201"_dec}, Price{"100000"_dec}}, human, desk.now));
}

// RAILS 14: the new terms are judged first; what waits is given up for something, and not for nothing.
TEST(GateApprovals, AModificationThatIsDeniedLeavesWhatWaitsAsItWas)
{
    struct Case {
        const char* name;
        Modification change;
        const char* outcome;
    };
    for (const Case& c : {Case{"nothing", {intent_id(900), Quantity{}, {}}, "DENIED INVALID_ORDER: quantity=0 limit=0"},
                          Case{"too little",
                               {intent_id(900), Quantity{"0.000001"_dec}, {}},
                               "DENIED QUANTITY_TOO_SMALL: quantity=0 limit=0.00001"},
                          Case{"one step too much",
                               {intent_id(900), Quantity{"0.10001"_dec}, {}},
                               "DENIED POSITION_LIMIT: worst_case=10001 limit=10000"}}) {
        SCOPED_TRACE(c.name);
        Harness desk;
        const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
        const ApprovalId approval = *desk.propose(intent).approval;
        const risk::Reservation held = *desk.books().rails().find(first, intent.id);
        desk.take(desk.gate().modify(approval, c.change, human, desk.now).value());
        EXPECT_EQ(state_of(*desk.books().find(intent_id(900))), c.outcome);
        EXPECT_EQ(desk.state(intent), "PENDING_APPROVAL");
        EXPECT_EQ(*desk.books().rails().find(first, intent.id), held);
        EXPECT_EQ(desk.count_of<ApprovalDeclined>(), 0u);
        desk.approve(intent);
        EXPECT_EQ(desk.state(intent), "SUBMITTED");
    }
}

// What waits makes room for what comes in its place: position, funds, token and place in the tables.
TEST(GateApprovals, AModificationIsJudgedAsIfWhatWaitsHadGone)
{
    GateSettings settings = plain_settings();
    settings.limits.admissions_per_hour_max = 1;
    settings.limits.approvals_waiting_max = 1;
    settings.user_open_max = 1;
    settings.open_max = 1;
    Harness desk{settings, Amount{"10000"_dec}};
    const Intent intent = desk.buy("0.06"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    desk.take(desk.gate().modify(approval, {intent_id(900), Quantity{"0.1"_dec}, {}}, human, desk.now).value());
    EXPECT_EQ(state_of(*desk.books().find(intent_id(900))), "PENDING_APPROVAL") << "10,000 exactly, of 10,000";
    EXPECT_EQ(desk.state(intent), "DECLINED");
    EXPECT_EQ(desk.account().reservations.size(), 1u);
}

TEST(GateApprovals, AModificationOfASaleTakesFromTheLotsTheSaleTookFrom)
{
    GateSettings settings = plain_settings();
    settings.limits.approval_above = Usd{"0"_dec};
    Harness desk{settings};
    Intent entry = desk.buy("0.003"_dec);
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    // More than there is: it would open a short lot, which waits for a human.
    const Intent sale = desk.sell("0.004"_dec);
    desk.deposit(first, bitcoin, "0.01"_dec);
    ASSERT_EQ(desk.proposed(sale), "PENDING_APPROVAL");
    desk.take(desk.gate()
                  .modify(*desk.record(sale).approval, {intent_id(900), Quantity{"0.003"_dec}, {}}, human, desk.now)
                  .value());
    EXPECT_EQ(state_of(*desk.books().find(intent_id(900))), "SUBMITTED") << "all of it closes the agent's lot";
    EXPECT_TRUE(desk.books().rails().find(first, intent_id(900))->is_reduction());
}

TEST(GateApprovals, ALateSecondAnswerIsToldWhoDecided)
{
    Harness desk;
    const ApprovalId approval = *desk.propose(desk.buy("0.02"_dec, "100000"_dec)).approval;
    desk.take(desk.gate().decline(approval, human, "no", desk.now).value());
    desk.pass(61s);
    EXPECT_EQ(desk.gate().approve(approval, human, desk.now).error().detail, "already decided: declined by operator");
}

TEST(GateApprovals, ACancelOfWhatWaitsIsADeclineAndGivesTheTokenBack)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    desk.propose(intent);
    desk.take(desk.gate().cancel(intent.id, human, "", desk.now).value());
    EXPECT_EQ(desk.state(intent), "DECLINED");
    EXPECT_TRUE(desk.books().rails().state().users.at(alice).window.admissions.empty());
    EXPECT_EQ(desk.books().rails().state().users.at(alice).approvals_waiting, 0u);
    EXPECT_EQ(desk.gate().cancel(intent.id, human, "", desk.now).error().code, Errc::conflict);
}

// --------------------------------------------------------------------------------------------------------- memory

TEST(GateMemory, ForgetsTheOldestFinishedOfAnAccountAndEverythingAboutThem)
{
    GateSettings settings = plain_settings();
    settings.limits.denials_per_hour_max = 10'000;
    Harness desk{settings};
    const Intent keeps = desk.buy("0.0001"_dec, {}, bobs);
    desk.trade(keeps, "100000"_dec);
    std::vector<Intent> intents;
    for (int i = 0; i < 300; ++i) {
        intents.push_back(desk.buy("0.02"_dec, "100000"_dec));
        desk.propose(intents.back());
        if (desk.record(intents.back()).approval) {
            const ApprovalId approval = *desk.record(intents.back()).approval;
            desk.take(desk.gate().decline(approval, human, "", desk.now).value());
        }
    }
    const BooksState& state = desk.books().state();
    EXPECT_EQ(state.accounts.at(first).finished.size(), Books::finished_kept);
    EXPECT_EQ(state.intents.size(), Books::finished_kept + 1);
    EXPECT_EQ(desk.books().find(intents[0].id), nullptr);
    EXPECT_NE(desk.books().find(intents[299].id), nullptr);
    EXPECT_NE(desk.books().find(keeps.id), nullptr) << "nobody else's intents leave memory for it (M12)";
    EXPECT_EQ(to_hex(desk.replayed()->snapshot()), to_hex(desk.gate().snapshot()));
}

// -------------------------------------------------------------------------------------------------------- recovery

/// A desk with some of everything.
void fill_books(Harness& desk)
{
    desk.trade(desk.buy("0.02"_dec), "100000"_dec);
    desk.propose(desk.buy("0.03"_dec, "100000"_dec));
    desk.round_trip("3"_dec, bobs);
    const Intent resting = desk.sell("0.01"_dec, "110000"_dec);
    desk.propose(resting);
    desk.accept(resting);
    desk.fill(resting, "0.004"_dec, "110000"_dec, "0.44"_dec);
    desk.propose(desk.buy("9"_dec));
    desk.set_state(TradingState::reducing);
}

TEST(GateRecovery, TheFoldOfTheEventsIsTheStateByteForByte)
{
    Harness desk;
    fill_books(desk);
    EXPECT_EQ(to_hex(desk.replayed()->snapshot()), to_hex(desk.gate().snapshot()));
    Gate restored{plain_settings()};
    ASSERT_TRUE(restored.restore(desk.gate().snapshot()));
    EXPECT_EQ(to_hex(restored.snapshot()), to_hex(desk.gate().snapshot()));
}

/// M17
TEST(GateRecovery, TheFoldDoesNotDependOnTheSettingsOfTheDay)
{
    Harness desk;
    fill_books(desk);
    GateSettings others;
    others.limits.loss_percent = "0"_dec;
    others.limits.losses_in_a_row_max = 1;
    others.limits.position_max = Usd{"1"_dec};
    others.limits.denials_per_hour_max = 1;
    others.limits.usd_assets = {AssetId{"EUR"}};
    others.approvers = {"nobody"};
    others.user_open_max = 1;
    others.approval_expiry = 1s;
    EXPECT_EQ(to_hex(desk.replayed(others)->snapshot()), to_hex(desk.gate().snapshot()));
}

TEST(GateRecovery, ASnapshotCutShortAnywhereIsCorruptAndChangesNothing)
{
    Harness desk;
    fill_books(desk);
    const Bytes whole = desk.gate().snapshot();
    Gate restored{plain_settings()};
    const Bytes empty = restored.snapshot();
    for (std::size_t size = 0; size < whole.size(); size += 1 + size / 97) {
        ASSERT_FALSE(restored.restore(std::string_view{whole}.substr(0, size))) << size;
        ASSERT_EQ(restored.snapshot(), empty) << size;
    }
    EXPECT_FALSE(restored.restore(whole + '\0'));
    ASSERT_TRUE(restored.restore(whole));
    EXPECT_EQ(to_hex(restored.snapshot()), to_hex(whole));
}

}  // namespace
}  // namespace swarmdesk::trading::execution
