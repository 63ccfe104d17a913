// What became of orders whose end the venue has not told.
#include <functional>

#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::TradingState;

/// An order of 500 USD whose send ended in a time-out and that the venue does not have. Queries are answered by hand.
struct Unknown {
    explicit Unknown(GateSettings settings = plain_settings()) : desk{std::move(settings)}
    {
        desk.is_silent = true;
        intent = desk.buy("0.005"_dec, "100000"_dec);
        desk.propose(intent);
        desk.answer_send(intent, SendOutcome::unknown, "-1007", "timeout");
    }
    ClientOrderId order() const { return client_order_id(intent.id); }
    void not_found() { desk.report(QueryAnswered{first, order(), QueryOutcome::not_found, {}}); }
    void failed() { desk.report(QueryAnswered{first, order(), QueryOutcome::failed, {}}); }
    void found() { desk.report(desk.paper_venue.query(first, order())); }
    void wait(nanoseconds duration) { desk.pass(duration); }
    void lose_stream() { desk.report(StreamLost{first, "reset by peer"}); }
    void restore_stream() { desk.report(StreamRestored{first}); }
    /// Something asks for a look at everything, and the venue begins it.
    void begin_snapshot()
    {
        desk.set_account_state(TradingState::active).value();
        desk.tick();
    }
    /// The venue answers the last snapshot it was asked for; nothing where it was asked for none.
    void finish_snapshot()
    {
        for (auto effect = desk.asked.rbegin(); effect != desk.asked.rend(); ++effect) {
            const auto* wanted = std::get_if<TakeSnapshot>(&*effect);
            if (wanted == nullptr || wanted->account != first) continue;
            const TakeSnapshot asked = *wanted;
            return desk.report(desk.paper_venue.snapshot(first, asked.request, asked.cursor, desk.now.utc));
        }
    }
    std::string state() { return desk.state(intent); }

    Harness desk;
    Intent intent;
};

TEST(GateResolver, KeepsTheReservationWhileItDoesNotKnow)
{
    Unknown unknown;
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    EXPECT_EQ(unknown.desk.account().reservations.size(), 1u);
    unknown.wait(0ns);
    EXPECT_EQ(unknown.desk.queries, 1u);
    EXPECT_EQ(unknown.desk.submitted.size(), 1u) << "never sent again";
}

TEST(GateResolver, QueriesAgainEveryTwoSecondsAndNoOftener)
{
    Unknown unknown;
    for (int i = 0; i < 100; ++i) {
        unknown.wait(100ms);
        if (i % 3 == 0) unknown.failed();
    }
    EXPECT_EQ(unknown.desk.queries, 5u);
}

/// M20
TEST(GateResolver, TakesNotFoundForFinalAfterTheSettleDelayTwoQueriesAndASnapshotBegunAfterThem)
{
    Unknown unknown;
    unknown.wait(18s - 1ns);
    unknown.not_found();  // within the settle delay: proves nothing
    unknown.wait(1ns);
    unknown.not_found();  // first
    unknown.wait(2s - 1ns);
    unknown.not_found();  // too soon after the first
    unknown.wait(1ns);
    EXPECT_EQ(unknown.desk.effects_of<TakeSnapshot>(), 0u);
    unknown.not_found();  // second
    unknown.wait(0ns);
    EXPECT_EQ(unknown.desk.effects_of<TakeSnapshot>(), 1u);
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    unknown.finish_snapshot();
    EXPECT_EQ(unknown.state(), "REJECTED");
    EXPECT_EQ(unknown.desk.last<OrderRejected>()->code, "NOT_FOUND");
    EXPECT_TRUE(unknown.desk.last<OrderRejected>()->by_resolver);
    EXPECT_TRUE(unknown.desk.account().reservations.empty());
    EXPECT_TRUE(unknown.desk.books().rails().state().users.at(alice).window.admissions.empty()) << "the token is back";
}

