#include "trading/execution/close_plan.hpp"

#include <gmock/gmock.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// What a close would send, and that the gate takes it.
namespace swarmdesk::trading::execution {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const LotOwner people{};
const LotOwner trend{AgentId{"buy_bot"}, StrategyId{"trend"}};
const LotOwner dip{AgentId{"buy_bot"}, StrategyId{"dip"}};
const LotOwner plain{AgentId{"buy_bot"}};

/// "buy_bot/trend SELL 0.004 paper:BTCUSDT".
std::string words(const PlannedClose& close)
{
    return close.owner.to_string() + " " + std::string{to_text(close.side)} + " " + close.quantity.to_string() + " " +
           close.instrument.to_string();
}
std::vector<std::string> closes(const ClosePlan& plan)
{
    std::vector<std::string> all;
    for (const PlannedClose& close : plan.closes) all.push_back(words(close));
    return all;
}
std::vector<std::string> left(const ClosePlan& plan)
{
    std::vector<std::string> all;
    for (const LeftLot& lot : plan.left)
        all.push_back(lot.owner.to_string() + " " + lot.quantity.to_string() + " " + std::string{to_text(lot.why)});
    return all;
}

class ClosePlanTest : public ::testing::Test {
protected:
    explicit ClosePlanTest(GateSettings settings = plain_settings()) : desk(std::move(settings)) {}

    ClosePlan plan(CloseFilter filter, std::size_t most = closes_max) const
    {
        return plan_close(desk.books(), desk.gate().quotes(), filter, most);
    }
    ClosePlan plan() const { return plan({.accounts = {first}}); }
    Intent of(Intent intent, const LotOwner& owner) const
    {
        if (owner.is_people()) return intent;
        intent.proposer = {ActorKind::agent, owner.agent.to_string()};
        intent.owner = owner;
        return intent;
    }
    void buy(Decimal quantity, const LotOwner& owner = people, Decimal price = "100000"_dec)
    {
        desk.trade(of(desk.buy(quantity), owner), price);
    }
    /// Lists the instrument anew.
    void relist(const std::function<void(Instrument&)>& change)
    {
        Instrument changed = instrument(btc, "BTC");
        change(changed);
        desk.take(desk.gate().list(changed, desk.now).value());
    }

