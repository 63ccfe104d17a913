#include "agents/online_trading/online_trading.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::online_trading {
namespace {

using namespace testing;

class OnlineTradingTest : public SwarmHarness {
protected:
    void enter(std::optional<Price> stop)
    {
        bool is_first = true;
        script = [is_first, stop](const Candle&, const strategy::View&) mutable {
            auto proposal = buy("2"_dec);
            proposal.stop_price = stop;
            return std::exchange(is_first, false) ? std::optional{proposal} : std::nullopt;
        };
        ASSERT_TRUE(start());
        feed(candle("100"_dec));
        desk.hold(scripted_lots, Quantity{"2"_dec}, Price{"100"_dec});
        desk.asked.clear();
    }
    void at(Decimal bid)
    {
        swarm->on_quote(quote(bid));
        run();
    }
};

TEST_F(OnlineTradingTest, AnEntryBringsTheStopThatIsToStandAtTheVenue)
{
    enter(Price{"95"_dec});
    EXPECT_EQ(desk.intents.begin()->second.protection, (Protection{Price{"95"_dec}, {}, {}}));
    EXPECT_EQ(desk.intents.begin()->second.owner, scripted_lots);
}

TEST_F(OnlineTradingTest, AnEntryWithoutAStopOfItsOwnGetsOne)
{
    enter(std::nullopt);
    EXPECT_EQ(desk.intents.begin()->second.protection, (Protection{Price{"92"_dec}, {}, {}})) << "8 % below";
}

TEST_F(OnlineTradingTest, AnExitBringsNone)
{
    script = [](const Candle&, const strategy::View&) {
        auto proposal = buy("2"_dec);
        proposal.side = Side::sell;
        proposal.reduce_only = true;
        return std::optional{proposal};
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked.front().protection, std::nullopt);
    EXPECT_TRUE(desk.asked.front().reduce_only);
}

TEST_F(OnlineTradingTest, WhatAStrategyMovesWhileItHoldsIsSaidOnceAndForItsOwnLot)
{
    script = [](const Candle&, const strategy::View&) { return std::nullopt; };
    script_protection = [](const Candle& seen) { return Protection{seen.close - Price{"5"_dec}, {}, {}}; };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    EXPECT_TRUE(desk.moved.empty()) << "it holds nothing";
    desk.hold(scripted_lots, Quantity{"2"_dec}, Price{"100"_dec});
    feed(candle("101"_dec));
    ASSERT_EQ(desk.moved.size(), 1u);
    EXPECT_EQ(desk.moved[0].lot.owner, scripted_lots);
    EXPECT_EQ(desk.moved[0].protection.stop_price, Price{"96"_dec});
    EXPECT_EQ(desk.moved[0].agent, online_trading_id);
    EXPECT_TRUE(desk.asked.empty()) << "it is no order";
    feed(candle("101"_dec));
    EXPECT_EQ(desk.moved.size(), 1u);
    feed(candle("102"_dec));
    EXPECT_EQ(desk.moved.size(), 2u);
}

TEST_F(OnlineTradingTest, ShowsWhatItsStrategiesWorkWithAlsoOfCandlesFromBeforeIt)
{
    Candle before = candle("99"_dec);
    before.open_time = before.open_time + -candle_interval;
    candles.add(before);
    bool is_broken = false;
    script = [&](const Candle&, const strategy::View&) -> std::optional<strategy::Proposal> {
        if (std::exchange(is_broken, false)) throw std::runtime_error("divided by zero");
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    const SeriesLog::Key key{online_trading_id, paper, StrategyId{"scripted"}, btc};
    ASSERT_TRUE(swarm->series().all().contains(key));
    const SeriesLog::Series& series = swarm->series().all().at(key);
    EXPECT_EQ(series.names, std::vector<std::string>{"close"});
    const auto closes = [&] {
        std::vector<std::string> values;
        for (const SeriesLog::Point& point : series.points) values.push_back(point.values.at(0)->to_string());
        return values;
    };
    EXPECT_EQ(closes(), (std::vector<std::string>{"99", "100"}));
    run(1min);
    is_broken = true;
    feed(candle("101"_dec));
    run(1min);
    feed(candle("102"_dec));
    EXPECT_EQ(closes(), (std::vector<std::string>{"99", "100", "101", "102"})) << "the new agent was warmed up";
}

TEST_F(OnlineTradingTest, ShowsTheStrategyItsOwnPositionAndOrders)
{
    std::optional<Quantity> position;
    std::int32_t open_buys = 0;
    script = [&](const Candle&, const strategy::View& view) {
        position = view.position;
        open_buys = view.open_buy_orders;
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    desk.hold(scripted_lots, Quantity{"1.0009"_dec}, Price{"100"_dec});
    std::uint64_t number = 0;
    for (const char* owner : {"online_trading/scripted", "online_trading/another", "online_trading", "buy_bot"}) {
        risk::Reservation reservation;
        reservation.intent = IntentId::make_v7(clock.now().utc, 0, ++number);
        reservation.account = paper;
        reservation.owner = LotOwner::parse(owner).value();
        reservation.instrument = btc;
        desk.rails_.accounts[paper].reservations[reservation.intent] = reservation;
    }
    feed(candle("100"_dec));
    EXPECT_EQ(position, Quantity{"1"_dec}) << "on the lot";
    EXPECT_EQ(open_buys, 1);
}

TEST_F(OnlineTradingTest, ShowsTheStrategyItsEquityAndCashInTheQuoteAsset)
{
    std::optional<Amount> equity;
    std::optional<Amount> cash;
    script = [&](const Candle&, const strategy::View& view) {
        equity = view.equity;
        cash = view.cash;
        return std::nullopt;
    };
    Instrument& traded = desk.rails_.instruments.at(btc);
    Instrument rate = traded;
    rate.id = InstrumentId{"paper:EURUSDT"};
    rate.base = traded.quote = AssetId{"EUR"};
    desk.rails_.instruments[rate.id] = rate;
    desk.rails_.accounts[paper].balances[rate.base] = Amount{"300"_dec};
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    EXPECT_EQ(equity, Amount{}) << "nothing says what a euro is worth: a size of it would be made up";
    EXPECT_EQ(cash, Amount{"300"_dec});
    desk.quotes_[rate.id] = quote("1.25"_dec);
    feed(candle("100"_dec));
    EXPECT_EQ(equity, Amount{"8000"_dec}) << "10000 dollars";
}

// D1: what cannot be sold is dust, and no position the strategy would try to leave with every candle.
TEST_F(OnlineTradingTest, WhatTheVenueWouldNotTakeIsNoPositionToTheStrategy)
{
    std::optional<Quantity> position;
    script = [&](const Candle&, const strategy::View& view) {
        position = view.position;
        return std::nullopt;
    };
    ASSERT_TRUE(start());
    const Instrument& instrument = desk.rails_.instruments.at(btc);
    // Whole lots, worth less than an order must be.
    const Quantity dust = instrument.quantity_min;
    ASSERT_LT(notional(Price{"100"_dec}, dust, Rounding::half_even), instrument.notional_min);
    desk.hold(scripted_lots, dust, Price{"100"_dec});
    desk.quotes_[btc] = quote("100"_dec);
    feed(candle("100"_dec));
    EXPECT_EQ(position.value_or(Quantity{}), Quantity{});
}

/// Entries need a model's confirmation.
class ConfirmationTest : public OnlineTradingTest {
protected:
    ConfirmationTest()
    {
        settings.of<OnlineTradingSettings>().confirmation = Confirmation::model;
        settings.of<OnlineTradingSettings>().confirmation_timeout = 20s;
        // Facts take two candles.
        const Price price{"100"_dec};
        candles.add({btc, clock.now().utc + -2 * candle_interval, candle_interval, price, price, price, price,
                     Quantity{"1"_dec}});
    }
    /// The strategy wants to buy at the next candle, once.
    void want_entry(std::optional<Price> stop = std::nullopt)
    {
        const Candle next = candle("100"_dec);
        script = [next, stop](const Candle& seen, const strategy::View&) {
            auto proposal = buy("2"_dec);
            proposal.stop_price = stop;
            return seen == next ? std::optional{proposal} : std::nullopt;
        };
        ASSERT_TRUE(start());
        feed(next);
    }
    std::string messages() const { return status("online_trading").status_message; }
    const ModelSituation& situation() const { return swarm->analyses().situation(); }
};

TEST_F(ConfirmationTest, EntersOnceAModelThatWasAskedDoesNotOppose)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 5s;
    want_entry();
    EXPECT_TRUE(desk.asked.empty()) << "not before the answer";
    EXPECT_EQ(messages(), "BTCUSDT: scripted wants to buy; asks a model");
    run(5s);
    ASSERT_EQ(desk.asked.size(), 1u);
    EXPECT_EQ(desk.asked.front().quantity, Quantity{"2"_dec});
    EXPECT_EQ(desk.raised.back().reason, "because the test says so") << "nothing the model said is in the signal";
    EXPECT_EQ(desk.raised.back().decision, "call-1") << "but whose answer it rests on is (RAILS 29)";
    EXPECT_EQ(desk.asked.front().decision, "call-1");
    EXPECT_EQ(messages(), "scripted: because the test says so; qwen3:8b is bullish (72 %)");
    ASSERT_EQ(analyst.asked.size(), 1u);
    const auto& asked = analyst.asked.front();
    EXPECT_EQ(asked.asker, online_trading_id);
    EXPECT_EQ(asked.wanted, Wanted::fresh);
    EXPECT_EQ(asked.patience, 20s);
    EXPECT_EQ(asked.question.timeframe, Timeframe::m1);
    EXPECT_EQ(asked.question.facts.close, Price{"100"_dec});
    EXPECT_EQ(situation().entries_held_back, 0u);
}

TEST_F(ConfirmationTest, MakesNoEntryWithoutAFreshAnswerThatDoesNotOppose)
{
    struct Case {
        const char* name;
        std::function<Analysis()> answer;
        const char* message;
    };
    const Case cases[] = {
        {"bearish", [] { return fresh(Stance::bearish); },
         "BTCUSDT: scripted wants to buy, but qwen3:8b is bearish (72 %); no entry"},
        {"from before", [] { return cached(Stance::bullish, 1s); },
         "BTCUSDT: scripted wants to buy, but the model's answer is from before; no entry"},
        {"nobody", [] { return no_answer(NoAnswerReason::all_tiers_failed); },
         "BTCUSDT: scripted wants to buy, but no model answers (all_tiers_failed); no entry without one. Stops and "
         "exits go on."},
        {"too late", [] { return no_answer(NoAnswerReason::out_of_time); },
         "BTCUSDT: scripted wants to buy, but no model answers (out_of_time); no entry without one. Stops and exits go "
         "on."},
        {"no money", [] { return no_answer(NoAnswerReason::out_of_budget); },
         "BTCUSDT: scripted wants to buy, but no model answers (out_of_budget); no entry without one. Stops and exits "
         "go on."},
        {"nonsense", [] { return no_answer(NoAnswerReason::unusable); },
         "BTCUSDT: scripted wants to buy, but no model answers (unusable); no entry without one. Stops and exits go "
         "on."},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        analyst.says = [&c](const Question&) { return c.answer(); };
        want_entry();
        EXPECT_TRUE(desk.asked.empty());
        EXPECT_EQ(messages(), c.message);
        EXPECT_EQ(situation().entries_held_back, 1u);
        EXPECT_EQ(situation().last_held_back, c.message);
        run_until_done(swarm->stop());
        swarm.reset();
        run(1min);
    }
}

TEST_F(ConfirmationTest, WaitsNoLongerThanItSays)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 20s + 1ns;
    want_entry();
    run(20s);
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_EQ(situation().entries_held_back, 1u);
    run(1h);
    EXPECT_TRUE(desk.asked.empty()) << "an answer that comes too late enters nothing";
}

TEST_F(ConfirmationTest, AsksNobodyWhereModelsAreOff)
{
    analyst.off = true;
    want_entry();
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_TRUE(analyst.asked.empty());
    EXPECT_NE(messages().find("no model answers (switched_off)"), std::string::npos) << messages();
}

TEST_F(ConfirmationTest, LeavesWithoutAskingAnybody)
{
    analyst.delay = 10s;
    script = [](const Candle&, const strategy::View& view) {
        auto proposal = buy("2"_dec);
        proposal.side = Side::sell;
        proposal.reduce_only = true;
        return view.position.is_positive() ? std::optional{proposal} : std::nullopt;
    };
    ASSERT_TRUE(start());
    desk.hold(scripted_lots, Quantity{"2"_dec}, Price{"100"_dec});
    feed(candle("100"_dec));
    ASSERT_EQ(desk.asked.size(), 1u) << "an exit the strategy concludes";
    EXPECT_TRUE(desk.asked.front().reduce_only);
    EXPECT_TRUE(analyst.asked.empty());
}

TEST_F(ConfirmationTest, DoesNotEnterWhereTheStopWasReachedMeanwhile)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 5s;
    want_entry(Price{"95"_dec});
    at("95"_dec);
    run(5s);
    EXPECT_TRUE(desk.asked.empty());
    EXPECT_EQ(messages(),
              "BTCUSDT: scripted wants to buy, but the market has moved on while a model was asked; no entry");
}

