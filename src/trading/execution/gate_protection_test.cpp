#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// What protects a lot stands at the venue, is never more than the lot, and makes way for whoever closes it.

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

const LotKey peoples{first, btc, {}};

/// A desk whose venue accepts and cancels at once.
class Protected : public ::testing::Test {
protected:
    Intent bracket(Decimal quantity, Protection terms, std::optional<Decimal> limit = {})
    {
        Intent intent = desk.buy(quantity, limit);
        intent.protection = terms;
        return intent;
    }
    void enter(Decimal quantity = "0.004"_dec, Protection terms = both())
    {
        desk.trade(bracket(quantity, terms), "100000"_dec);
    }
    static Protection both() { return {Price{"95000"_dec}, Price{"110000"_dec}, {}}; }
    static Protection stop(Decimal price) { return {Price{price}, {}, {}}; }

    /// The order that stands for the lot, as the books have it; null where there is none or not exactly one.
    const IntentRecord* standing(const LotKey& lot = peoples) const
    {
        const auto found = desk.books().protecting().find(lot);
        if (found == desk.books().protecting().end() || found->second.size() != 1) return nullptr;
        return desk.books().find(*found->second.begin());
    }
    /// The venue takes what the desk sent for the lot.
    const IntentRecord& accepted(const LotKey& lot = peoples)
    {
        const IntentRecord* order = standing(lot);
        EXPECT_NE(order, nullptr);
        desk.accept(Intent{order->intent});
        return *standing(lot);
    }
    void canceled(const IntentRecord& order) { desk.close(Intent{order.intent}, VenueOrderStatus::canceled); }

    Harness desk;
};

TEST_F(Protected, AnEntryThatFillsBringsAnOrderForAllOfIt)
{
    enter();
    const IntentRecord* order = standing();
    ASSERT_NE(order, nullptr);
    EXPECT_EQ(state_of(*order), "SUBMITTED");
    EXPECT_EQ(order->order->type, OrderType::oco);
    EXPECT_EQ(order->order->side, Side::sell);
    EXPECT_EQ(order->order->quantity, Quantity{"0.004"_dec});
    EXPECT_EQ(order->order->limit_price, Price{"110000"_dec});
    EXPECT_EQ(order->order->stop_price, Price{"95000"_dec});
    EXPECT_EQ(order->intent.parent, desk.last<ProtectionSet>()->entry);
    EXPECT_TRUE(order->intent.reduce_only);
    EXPECT_EQ(desk.books().protection_of(peoples)->terms, both());
}

TEST_F(Protected, EachKindOfTermsIsAnOrderOfItsOwnKind)
{
    struct Case {
        Protection terms;
        OrderType type;
        std::optional<Price> limit;
        std::optional<Price> stop;
    };
    for (const Case& c :
         {Case{stop("95000"_dec), OrderType::stop_loss, {}, Price{"95000"_dec}},
          Case{{{}, Price{"110000"_dec}, {}}, OrderType::limit, Price{"110000"_dec}, {}},
          Case{{{}, {}, 100}, OrderType::trailing_stop, {}, Price{"98999.991"_dec}},
          Case{{Price{"95000"_dec}, {}, 100}, OrderType::trailing_stop, {}, Price{"98999.991"_dec}},
          Case{{Price{"99500"_dec}, {}, 100}, OrderType::trailing_stop, {}, Price{"99500"_dec}},
          Case{{{}, Price{"110000"_dec}, 100}, OrderType::oco, Price{"110000"_dec}, Price{"98999.991"_dec}}}) {
        SCOPED_TRACE(c.terms.to_string());
        Harness fresh;
        Intent entry = fresh.buy("0.004"_dec);
        entry.protection = c.terms;
        fresh.trade(entry, "100000"_dec);
        const Order& order = fresh.submitted.back();
        EXPECT_EQ(order.type, c.type);
        EXPECT_EQ(order.limit_price, c.limit);
        // A SELL's stop is on the tick above.
        if (c.stop) {
            EXPECT_EQ(order.stop_price->value(), round_to_step(c.stop->value(), "0.01"_dec, Rounding::away_from_zero));
        }
        EXPECT_EQ(order.trailing_bp, c.terms.trailing_bp);
    }
}

TEST_F(Protected, AnEntryInPiecesIsProtectedOnceItHasEnded)
{
    const Intent entry = bracket("0.004"_dec, both());
    desk.propose(entry);
    desk.accept(entry);
    desk.fill(entry, "0.001"_dec, "100000"_dec);
    EXPECT_EQ(standing(), nullptr) << "the rest of a market order follows in a moment";
    desk.fill(entry, "0.002"_dec, "100000"_dec);
    desk.close(entry, VenueOrderStatus::expired);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.003"_dec});
}

