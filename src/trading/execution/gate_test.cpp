#include "trading/execution/gate.hpp"

#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using risk::DenialCode;
using risk::TradingState;

std::string state_of(const IntentRecord& record)
{
    return std::string{to_text(record.state)} + (record.denial ? " " + to_string(*record.denial) : "");
}

TEST(Gate, SendsASmallOrderAtOnceAndOnlyAfterItsFacts)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    EXPECT_EQ(state_of(desk.propose(intent)), "SUBMITTING");
    ASSERT_EQ(desk.effects.size(), 1u);
    const auto& sent = std::get<SubmitOrder>(desk.effects[0]).order.order();
    EXPECT_EQ(sent.client_order_id, client_order_id(intent.id));
    const auto& submitting = std::get<OrderSubmitting>(desk.events.back());
    EXPECT_EQ(submitting.request, sha256(encode(sent)));
}

TEST(Gate, FollowsAnOrderToItsEnd)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    const IntentRecord& record = desk.propose(intent);
    desk.accept(intent);
    EXPECT_EQ(state_of(record), "ACCEPTED");
    desk.fill(intent, "0.002"_dec, "100000"_dec);
    EXPECT_EQ(state_of(record), "PARTIAL");
    desk.fill(intent, "0.003"_dec, "100000"_dec);
    EXPECT_EQ(state_of(record), "FILLED");
    EXPECT_EQ(record.average_price().to_string(), "100000");
    EXPECT_TRUE(desk.gate.rails().state().reservations.empty());
    EXPECT_EQ(desk.gate.rails().state().accounts.at(paper).holdings.at(btc).position.quantity.to_string(), "0.005");
}

TEST(Gate, AnswersTheSameIntentTheSameAndRefusesItsIdForAnother)
{
    Harness desk;
    Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    const auto again = desk.gate.propose(intent, desk.now);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->events.empty());
    EXPECT_TRUE(again->effects.empty());
    intent.quantity = Quantity{"0.006"_dec};
    EXPECT_EQ(desk.gate.propose(intent, desk.now).error().code, Errc::conflict);
}

TEST(Gate, HoldsThePositionAtTenThousandToTheCent)
{
    struct Case {
        const char* name;
        Decimal price;
        const char* state;
    };
    for (const Case& c :
         {Case{"exactly at the limit", "100000"_dec, "PARKED"},
          Case{"one cent more", "100000.1"_dec, "DENIED POSITION_LIMIT: worst_case=10000.01 limit=10000"}}) {
        SCOPED_TRACE(c.name);
        Harness desk;
        EXPECT_EQ(state_of(desk.propose(desk.buy("0.1"_dec, c.price))), c.state);
    }
}

TEST(Gate, CountsEverythingOnItsWayIntoThePosition)
{
    Harness desk;
    desk.trade(desk.buy("0.02"_dec), "100000"_dec);              // 2 000 held
    desk.propose(desk.buy("0.03"_dec, "100000"_dec));            // 3 000 parked
    const Intent unknown = desk.buy("0.009"_dec, "100000"_dec);  // 900, unknown
    desk.propose(unknown);
    desk.report(SendAnswered{unknown.id, SendOutcome::unknown, "", "-1007", "timeout"});
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.041"_dec, "100000"_dec))), "PARKED");  // 4 100: exactly 10 000
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.00005"_dec, "100000"_dec))),
              "DENIED POSITION_LIMIT: worst_case=10005 limit=10000");
}

TEST(Gate, AsksAHumanForStrictlyMoreThanAThousand)
{
    Harness exact;
    EXPECT_EQ(state_of(exact.propose(exact.buy("0.01"_dec, "100000"_dec))), "SUBMITTING");
    Harness more;
    EXPECT_EQ(state_of(more.propose(more.buy("0.01"_dec, "100001"_dec))), "PARKED");
}

TEST(Gate, SplittingAnOrderDoesNotAvoidTheHuman)
{
    Harness desk;
    desk.trade(desk.buy("0.006"_dec), "100000"_dec);
    desk.trade(desk.buy("0.004"_dec), "100000"_dec);  // 1 000.00 in the hour
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "PARKED");
    desk.pass(60min);
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "SUBMITTING");
}