/// M20
TEST(GateResolver, EachPieceOfTheProofAloneMissingKeepsItUnknown)
{
    struct Case {
        const char* name;
        std::function<void(Unknown&)> play;
    };
    const Case cases[] = {
        {"the settle delay",
         [](Unknown& u) {
             u.wait(15s);
             u.not_found();
             u.wait(2999ms);
             u.not_found();
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"the second query",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"two seconds between the queries",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(1999ms);
             u.not_found();
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"an answer to the second query",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.failed();
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"a snapshot begun after the second query",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.begin_snapshot();
             u.not_found();
             u.finish_snapshot();
         }},
        {"the snapshot",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.not_found();
             u.begin_snapshot();
             AccountSnapshot failed;
             failed.account = first;
             failed.request = std::get<TakeSnapshot>(u.desk.asked.back()).request;
             failed.failed = true;
             u.desk.report(failed);
         }},
        {"a stream without a gap between the queries",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.lose_stream();
             u.restore_stream();
             u.wait(2s);
             u.not_found();
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"a stream without a gap before the snapshot",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.not_found();
             u.begin_snapshot();
             u.lose_stream();
             u.restore_stream();
             u.finish_snapshot();
         }},
        {"a stream at all",
         [](Unknown& u) {
             u.lose_stream();
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.not_found();
             u.begin_snapshot();
             u.finish_snapshot();
         }},
        {"its absence from the open orders",
         [](Unknown& u) {
             u.wait(20s);
             u.not_found();
             u.wait(2s);
             u.not_found();
             u.begin_snapshot();
             u.desk.place(u.intent);  // a query that lagged behind
             u.finish_snapshot();
         }},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Unknown unknown;
        c.play(unknown);
        EXPECT_EQ(unknown.state(), "UNKNOWN");
        EXPECT_EQ(unknown.desk.account().reservations.size(), 1u);
    }
}

/// M20: an order that filled at once and was missed by a query that lags behind.
TEST(GateResolver, FillsInTheSnapshotAreFoundBeforeAnythingIsConcluded)
{
    Unknown unknown;
    unknown.wait(20s);
    unknown.not_found();
    unknown.wait(2s);
    unknown.not_found();
    unknown.desk.fill_silently(unknown.intent, "0.005"_dec, "100000"_dec);
    unknown.wait(0ns);
    unknown.finish_snapshot();
    EXPECT_EQ(unknown.state(), "FILLED");
    EXPECT_EQ(unknown.desk.position().to_string(), "0.005");
    EXPECT_EQ(unknown.desk.count_of<OrderRejected>(), 0u);
}

TEST(GateResolver, ASnapshotProvesNothingAboutAnOrderThatWasFoundMeanwhile)
{
    Unknown unknown;
    unknown.wait(20s);
    unknown.not_found();
    unknown.wait(2s);
    unknown.not_found();
    unknown.wait(0ns);
    unknown.desk.fill(unknown.intent, "0.002"_dec, "100000"_dec);  // the stream was only slow
    unknown.finish_snapshot();
    EXPECT_EQ(unknown.state(), "PARTIALLY_FILLED");
    EXPECT_EQ(unknown.desk.count_of<OrderRejected>(), 0u);
    EXPECT_EQ(unknown.desk.account().reservations.size(), 1u);
}

TEST(GateResolver, FindsTheOrderAndAppliesTheFillsItMissed)
{
    Unknown unknown;
    const FillReported late = unknown.desk.fill_silently(unknown.intent, "0.005"_dec, "100000"_dec);
    unknown.found();
    EXPECT_EQ(unknown.state(), "FILLED");
    unknown.desk.report(late);  // the stream brings it too
    EXPECT_EQ(unknown.desk.count_of<OrderFilled>(), 1u);
}

TEST(GateResolver, WhatTheVenueFindsRejectedIsRejectedAndGivesItsTokenBack)
{
    Unknown unknown;
    unknown.desk.place(unknown.intent);
    static_cast<void>(
        unknown.desk.paper_venue.close(first, unknown.order(), VenueOrderStatus::rejected, "no such margin"));
    unknown.found();
    EXPECT_EQ(unknown.state(), "REJECTED");
    EXPECT_EQ(unknown.desk.count_of<OrderAccepted>(), 0u);
    EXPECT_TRUE(unknown.desk.books().rails().state().users.at(alice).window.admissions.empty());
}

