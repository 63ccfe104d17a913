// What venues report, also where it makes no sense.
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::DenialCode;
using risk::TradingState;

TEST(GateVenue, AFillThatDoesNotFitItsOrderMovesNoBooksAndCallsAPerson)
{
    struct Case {
        const char* name;
        void (*spoil)(Fill&);
    };
    const Case cases[] = {
        {"another instrument", [](Fill& f) { f.instrument = eth; }},
        {"another venue", [](Fill& f) { f.instrument = other_btc; }},
        {"the other side", [](Fill& f) { f.side = Side::sell; }},
        {"no id", [](Fill& f) { f.id = FillId{}; }},
        {"no price", [](Fill& f) { f.price = Price{}; }},
        {"a negative quantity", [](Fill& f) { f.quantity = Quantity{"-0.001"_dec}; }},
        {"no fee asset", [](Fill& f) { f.fee_asset = AssetId{}; }},
        {"a negative amount", [](Fill& f) { f.quote_amount = Amount{"-1"_dec}; }},
        {"beyond the range", [](Fill& f) { f.price = Price{"170000000000000000000"_dec}; }},
        {"beyond the range together",
         [](Fill& f) {
             f.price = Price{"100000000000"_dec};
             f.quantity = Quantity{"100000000000"_dec};
         }},
        {"a fee beyond the range", [](Fill& f) { f.fee = Amount{"-100000000000000000000"_dec}; }},
        {"an amount beyond the range", [](Fill& f) { f.quote_amount = Amount{"100000000000000000000"_dec}; }},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Harness desk;
        const Intent intent = desk.buy("0.005"_dec);
        desk.propose(intent);
        desk.accept(intent);
        const Bytes before = encode(desk.books().rails().state());
        FillReported report = desk.fill_silently(intent, "0.005"_dec, "100000"_dec);
        c.spoil(report.fill);
        desk.report(report);
        EXPECT_EQ(encode(desk.books().rails().state()), before);
        EXPECT_EQ(desk.count_of<OrderFilled>(), 0u);
        EXPECT_EQ(desk.alerts("INCREDIBLE_FILL"), 1u);
        EXPECT_EQ(desk.last<AlertRaised>()->severity, "critical");
        EXPECT_EQ(desk.last<AlertRaised>()->about, intent.id);
    }
}

TEST(GateVenue, AFillBeyondTheOrderIsAppliedAndCallsAPerson)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    EXPECT_EQ(desk.alerts("OVERFILLED"), 0u);
    desk.fill(intent, "0.001"_dec, "100000"_dec);
    EXPECT_EQ(desk.alerts("OVERFILLED"), 1u);
    EXPECT_EQ(desk.record(intent).filled.to_string(), "0.006");
    EXPECT_EQ(desk.account().balances.at(bitcoin).to_string(), "0.006");
    EXPECT_EQ(to_hex(desk.replayed()->snapshot()), to_hex(desk.gate().snapshot()));
}

TEST(GateVenue, AFillOfWhatItRejectedIsAppliedAndCallsAPerson)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.answer_send(intent, SendOutcome::rejected, "-2010");
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    EXPECT_EQ(desk.state(intent), "FILLED");
    EXPECT_EQ(desk.alerts("OVERFILLED"), 1u);
    EXPECT_EQ(desk.position().to_string(), "0.005");
}

/// M28
TEST(GateVenue, AFillOutsideItsLimitIsAppliedAndCallsAPerson)
{
    struct Case {
        Side side;
        Decimal price;
        std::size_t alerts;
    };
    for (const Case& c : {Case{Side::buy, "100000"_dec, 0}, Case{Side::buy, "100000.01"_dec, 1},
                          Case{Side::sell, "100000"_dec, 0}, Case{Side::sell, "99999.99"_dec, 1}}) {
        Harness desk;
        desk.deposit(first, bitcoin, "1"_dec);
        const Intent intent = desk.order(c.side, "0.005"_dec, "100000"_dec);
        desk.propose(intent);
        desk.accept(intent);
        desk.fill(intent, "0.005"_dec, c.price);
        EXPECT_EQ(desk.alerts("FILL_OUTSIDE_LIMIT"), c.alerts) << to_text(c.side) << " at " << c.price.to_string();
        EXPECT_EQ(desk.state(intent), "FILLED");
    }
}

TEST(GateVenue, AFillAfterTheCancelIsAppliedOnce)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.close(intent, VenueOrderStatus::canceled);
    EXPECT_EQ(desk.state(intent), "CANCELED");
    desk.fill(intent, "0.002"_dec, "90000"_dec);
    EXPECT_EQ(desk.state(intent), "CANCELED");
    desk.fill(intent, "0.003"_dec, "90000"_dec);
    EXPECT_EQ(desk.state(intent), "FILLED");
    EXPECT_EQ(desk.position().to_string(), "0.005");
    EXPECT_TRUE(desk.account().reservations.empty());
}

TEST(GateVenue, ASelfTradeIsOneFillOfEachOfItsOrdersUnderOneNumber)
{
    Harness desk;
    const Intent maker = desk.buy("0.005"_dec, "90000"_dec);
    const Intent taker = desk.buy("0.005"_dec, "90000"_dec);
    for (const Intent& intent : {maker, taker}) {
        desk.propose(intent);
        desk.accept(intent);
        FillReported report = desk.fill_silently(intent, "0.005"_dec, "90000"_dec);
        report.fill.id = FillId{"f-same"};
        desk.report(report);
        desk.report(report);  // and each told twice
    }
    EXPECT_EQ(desk.count_of<OrderFilled>(), 2u);
}

