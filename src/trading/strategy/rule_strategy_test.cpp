#include "trading/strategy/rule_strategy.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using testing::candle_at;

const Instrument instrument = testing::btc();

/// Buys on a close above 100, sells on one below 50.
std::unique_ptr<Strategy> make(std::string_view more, std::string_view entry = "{when: close > 100}")
{
    std::string text = "name: rule\nentry: " + std::string{entry} + "\nexit: {when: close < 50}\n" + std::string{more};
    if (more.find("sizing") == std::string_view::npos) text += "\nsizing: {quote_amount: 100}";
    auto file = StrategyFile::parse(text);
    EXPECT_TRUE(file.has_value()) << (file ? "" : file.error().detail);
    return std::move(*file->make());
}

View holding(Decimal entry)
{
    View view = testing::rich_view(instrument);
    view.position = Quantity{"0.500001"_dec};
    view.entry_price = Price{entry};
    return view;
}

std::optional<Decimal> value_of(const Strategy& strategy, std::string_view name)
{
    for (const auto& [known, value] : strategy.series())
        if (known == name) return value;
    ADD_FAILURE() << "no series " << name;
    return std::nullopt;
}

TEST(RuleStrategy, BuysWhereTheEntryHoldsAndSellsWhereTheExitDoes)
{
    const auto strategy = make("");
    const View flat = testing::rich_view(instrument);
    EXPECT_FALSE(strategy->on_candle(candle_at(0, "100"_dec), flat).has_value());
    const auto entry = strategy->on_candle(candle_at(1, "125"_dec), flat);
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->side, Side::buy);
    EXPECT_EQ(entry->quantity, Quantity{"0.8"_dec});
    EXPECT_EQ(entry->stop_price, std::nullopt);
    EXPECT_EQ(entry->limit_price, std::nullopt);
    EXPECT_FALSE(entry->reduce_only);
    EXPECT_EQ(entry->reason, "the entry holds: close 125");

    EXPECT_FALSE(strategy->on_candle(candle_at(2, "50"_dec), holding("125"_dec)).has_value());
    for (int i = 3; i < 5; ++i) {  // it insists
        const auto exit = strategy->on_candle(candle_at(i, "49.99"_dec), holding("125"_dec));
        ASSERT_TRUE(exit.has_value());
        EXPECT_EQ(exit->side, Side::sell);
        EXPECT_TRUE(exit->reduce_only);
        EXPECT_EQ(exit->quantity, Quantity{"0.5"_dec});
    }
}

TEST(RuleStrategy, DoesNotOrderTwice)
{
    const auto strategy = make("");
    View flat = testing::rich_view(instrument);
    flat.open_buy_orders = 1;
    EXPECT_FALSE(strategy->on_candle(candle_at(0, "125"_dec), flat).has_value());
    View held = holding("125"_dec);
    held.open_sell_orders = 1;
    EXPECT_FALSE(strategy->on_candle(candle_at(1, "40"_dec), held).has_value());
}

TEST(RuleStrategy, PausesBetweenEntries)
{
    const auto strategy = make("pause: 15m");
    View flat = testing::rich_view(instrument);
    std::vector<bool> entered;
    for (int i = 0; i < 8; ++i) {
        const Candle candle = candle_at(i, "125"_dec);
        entered.push_back(strategy->on_candle(candle, flat).has_value());
        // It was some while on its way to the gate.
        if (entered.back()) flat.last_entry = close_time(candle) + std::chrono::seconds{2};
    }
    EXPECT_EQ(entered, (std::vector<bool>{true, false, false, true, false, false, true, false}));
}

TEST(RuleStrategy, WhatItProposedAndNobodySentBeginsNoPause)
{
    const auto strategy = make("pause: 60m");
    const View flat = testing::rich_view(instrument);
    EXPECT_TRUE(strategy->on_candle(candle_at(0, "125"_dec), flat).has_value());
    EXPECT_TRUE(strategy->on_candle(candle_at(1, "125"_dec), flat).has_value());
}

TEST(RuleStrategy, GoesOnPausingWhenItIsMadeAnew)
{
    View flat = testing::rich_view(instrument);
    flat.last_entry = close_time(candle_at(0, "125"_dec));
    for (const auto& [at, enters] : {std::pair{11, false}, std::pair{12, true}})
        EXPECT_EQ(make("pause: 60m")->on_candle(candle_at(at, "125"_dec), flat).has_value(), enters) << at;
}