TEST_F(Protected, ARestingEntryIsProtectedFromItsFirstFillAndGrowsNotTooOften)
{
    const Intent entry = bracket("0.004"_dec, both(), "99000"_dec);
    desk.propose(entry);
    desk.accept(entry);
    desk.fill(entry, "0.001"_dec, "99000"_dec);
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.001"_dec});
    desk.fill(entry, "0.001"_dec, "99000"_dec);
    EXPECT_TRUE(desk.cancels.empty());
    desk.run(29s);
    EXPECT_TRUE(desk.cancels.empty());
    desk.run(2s);
    ASSERT_EQ(desk.cancels.size(), 1U);
    canceled(*standing());
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.002"_dec});
    desk.fill(entry, "0.002"_dec, "99000"_dec);
    ASSERT_EQ(desk.cancels.size(), 2U) << "the entry has ended: at once";
    canceled(*standing());
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.004"_dec});
}

TEST_F(Protected, WhoeverClosesTheLotGoesFirst)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    EXPECT_EQ(desk.proposed(close), "PROPOSED");
    ASSERT_EQ(desk.cancels.size(), 1U);
    EXPECT_EQ(desk.cancels.back(), standing()->order->client_order_id);
    canceled(*standing());
    EXPECT_EQ(desk.state(close), "SUBMITTED");
    EXPECT_EQ(standing(), nullptr);
    desk.accept(close);
    desk.fill(close, "0.004"_dec, "101000"_dec);
    EXPECT_EQ(desk.books().protection_of(peoples), nullptr) << "it ends with the lot";
    desk.run(2s);
    EXPECT_EQ(standing(), nullptr);
}

TEST_F(Protected, AfterAPartIsClosedTheRestIsProtected)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.001"_dec);
    desk.propose(close);
    canceled(*standing());
    EXPECT_EQ(desk.state(close), "SUBMITTED");
    desk.accept(close);
    desk.fill(close, "0.001"_dec, "101000"_dec);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.003"_dec});
}

TEST_F(Protected, AStopThatSoldMeanwhileLeavesNothingToClose)
{
    enter();
    const Intent stopped{accepted().intent};
    const Intent close = desk.sell("0.004"_dec);
    Intent reduce = close;
    reduce.reduce_only = true;
    desk.propose(reduce);
    desk.fill(stopped, "0.004"_dec, "95000"_dec);
    EXPECT_EQ(desk.state(reduce), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.004 limit=0");
    EXPECT_EQ(desk.position(), Quantity{});
}

TEST_F(Protected, AStopThatSoldAPartMeanwhileLeavesTheRestToClose)
{
    enter();
    const Intent stopped{accepted().intent};
    Intent close = desk.sell("0.004"_dec);
    close.reduce_only = true;
    desk.propose(close);
    desk.fill(stopped, "0.003"_dec, "95000"_dec);
    desk.close(stopped, VenueOrderStatus::canceled);
    EXPECT_EQ(desk.state(close), "SUBMITTED");
    EXPECT_EQ(desk.record(close).order->quantity, Quantity{"0.001"_dec});
}

TEST_F(Protected, ACloserThatIsTakenBackLeavesTheLotProtected)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    desk.propose(close);
    desk.take(desk.gate().cancel(close.id, human, "changed my mind", desk.now).value());
    EXPECT_EQ(desk.state(close), "CANCELED");
    canceled(*standing());
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->state, IntentState::submitted);
}

TEST_F(Protected, ARestartGoesOnWhereItWas)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    desk.propose(close);
    ASSERT_TRUE(desk.restart());
    EXPECT_EQ(desk.state(close), "PROPOSED");
    canceled(*standing());
    EXPECT_EQ(desk.state(close), "SUBMITTED");
}

TEST_F(Protected, AnEntryThatFilledWhileTheDeskWasDownIsProtectedWhenItKnows)
{
    const Intent entry = bracket("0.004"_dec, both(), "99000"_dec);
    desk.propose(entry);
    desk.accept(entry);
    desk.fill_silently(entry, "0.004"_dec, "99000"_dec);
    ASSERT_TRUE(desk.restart());
    desk.run(2s);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.004"_dec});
}

TEST_F(Protected, ThePriceThatHasPassedTheStopSellsAtOnce)
{
    enter("0.004"_dec, stop("95000"_dec));
    accepted();
    desk.quote("94000"_dec, "94000.01"_dec);
    canceled(*standing());
    desk.run(1s);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->type, OrderType::market);
}