TEST(Gate, AdmitsTwentyInAnySlidingHourAndNotTwentyOne)
{
    Harness desk;
    for (int i = 0; i < 20; ++i) {
        desk.trade(desk.buy("0.0001"_dec), "100000"_dec);
        desk.pass(1s);
    }
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "DENIED RATE_LIMIT: admissions=21 limit=20");
    desk.pass(60min - 20s - 1ns);  // the first is one nanosecond short of an hour old
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "DENIED RATE_LIMIT: admissions=21 limit=20");
    desk.pass(1ns);
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "SUBMITTING");
}

TEST(Gate, GivesASlotBackOnARefusalButNotOnSilence)
{
    Harness desk;
    std::vector<Intent> intents;
    for (int i = 0; i < 20; ++i) {
        intents.push_back(desk.buy("0.0001"_dec));
        desk.propose(intents.back());
    }
    desk.report(SendAnswered{intents[0].id, SendOutcome::unknown, "", "-1007", ""});
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "DENIED RATE_LIMIT: admissions=21 limit=20");
    desk.report(SendAnswered{intents[1].id, SendOutcome::refused, "", "-2010", "no balance"});
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "SUBMITTING");
}

TEST(Gate, DecidesNothingOnAPriceThatIsMissingStaleOrCrossed)
{
    {
        Harness desk;
        desk.stand_still(1s);
        EXPECT_EQ(state_of(desk.propose(desk.buy("0.001"_dec))), "SUBMITTING");
        desk.stand_still(1ms);
        EXPECT_EQ(state_of(desk.propose(desk.buy("0.001"_dec))), "DENIED STALE_PRICE: age_ms=1001 limit=1000");
    }
    for (const auto& [bid, ask] :
         {std::pair{"100"_dec, "100"_dec}, {"101"_dec, "100"_dec}, {"0"_dec, "100"_dec}, {"-1"_dec, "1"_dec}}) {
        Harness desk;
        desk.quote(bid, ask);
        EXPECT_EQ(desk.propose(desk.buy("0.001"_dec)).denial->code, DenialCode::bad_price);
    }
}

TEST(Gate, ValuesAMarketOrderItselfWhateverPriceTheCallerGives)
{
    Harness desk;
    Intent intent = desk.buy("0.2"_dec);
    intent.limit_price = Price{"1"_dec};
    EXPECT_EQ(state_of(desk.propose(intent)), "DENIED POSITION_LIMIT: worst_case=20000 limit=10000");
}

TEST(Gate, TripsTheDailyLossAtFivePercentAndNotBefore)
{
    GateSettings settings = plain_settings();
    Harness desk{settings, Amount{"10000"_dec}};
    desk.trade(desk.buy("0.1"_dec), "100000"_dec);  // all in: equity follows the market
    desk.quote("95001"_dec, "95001.01"_dec);
    EXPECT_EQ(desk.count_of<DailyLossTripped>(), 0u);
    desk.quote("94999.99"_dec, "95000.01"_dec);  // middle 95 000: exactly 5.00 %
    EXPECT_EQ(desk.count_of<DailyLossTripped>(), 1u);
    desk.quote("120000"_dec, "120000.01"_dec);  // a recovery re-arms nothing
    EXPECT_EQ(desk.propose(desk.buy("0.0001"_dec)).denial->code, DenialCode::daily_loss);
    desk.take(desk.gate.move_funds(paper, AssetId{"USDT"}, Amount{"50000"_dec}, "deposit", desk.now).value());
    EXPECT_EQ(desk.propose(desk.buy("0.0001"_dec)).denial->code, DenialCode::daily_loss);
    desk.trade(desk.sell("0.05"_dec), "120000"_dec);  // reductions pass
    desk.pass(24h);
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "SUBMITTING");
}

TEST(Gate, StopsAfterThreeLossesStrictlyAboveTwoPercentUntilAHumanRearms)
{
    Harness desk;
    for (const Decimal percent : {"2.01"_dec, "2.01"_dec, "2"_dec, "2.01"_dec, "2.01"_dec}) desk.round_trip(percent);
    EXPECT_EQ(desk.count_of<LossStreakTripped>(), 0u);  // exactly 2.00 % resets the count
    desk.round_trip("2.01"_dec);
    EXPECT_EQ(desk.count_of<LossStreakTripped>(), 1u);
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.001"_dec))), "DENIED LOSS_STREAK: losses=3 limit=3");
    EXPECT_EQ(desk.gate.rearm(paper, agent, desk.now).error().code, Errc::forbidden);
    desk.take(desk.gate.rearm(paper, human, desk.now).value());
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.001"_dec))), "SUBMITTING");
}