TEST(RuleStrategy, APauseCountsFromTheCandleWhoeversClockIsASecondAhead)
{
    View flat = testing::rich_view(instrument);
    flat.last_entry = close_time(candle_at(0, "125"_dec)) + -std::chrono::milliseconds{900};
    for (const auto& [at, enters] : {std::pair{11, false}, std::pair{12, true}})
        EXPECT_EQ(make("pause: 60m")->on_candle(candle_at(at, "125"_dec), flat).has_value(), enters) << at;
}

TEST(RuleStrategy, OrdersAtALimitOnTheTickAndSizesByIt)
{
    const auto strategy = make("stop: {percent: 10}", "{when: close > 100, order: {limit: close * 0.80001}}");
    const auto entry = strategy->on_candle(candle_at(0, "125"_dec), testing::rich_view(instrument));
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->limit_price, Price{"100"_dec});  // 100.00125
    EXPECT_EQ(entry->quantity, Quantity{"1"_dec});
    EXPECT_EQ(entry->stop_price, Price{"90"_dec});
}

TEST(RuleStrategy, SizesAsItIsToldAndNeverBeyondTheCapOrTheCash)
{
    struct Case {
        std::string_view sizing;
        Decimal cash;
        Decimal quantity;
    };
    // Equity 10,000, price 200, and a stop 20 below it: 1 % at risk is 100, which 5 pieces lose.
    for (const Case& c : {
             Case{"{risk_percent: 1}", "10000"_dec, "5"_dec},
             Case{"{risk_percent: 1, notional_max: 300}", "10000"_dec, "1.5"_dec},
             Case{"{risk_percent: 1}", "400"_dec, "2"_dec},
             Case{"{equity_percent: 10}", "10000"_dec, "5"_dec},
             Case{"{equity_percent: 10, notional_max: 100}", "10000"_dec, "0.5"_dec},
             Case{"{quote_amount: 250}", "10000"_dec, "1.25"_dec},
             Case{"{quote_amount: 250}", "4.99"_dec, "0"_dec},
             Case{"{quote_amount: 250}", "5"_dec, "0.025"_dec},
         }) {
        SCOPED_TRACE(c.sizing);
        const auto strategy = make("stop: {percent: 10}\nsizing: " + std::string{c.sizing});
        View view = testing::rich_view(instrument);
        view.cash = Amount{c.cash};
        const auto entry = strategy->on_candle(candle_at(0, "200"_dec), view);
        EXPECT_EQ(entry ? entry->quantity : Quantity{}, Quantity{c.quantity});
    }
}

TEST(RuleStrategy, LeavesWhereACandleTouchesTheStopAndNotOneTickAbove)
{
    for (const auto& [reach, leaves] : {std::pair{"12"_dec, true}, std::pair{"11.99"_dec, false}}) {
        const auto strategy = make("stop: {percent: 10}");
        const auto exit = strategy->on_candle(candle_at(0, "102"_dec, reach), holding("100"_dec));
        ASSERT_EQ(exit.has_value(), leaves);
        EXPECT_EQ(value_of(*strategy, "stop"), "90"_dec);
        if (exit) {
            EXPECT_EQ(exit->reason, "low 90 reached the stop 90");
        }
    }
}

TEST(RuleStrategy, KeepsTheStopThatWasAPriceAtTheEntryAndTakesTodaysAfterARestart)
{
    const auto strategy = make("stop: {price: low - 5}");
    const auto entry = strategy->on_candle(candle_at(0, "125"_dec), testing::rich_view(instrument));
    EXPECT_EQ(entry->stop_price, Price{"119"_dec});
    strategy->on_candle(candle_at(1, "130"_dec), holding("125"_dec));
    EXPECT_EQ(value_of(*strategy, "stop"), "119"_dec);

    const auto restarted = make("stop: {price: low - 5}");
    restarted->on_candle(candle_at(1, "130"_dec), holding("125"_dec));
    EXPECT_EQ(value_of(*restarted, "stop"), "124"_dec);
    restarted->on_candle(candle_at(2, "140"_dec), testing::rich_view(instrument));
    EXPECT_EQ(value_of(*restarted, "stop"), std::nullopt);  // flat again
}