TEST(GateResolver, AVenueThatSaysLessThanItCountsIsQueriedAgainButNotAtEveryTick)
{
    Unknown unknown;
    unknown.desk.fill_silently(unknown.intent, "0.002"_dec, "100000"_dec);
    QueryAnswered incomplete = unknown.desk.paper_venue.query(first, unknown.order());
    incomplete.order.fills.clear();
    for (int i = 0; i < 100; ++i) {
        const std::size_t before = unknown.desk.queries;
        unknown.wait(100ms);
        if (unknown.desk.queries > before) unknown.desk.report(incomplete);
    }
    EXPECT_LE(unknown.desk.queries, 6u);
    EXPECT_GE(unknown.desk.queries, 5u);
}

/// M8: the venue has this client order id already: that says nothing about this order.
TEST(GateResolver, ADuplicateIsUnknownUntilAQueryFindsIt)
{
    Harness desk;
    desk.is_silent = true;
    const Intent intent = desk.buy("0.005"_dec, "100000"_dec);
    desk.propose(intent);
    desk.place(intent);
    desk.report(desk.paper_venue.submit(*desk.record(intent).order));  // it has it
    EXPECT_EQ(desk.state(intent), "UNKNOWN");
    EXPECT_EQ(desk.last<OrderUnknown>()->code, "DUPLICATE");
    EXPECT_EQ(desk.account().reservations.size(), 1u);
    desk.is_silent = false;
    desk.run(100ms);
    EXPECT_EQ(desk.state(intent), "ACCEPTED");
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    EXPECT_EQ(desk.state(intent), "FILLED");
}

TEST(GateResolver, AlarmsAfterAMinuteAndHaltsTheAccountAfterFive)
{
    Unknown unknown;
    unknown.wait(0ns);
    unknown.wait(60s - 1ns);
    EXPECT_EQ(unknown.desk.alerts("UNKNOWN_OUTCOME"), 0u);
    unknown.wait(1ns);
    unknown.wait(2s);
    EXPECT_EQ(unknown.desk.alerts("UNKNOWN_OUTCOME"), 1u);
    EXPECT_EQ(unknown.desk.account().state, TradingState::active);
    unknown.wait(4min);
    EXPECT_EQ(unknown.desk.account().state, TradingState::halted);
    EXPECT_EQ(unknown.desk.account(bobs).state, TradingState::active);
    unknown.wait(4min);
    EXPECT_EQ(unknown.desk.alerts("UNKNOWN_OUTCOME"), 1u) << "said once";
    EXPECT_EQ(unknown.desk.count_of<AccountStateSet>(), 1u);
}

/// M15: the person who resumes gets as long again, whenever they do it.
TEST(GateResolver, AResumeIsNotUndoneAtOnceWhileTheOutcomeStaysUnknown)
{
    for (const nanoseconds after : {nanoseconds{1s}, nanoseconds{4min + 59s}, nanoseconds{9min + 59s}}) {
        SCOPED_TRACE(after.count());
        Unknown unknown;
        unknown.wait(0ns);
        unknown.wait(5min + 2s);
        ASSERT_EQ(unknown.desk.account().state, TradingState::halted);
        unknown.wait(after);
        unknown.desk.set_account_state(TradingState::active).value();
        for (int i = 0; i < 20; ++i) {
            unknown.wait(5s);
            unknown.failed();
        }
        EXPECT_EQ(unknown.desk.account().state, TradingState::active);
        unknown.wait(5min);
        EXPECT_EQ(unknown.desk.account().state, TradingState::halted) << "but not for ever";
    }
}