TEST(Gate, LetsReductionsPassWhereNothingElseDoesButNeverBeyondThePosition)
{
    Harness desk;
    desk.trade(desk.buy("0.05"_dec), "100000"_dec);
    desk.take(desk.gate.set_state(TradingState::halted, human, "test", desk.now).value());
    EXPECT_EQ(state_of(desk.propose(desk.buy("0.0001"_dec))), "DENIED HALTED: state=3 limit=1");
    EXPECT_EQ(state_of(desk.propose(desk.sell("0.03"_dec))), "SUBMITTING");  // 3 000, unattended
    EXPECT_EQ(state_of(desk.propose(desk.sell("0.02"_dec, "110000"_dec))), "SUBMITTING");
    Intent beyond = desk.sell("0.00001"_dec);
    beyond.reduce_only = true;
    EXPECT_EQ(state_of(desk.propose(beyond)), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.00001 limit=0");
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
    desk.take(desk.gate.set_state(TradingState::halted, agent, "odd", desk.now).value());
    ASSERT_EQ(desk.effects.size(), 1u);
    EXPECT_EQ(std::get<CancelOrder>(desk.effects[0]).client_order_id, client_order_id(more.id));
    EXPECT_EQ(desk.gate.set_state(TradingState::active, agent, "", desk.now).error().code, Errc::forbidden);
    EXPECT_TRUE(desk.gate.set_state(TradingState::active, human, "", desk.now));
}

/// Coins from elsewhere, so that selling more than was bought has funds.
void deposit_coins(Harness& desk)
{
    desk.take(desk.gate.move_funds(paper, AssetId{"BTC"}, Amount{"10"_dec}, "test", desk.now).value());
}

/// Long 0.005 with a reduction of all of it resting, and another sell that will close the position before it.
struct Overtaking {
    Harness desk;
    Intent reduction;
    Intent closing;

    Overtaking()
    {
        deposit_coins(desk);
        desk.trade(desk.buy("0.005"_dec), "100000"_dec);
        reduction = desk.sell("0.005"_dec, "110000"_dec);
        desk.propose(reduction);
        desk.accept(reduction);
        closing = desk.sell("0.005"_dec, "100000"_dec);
        desk.propose(closing);
        desk.accept(closing);
    }
    void halt() { desk.take(desk.gate.set_state(TradingState::halted, human, "", desk.now).value()); }
    std::vector<ClientOrderId> cancelled() const
    {
        std::vector<ClientOrderId> ids;
        for (const Effect& effect : desk.effects)
            if (const auto* cancel = std::get_if<CancelOrder>(&effect)) ids.push_back(cancel->client_order_id);
        return ids;
    }
};

TEST(Gate, HaltAlsoCancelsAReductionThatAnotherOrderHasOvertaken)
{
    Overtaking market;
    market.desk.fill(market.closing, "0.005"_dec, "100000"_dec);
    market.halt();
    EXPECT_EQ(market.cancelled(), std::vector{client_order_id(market.reduction.id)});
}

TEST(Gate, AReductionOvertakenDuringAHaltIsCancelledThen)
{
    Overtaking market;
    market.halt();
    EXPECT_EQ(market.cancelled(), std::vector{client_order_id(market.closing.id)});
    market.desk.fill(market.closing, "0.002"_dec, "100000"_dec);  // it was on its way
    EXPECT_EQ(market.cancelled(), std::vector{client_order_id(market.reduction.id)});
}

TEST(Gate, HaltCancelsNoMoreReductionsThanAreTooMuchAndTheYoungestFirst)
{
    Harness desk;
    deposit_coins(desk);
    desk.trade(desk.buy("0.006"_dec), "100000"_dec);
    const Intent older = desk.sell("0.003"_dec, "110000"_dec);
    const Intent younger = desk.sell("0.003"_dec, "120000"_dec);
    const Intent closing = desk.sell("0.002"_dec, "100000"_dec);
    for (const Intent& intent : {older, younger, closing}) {
        desk.propose(intent);
        desk.accept(intent);
    }
    desk.fill(closing, "0.002"_dec, "100000"_dec);
    desk.take(desk.gate.set_state(TradingState::halted, human, "", desk.now).value());
    ASSERT_EQ(desk.effects.size(), 1u);
    EXPECT_EQ(std::get<CancelOrder>(desk.effects[0]).client_order_id, client_order_id(younger.id));
}

// ------------------------------------------------------------------------------------------------------ approvals

TEST(GateApprovals, AGrantIsUsedOnceByAHumanOnTheListWithinItsTime)
{
    GateSettings settings = plain_settings();
    settings.approvers = {"operator", "second"};
    Harness desk{settings};
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    EXPECT_EQ(desk.gate.approve(approval, agent, desk.now).error().code, Errc::forbidden);
    EXPECT_EQ(desk.gate.approve(approval, Actor{ActorKind::policy, "approve"}, desk.now).error().code, Errc::forbidden);
    EXPECT_EQ(desk.gate.approve(approval, Actor{ActorKind::human, "stranger"}, desk.now).error().code, Errc::forbidden);
    EXPECT_EQ(desk.gate.approve(approval, human, desk.now).error().detail,
              "four eyes: somebody else must approve what you asked for");
    desk.take(desk.gate.approve(approval, other_human, desk.now).value());
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "SUBMITTING");
    EXPECT_EQ(desk.gate.approve(approval, other_human, desk.now).error().detail, "already decided: granted by second");
    EXPECT_EQ(desk.gate.reject(approval, human, "", desk.now).error().code, Errc::conflict);
}