// What the venue takes and ends at once is no more than what it refuses.
TEST_F(Protected, AnOrderThatEndsByItselfUnfilledIsTriedLessAndLessOftenAndSaid)
{
    enter("0.004"_dec, stop("95000"_dec));
    accepted();
    desk.quote("94000"_dec, "94000.01"_dec);
    canceled(*standing());
    const std::size_t sent = desk.submitted.size();
    for (int tenth = 0; tenth < 1'200; ++tenth) {
        if (const IntentRecord* order = standing(); order != nullptr && order->state == IntentState::submitted) {
            EXPECT_EQ(order->order->type, OrderType::market);
            desk.accept(Intent{order->intent});
            desk.close(Intent{order->intent}, VenueOrderStatus::expired);
        }
        desk.pass(100ms);
    }
    EXPECT_LE(desk.submitted.size() - sent, 8U);
    EXPECT_GE(desk.submitted.size() - sent, 5U);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
}

TEST_F(Protected, WhatFillsAPieceAtATimeIsGoneOnWithEachSecond)
{
    enter("0.004"_dec, stop("95000"_dec));
    accepted();
    desk.quote("94000"_dec, "94000.01"_dec);
    canceled(*standing());
    for (int tenth = 0; tenth < 50; ++tenth) {
        if (const IntentRecord* order = standing(); order != nullptr && order->state == IntentState::submitted) {
            const Intent part{order->intent};
            desk.accept(part);
            desk.fill(part, "0.001"_dec, "94000"_dec);
            if (desk.record(part).state != IntentState::filled) desk.close(part, VenueOrderStatus::expired);
        }
        desk.pass(100ms);
    }
    EXPECT_EQ(desk.position(), Quantity{});
}

TEST_F(Protected, WhatARestingSaleLeavesOfTheLotIsProtected)
{
    enter();
    accepted();
    const Intent target = desk.sell("0.001"_dec, "120000"_dec);
    desk.propose(target);
    canceled(*standing());
    desk.accept(target);
    desk.run(2s);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.003"_dec});
    desk.take(desk.gate().cancel(target.id, human, "", desk.now).value());
    desk.close(target, VenueOrderStatus::canceled);
    accepted();
    desk.run(2s);
    canceled(*standing());
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.004"_dec}) << "and all of it again";
}

TEST_F(Protected, ASaleThatHoldsAllOfTheLotIsSaid)
{
    enter();
    accepted();
    const Intent target = desk.sell("0.004"_dec, "120000"_dec);
    desk.propose(target);
    canceled(*standing());
    desk.accept(target);
    desk.run(4s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 0U);
    desk.run(2s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
    desk.run(60s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U) << "once";
}

TEST_F(Protected, AnEntryOfUnknownOutcomeKeepsNobodyFromBeingProtected)
{
    enter();
    accepted();
    const Intent more = desk.buy("0.001"_dec);
    desk.propose(more);
    desk.answer_send(more, SendOutcome::unknown);
    desk.is_silent = true;
    const Intent part = desk.sell("0.001"_dec);
    desk.propose(part);
    canceled(*standing());
    desk.accept(part);
    desk.fill(part, "0.001"_dec, "100000"_dec);
    desk.run(2s);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.003"_dec});
}

TEST_F(Protected, AWishForDustEndsAndMeetsNoLaterLot)
{
    enter();
    accepted();
    const Intent most = desk.sell("0.00399"_dec);
    desk.propose(most);
    canceled(*standing());
    desk.accept(most);
    desk.fill(most, "0.00399"_dec, "100000"_dec);
    desk.run(2s);
    EXPECT_EQ(desk.books().protection_of(peoples), nullptr);
    const auto step = desk.gate().protect(peoples, stop("95000"_dec), human, "", desk.now);
    EXPECT_EQ(step.error().code, Errc::conflict) << "0.00001 is worth a dollar";
}

TEST_F(Protected, WhatStandsIsTakenBackOnlyWhereAnotherCanCome)
{
    enter();
    accepted();
    desk.stand_still(2s);
    desk.take(desk.gate().protect(peoples, stop("96000"_dec), human, "", desk.now).value());
    for (int i = 0; i < 30; ++i) {
        desk.stand_still(100ms);
        desk.tick();
    }
    EXPECT_TRUE(desk.cancels.empty()) << "without a price nothing could take its place";
    for (int i = 0; i < 30; ++i) {
        desk.stand_still(100ms);
        desk.tick();
    }
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
    desk.run(2s);
    EXPECT_EQ(desk.cancels.size(), 1U);
}

TEST_F(Protected, AnOrderOfUnknownOutcomeIsSaid)
{
    enter();
    desk.is_silent = true;
    desk.answer_send(Intent{standing()->intent}, SendOutcome::unknown);
    desk.run(4s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 0U);
    desk.run(2s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
}

TEST_F(Protected, AnOrderThatNoLongerFitsItsInstrumentIsReplaced)
{
    enter("0.004"_dec, stop("95000.55"_dec));
    accepted();
    Instrument coarse = instrument(btc, "BTC");
    coarse.tick = Price{"1"_dec};
    desk.take(desk.gate().list(coarse, desk.now).value());
    desk.run(2s);
    ASSERT_EQ(desk.cancels.size(), 1U);
    canceled(*standing());
    EXPECT_EQ(standing()->order->stop_price, Price{"95001"_dec});
}

TEST_F(Protected, ACloserWaitsAMomentForAPriceThatGrewOldMeanwhile)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    desk.propose(close);
    desk.stand_still(3s);
    canceled(*standing());
    EXPECT_EQ(desk.state(close), "PROPOSED");
    desk.run(1s);
    EXPECT_EQ(desk.state(close), "SUBMITTED");
}

TEST_F(Protected, AnOrderTheVenueDoesNotLetGoIsSaid)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    desk.propose(close);
    desk.run(4s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 0U);
    desk.run(2s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
    EXPECT_GE(desk.cancels.size(), 2U) << "and it is asked again";
    desk.run(20s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
    canceled(*standing());
    EXPECT_EQ(desk.state(close), "SUBMITTED");
}

TEST_F(Protected, ACloserWithoutAPriceDoesNotWaitForEver)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.004"_dec);
    desk.propose(close);
    desk.stand_still(3s);
    canceled(*standing());
    for (int i = 0; i < 80; ++i) {
        desk.stand_still(100ms);
        desk.tick();
    }
    EXPECT_EQ(desk.record(close).state, IntentState::denied);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U) << "all the while";
    desk.run(2s);
    EXPECT_NE(standing(), nullptr) << "and the lot is protected again";
}