    Harness desk;
};

TEST_F(ClosePlanTest, EachLotIsSoldByAnOrderOfItsOwn)
{
    buy("0.004"_dec, trend);
    buy("0.003"_dec, dip);
    buy("0.002"_dec);
    desk.trade(desk.buy("0.01"_dec, {}, first, eth), "4000"_dec);
    EXPECT_THAT(closes(plan()),
                ElementsAre("people SELL 0.002 paper:BTCUSDT", "buy_bot/dip SELL 0.003 paper:BTCUSDT",
                            "buy_bot/trend SELL 0.004 paper:BTCUSDT", "people SELL 0.01 paper:ETHUSDT"));
    EXPECT_THAT(plan().left, IsEmpty());
}

TEST_F(ClosePlanTest, AFilterTakesWhatMatchesAllOfIt)
{
    buy("0.001"_dec, trend);
    buy("0.002"_dec, dip);
    buy("0.003"_dec, plain);
    buy("0.001"_dec);
    desk.trade(desk.buy("0.002"_dec, {}, second), "100000"_dec);
    desk.trade(desk.buy("0.01"_dec, {}, first, eth), "4000"_dec);
    const auto with = [&](std::optional<InstrumentId> instrument, std::optional<LotOwner> owner) {
        return closes(plan({.accounts = {first}, .instrument = instrument, .owner = owner}));
    };
    EXPECT_THAT(with({}, trend), ElementsAre("buy_bot/trend SELL 0.001 paper:BTCUSDT"));
    EXPECT_THAT(with({}, plain), ElementsAre("buy_bot SELL 0.003 paper:BTCUSDT", "buy_bot/dip SELL 0.002 paper:BTCUSDT",
                                             "buy_bot/trend SELL 0.001 paper:BTCUSDT"))
        << "an agent alone is all its strategies";
    EXPECT_THAT(closes(plan({.accounts = {first}, .owner = plain, .is_owner_exact = true})),
                ElementsAre("buy_bot SELL 0.003 paper:BTCUSDT"));
    EXPECT_THAT(with({}, people), ElementsAre("people SELL 0.001 paper:BTCUSDT", "people SELL 0.01 paper:ETHUSDT"));
    EXPECT_THAT(with(eth, {}), ElementsAre("people SELL 0.01 paper:ETHUSDT"));
    EXPECT_THAT(with(eth, trend), IsEmpty());
    EXPECT_THAT(closes(plan({.accounts = {second}})), ElementsAre("people SELL 0.002 other:BTCUSDT"));
    EXPECT_THAT(closes(plan({.accounts = {}})), IsEmpty());
    EXPECT_THAT(closes(plan({.accounts = {AccountId{"nobodys"}}})), IsEmpty());
}

class ClosePlanWithFees : public ClosePlanTest {
protected:
    ClosePlanWithFees()
        : ClosePlanTest([] {
              GateSettings settings = plain_settings();
              settings.limits.taker_fee_percent = "0.1"_dec;
              return settings;
          }())
    {}
};

TEST_F(ClosePlanWithFees, SaysWhatItWouldGiveAgainstItsCost)
{
    buy("0.004"_dec, trend, "95000"_dec);
    const ClosePlan planned = plan();
    ASSERT_THAT(planned.closes, SizeIs(1));
    const PlannedClose& close = planned.closes.front();
    EXPECT_EQ(close.price, Price{"99999.99"_dec}) << "the bid";
    EXPECT_EQ(close.value, Amount{"399.99996"_dec});
    EXPECT_EQ(close.fee, Amount{"0.39999996"_dec});
    EXPECT_EQ(close.cost, Amount{"380"_dec});
    EXPECT_EQ(close.result, Amount{"19.59996004"_dec});
    EXPECT_EQ(close.usd, "1"_dec);
    EXPECT_THAT(close.cancels, IsEmpty());
}

TEST_F(ClosePlanTest, AShortLotIsBoughtBackAtTheAsk)
{
    desk.deposit(first, bitcoin, "1"_dec);
    desk.trade(desk.sell("0.004"_dec), "100000"_dec);
    desk.quote("89999.99"_dec, "90000"_dec);
    const ClosePlan planned = plan();
    ASSERT_THAT(closes(planned), ElementsAre("people BUY 0.004 paper:BTCUSDT"));
    EXPECT_EQ(planned.closes.front().price, Price{"90000"_dec});
    EXPECT_EQ(planned.closes.front().value, Amount{"360"_dec});
    EXPECT_EQ(planned.closes.front().cost, Amount{"400"_dec});
    EXPECT_EQ(planned.closes.front().result, Amount{"40"_dec});
}

TEST_F(ClosePlanTest, WhatTheVenueWouldNotTakeIsLeftAsDust)
{
    buy("0.00010"_dec);
    desk.quote("50000"_dec, "50000.01"_dec);
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.0001 paper:BTCUSDT")) << "5.00 is the least";
    desk.quote("49999.99"_dec, "50000"_dec);
    EXPECT_THAT(closes(plan()), IsEmpty());
    EXPECT_THAT(left(plan()), ElementsAre("people 0.0001 DUST"));

    desk.quote("99999.99"_dec, "100000"_dec);
    relist([](Instrument& changed) { changed.lot = changed.quantity_min = Quantity{"0.001"_dec}; });
    EXPECT_THAT(left(plan_close(desk.books(), {}, {.accounts = {first}})), ElementsAre("people 0.0001 DUST"))
        << "no price is needed for less than a step";
}

TEST_F(ClosePlanTest, AQuantityIsOnTheLotStep)
{
    buy("0.00123"_dec);
    relist([](Instrument& changed) { changed.lot = changed.quantity_min = Quantity{"0.0001"_dec}; });
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.0012 paper:BTCUSDT"));
}

TEST_F(ClosePlanTest, WhatAnOpenOrderClosesIsNotClosedTwice)
{
    buy("0.004"_dec, trend);
    buy("0.002"_dec);
    const Intent part = of(desk.sell("0.003"_dec, "110000"_dec), trend);
    desk.propose(part);
    EXPECT_THAT(closes(plan()),
                ElementsAre("people SELL 0.002 paper:BTCUSDT", "buy_bot/trend SELL 0.001 paper:BTCUSDT"));
    EXPECT_THAT(left(plan()), ElementsAre("buy_bot/trend 0.003 ALREADY_CLOSING"));

    const Intent rest = of(desk.sell("0.001"_dec, "110000"_dec), trend);
    desk.propose(rest);
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.002 paper:BTCUSDT"));
    EXPECT_THAT(left(plan()), ElementsAre("buy_bot/trend 0.004 ALREADY_CLOSING"));
}

TEST_F(ClosePlanTest, WhatPeoplesOrderMayTakeFromAnybodyIsLeftForIt)
{
    buy("0.004"_dec, trend);
    buy("0.002"_dec);
    desk.propose(desk.sell("0.005"_dec, "110000"_dec));  // a person's, from whoever has it
    EXPECT_THAT(closes(plan()), ElementsAre("buy_bot/trend SELL 0.001 paper:BTCUSDT"));
    EXPECT_THAT(left(plan()), ElementsAre("people 0.002 ALREADY_CLOSING", "buy_bot/trend 0.003 ALREADY_CLOSING"));
}

TEST_F(ClosePlanTest, WhatProtectsALotIsNamedAndMakesWay)
{
    Intent entry = desk.buy("0.004"_dec);
    entry.protection = Protection{Price{"95000"_dec}, Price{"110000"_dec}, {}};
    desk.trade(entry, "100000"_dec);
    const IntentId standing = *desk.books().protecting().at({first, btc, people}).begin();
    desk.accept(Intent{desk.books().find(standing)->intent});
    buy("0.001"_dec, trend);
    const ClosePlan planned = plan();
    ASSERT_THAT(closes(planned),
                ElementsAre("people SELL 0.004 paper:BTCUSDT", "buy_bot/trend SELL 0.001 paper:BTCUSDT"));
    EXPECT_THAT(planned.left, IsEmpty());
    EXPECT_THAT(planned.closes[0].cancels, ElementsAre(standing));
    EXPECT_THAT(planned.closes[1].cancels, IsEmpty());

    const Intent close = close_intent(planned.closes[0], intent_id(99), alice, human, {});
    EXPECT_EQ(desk.proposed(close), "PROPOSED");
    EXPECT_THAT(closes(plan()), ElementsAre("buy_bot/trend SELL 0.001 paper:BTCUSDT"))
        << "it waits, and is not sent twice";
    EXPECT_THAT(left(plan()), ElementsAre("people 0.004 ALREADY_CLOSING"));
    desk.close(Intent{desk.books().find(standing)->intent}, VenueOrderStatus::canceled);
    EXPECT_EQ(desk.state(close), "SUBMITTED");
    EXPECT_THAT(left(plan()), ElementsAre("people 0.004 ALREADY_CLOSING"));
    desk.accept(close);
    desk.fill(close, "0.004"_dec, "100000"_dec);
    EXPECT_THAT(closes(plan()), ElementsAre("buy_bot/trend SELL 0.001 paper:BTCUSDT"));
}

TEST_F(ClosePlanTest, APersonsCloseOfAnybodysThatWaitsIsLeftItsPart)
{
    Intent entry = desk.buy("0.004"_dec);
    entry.protection = Protection{Price{"95000"_dec}, {}, {}};
    desk.trade(entry, "100000"_dec);
    desk.accept(Intent{desk.books().find(*desk.books().protecting().at({first, btc, people}).begin())->intent});
    buy("0.001"_dec, trend);
    EXPECT_EQ(desk.proposed(desk.sell("0.0045"_dec)), "PROPOSED");
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.0005 paper:BTCUSDT"));
    EXPECT_THAT(left(plan()), ElementsAre("people 0.0035 ALREADY_CLOSING", "buy_bot/trend 0.001 ALREADY_CLOSING"));
}

TEST_F(ClosePlanTest, AnInstrumentThatIsHaltedOrHasNoPriceIsLeft)
{
    buy("0.004"_dec);
    relist([](Instrument& changed) { changed.status = InstrumentStatus::closing_only; });
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.004 paper:BTCUSDT"));
    relist([](Instrument& changed) { changed.status = InstrumentStatus::halted; });
    EXPECT_THAT(closes(plan()), IsEmpty());
    EXPECT_THAT(left(plan()), ElementsAre("people 0.004 INSTRUMENT_HALTED"));
    relist([](Instrument&) {});
    risk::Quotes quotes = desk.gate().quotes();
    quotes.at(btc).bid = quotes.at(btc).ask;  // crossed
    EXPECT_THAT(left(plan_close(desk.books(), quotes, {.accounts = {first}})), ElementsAre("people 0.004 NO_PRICE"));
    quotes.erase(btc);
    EXPECT_THAT(left(plan_close(desk.books(), quotes, {.accounts = {first}})), ElementsAre("people 0.004 NO_PRICE"));
}

TEST_F(ClosePlanTest, ALotLargerThanTheLargestOrderIsSeveral)
{
    buy("0.005"_dec);
    relist([](Instrument& changed) { changed.quantity_max = Quantity{"0.002"_dec}; });
    EXPECT_THAT(closes(plan()), ElementsAre("people SELL 0.002 paper:BTCUSDT", "people SELL 0.002 paper:BTCUSDT",
                                            "people SELL 0.001 paper:BTCUSDT"));
    const ClosePlan two = plan({.accounts = {first}}, 2);
    EXPECT_THAT(two.closes, SizeIs(2));
    EXPECT_THAT(left(two), ElementsAre("people 0.001 TOO_MANY"));
    EXPECT_THAT(plan({.accounts = {first}}, 3).left, IsEmpty());
}

TEST_F(ClosePlanTest, TheGateTakesEachOfItsIntentsAndThenNothingIsLeft)
{
    buy("0.004"_dec, trend);
    buy("0.003"_dec, dip);
    buy("0.002"_dec);
    desk.trade(desk.buy("0.01"_dec, {}, first, eth), "4000"_dec);
    desk.set_state(risk::TradingState::halted);  // what reduces passes
    const CloseId id = CloseId::parse("0197f2a0-5f00-7000-8000-000000000001").value();
    std::size_t number = 0;
    for (const PlannedClose& close : plan().closes) {
        const Intent intent = close_intent(close, close_intent_id(id, alice, number++), alice, human, "enough");
        desk.trade(intent, close.price.value());
        EXPECT_EQ(desk.state(intent), "FILLED");
        EXPECT_EQ(desk.record(intent).intent.lot_owner(), close.owner);
    }
    EXPECT_EQ(number, 4u);
    EXPECT_THAT(plan().closes, IsEmpty());
    EXPECT_THAT(plan().left, IsEmpty());
    EXPECT_EQ(desk.position(), Quantity{});
}

TEST_F(ClosePlanTest, AClosesIntentTakesFromItsOwnersLotAloneAlsoWhereThatIsPeoples)
{
    buy("0.004"_dec, trend);
    buy("0.002"_dec);
    PlannedClose close = plan().closes.front();
    ASSERT_EQ(close.owner, people);
    close.quantity = Quantity{"0.003"_dec};
    const Intent more = close_intent(close, intent_id(99), alice, human, {});
    EXPECT_EQ(desk.proposed(more), "DENIED REDUCE_ONLY_EXCEEDS: quantity=0.003 limit=0.002");
}

TEST(CloseIntentId, IsTheSameForEverAndAnotherForEachNumberUserAndClose)
{
    const CloseId close = CloseId::parse("0197f2a0-5f00-7000-8000-000000000001").value();
    const CloseId other = CloseId::parse("0197f2a0-5f00-7000-8000-000000000002").value();
    EXPECT_EQ(close_intent_id(close, alice, 0), close_intent_id(close, alice, 0));
    EXPECT_NE(close_intent_id(close, alice, 0), close_intent_id(close, alice, 1));
    EXPECT_NE(close_intent_id(close, alice, 0), close_intent_id(close, bob, 0));
    EXPECT_NE(close_intent_id(close, alice, 0), close_intent_id(other, alice, 0));
    // A repeat after an upgrade must be known as one.
    EXPECT_EQ(close_intent_id(close, alice, 0).to_string(), "0197f2a0-5f00-78ff-9842-1fca48b74372");
}

}  // namespace
}  // namespace swarmdesk::trading::execution