TEST(GateApprovals, SilenceIsNo)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    desk.pass(60s - 1ns);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "PARKED");
    desk.stand_still(1ns);
    EXPECT_EQ(desk.gate.approve(approval, human, desk.now).error().detail, "expired: nobody decided in time");
    desk.pass(0ns);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "EXPIRED");
    EXPECT_TRUE(desk.gate.rails().state().reservations.empty());
}

TEST(GateApprovals, RailsRunAgainWhenTheGrantIsUsed)
{
    {
        Harness desk;  // the market ran away beyond the bound
        const Intent intent = desk.buy("0.02"_dec);
        const ApprovalId approval = *desk.propose(intent).approval;
        desk.quote("100000"_dec, "100000.01"_dec);
        desk.take(desk.gate.approve(approval, human, desk.now).value());
        EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "REJECTED PRICE_MOVED: price=100000.01 limit=100000");
    }
    {
        Harness desk;  // the desk was halted meanwhile
        const Intent intent = desk.buy("0.02"_dec);
        const ApprovalId approval = *desk.propose(intent).approval;
        desk.take(desk.gate.set_state(TradingState::halted, human, "", desk.now).value());
        desk.take(desk.gate.approve(approval, human, desk.now).value());
        EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "REJECTED HALTED: state=3 limit=1");
        EXPECT_EQ(desk.effects_of<SubmitOrder>(), 0u);
    }
    {
        Harness desk;  // its own reservation is not counted twice
        const Intent intent = desk.buy("0.1"_dec);
        const ApprovalId approval = *desk.propose(intent).approval;
        desk.take(desk.gate.approve(approval, human, desk.now).value());
        EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "SUBMITTING");
    }
}

TEST(GateApprovals, ModifyIsANewIntentAndWideningNeedsAFreshApproval)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    const IntentId smaller = intent_id(900);
    desk.take(desk.gate.modify(approval, {smaller, Quantity{"0.005"_dec}, {}}, human, desk.now).value());
    EXPECT_EQ(desk.gate.find(intent.id)->state, IntentState::rejected);
    EXPECT_EQ(state_of(*desk.gate.find(smaller)), "SUBMITTING");
    EXPECT_EQ(desk.gate.find(smaller)->intent.parent, intent.id);

    Harness wide;
    const Intent second = wide.buy("0.02"_dec, "50000"_dec);  // valued at the ask: 2 000
    const ApprovalId waiting = *wide.propose(second).approval;
    const IntentId wider = intent_id(901);
    wide.take(wide.gate.modify(waiting, {wider, {}, Price{"60000"_dec}}, human, wide.now).value());
    EXPECT_EQ(state_of(*wide.gate.find(wider)), "PARKED");
}

// ---------------------------------------------------------------------------------------------- unknown and resolver