TEST_F(Protected, SwitchedOnAndOffItIsPlacedFiveTimesInFiveSeconds)
{
    enter();
    const std::size_t sent = desk.submitted.size();
    for (int fifth = 0; fifth < 25; ++fifth) {  // each is two of the changes that an account has
        desk.take(desk.gate().protect(peoples, {}, human, "", desk.now).value());
        desk.take(desk.gate().protect(peoples, both(), human, "", desk.now).value());
        if (const IntentRecord* order = standing(); order != nullptr) {
            if (order->state == IntentState::submitted) desk.accept(Intent{order->intent});
            if (standing()->is_cancel_requested) canceled(*standing());
        }
        desk.pass(200ms);
    }
    EXPECT_LE(desk.submitted.size() - sent, 9U);
}

TEST_F(Protected, AnOrderTheVenueRefusesIsTriedLessAndLessOftenAndSaid)
{
    enter();
    std::size_t sent = desk.submitted.size();
    EXPECT_EQ(sent, 2U);
    for (int second = 0; second < 120; ++second) {
        if (const IntentRecord* order = standing(); order != nullptr && order->state == IntentState::submitted)
            desk.answer_send(Intent{order->intent}, SendOutcome::rejected);
        desk.pass(1s);
    }
    EXPECT_LE(desk.submitted.size() - sent, 7U);
    EXPECT_GE(desk.submitted.size() - sent, 4U);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
}

TEST_F(Protected, WithoutAPriceItWaitsForOneAndSaysSo)
{
    const Intent entry = bracket("0.004"_dec, both());
    desk.propose(entry);
    desk.accept(entry);
    desk.stand_still(3s);
    desk.fill(entry, "0.004"_dec, "100000"_dec);
    EXPECT_EQ(standing(), nullptr) << "no fresh price";
    for (int i = 0; i < 60; ++i) {
        desk.stand_still(100ms);
        desk.tick();
    }
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 1U);
    desk.run(2s);
    EXPECT_NE(standing(), nullptr);
}