TEST(RuleStrategy, GoesOnAfterARestartWithWhatStandsAtTheVenueAndMovesNothing)
{
    const auto restarted = make("stop: {percent: 10}\ntake_profit: {percent: 20}");
    View held = holding("100"_dec);
    held.protection = {Price{"91.5"_dec}, Price{"121.7"_dec}, {}};  // the signal's price was not that of the fills
    EXPECT_FALSE(restarted->on_candle(candle_at(0, "120"_dec), held).has_value()) << "the high is 121";
    EXPECT_EQ(value_of(*restarted, "stop"), "91.5"_dec);
    EXPECT_EQ(value_of(*restarted, "take_profit"), "121.7"_dec);
    EXPECT_EQ(restarted->protection(), Protection{});
    EXPECT_TRUE(restarted->on_candle(candle_at(1, "120.7"_dec), held).has_value());
}

TEST(RuleStrategy, ATrailingStopGoesOnFromWhereItStandsAfterARestart)
{
    const auto restarted = make("stop: {percent: 10, trailing: true}\ntake_profit: {risk_multiple: 2}");
    View held = holding("100"_dec);
    held.protection = {Price{"99"_dec}, {}, {}};
    restarted->on_candle(candle_at(0, "105"_dec), held);
    EXPECT_EQ(restarted->protection(), (Protection{Price{"99"_dec}, {}, {}})) << "no target stands";
    EXPECT_EQ(value_of(*restarted, "take_profit"), "120"_dec) << "twice the first distance, which was ten";
    restarted->on_candle(candle_at(1, "112"_dec), held);
    EXPECT_EQ(restarted->protection().stop_price, Price{"100.8"_dec});
}

TEST(RuleStrategy, TakesOverWhatOtherRulesEnteredWithTheStopAndTargetOfItsOwn)
{
    struct Case {
        const char* name;
        std::string_view more;
        NewTerms terms;
        Protection expected;
    };
    const Protection standing{Price{"91.5"_dec}, Price{"130"_dec}, {}};
    for (const Case& c : {
             Case{"a stop",
                  "stop: {percent: 5}\ntake_profit: {percent: 20}",
                  {true, false},
                  {Price{"95"_dec}, Price{"130"_dec}, {}}},
             Case{"a target",
                  "stop: {percent: 5}\ntake_profit: {percent: 20}",
                  {false, true},
                  {Price{"91.5"_dec}, Price{"120"_dec}, {}}},
             Case{"a lower stop", "stop: {percent: 20}", {true, false}, {Price{"80"_dec}, Price{"130"_dec}, {}}},
             Case{"a stop no more",
                  "take_profit: {percent: 30}",
                  {true, false},
                  {Price{"91.5"_dec}, Price{"130"_dec}, {}}},
             Case{"a target no more", "stop: {percent: 5}", {false, true}, {Price{"91.5"_dec}, {}, {}}},
             Case{"a stop that follows",
                  "stop: {percent: 5, trailing: true}",
                  {true, false},
                  {Price{"104.5"_dec}, Price{"130"_dec}, {}}},
         }) {
        SCOPED_TRACE(c.name);
        const auto strategy = make(c.more);
        View held = holding("100"_dec);
        held.protection = standing;
        const Candle newest = candle_at(0, "110"_dec, "20"_dec);  // from 90 to 130, before these levels were
        EXPECT_EQ(strategy->take_over(newest, held, c.terms), std::nullopt);
        EXPECT_EQ(strategy->protection(), c.expected);
        EXPECT_EQ(strategy->on_candle(newest, held), std::nullopt);
        EXPECT_EQ(strategy->on_candle(candle_at(1, "110"_dec), held), std::nullopt);
        EXPECT_EQ(strategy->protection(), c.expected) << "and goes on with it";
        EXPECT_NE(strategy->on_candle(candle_at(2, "110"_dec, "30"_dec), held), std::nullopt) << "by low and high";
    }
}