struct Unknown {
    Unknown()
    {
        intent = desk.buy("0.005"_dec, "100000"_dec);
        desk.propose(intent);
        desk.report(SendAnswered{intent.id, SendOutcome::unknown, "", "-1007", "timeout"});
    }
    void not_found() { desk.report(QueryAnswered{client_order_id(intent.id), QueryOutcome::not_found, {}}); }
    std::string state() { return state_of(*desk.gate.find(intent.id)); }
    Harness desk;
    Intent intent;
};

TEST(GateResolver, KeepsTheReservationWhileItDoesNotKnow)
{
    Unknown unknown;
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    EXPECT_EQ(unknown.desk.gate.rails().state().reservations.size(), 1u);
    unknown.desk.pass(0ns);
    EXPECT_EQ(unknown.desk.effects_of<QueryOrder>(), 1u);
    EXPECT_EQ(unknown.desk.effects_of<SubmitOrder>(), 0u);
}

TEST(GateResolver, TakesNotFoundForFinalOnlyAfterTheFenceTwiceAndASweep)
{
    Unknown unknown;
    unknown.not_found();  // inside the fence: proves nothing
    unknown.desk.pass(2s);
    unknown.not_found();  // first
    unknown.not_found();  // too soon after the first
    EXPECT_EQ(unknown.desk.effects_of<SweepAccount>(), 0u);
    unknown.desk.pass(2s);
    unknown.not_found();
    EXPECT_EQ(unknown.desk.effects_of<SweepAccount>(), 1u);
    EXPECT_EQ(unknown.state(), "UNKNOWN");
    unknown.desk.report(SweepAnswered{paper, false, {}, {}});
    EXPECT_EQ(unknown.state(), "REFUSED");
    EXPECT_TRUE(unknown.desk.gate.rails().state().reservations.empty());
}

TEST(GateResolver, FindsTheOrderAndBooksWhatItMissed)
{
    Unknown unknown;
    QueryAnswered answer{client_order_id(unknown.intent.id), QueryOutcome::found, {}};
    answer.order = {answer.client_order_id, "v-9", btc, VenueOrderStatus::filled, Quantity{"0.005"_dec}, {}};
    Trade trade;
    trade.trade_id = 1;
    trade.instrument = btc;
    trade.price = Price{"100000"_dec};
    trade.quantity = Quantity{"0.005"_dec};
    trade.fee_asset = AssetId{"USDT"};
    answer.order.trades = {trade};
    unknown.desk.report(answer);
    EXPECT_EQ(unknown.state(), "FILLED");
    unknown.desk.report(TradeReported{answer.client_order_id, trade});  // the stream says it again
    EXPECT_EQ(unknown.desk.count_of<OrderFilled>(), 1u);
}

TEST(GateResolver, AlarmsAfterAMinuteAndHaltsTheAccountAfterFive)
{
    Unknown unknown;
    unknown.desk.pass(59s);
    EXPECT_EQ(unknown.desk.count_of<AlertRaised>(), 0u);
    unknown.desk.pass(1s);
    EXPECT_EQ(unknown.desk.count_of<AlertRaised>(), 1u);
    unknown.desk.pass(4min);
    EXPECT_EQ(unknown.desk.gate.rails().state().accounts.at(paper).state, TradingState::halted);
}

TEST(GateResolver, SilenceOfTheVenueIsUnknownAndNeverARefusal)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.pass(10s - 1ns);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "SUBMITTING");
    desk.pass(1ns);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "UNKNOWN");
}

TEST(GateResolver, ASweepProvesNothingAboutAnOrderThatWasFoundMeanwhile)
{
    Unknown unknown;
    unknown.desk.pass(2s);
    unknown.not_found();
    unknown.desk.pass(2s);
    unknown.not_found();
    ASSERT_EQ(unknown.desk.effects_of<SweepAccount>(), 1u);
    unknown.desk.fill(unknown.intent, "0.002"_dec, "100000"_dec);  // the stream was only slow
    unknown.desk.report(SweepAnswered{paper, false, {}, {}});
    EXPECT_EQ(unknown.state(), "PARTIAL");
    EXPECT_EQ(unknown.desk.count_of<OrderRefused>(), 0u);
    EXPECT_EQ(unknown.desk.gate.rails().state().reservations.size(), 1u);
}

// --------------------------------------------------------------------------------------------------- a strange venue