/// M15: with a venue that answers nothing but errors, two people end it.
TEST(GateResolver, TwoPeopleSettleWhatTheVenueDoesNotTell)
{
    Unknown unknown{two_approvers()};
    Harness& desk = unknown.desk;
    unknown.wait(0ns);
    unknown.wait(5min + 2s);
    unknown.failed();
    ASSERT_EQ(desk.account().state, TradingState::halted);
    const Settlement nothing{{}, {}, {}, "the exchange's support says it never arrived, ticket 4711"};
    const auto settle = [&](const Settlement& settlement, const Actor& by) {
        return desk.took(desk.gate().settle(unknown.intent.id, settlement, by, desk.now));
    };
    EXPECT_EQ(settle(nothing, agent).error().code, Errc::forbidden);
    EXPECT_EQ(settle(nothing, Actor{ActorKind::human, "stranger"}).error().code, Errc::forbidden);
    EXPECT_EQ(settle(Settlement{}, human).error().code, Errc::malformed) << "evidence";
    ASSERT_TRUE(settle(nothing, human));
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    EXPECT_EQ(settle(nothing, human).error().code, Errc::conflict) << "four eyes";
    Settlement otherwise = nothing;
    otherwise.filled = Quantity{"0.001"_dec};
    otherwise.price = Price{"100000"_dec};
    ASSERT_TRUE(settle(otherwise, other_human)) << "that is another proposal";
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    ASSERT_TRUE(settle(otherwise, human));
    EXPECT_EQ(unknown.state(), "CANCELED");
    EXPECT_EQ(desk.last<OrderSettled>()->by, other_human);
    EXPECT_EQ(desk.last<OrderSettled>()->seconded_by, human);
    EXPECT_EQ(desk.position().to_string(), "0.001");
    EXPECT_TRUE(desk.account().reservations.empty());
    desk.fill_silently(unknown.intent, "0.001"_dec, "100000"_dec);
    desk.set_account_state(TradingState::active).value();
    for (int i = 0; i < 100; ++i) unknown.wait(5s);
    EXPECT_EQ(desk.account().state, TradingState::active) << "nothing halts it again for what is settled";
}

TEST(GateResolver, OneApproverAloneSettlesWhereThereIsNoSecond)
{
    Unknown unknown;
    const Settlement filled{Quantity{"0.005"_dec}, Price{"100000"_dec}, Amount{"0.5"_dec}, "account statement"};
    unknown.desk.take(unknown.desk.gate().settle(unknown.intent.id, filled, human, unknown.desk.now).value());
    EXPECT_EQ(unknown.state(), "FILLED");
    EXPECT_EQ(unknown.desk.record(unknown.intent).fees.to_string(), "0.5");
    EXPECT_EQ(unknown.desk.account().balances.at(usdt).to_string(), "999499.5");
}

/// Whatever order stream, query and people say it in: money is booked once (RAILS 22).
TEST(GateResolver, AFillThatComesAfterItsSettlementIsNotBookedAgain)
{
    Unknown unknown;
    Harness& desk = unknown.desk;
    const Settlement filled{Quantity{"0.005"_dec}, Price{"100000"_dec}, Amount{"0.5"_dec}, "account statement"};
    desk.take(desk.gate().settle(unknown.intent.id, filled, human, desk.now).value());
    const auto balances = desk.account().balances;
    const FillReported first_half = desk.fill_silently(unknown.intent, "0.002"_dec, "100000"_dec, "0.2"_dec);
    const FillReported second_half = desk.fill_silently(unknown.intent, "0.003"_dec, "100000"_dec, "0.3"_dec);
    for (const FillReported& fill : {first_half, first_half, second_half, first_half, second_half}) desk.report(fill);
    EXPECT_EQ(desk.account().balances, balances);
    EXPECT_EQ(desk.position().to_string(), "0.005");
    EXPECT_EQ(desk.record(unknown.intent).filled.to_string(), "0.005");
    EXPECT_EQ(desk.record(unknown.intent).settled.to_string(), "0");
    EXPECT_EQ(desk.count_of<SettledFillReported>(), 2u);
    EXPECT_EQ(desk.count_of<OrderFilled>(), 0u);
    desk.is_silent = false;
    for (int i = 0; i < 10; ++i) unknown.wait(5s);
    EXPECT_EQ(desk.account().state, TradingState::active) << "and the books match the venue's";
}

TEST(GateResolver, WhatIsMoreThanWasSettledIsBooked)
{
    Unknown unknown;
    Harness& desk = unknown.desk;
    const Settlement partly{Quantity{"0.002"_dec}, Price{"100000"_dec}, Amount{"0.2"_dec}, "account statement"};
    desk.take(desk.gate().settle(unknown.intent.id, partly, human, desk.now).value());
    EXPECT_EQ(unknown.state(), "CANCELED");
    const FillReported fill = desk.fill_silently(unknown.intent, "0.005"_dec, "100000"_dec, "0.5"_dec);
    desk.report(fill);
    desk.report(fill);
    EXPECT_EQ(unknown.state(), "FILLED");
    EXPECT_EQ(desk.position().to_string(), "0.005");
    EXPECT_EQ(desk.last<OrderFilled>()->fill.quantity.to_string(), "0.003");
    EXPECT_EQ(desk.record(unknown.intent).fees.to_string(), "0.5");
    EXPECT_EQ(desk.account().balances.at(usdt).to_string(), "999499.5");
}