TEST(RuleStrategy, BringsNothingBackThatWasTakenAwayByHandAndIsNotNew)
{
    struct Case {
        const char* name;
        std::string_view more;
        Protection standing;
        NewTerms terms;
        Protection expected;
    };
    const std::string_view both = "stop: {percent: 5}\ntake_profit: {percent: 20}";
    const std::string_view moving = "stop: {percent: 5}\ntake_profit: {price: close + 10}";
    const std::string_view trailing = "stop: {percent: 5, trailing: true}\ntake_profit: {percent: 20}";
    for (const Case& c : {
             Case{"a new target, no stop", both, {}, {false, true}, {{}, Price{"120"_dec}, {}}},
             Case{"a new stop, no target", both, {}, {true, false}, {Price{"95"_dec}, {}, {}}},
             Case{"both are new", both, {}, {true, true}, {Price{"95"_dec}, Price{"120"_dec}, {}}},
             Case{"a target that moves, no stop", moving, {}, {}, {{}, Price{"120"_dec}, {}}},
             Case{
                 "a stop that moves, no target", trailing, {Price{"95"_dec}, {}, {}}, {}, {Price{"104.5"_dec}, {}, {}}},
         }) {
        SCOPED_TRACE(c.name);
        const auto strategy = make(c.more);
        View held = holding("100"_dec);
        held.protection = c.standing;
        if (c.terms.is_any()) strategy->take_over(candle_at(0, "110"_dec), held, c.terms);
        EXPECT_EQ(strategy->on_candle(candle_at(0, "110"_dec), held), std::nullopt);
        EXPECT_EQ(strategy->protection(), c.expected);
    }
}

TEST(RuleStrategy, LeavesAtOnceWhereTheMarketIsBeyondTheNewStopOrTarget)
{
    View held = holding("100"_dec);
    held.protection = {Price{"80"_dec}, Price{"130"_dec}, {}};
    const auto reason = [&](std::string_view more, Decimal close) {
        const auto exit = make(more)->take_over(candle_at(0, close), held, {true, true});
        return exit ? exit->reason : std::string{};
    };
    EXPECT_EQ(reason("stop: {percent: 5}", "95"_dec), "close 95 is at or below the new stop 95");
    EXPECT_EQ(reason("stop: {percent: 5}", "95.01"_dec), "");
    EXPECT_EQ(reason("take_profit: {percent: 5}", "105"_dec), "close 105 is at or above the new take profit 105");
    EXPECT_EQ(reason("take_profit: {percent: 5}", "104.99"_dec), "");
}

TEST(RuleStrategy, PutsItsStopOnTheTickBelowAndItsTargetOnTheOneAbove)
{
    const auto strategy = make("take_profit: {price: close * 1.33333}\nstop: {price: close * 0.77777}");
    const auto entry = strategy->on_candle(candle_at(0, "101"_dec), testing::rich_view(instrument));
    ASSERT_TRUE(entry.has_value());
    EXPECT_EQ(entry->take_profit_price, Price{"134.67"_dec}) << "134.66633";
    EXPECT_EQ(entry->stop_price, Price{"78.55"_dec}) << "78.55477";
    strategy->on_candle(candle_at(1, "103"_dec), holding("101"_dec));
    EXPECT_EQ(value_of(*strategy, "take_profit"), "137.34"_dec) << "137.33299";
}

TEST(RuleStrategy, DoesNotEnterWithoutRoomForItsStop)
{
    for (const std::string_view price : {"close", "close + 1", "0 - 1"}) {
        const auto strategy = make("stop: {price: \"" + std::string{price} + "\"}");
        EXPECT_FALSE(strategy->on_candle(candle_at(0, "125"_dec), testing::rich_view(instrument)).has_value()) << price;
    }
}

TEST(RuleStrategy, TrailsTheStopUpwardsOnlyAndFromTheCloseOn)
{
    const auto strategy = make("stop: {percent: 10, trailing: true}");
    std::vector<Decimal> stops;
    const auto held = holding("100"_dec);
    for (const Decimal close : {"100"_dec, "120"_dec, "115"_dec}) {
        EXPECT_FALSE(strategy->on_candle(candle_at(static_cast<std::int64_t>(stops.size()), close), held).has_value());
        stops.push_back(*value_of(*strategy, "stop"));
    }
    EXPECT_EQ(stops, (std::vector<Decimal>{"90"_dec, "108"_dec, "108"_dec}));
    // The low of the candle is judged by the stop before it: 130 would lift that to 117, above this low.
    EXPECT_FALSE(strategy->on_candle(candle_at(3, "130"_dec, "20"_dec), held).has_value());
    EXPECT_TRUE(strategy->on_candle(candle_at(4, "130"_dec, "13"_dec), held).has_value());
}