TEST(GateVenue, ATradeThatDoesNotFitItsOrderMovesNoBooksAndCallsAHuman)
{
    struct Case {
        const char* name;
        void (*spoil)(Trade&);
    };
    const Case cases[] = {
        {"another instrument", [](Trade& t) { t.instrument = InstrumentId{"ETHUSDT"}; }},
        {"the other side", [](Trade& t) { t.side = Side::sell; }},
        {"no price", [](Trade& t) { t.price = Price{}; }},
        {"a negative quantity", [](Trade& t) { t.quantity = Quantity{"-0.001"_dec}; }},
        {"no fee asset", [](Trade& t) { t.fee_asset = AssetId{}; }},
        {"beyond the range", [](Trade& t) { t.price = Price{"170000000000000000000"_dec}; }},
        {"beyond the range together",
         [](Trade& t) {
             t.price = Price{"100000000000"_dec};
             t.quantity = Quantity{"100000000000"_dec};
         }},
        {"a fee beyond the range", [](Trade& t) { t.fee = Amount{"-100000000000000000000"_dec}; }},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Harness desk;
        const Intent intent = desk.buy("0.005"_dec);
        desk.propose(intent);
        desk.accept(intent);
        const Bytes before = encode(desk.gate.rails().state());
        Trade trade{.trade_id = 1,
                    .instrument = btc,
                    .side = Side::buy,
                    .price = Price{"100000"_dec},
                    .quantity = Quantity{"0.005"_dec},
                    .fee = {},
                    .fee_asset = AssetId{"USDT"},
                    .time = desk.now.utc};
        c.spoil(trade);
        desk.report(TradeReported{client_order_id(intent.id), trade});
        EXPECT_EQ(encode(desk.gate.rails().state()), before);
        EXPECT_EQ(desk.count_of<OrderFilled>(), 0u);
        ASSERT_EQ(desk.count_of<AlertRaised>(), 1u);
        EXPECT_EQ(std::get<AlertRaised>(desk.events.back()).severity, "critical");
    }
}

TEST(GateVenue, AFillBeyondTheOrderIsBookedAndCallsAHuman)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    EXPECT_EQ(desk.count_of<AlertRaised>(), 0u);
    desk.fill(intent, "0.001"_dec, "100000"_dec);
    EXPECT_EQ(desk.count_of<AlertRaised>(), 1u);
    EXPECT_EQ(desk.gate.find(intent.id)->filled.to_string(), "0.006");
    EXPECT_EQ(desk.gate.rails().state().accounts.at(paper).balances.at(AssetId{"BTC"}).to_string(), "0.006");
    EXPECT_EQ(to_hex(desk.replayed().snapshot()), to_hex(desk.gate.snapshot()));
}

TEST(GateVenue, AFillOfWhatItRefusedIsBookedAndCallsAHuman)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.report(SendAnswered{intent.id, SendOutcome::refused, "", "-2010", "no"});
    desk.fill(intent, "0.005"_dec, "100000"_dec);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "FILLED");
    EXPECT_EQ(desk.count_of<AlertRaised>(), 1u);
    EXPECT_EQ(desk.gate.rails().state().accounts.at(paper).holdings.at(btc).position.quantity.to_string(), "0.005");
}

TEST(GateVenue, AFillAfterTheCancelIsBookedOnce)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.report(StatusReported{client_order_id(intent.id), VenueOrderStatus::cancelled, {}, "asked"});
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "CANCELLED");
    desk.fill(intent, "0.002"_dec, "90000"_dec);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "CANCELLED");
    desk.fill(intent, "0.003"_dec, "90000"_dec);
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "FILLED");
    EXPECT_EQ(desk.gate.rails().state().accounts.at(paper).holdings.at(btc).position.quantity.to_string(), "0.005");
    EXPECT_TRUE(desk.gate.rails().state().reservations.empty());
}

TEST(GateVenue, ASelfTradeIsOneFillOfEachOfItsOrdersUnderOneNumber)
{
    Harness desk;
    const Intent maker = desk.buy("0.005"_dec, "90000"_dec);
    const Intent taker = desk.buy("0.005"_dec, "90000"_dec);
    for (const Intent& intent : {maker, taker}) {
        desk.propose(intent);
        desk.accept(intent);
        desk.trades = 0;  // the same trade id for both
        desk.fill(intent, "0.005"_dec, "90000"_dec);
        desk.trades = 0;
        desk.fill(intent, "0.005"_dec, "90000"_dec);  // and each told twice
    }
    EXPECT_EQ(desk.count_of<OrderFilled>(), 2u);
}