TEST(GateResolver, WhatWasSettledOtherwiseThanTheVenueSaysIsFoundByTheComparison)
{
    Unknown unknown;
    Harness& desk = unknown.desk;
    const Settlement wrong{Quantity{"0.005"_dec}, Price{"99000"_dec}, {}, "from memory"};
    desk.take(desk.gate().settle(unknown.intent.id, wrong, human, desk.now).value());
    desk.report(desk.fill_silently(unknown.intent, "0.005"_dec, "100000"_dec));
    desk.is_silent = false;
    for (int i = 0; i < 10; ++i) unknown.wait(5s);
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_TRUE(desk.account().is_mismatched);
}

TEST(GateResolver, ASettlementBeyondWhatIsOpenOrWithoutAPriceIsNotTaken)
{
    Unknown unknown;
    const Settlement cases[] = {
        {Quantity{"0.00501"_dec}, Price{"1"_dec}, {}, "e"},
        {Quantity{"-0.001"_dec}, Price{"1"_dec}, {}, "e"},
        {Quantity{"0.001"_dec}, {}, {}, "e"},
        {{}, Price{"1"_dec}, {}, "e"},
        {Quantity{"0.001"_dec}, Price{"1"_dec}, Amount{"-1"_dec}, "e"},
        {Quantity{"0.005"_dec}, Price{"1000000000000000001"_dec}, {}, "e"},
    };
    for (const Settlement& settlement : cases)
        EXPECT_EQ(unknown.desk.gate().settle(unknown.intent.id, settlement, human, unknown.desk.now).error().code,
                  Errc::out_of_range);
    EXPECT_EQ(unknown.state(), "UNKNOWN");
}

TEST(GateResolver, SilenceOfTheVenueIsUnknownAndNeverARejection)
{
    Harness desk;
    desk.is_silent = true;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.pass(10s - 1ns);
    EXPECT_EQ(desk.state(intent), "SUBMITTED");
    desk.pass(1ns);
    EXPECT_EQ(desk.state(intent), "UNKNOWN");
    desk.answer_send(intent, SendOutcome::rejected);
    EXPECT_EQ(desk.state(intent), "REJECTED") << "the answer came late, and is one";
}

/// M2
TEST(GateResolver, AnOrderThatMustEndAtOnceIsQueriedWithinTwoSecondsAndItsFillsApplied)
{
    struct Case {
        const char* name;
        std::optional<Decimal> limit;
        TimeInForce time_in_force;
    };
    for (const Case& c : {Case{"MARKET", {}, TimeInForce::gtc}, Case{"IOC", "100000"_dec, TimeInForce::ioc},
                          Case{"FOK", "100000"_dec, TimeInForce::fok}}) {
        SCOPED_TRACE(c.name);
        Harness desk;
        Intent intent = desk.buy("0.099"_dec, c.limit);
        intent.time_in_force = c.time_in_force;
        desk.propose(intent);
        desk.approve(intent);
        desk.accept(intent);
        desk.fill_silently(intent, "0.099"_dec, "100000"_dec);  // 9 900 USD, and no word of it
        desk.run(2s);
        EXPECT_EQ(desk.state(intent), "FILLED");
        EXPECT_EQ(desk.position().to_string(), "0.099");
        EXPECT_EQ(desk.proposed(desk.buy("0.002"_dec)), "DENIED POSITION_LIMIT: worst_case=10100 limit=10000");
    }
}

/// M2
TEST(GateResolver, ALostFillOfARestingOrderIsFoundWithinAMinute)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill_silently(intent, "0.005"_dec, "90000"_dec);
    desk.run(60s);
    EXPECT_EQ(desk.state(intent), "FILLED");
    EXPECT_EQ(desk.account().state, TradingState::active);
    EXPECT_EQ(desk.alerts("BOOKS_DIFFER"), 0u);
}