TEST_F(ConfirmationTest, DoesNotEnterWhereTheStrategyHasLeftMeanwhile)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 70s;
    settings.of<OnlineTradingSettings>().confirmation_timeout = 2min;
    const UtcTime first = candle("100"_dec).open_time;
    script = [first](const Candle& seen, const strategy::View&) {
        auto proposal = buy("2"_dec);
        proposal.reduce_only = seen.open_time > first;
        if (proposal.reduce_only) proposal.side = Side::sell;
        return proposal;
    };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    run(1min);
    feed(candle("100"_dec));
    run(10s);
    for (const Intent& intent : desk.asked) EXPECT_TRUE(intent.reduce_only);
    EXPECT_NE(messages().find("moved on"), std::string::npos) << messages();
}

TEST_F(ConfirmationTest, AsksOneQuestionAnInstrumentAtATime)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 100s;
    settings.of<OnlineTradingSettings>().confirmation_timeout = 2min;
    script = [](const Candle&, const strategy::View&) { return buy("2"_dec); };
    ASSERT_TRUE(start());
    feed(candle("100"_dec));
    run(1min);
    feed(candle("100"_dec));
    EXPECT_EQ(analyst.underway_most, 1);
    EXPECT_EQ(situation().last_held_back,
              "BTCUSDT: scripted wants to buy, but a model is still being asked about the entry before it; no entry");
}

TEST_F(ConfirmationTest, AQuestionEndsWithTheAgentThatAskedIt)
{
    analyst.says = [](const Question&) { return fresh(Stance::bullish); };
    analyst.delay = 20s;
    want_entry();
    EXPECT_EQ(analyst.underway, 1);
    run_until_done(swarm->stop());
    EXPECT_EQ(analyst.underway, 0);
    EXPECT_TRUE(desk.asked.empty());
    swarm.reset();
}

TEST_F(ConfirmationTest, AFailureOfTheAnalystReplacesTheAgentAndNothingElse)
{
    analyst.throws = true;
    want_entry();
    EXPECT_EQ(status("online_trading").state, AgentState::restarting);
    EXPECT_EQ(status("monitor").state, AgentState::running);
    run(1min);
    EXPECT_EQ(status("online_trading").state, AgentState::running);
    EXPECT_TRUE(desk.asked.empty());
}

}  // namespace
}  // namespace swarmdesk::agents::online_trading