TEST_F(Protected, ATrailingStopThatIsPlacedAnewBeginsWhereTheLastOneStood)
{
    enter("0.004"_dec, {{}, {}, 100});
    const IntentRecord& order = accepted();
    const Intent close = desk.sell("0.001"_dec);
    desk.propose(close);
    StatusReported gone{first, order.order->client_order_id, VenueOrderStatus::canceled, {}, "canceled"};
    gone.stop_price = Price{"104000"_dec};
    desk.quote("105000"_dec, "105000.01"_dec);
    desk.venue(paper).close(first, gone.client_order_id, gone.status, "canceled");
    desk.report(gone);
    desk.accept(close);
    desk.fill(close, "0.001"_dec, "105000"_dec);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(standing()->order->type, OrderType::trailing_stop);
    EXPECT_EQ(standing()->order->stop_price, Price{"104000"_dec});
    EXPECT_EQ(standing()->order->trailing_bp, 100U);
}

TEST_F(Protected, IsSetAndTakenAwayByHand)
{
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);
    EXPECT_EQ(standing(), nullptr);
    desk.take(desk.gate().protect(peoples, stop("95000"_dec), human, "", desk.now).value());
    EXPECT_EQ(accepted().order->type, OrderType::stop_loss);
    EXPECT_TRUE(desk.gate().protect(peoples, stop("95000"_dec), human, "", desk.now).value().events.empty());
    desk.take(desk.gate().protect(peoples, both(), human, "", desk.now).value());
    canceled(*standing());
    EXPECT_EQ(accepted().order->type, OrderType::oco);
    desk.take(desk.gate().protect(peoples, {}, human, "", desk.now).value());
    canceled(*standing());
    EXPECT_EQ(standing(), nullptr);
}

TEST_F(Protected, WhoeverCancelsItsOrderWantsNone)
{
    enter();
    const IntentRecord& order = accepted();
    desk.take(desk.gate().cancel(order.intent.id, human, "by hand", desk.now).value());
    canceled(*standing());
    desk.run(2s);
    EXPECT_EQ(standing(), nullptr);
    EXPECT_EQ(desk.books().protection_of(peoples), nullptr);
}