TEST(GateVenue, WordOfAnOrderThatWasNeverSentChangesNothing)
{
    Harness desk;
    const Intent intent = desk.buy("0.02"_dec, "100000"_dec);
    const ApprovalId approval = *desk.propose(intent).approval;
    const ClientOrderId order = client_order_id(intent.id);
    desk.fill(intent, "0.02"_dec, "100000"_dec);
    EXPECT_EQ(desk.count_of<AlertRaised>(), 1u);
    for (const auto outcome :
         {SendOutcome::accepted, SendOutcome::refused, SendOutcome::unknown, SendOutcome::not_sent})
        desk.report(SendAnswered{intent.id, outcome, "", "", ""});
    for (const auto status : {VenueOrderStatus::cancelled, VenueOrderStatus::rejected, VenueOrderStatus::filled})
        desk.report(StatusReported{order, status, {}, ""});
    desk.report(QueryAnswered{order, QueryOutcome::not_found, {}});
    desk.report(CancelAnswered{order, SendOutcome::accepted, "", ""});
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "PARKED");
    desk.take(desk.gate.approve(approval, human, desk.now).value());
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "SUBMITTING");
}

TEST(GateVenue, ARejectionAfterAFillClosesWhatIsLeft)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec, "90000"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.fill(intent, "0.002"_dec, "90000"_dec);
    desk.report(StatusReported{client_order_id(intent.id), VenueOrderStatus::rejected, Quantity{"0.002"_dec}, "odd"});
    EXPECT_EQ(state_of(*desk.gate.find(intent.id)), "CANCELLED");
    EXPECT_EQ(desk.count_of<OrderRefused>(), 0u);
}

TEST(GateVenue, FilledWithoutItsTradesIsAskedFor)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    desk.report(StatusReported{client_order_id(intent.id), VenueOrderStatus::filled, {}, ""});
    desk.pass(2s);
    EXPECT_EQ(desk.effects_of<QueryOrder>(), 1u);
}

TEST(GateVenue, AnImpossiblePriceBreaksNothing)
{
    Harness desk;
    desk.trade(desk.buy("0.1"_dec), "100000"_dec);
    desk.quote("160000000000000000000"_dec, "170000000000000000000"_dec);
    EXPECT_EQ(desk.propose(desk.buy("1"_dec)).denial->code, DenialCode::arithmetic_overflow);
    desk.quote("99999.99"_dec, "100000"_dec);
    EXPECT_EQ(state_of(desk.propose(desk.sell("0.1"_dec))), "SUBMITTING");
}

TEST(GateFunds, MoreThanAnAccountCanHoldIsRefused)
{
    Harness desk;
    const auto move = [&](Decimal amount) {
        return desk.gate.move_funds(paper, AssetId{"USDT"}, Amount{amount}, "", desk.now);
    };
    const Bytes before = desk.gate.snapshot();
    for (const Decimal amount : {"170000000000000000000"_dec, "-170000000000000000000"_dec, "1000000000000000"_dec})
        EXPECT_EQ(move(amount).error().code, Errc::out_of_range);
    EXPECT_EQ(to_hex(desk.gate.snapshot()), to_hex(before));
    EXPECT_TRUE(move("999999999000000"_dec));
}

TEST(GateApprovals, ALateSecondAnswerHearsWhoDecided)
{
    Harness desk;
    const ApprovalId approval = *desk.propose(desk.buy("0.02"_dec, "100000"_dec)).approval;
    desk.take(desk.gate.reject(approval, human, "no", desk.now).value());
    desk.pass(61s);
    EXPECT_EQ(desk.gate.approve(approval, human, desk.now).error().detail, "already decided: rejected by operator");
}

TEST(GateApprovals, AModificationThatCannotBeTakenInLeavesTheParentParked)
{
    GateSettings settings = plain_settings();
    Harness desk{settings};
    std::vector<Intent> parked;
    for (int i = 0; i < 3; ++i) {
        parked.push_back(desk.buy("0.02"_dec, "100000"_dec));
        desk.propose(parked.back());
    }
    settings.open_max = 2;  // a restart with a tighter bound
    Gate tight{settings};
    ASSERT_TRUE(tight.restore(desk.gate.snapshot()));
    const Bytes before = tight.snapshot();
    const ApprovalId approval = *tight.find(parked[0].id)->approval;
    const auto modified = tight.modify(approval, {intent_id(900), Quantity{"0.005"_dec}, {}}, human, desk.now);
    EXPECT_EQ(modified.error().code, Errc::limit_exceeded);
    EXPECT_EQ(to_hex(tight.snapshot()), to_hex(before)) << "nothing is done that no event tells of";
}