TEST(GateVenue, WordOfAnOrderThatWasNeverSentChangesNothing)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    desk.propose(intent);
    const ClientOrderId order = client_order_id(intent.id);
    for (const auto outcome : {SendOutcome::accepted, SendOutcome::rejected, SendOutcome::unknown,
                               SendOutcome::not_sent, SendOutcome::duplicate})
        desk.answer_send(intent, outcome);
    for (const auto status : {VenueOrderStatus::canceled, VenueOrderStatus::rejected, VenueOrderStatus::filled})
        desk.report(StatusReported{first, order, status, {}, ""});
    desk.report(QueryAnswered{first, order, QueryOutcome::not_found, {}});
    desk.report(CancelAnswered{first, order, SendOutcome::accepted, "", ""});
    EXPECT_EQ(desk.state(intent), "PENDING_APPROVAL");
    desk.approve(intent);
    EXPECT_EQ(desk.state(intent), "SUBMITTED");
}

TEST(GateVenue, AVenueSpeaksForItsOwnAccountsOnly)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    const FillReported fill = desk.fill_silently(intent, "0.005"_dec, "100000"_dec);
    const std::size_t before = desk.events.size();
    desk.take(desk.gate().on_report(other_venue, fill, desk.now));
    FillReported another = fill;
    another.account = second;
    desk.take(desk.gate().on_report(paper, another, desk.now));
    desk.take(desk.gate().on_report(paper, SendAnswered{bobs, intent.id, SendOutcome::rejected, "", "", ""}, desk.now));
    desk.take(desk.gate().on_report(paper, StreamLost{AccountId{"nobody"}, ""}, desk.now));
    EXPECT_EQ(desk.events.size(), before);
    EXPECT_EQ(desk.state(intent), "ACCEPTED");
}

TEST(GateVenue, ARejectionAfterAFillClosesWhatIsLeft)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill(intent, "0.002"_dec, "90000"_dec);
    desk.report(
        StatusReported{first, client_order_id(intent.id), VenueOrderStatus::rejected, Quantity{"0.002"_dec}, "odd"});
    EXPECT_EQ(desk.state(intent), "CANCELED");
    EXPECT_EQ(desk.count_of<OrderRejected>(), 0u);
}

TEST(GateVenue, FilledWithoutItsFillsIsQueried)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill_silently(intent, "0.005"_dec, "90000"_dec);
    desk.report(StatusReported{first, client_order_id(intent.id), VenueOrderStatus::filled, {}, ""});
    desk.run(2s);
    EXPECT_EQ(desk.state(intent), "FILLED");
}

/// W16: what a venue says twice is one event, in whatever order it comes.
TEST(GateVenue, WhatIsReportedTwiceIsOneEvent)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    const ClientOrderId order = client_order_id(intent.id);
    const FillReported fill = desk.fill_silently(intent, "0.002"_dec, "90000"_dec);
    desk.report(fill);  // before the answer to the send
    for (int i = 0; i < 3; ++i) desk.report(SendAnswered{first, intent.id, SendOutcome::accepted, "", "", ""});
    for (int i = 0; i < 3; ++i) desk.report(SendAnswered{first, intent.id, SendOutcome::accepted, "v-1", "", ""});
    for (int i = 0; i < 3; ++i)
        desk.report(StatusReported{first, order, VenueOrderStatus::resting, Quantity{"0.002"_dec}, ""});
    for (int i = 0; i < 3; ++i) desk.report(fill);
    EXPECT_EQ(desk.count_of<OrderAccepted>(), 1u);
    EXPECT_EQ(desk.count_of<OrderFilled>(), 1u);
    for (int i = 0; i < 3; ++i) desk.close(intent, VenueOrderStatus::canceled);
    EXPECT_EQ(desk.count_of<OrderClosed>(), 1u);
}

TEST(GateVenue, AnImpossiblePriceBreaksNothing)
{
    Harness desk;
    desk.trade(desk.buy("0.1"_dec), "100000"_dec);
    desk.quote("160000000000000000000"_dec, "170000000000000000000"_dec);
    EXPECT_EQ(desk.propose(desk.buy("1"_dec)).denial->code, DenialCode::bad_price);
    desk.quote("99999.99"_dec, "100000"_dec);
    EXPECT_EQ(desk.proposed(desk.sell("0.1"_dec)), "SUBMITTED");
}

TEST(GateVenue, AMoveBeyondWhatAnAccountCanHoldMovesNoBooksAndCallsAPerson)
{
    Harness desk;
    const Bytes before = encode(desk.books().rails().state());
    for (const Decimal amount : {"170000000000000000000"_dec, "-170000000000000000000"_dec, "1000000000000000"_dec})
        desk.report(BalanceMoved{first, "m", MoveKind::deposit, usdt, Amount{amount}, desk.now.utc});
    EXPECT_EQ(encode(desk.books().rails().state()), before);
    EXPECT_EQ(desk.alerts("ABSURD_MOVE"), 3u);
    desk.report(BalanceMoved{first, "m", MoveKind::deposit, usdt, Amount{"999999990000000"_dec}, desk.now.utc});
    EXPECT_EQ(desk.count_of<FundsMoved>(), 4u);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