TEST_F(Protected, RefusesWhatMakesNoSense)
{
    const auto refused = [&](const LotKey& lot, Protection terms, const Actor& by = human) {
        const auto step = desk.gate().protect(lot, terms, by, "", desk.now);
        return step ? "taken" : std::string{to_text(step.error().code)};
    };
    EXPECT_EQ(refused(peoples, both()), "conflict") << "no lot";
    EXPECT_EQ(refused({AccountId{"nobody"}, btc, {}}, both()), "not_found");
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);
    EXPECT_EQ(refused(peoples, stop("99999.99"_dec)), "out_of_range") << "the bid is there already";
    EXPECT_EQ(refused(peoples, stop("99999.98"_dec)), "taken");
    EXPECT_EQ(refused(peoples, {{}, Price{"99999.99"_dec}, {}}), "out_of_range");
    EXPECT_EQ(refused(peoples, {Price{"2"_dec}, Price{"1"_dec}, {}}), "out_of_range");
    EXPECT_EQ(refused(peoples, {{}, {}, 9}), "out_of_range");
    EXPECT_EQ(refused(peoples, {{}, {}, 5'001}), "out_of_range");
    EXPECT_EQ(refused(peoples, both(), agent), "forbidden") << "another's lot";
    EXPECT_EQ(refused(peoples, both(), other_human), "forbidden") << "another's account";
    EXPECT_EQ(refused(peoples, stop("1250"_dec)), "taken") << "5 at the stop";
    EXPECT_EQ(refused(peoples, stop("1249.99"_dec)), "conflict") << "too little for the venue";
}

TEST_F(Protected, IsChangedSixtyTimesAtOnceAndThenOnceASecondWhoeverAsks)
{
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);
    std::uint32_t changes = 0;
    const auto change = [&](const Actor& by = human) -> std::string {
        auto step = desk.gate().protect(peoples, stop(Decimal::from_integer(50'000 + ++changes)), by, "", desk.now);
        if (!step) return step.error().detail;
        desk.take(std::move(*step));
        return "changed";
    };
    for (int n = 0; n < 60; ++n) ASSERT_EQ(change(), "changed") << n;
    const std::size_t rows = desk.count_of<ProtectionSet>();
    for (int n = 0; n < 1'000; ++n)
        ASSERT_EQ(change(),
                  "PROTECTION_RATE_LIMIT: what protects the lots of first was changed too often; the next change is "
                  "possible in 1000 ms");
    EXPECT_EQ(desk.count_of<ProtectionSet>(), rows);
    desk.pass(999ms);
    EXPECT_NE(change(), "changed");
    desk.pass(1ms);
    EXPECT_EQ(change(), "changed");
    EXPECT_NE(change(), "changed");

    // What wants nothing new costs nothing, and another account has changes of its own.
    EXPECT_TRUE(desk.gate()
                    .protect(peoples, desk.books().protection_of(peoples)->terms, human, "", desk.now)
                    .value()
                    .events.empty());
    desk.trade(desk.buy("0.004"_dec, {}, second), "100000"_dec);
    EXPECT_TRUE(desk.gate().protect({second, other_btc, {}}, stop("95000"_dec), human, "", desk.now).has_value());
    desk.run(60s);
    for (int n = 0; n < 60; ++n) ASSERT_EQ(change(), "changed") << n;
    EXPECT_NE(change(), "changed");
}

TEST_F(Protected, PeoplesChangesLeaveAgentsTheirs)
{
    Intent entry = bracket("0.004"_dec, stop("50000"_dec));
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    const LotKey agents{first, btc, LotOwner{AgentId{agent.name}}};
    std::uint32_t changes = 0;
    const auto change = [&](const Actor& by) {
        auto step = desk.gate().protect(agents, stop(Decimal::from_integer(50'000 + ++changes)), by, "", desk.now);
        if (step) desk.take(std::move(*step));
        return step.has_value();
    };
    for (int n = 0; n < 60; ++n) ASSERT_TRUE(change(human)) << n;
    EXPECT_FALSE(change(human));
    for (int n = 0; n < 600; ++n) ASSERT_TRUE(change(agent)) << n;
    EXPECT_FALSE(change(agent));
    desk.pass(50ms);
    EXPECT_TRUE(change(agent));
    EXPECT_FALSE(change(agent));
}

TEST_F(Protected, AnAgentMovesItsOwnStopUpAndNotDown)
{
    Intent entry = bracket("0.004"_dec, stop("95000"_dec));
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    const LotKey agents{first, btc, LotOwner{AgentId{agent.name}}};
    const auto moved = [&](Protection terms) {
        desk.take(desk.gate().protect(agents, terms, agent, "", desk.now).value());
        return desk.books().protection_of(agents)->terms;
    };
    EXPECT_EQ(moved(stop("96000"_dec)), stop("96000"_dec));
    EXPECT_EQ(moved(stop("95999.99"_dec)), stop("96000"_dec));
    EXPECT_EQ(moved({}), stop("96000"_dec)) << "nor away";
    EXPECT_EQ(moved({{}, Price{"110000"_dec}, {}}), (Protection{Price{"96000"_dec}, Price{"110000"_dec}, {}}));
    desk.take(desk.gate().protect(agents, stop("90000"_dec), human, "", desk.now).value());
    EXPECT_EQ(desk.books().protection_of(agents)->terms, stop("90000"_dec)) << "a person does";
}

TEST_F(Protected, AnEntryWhoseProtectionWouldSellItAtOnceIsDenied)
{
    EXPECT_EQ(desk.proposed(bracket("0.004"_dec, stop("99999.99"_dec))),
              "DENIED INVALID_ORDER: protection.stop_price=99999.99 limit=99999.99");
    EXPECT_EQ(desk.proposed(bracket("0.004"_dec, {{}, Price{"100000"_dec}, {}})),
              "DENIED INVALID_ORDER: protection.take_profit_price=100000 limit=100000");
    EXPECT_EQ(desk.proposed(bracket("0.004"_dec, stop("99999.98"_dec))), "SUBMITTED");
    EXPECT_EQ(desk.proposed(bracket("0.0001"_dec, stop("50000"_dec))), "SUBMITTED");
    EXPECT_EQ(desk.proposed(bracket("0.0001"_dec, stop("49999.99"_dec))),
              "DENIED NOTIONAL_TOO_SMALL: protection.notional=4.999999 limit=5");
    EXPECT_EQ(desk.proposed(bracket("0.004"_dec, stop("99000"_dec), "99000"_dec)),
              "DENIED INVALID_ORDER: protection.stop_price=99000 limit=99000");
    Intent sell = desk.sell("0.001"_dec);
    sell.protection = both();
    EXPECT_EQ(desk.proposed(sell), "DENIED INVALID_ORDER: protection_of_a_sell=1 limit=0");
}

TEST_F(Protected, HoldsWhileTheDeskIsHalted)
{
    enter();
    accepted();
    desk.set_state(risk::TradingState::halted);
    EXPECT_TRUE(desk.cancels.empty());
    desk.quote("96000"_dec, "96000.01"_dec);
    desk.run(1s);
    ASSERT_NE(standing(), nullptr);
    canceled(*standing());
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.004"_dec}) << "and comes again";
}

TEST_F(Protected, LotsOfSeveralOwnersHaveTheirOwn)
{
    enter();
    accepted();
    Intent of_agent = bracket("0.002"_dec, stop("90000"_dec));
    of_agent.proposer = agent;
    desk.trade(of_agent, "100000"_dec);
    const LotKey agents{first, btc, LotOwner{AgentId{agent.name}}};
    EXPECT_EQ(accepted(agents).order->quantity, Quantity{"0.002"_dec});
    Intent exit = desk.sell("0.002"_dec);
    exit.proposer = agent;
    EXPECT_EQ(desk.proposed(exit), "PROPOSED");
    ASSERT_EQ(desk.cancels.size(), 1U);
    EXPECT_EQ(desk.cancels.back(), standing(agents)->order->client_order_id) << "people's stays";
    canceled(*standing(agents));
    EXPECT_EQ(desk.state(exit), "SUBMITTED");
    // What people sell without naming an owner may come out of any lot.
    const Intent all = desk.sell("0.004"_dec);
    EXPECT_EQ(desk.proposed(all), "PROPOSED");
    canceled(*standing());
    EXPECT_EQ(desk.state(all), "SUBMITTED");
}

/// A sale that takes the lot and more of what the account has, so that a person is asked.
class AskedAbout : public Protected {
protected:
    void enter_and_ask(Decimal beside = "0.3"_dec)
    {
        desk.deposit(first, bitcoin, beside);
        enter();
        accepted();
        large = desk.sell("0.05"_dec);
        ASSERT_EQ(desk.proposed(large), "PENDING_APPROVAL");
        desk.run(1s);
    }

    Intent large;
};

TEST_F(AskedAbout, WhatProtectsTheLotStandsWhileItWaits)
{
    enter_and_ask();
    desk.run(20s);
    ASSERT_NE(standing(), nullptr);
    EXPECT_EQ(state_of(*standing()), "ACCEPTED");
    EXPECT_EQ(standing()->order->quantity, Quantity{"0.004"_dec});
    EXPECT_TRUE(desk.cancels.empty());
    desk.set_state(risk::TradingState::halted);
    EXPECT_TRUE(desk.cancels.empty()) << "a halt takes back nothing of it either";
    desk.run(50s);
    EXPECT_EQ(desk.state(large), "EXPIRED");
    EXPECT_TRUE(desk.cancels.empty());
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 0U);
    EXPECT_EQ(desk.replayed()->snapshot(), desk.gate().snapshot());
}

TEST_F(AskedAbout, ALotIsProtectedThatWasNotBefore)
{
    desk.deposit(first, bitcoin, "0.3"_dec);
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);
    ASSERT_EQ(desk.proposed(desk.sell("0.05"_dec)), "PENDING_APPROVAL");
    ASSERT_TRUE(desk.took(desk.gate().protect(peoples, both(), human, "", desk.now)));
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.004"_dec});
}

TEST_F(AskedAbout, ReductionsPassWhileItWaits)
{
    enter_and_ask("0.046"_dec);  // so that all of the asset is spoken for
    EXPECT_LE(desk.account().reserved.at(bitcoin), desk.account().balances.at(bitcoin));
    Intent of_people = desk.sell("0.001"_dec);
    of_people.owner = LotOwner{};
    Intent reduce_only = desk.sell("0.001"_dec);
    reduce_only.reduce_only = true;
    Intent close = desk.sell("0.002"_dec);
    close.owner = LotOwner{};
    close.reduce_only = true;
    for (const Intent* closer : {&of_people, &reduce_only, &close}) {
        ASSERT_EQ(desk.proposed(*closer), "PROPOSED");
        canceled(*standing());
        ASSERT_EQ(desk.state(*closer), "SUBMITTED");
        desk.accept(*closer);
        desk.fill(*closer, closer->quantity->value(), "100000"_dec);
        desk.run(5s);
        if (standing() != nullptr) accepted();
    }
    EXPECT_EQ(desk.position(), Quantity{});
    EXPECT_EQ(desk.state(large), "PENDING_APPROVAL");
    EXPECT_EQ(desk.books().rails().find(first, large.id)->increasing, Quantity{"0.046"_dec});
    EXPECT_EQ(desk.account().holdings.at(btc).over_reduced(Side::sell), Quantity{"0.004"_dec})
        << "all of it would open something now";
    desk.take(desk.gate().approve(*desk.record(large).approval, human, desk.now).value());
    EXPECT_EQ(desk.state(large), "DECLINED INSUFFICIENT_FUNDS: needed=0.05 limit=0.046") << "what was sold is gone";
    EXPECT_TRUE(desk.account().reserved.empty());
}

TEST_F(AskedAbout, AnAgentKeepsItsStopAndClosesItsLot)
{
    desk.deposit(first, bitcoin, "0.3"_dec);
    Intent entry = bracket("0.004"_dec, both());
    entry.proposer = agent;
    desk.trade(entry, "100000"_dec);
    const LotKey agents{first, btc, LotOwner{AgentId{agent.name}}};
    accepted(agents);
    large = desk.sell("0.05"_dec);
    ASSERT_EQ(desk.proposed(large), "PENDING_APPROVAL");
    desk.run(2s);
    EXPECT_TRUE(desk.cancels.empty());
    Intent exit = desk.sell("0.004"_dec);
    exit.proposer = agent;
    ASSERT_EQ(desk.proposed(exit), "PROPOSED");
    canceled(*standing(agents));
    EXPECT_EQ(desk.state(exit), "SUBMITTED");
}

TEST_F(AskedAbout, OnceGrantedItGoesFirstAsWhoeverClosesTheLot)
{
    enter_and_ask();
    desk.approve(large);
    EXPECT_EQ(desk.state(large), "APPROVED");
    ASSERT_EQ(desk.cancels, std::vector{standing()->order->client_order_id});
    ASSERT_TRUE(desk.restart());
    desk.run(1s);
    EXPECT_EQ(desk.state(large), "APPROVED");
    canceled(*standing());
    EXPECT_EQ(desk.state(large), "SUBMITTED");
    EXPECT_EQ(desk.submitted.back().quantity, Quantity{"0.05"_dec});
    EXPECT_EQ(standing(), nullptr);
    EXPECT_EQ(desk.replayed()->snapshot(), desk.gate().snapshot());
}

TEST_F(AskedAbout, GrantedItIsJudgedOnceMoreWhenTheWayIsFree)
{
    enter_and_ask();
    desk.approve(large);
    desk.quote("99999.98"_dec, "99999.99"_dec);
    canceled(*standing());
    EXPECT_EQ(desk.state(large), "DENIED PRICE_MOVED: price=99999.98 limit=99999.99");
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.004"_dec}) << "and the lot is protected again";
    desk.run(10s);
    EXPECT_EQ(desk.alerts("UNPROTECTED"), 0U) << desk.last<AlertRaised>()->message;
}

/// RAILS 13: a grant is used within its time, and the moment that the way takes.
TEST_F(AskedAbout, GrantedItIsNotSentLongAfterTheGrantExpired)
{
    for (const auto& [after, state] :
         {std::pair{68s, "SUBMITTED"}, {69s, "DENIED INTENT_EXPIRED: late_ms=0 limit=0"}}) {
        desk = Harness{};
        enter_and_ask();
        desk.approve(large);
        desk.run(after);
        canceled(*standing());
        EXPECT_EQ(desk.state(large), state) << "asked a second before";
    }
}

TEST_F(AskedAbout, GrantedItCanBeTakenBackWhileItWaitsForItsWay)
{
    enter_and_ask();
    desk.approve(large);
    desk.take(desk.gate().cancel(large.id, human, "changed my mind", desk.now).value());
    EXPECT_EQ(desk.state(large), "CANCELED");
    canceled(*standing());
    EXPECT_EQ(accepted().order->quantity, Quantity{"0.004"_dec});
    EXPECT_TRUE(desk.account().waiting.empty());
}

/// RAILS 5: two that wait may not both count the same lot as what they only take away from.
TEST_F(AskedAbout, AnotherThatOpensSomethingCountsTheLotAsTheirs)
{
    enter_and_ask();
    EXPECT_EQ(desk.books().rails().find(first, large.id)->increasing, Quantity{"0.046"_dec});
    const Intent more = desk.sell("0.05"_dec);
    ASSERT_EQ(desk.proposed(more), "PENDING_APPROVAL");
    EXPECT_EQ(desk.books().rails().find(first, more.id)->increasing, Quantity{"0.05"_dec});
    EXPECT_EQ(desk.proposed(desk.sell("0.0045"_dec)).substr(0, 21), "DENIED POSITION_LIMIT");
}

TEST_F(Protected, ReplayedFromItsEventsItIsTheSame)
{
    enter();
    accepted();
    const Intent close = desk.sell("0.001"_dec);
    desk.propose(close);
    canceled(*standing());
    desk.accept(close);
    desk.fill(close, "0.001"_dec, "101000"_dec);
    EXPECT_EQ(desk.replayed()->snapshot(), desk.gate().snapshot());
}

}  // namespace
}  // namespace swarmdesk::trading::execution