TEST(GateMemory, ForgetsTheOldestFinishedAndEverythingAboutThem)
{
    GateSettings settings = plain_settings();
    settings.finished_max = 10;
    settings.limits.admissions_per_hour_max = 2;
    Harness desk{settings};
    std::vector<Intent> intents;
    for (int i = 0; i < 30; ++i) {
        intents.push_back(desk.buy("0.02"_dec, "100000"_dec));
        desk.propose(intents.back());
        if (const auto approval = desk.gate.find(intents.back().id)->approval)
            desk.take(desk.gate.reject(*approval, human, "", desk.now).value());
    }
    const GateState& state = desk.gate.state();
    EXPECT_EQ(state.finished.size(), 10u);
    EXPECT_EQ(state.intents.size(), 10u);
    EXPECT_EQ(state.forgotten, 20u);
    EXPECT_TRUE(state.approvals.empty()) << "of the first two, long forgotten";
    EXPECT_TRUE(state.orders.empty());
    EXPECT_EQ(to_hex(desk.replayed().snapshot()), to_hex(desk.gate.snapshot()));
}

TEST(GateRecovery, TheFoldOfTheEventsIsTheStateByteForByte)
{
    Harness desk;
    desk.trade(desk.buy("0.02"_dec), "100000"_dec);
    desk.propose(desk.buy("0.03"_dec, "100000"_dec));
    desk.pass(61s);
    const Intent resting = desk.sell("0.01"_dec, "110000"_dec);
    desk.propose(resting);
    desk.accept(resting);
    desk.fill(resting, "0.004"_dec, "110000"_dec, "0.44"_dec);
    desk.take(desk.gate.set_state(TradingState::reducing, human, "slow", desk.now).value());
    Gate copy = desk.replayed();
    EXPECT_EQ(to_hex(copy.snapshot()), to_hex(desk.gate.snapshot()));
    Gate restored{plain_settings()};
    ASSERT_TRUE(restored.restore(desk.gate.snapshot()));
    EXPECT_EQ(to_hex(restored.snapshot()), to_hex(desk.gate.snapshot()));
}

TEST(GateRecovery, AdmitsNothingNewUntilEveryOpenOrderIsKnownAndTheBooksMatch)
{
    Harness before;
    const Intent resting = before.buy("0.005"_dec, "90000"_dec);
    before.propose(resting);
    Gate gate = before.replayed();
    Harness desk;  // only for its intents and its clock
    const Step started = gate.on_start(before.now);
    EXPECT_EQ(std::get<QueryOrder>(started.effects.at(0)).client_order_id, client_order_id(resting.id));
    static_cast<void>(gate.on_quote(before.gate.quotes().at(btc), before.now));
    EXPECT_EQ(gate.find(resting.id)->state, IntentState::unknown);
    Intent early = desk.buy("0.001"_dec);
    early.id = intent_id(700);
    static_cast<void>(gate.propose(early, before.now));
    EXPECT_EQ(gate.find(early.id)->denial->code, DenialCode::reconciling);

    QueryAnswered found{client_order_id(resting.id), QueryOutcome::found, {}};
    found.order = {found.client_order_id, "v-1", btc, VenueOrderStatus::resting, {}, {}};
    static_cast<void>(gate.on_report(found, before.now));
    Step next = gate.on_tick(before.now);
    EXPECT_TRUE(std::holds_alternative<SweepAccount>(next.effects.at(0)));
    SweepAnswered sweep{paper, false, {found.order}, {{AssetId{"USDT"}, Amount{"1000000"_dec}}}};
    static_cast<void>(gate.on_report(sweep, before.now));
    early.id = intent_id(701);
    static_cast<void>(gate.propose(early, before.now));
    EXPECT_EQ(gate.find(early.id)->state, IntentState::submitting);
}

}  // namespace
}  // namespace swarmdesk::trading::execution