/// M9
TEST(GateResolver, AnOrderThatTheVenueLostEndsAndHaltsThatAccountOnly)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.paper_venue.account(first).orders.clear();  // put back to before it
    desk.run(60s);
    EXPECT_EQ(desk.state(intent), "CANCELED");
    EXPECT_EQ(desk.alerts("ORDER_LOST"), 1u);
    EXPECT_EQ(desk.account().state, TradingState::halted);
    EXPECT_TRUE(desk.account().reservations.empty());
    EXPECT_EQ(desk.account(second).state, TradingState::active);
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec, {}, bobs)), "SUBMITTED");
    desk.set_account_state(TradingState::active).value();
    desk.run(1s);
    EXPECT_EQ(desk.proposed(desk.buy("0.005"_dec)), "SUBMITTED") << "and a person ends it";
}

TEST(GateResolver, AfterAGapInTheStreamEverythingAtTheVenueIsQueried)
{
    Harness desk;
    std::vector<Intent> intents;
    for (const AccountId& id : {first, first, bobs}) {
        intents.push_back(desk.buy("0.005"_dec, "90000"_dec, id));
        desk.propose(intents.back());
        desk.accept(intents.back());
    }
    desk.fill_silently(intents[0], "0.005"_dec, "90000"_dec);
    const std::size_t before = desk.queries;
    desk.report(StreamLost{first, "reset"});
    desk.report(StreamRestored{first});
    desk.tick();
    EXPECT_EQ(desk.queries, before + 2) << "of that account";
    EXPECT_EQ(desk.state(intents[0]), "FILLED");
}

TEST(GateResolver, ALostStreamIsAlertedOnceHoweverOftenItIsReported)
{
    Harness desk;
    for (int i = 0; i < 10; ++i) desk.report(StreamLost{first, "reset"});
    EXPECT_EQ(desk.alerts("STREAM_LOST"), 1u);
    desk.report(StreamRestored{first});
    desk.report(StreamLost{first, "reset"});
    EXPECT_EQ(desk.alerts("STREAM_LOST"), 2u);
}

TEST(GateResolver, ACancelThatTheVenueDidNotTakeIsRequestedAgain)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.take(desk.gate().cancel(intent.id, human, "", desk.now).value());
    desk.take(desk.gate().cancel(intent.id, human, "", desk.now).value());
    EXPECT_EQ(desk.cancels.size(), 1u) << "however often it is pressed";
    EXPECT_EQ(desk.count_of<CancelRequested>(), 1u);
    desk.report(CancelAnswered{first, client_order_id(intent.id), SendOutcome::unknown, "-1007", ""});
    desk.run(2s);
    EXPECT_GE(desk.cancels.size(), 2u);
    EXPECT_LE(desk.cancels.size(), 3u);
    desk.close(intent, VenueOrderStatus::canceled);
    EXPECT_EQ(desk.state(intent), "CANCELED");
    const std::size_t canceled = desk.cancels.size();
    desk.run(5s);
    EXPECT_EQ(desk.cancels.size(), canceled);
}

TEST(GateResolver, AThrottledVenueIsNotQueriedUntilItsTimeAndCancelsGoAtOnce)
{
    Unknown unknown;
    Harness& desk = unknown.desk;
    desk.report(Throttled{first, 30s, "-1003"});
    desk.report(Throttled{first, 20s, "-1003"});
    EXPECT_EQ(desk.alerts("THROTTLED"), 1u);
    const std::size_t queries = desk.queries;
    const std::size_t snapshots = desk.snapshots;
    desk.gate().set_account_state(first, TradingState::active, human, "", desk.now).value();
    desk.run(29s);
    EXPECT_EQ(desk.queries, queries);
    EXPECT_EQ(desk.snapshots, snapshots);
    desk.take(desk.gate().cancel(unknown.intent.id, human, "", desk.now).value());
    EXPECT_EQ(desk.cancels.size(), 1u);
    desk.run(4s);
    EXPECT_GT(desk.queries, queries);
    EXPECT_GT(desk.snapshots, snapshots) << "a comparison waits as long as it must and no longer";
}

}  // namespace
}  // namespace swarmdesk::trading::execution