TEST(RuleStrategy, TakesProfitWhereTheHighReachesIt)
{
    struct Case {
        std::string_view more;
        Decimal target;
    };
    for (const Case& c : {Case{"take_profit: {percent: 5}", "105"_dec},
                          Case{"stop: {percent: 4}\ntake_profit: {risk_multiple: 2}", "108"_dec},
                          Case{"stop: {percent: 4, trailing: true}\ntake_profit: {risk_multiple: 2}", "108"_dec},
                          Case{"take_profit: {price: entry_price + 7}", "107"_dec}}) {
        SCOPED_TRACE(c.more);
        const auto strategy = make(c.more);
        const auto held = holding("100"_dec);
        EXPECT_FALSE(strategy->on_candle(candle_at(0, c.target - "1.01"_dec), held).has_value());
        const auto exit = strategy->on_candle(candle_at(1, c.target - "1"_dec), held);
        ASSERT_TRUE(exit.has_value());
        EXPECT_EQ(exit->reason, "high " + c.target.to_string() + " reached the take profit " + c.target.to_string());
        EXPECT_EQ(value_of(*strategy, "take_profit"), c.target);
    }
}

TEST(RuleStrategy, SaysThatItWasStoppedWhereACandleReachesBothLevels)
{
    const auto strategy = make("stop: {percent: 5}\ntake_profit: {percent: 5}");
    const auto exit = strategy->on_candle(candle_at(0, "100"_dec, "10"_dec), holding("100"_dec));
    EXPECT_EQ(exit->reason, "low 90 reached the stop 95");
}

TEST(RuleStrategy, CountsDecisionsThatMissAValueAfterWarmUpAndDoesNothing)
{
    const auto strategy = make("", "{when: \"1 / (close - open[1]) > 0\"}");
    const View flat = testing::rich_view(instrument);
    EXPECT_FALSE(strategy->on_candle(candle_at(0, "125"_dec), flat).has_value());
    EXPECT_EQ(strategy->undecided(), 0u);  // warming up
    EXPECT_FALSE(strategy->on_candle(candle_at(1, "125"_dec), flat).has_value());
    EXPECT_EQ(strategy->undecided(), 1u);
    EXPECT_TRUE(strategy->on_candle(candle_at(2, "126"_dec), flat).has_value());
    EXPECT_EQ(strategy->undecided(), 1u);
}

TEST(RuleStrategy, SurvivesHostileCandlesAndWarmsUpAgain)
{
    std::string indicators;
    for (const IndicatorKind& kind : indicator_kinds()) {
        std::string settings;
        for (const auto& setting : kind.settings)
            if (!setting.initial) settings += std::string{setting.name} + ": 3";
        indicators += "  i" + std::string{kind.name} + ": {" + std::string{kind.name} + ": {" + settings + "}}\n";
    }
    indicators += "  of_volume: {ema: {period: 2, source: volume * close}}\n";
    const auto strategy =
        make("indicators:\n" + indicators + "stop: {atr: iatr}\n", "{when: close > 100 and iema > 1}");
    const Decimal most = Decimal::from_mantissa(static_cast<Int128>(~Uint128{0} >> 1));
    const View flat = testing::rich_view(instrument);
    for (std::int64_t i = 0; i < 40; ++i) {
        Candle candle = candle_at(i, "100"_dec);
        candle.volume = Quantity{most};
        candle.high = Price{i % 3 == 0 ? most : "1"_dec};
        candle.low = Price{i % 3 == 1 ? -most : "1"_dec};
        candle.close = Price{i % 2 == 0 ? most : -most};
        strategy->on_candle(candle, i % 5 == 0 ? holding(most) : flat);
    }
    for (std::int64_t i = 40; i < 100; ++i) {
        const auto entered = strategy->on_candle(candle_at(i, Decimal::from_integer(100 + i % 9)), flat);
        if (i > 60) {
            EXPECT_EQ(entered.has_value(), i % 9 != 0) << i;
        }
    }
    for (const auto& [name, value] : strategy->series())
        if (name != "stop" && name != "iobv") {
            EXPECT_TRUE(value.has_value()) << name;
        }
}

TEST(RuleStrategy, SaysTheSameForTheSameCandles)
{
    const auto one = make("stop: {percent: 1}");
    const auto two = make("stop: {percent: 1}");
    for (std::int64_t i = 0; i < 50; ++i) {
        const Candle candle = candle_at(i, Decimal::from_integer(60 + i * 37 % 80));
        const View view = i % 3 == 0 ? holding("100"_dec) : testing::rich_view(instrument);
        EXPECT_EQ(one->on_candle(candle, view), two->on_candle(candle, view));
    }
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
