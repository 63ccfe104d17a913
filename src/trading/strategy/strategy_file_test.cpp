#include "trading/strategy/strategy_file.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/indicator_kinds.hpp"
#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

constexpr std::string_view whole = R"(
name: pullback
description: "Buys a pullback."
timeframe: 15m
parameters:
  fast: {default: 24, min: 5, max: 60, step: 1}
  slow: {default: 96, min: 20, max: 300, step: 4}
  heat: {default: 70.5, min: 50, max: 90, step: 0.5}
require: [$fast < $slow]
indicators:
  ema_fast: {ema: {period: $fast}}
  ema_slow: {ema: {period: $slow}}
  rsi: rsi
  bb: {bollinger: {period: 20, deviations: 2}}
  smooth: {sma: {period: 9, source: rsi}}
entry:
  when:
    - ema_fast crosses above ema_slow
    - any: [rsi < $heat, "smooth[1] < 50", {all: [close > bb.middle, volume > 0]}]
  order: {limit: close - 1}
exit:
  when: {any: [ema_fast < ema_slow, rsi > 85]}
stop: {atr: bb.upper - bb.lower, multiple: 1.5, trailing: true}
take_profit: {risk_multiple: 2}
sizing: {risk_percent: 0.25, notional_max: 900}
pause: 60m
)";

/// The smallest there is, with some of it replaced.
std::string small(std::string_view entry = "close > open", std::string_view more = {})
{
    return "name: small\nentry:\n  when: " + std::string{entry} + "\nexit: {when: close < open}\n" +
           "sizing: {quote_amount: 100}\n" + std::string{more};
}

std::string error_of(std::string_view text)
{
    const auto file = StrategyFile::parse(text, "s.yaml");
    return file ? "" : file.error().detail;
}

TEST(StrategyFile, IsReadWhole)
{
    const auto file = StrategyFile::parse(whole);
    ASSERT_TRUE(file.has_value()) << file.error().detail;
    EXPECT_EQ(file->name(), "pullback");
    EXPECT_EQ(file->description(), "Buys a pullback.");
    EXPECT_EQ(file->timeframe(), std::chrono::minutes{15});
    ASSERT_EQ(file->parameters().size(), 3u);
    EXPECT_EQ(file->parameters()[0], (StrategyParameter{"fast", "24"_dec, "5"_dec, "60"_dec, "1"_dec, true}));
    EXPECT_FALSE(file->parameters()[2].is_whole);
    EXPECT_EQ(file->make()->get()->name(), "pullback");
}

TEST(StrategyFile, SaysWhatItWarmsUpWith)
{
    const auto file = StrategyFile::parse(whole);
    EXPECT_EQ(*file->warm_up(), 97u);  // a cross of an average of 96
    EXPECT_EQ(*file->warm_up({{"slow", "25"_dec}}), 26u);
    // rsi after 15, nine of these after 23, the one before after 24.
    EXPECT_EQ(*file->warm_up({{"slow", "20"_dec}, {"fast", "5"_dec}}), 24u);
    EXPECT_EQ(*StrategyFile::parse(small())->warm_up(), 1u);
}

TEST(StrategyFile, HasOneWayToBeWrittenWhichReadsBackTheSame)
{
    const auto file = StrategyFile::parse(whole);
    const std::string canonical = file->canonical();
    EXPECT_EQ(canonical, R"yaml(name: pullback
description: "Buys a pullback."
timeframe: 15m
parameters:
  fast: {default: 24, min: 5, max: 60, step: 1}
  slow: {default: 96, min: 20, max: 300, step: 4}
  heat: {default: 70.5, min: 50, max: 90, step: 0.5}
indicators:
  ema_fast: {ema: {period: $fast}}
  ema_slow: {ema: {period: $slow}}
  rsi: {rsi: {period: 14}}
  bb: {bollinger: {period: 20, deviations: 2}}
  smooth: {sma: {period: 9, source: rsi}}
require: ["$fast < $slow"]
entry:
  when: "ema_fast crosses above ema_slow and (rsi < $heat or smooth[1] < 50 or close > bb.middle and volume > 0)"
  order: {limit: "close - 1"}
exit:
  when: "ema_fast < ema_slow or rsi > 85"
stop: {atr: "bb.upper - bb.lower", multiple: 1.5, trailing: true}
take_profit: {risk_multiple: 2}
sizing: {risk_percent: 0.25, notional_max: 900}
pause: 1h
)yaml");
    const auto again = StrategyFile::parse(canonical);
    ASSERT_TRUE(again.has_value()) << again.error().detail;
    EXPECT_EQ(again->canonical(), canonical);
    EXPECT_TRUE(difference(*file, *again).empty());
}

TEST(StrategyFile, TellsWhatChanged)
{
    std::string changed{whole};
    const auto replace = [&](std::string_view from, std::string_view to) {
        changed.replace(changed.find(from), from.size(), to);
    };
    replace("max: 300", "max: 400");
    replace("  rsi: rsi\n", "  rsi: {rsi: {period: 21}}\n  obv: obv\n");
    replace("take_profit: {risk_multiple: 2}\n", "");
    const auto lines = difference(*StrategyFile::parse(whole), *StrategyFile::parse(changed));
    EXPECT_EQ(lines,
              (std::vector<std::string>{
                  "take_profit: gone, was {risk_multiple: 2}",
                  "parameters.slow: {default: 96, min: 20, max: 400, step: 4}, was {default: 96, min: 20, max: "
                  "300, step: 4}",
                  "indicators.rsi: {rsi: {period: 21}}, was {rsi: {period: 14}}", "indicators.obv: new, {obv: {}}"}));
}

TEST(StrategyFile, TakesParametersWithinTheirBoundsAndNoOthers)
{
    const auto file = StrategyFile::parse(whole);
    struct Case {
        ParameterValues values;
        std::string_view expected;
    };
    for (const Case& c : {
             Case{{{"fast", "5"_dec}, {"slow", "300"_dec}}, ""},
             Case{{{"fast", "4"_dec}}, "parameter fast must be a whole number from 5 to 60, was 4"},
             Case{{{"fast", "61"_dec}}, "parameter fast must be a whole number from 5 to 60, was 61"},
             Case{{{"fast", "5.5"_dec}}, "parameter fast must be a whole number from 5 to 60, was 5.5"},
             Case{{{"heat", "90.01"_dec}}, "parameter heat must be 50 to 90, was 90.01"},
             Case{{{"heat", "50.01"_dec}}, ""},
             Case{{{"fats", "5"_dec}}, "strategy pullback has no parameter fats, did you mean fast?"},
             Case{{{"fast", "20"_dec}, {"slow", "20"_dec}},
                  "$fast < $slow does not hold with fast 20, heat 70.5, slow 20"},
         }) {
        const auto made = file->make(c.values);
        EXPECT_EQ(made ? "" : made.error().detail, c.expected);
        EXPECT_EQ(file->warm_up(c.values).has_value(), c.expected.empty());
    }
}

TEST(StrategyFile, NamesEveryMistakeAtOnceWithItsLineAndWhatWasPerhapsMeant)
{
    EXPECT_EQ(error_of(R"(name: Bad Name
timeframe: 7m
parameters:
  fast: {default: 70, min: 5, max: 60, step: 0}
  close: {default: 1, min: 1, max: 1, step: 1}
indicators:
  a: {emma: {period: 5}}
  b: {ema: {periods: 5}}
  c: {ema: {period: 5001}}
  d: {ema: {period: $slow}}
entry:
  when: [b > a, e < 1, close]
  oder: market
stop: {percent: 3, price: low}
sizing: {quote_amount: 100, equity_percent: 5}
puase: 1h
)"),
              R"(puase (s.yaml:16): is no key here, did you mean pause?
name (s.yaml:1): must be a small letter and then small letters, digits and _, at most 36, was "Bad Name"
timeframe (s.yaml:2): must be a duration that divides a day, such as 5m, 1h or 1d, was "7m"
parameters.fast.default (s.yaml:4): must be 5 to 60, was 70
parameters.fast.step (s.yaml:4): must be above zero
parameters.close (s.yaml:5): is a word of the language; choose another name
indicators.a (s.yaml:7): there is no indicator emma, did you mean ema?
indicators.b.ema.periods (s.yaml:8): is no key here, did you mean period?
indicators.b.ema.period (s.yaml:8): is missing
indicators.c.ema.period (s.yaml:9): must be a whole number from 1 to 5000, was 5001
indicators.d.ema.period (s.yaml:10): there is no parameter slow
stop (s.yaml:14): must have one of atr, percent, price, not several
entry.oder (s.yaml:13): is no key here, did you mean order?
entry.when[1] (s.yaml:12): "e" is no indicator and nothing of the candle in "e < 1"
entry.when[2] (s.yaml:12): must be a condition such as rsi < 70, was a number
sizing (s.yaml:15): must have one of risk_percent, quote_amount, equity_percent, not several)");
}

TEST(StrategyFile, RefusesWhatCannotWork)
{
    struct Case {
        std::string text;
        std::string_view expected;
    };
    const std::string number = "{default: 5, min: 1, max: 9, step: 1}";
    for (const Case& c : {
             Case{"", "s.yaml:1: must be a map of name"},
             Case{"[1]", "was a list"},
             Case{"name: [", "line "},
             Case{std::string(65 * 1024, ' '), "is larger than 64 KiB"},
             Case{"name: x\nentry: {when: close > 1}\nsizing: {quote_amount: 5}", "never sells"},
             Case{"name: x\nexit: {when: close > 1}\nsizing: {quote_amount: 5}", "entry (s.yaml:1): is missing"},
             Case{small("close > open", "name: again"), "name (s.yaml:6): is given twice"},
             Case{small("[]"), "entry.when (s.yaml:3): must be a list of 1 to 32 conditions, was 0"},
             Case{small("{any: [close > 1], all: [close > 1]}"), "must be either"},
             Case{small("{some: [close > 1]}"), "is no key here"},
             Case{small("\"true\""), "\"true\" stands where a name or a number should"},
             Case{small("close > 1", "parameters: {n: " + number + "}"), "parameters.n (s.yaml:1): is used nowhere"},
             Case{small("close[$n] > 1", "parameters: {n: {default: 5, min: 1, max: 101, step: 1}}"),
                  "must be a whole number from 0 to 100, and parameter n may be 101"},
             Case{small("close[$n] > 1", "parameters: {n: {default: 5, min: 1, max: 9, step: 0.5}}"),
                  "must be a whole number, and parameter n has steps of 0.5"},
             Case{small("close > $n", "parameters: {n: {default: 5, min: 6, max: 1, step: 1}}"),
                  "parameters.n.min (s.yaml:6): must not be above max"},
             Case{small("close > $n", "parameters: {n: {default: x, min: 6, max: 1}}"),
                  "parameters.n.step (s.yaml:6): is missing"},
             Case{small("close > 1", "sizing: {risk_percent: 1}"), "is given twice"},
             Case{"name: x\nentry: {when: close > 1}\nexit: {when: close < 1}\nsizing: {risk_percent: 1}",
                  "sizing.risk_percent (s.yaml:4): needs a stop"},
             Case{small("close > 1", "take_profit: {risk_multiple: 2}"), "needs a stop"},
             Case{small("close > 1", "stop: {percent: 100}"), "must be 0.01 to 99, was 100"},
             Case{small("close > 1", "stop: {percent: 3, multiple: 2}"),
                  "stop.multiple (s.yaml:6): goes with atr only"},
             Case{small("close > 1", "stop: {price: low, trailing: maybe}"), "must be true or false, was maybe"},
             Case{small("close > 1", "stop: {price: low > 1}"), "must be a number, was a condition"},
             Case{small("close > 1", "pause: 32d"), "must be a duration up to 31d"},
             Case{small("close > 1", "timeframe: 2d"), "must be a duration that divides a day"},
             Case{small("close > 1", "require: [close > 1]"), "may speak of parameters only, not of close"},
             Case{small("close > 1", "require: [2 < 1]"), "2 < 1 does not hold"},
             Case{small("a.line > 1", "indicators: {a: {macd: {fast: 26, slow: 12}}}"),
                  "its settings do not go together"},
             Case{small("a > 1", "indicators: {a: {obv: {}, sma: {}}}"), "must be one indicator and its settings"},
             Case{small("a > 1", "indicators: {a: {adx: {period: 1}}}"), "must be a whole number from 2 to 5000"},
             Case{small("a > 1", "indicators: {a: {atr: {source: open}}}"), "source"},
             Case{small("b > 1", "indicators: {a: {sma: {period: 2, source: b}}, b: obv}"),
                  "\"b\" is no indicator and nothing of the candle"},
         }) {
        const std::string error = error_of(c.text);
        EXPECT_NE(error.find(c.expected), std::string::npos) << c.text.substr(0, 300) << "\n" << error;
        EXPECT_FALSE(error.empty());
    }
}

TEST(StrategyFile, NamesALineThatATabIndents)
{
    const auto error = StrategyFile::parse("name: x\nentry:\n \twhen: close > 1\n", "x.yaml");
    ASSERT_FALSE(error.has_value());
    EXPECT_NE(error.error().detail.find("line 3: begins with a tab"), std::string::npos) << error.error().detail;
    const auto inside = StrategyFile::parse(small("close > 1") + "\t# a tab before nothing but words\n\t\n");
    EXPECT_TRUE(inside.has_value() || inside.error().detail.find("tab;") == std::string::npos);
}

TEST(StrategyFile, MakesEveryKindOfIndicatorAndKnowsWhenEachHasItsFirstValue)
{
    for (const IndicatorKind& kind : indicator_kinds()) {
        SCOPED_TRACE(kind.name);
        std::string settings;
        for (const auto& setting : kind.settings)
            if (!setting.initial) settings += std::string{setting.name} + ": 7";
        const std::string output = kind.outputs.empty() ? "x" : "x." + std::string{kind.outputs.back()};
        const auto file = StrategyFile::parse(
            small(output + " == " + output, "indicators: {x: {" + std::string{kind.name} + ": {" + settings + "}}}"));
        ASSERT_TRUE(file.has_value()) << file.error().detail;
        const auto strategy = *file->make();
        const std::uint32_t first = *file->warm_up();
        const Instrument instrument = testing::btc();
        for (std::uint32_t i = 1; i <= first; ++i) {
            const Decimal close = Decimal::from_integer(100 + i % 7 + i / 3);
            strategy->on_candle(testing::candle_at(i, close), testing::rich_view(instrument));
            bool is_whole = true;
            for (const auto& [name, value] : strategy->series()) is_whole = is_whole && value.has_value();
            ASSERT_EQ(is_whole, i >= first) << i;
        }
    }
}

TEST(StrategyFile, ChecksWhetherItsCandlesCanBeMade)
{
    const auto file = StrategyFile::parse(whole);
    EXPECT_TRUE(file->check_interval(std::chrono::minutes{15}).has_value());
    EXPECT_TRUE(file->check_interval(std::chrono::minutes{5}).has_value());
    EXPECT_FALSE(file->check_interval(std::chrono::minutes{10}).has_value());
    EXPECT_FALSE(file->check_interval(std::chrono::minutes{30}).has_value());
    EXPECT_TRUE(StrategyFile::parse(small())->check_interval(std::chrono::minutes{7}).has_value());
}

TEST(StrategyFile, EntersNothingBeforeItsWarmUpAlsoWhereAConditionHoldsWithoutTheRest)
{
    const auto file = StrategyFile::parse(
        small("{any: [close > 0, close > slow]}", "timeframe: 15m\nindicators: {slow: {sma: {period: 4}}}"));
    ASSERT_TRUE(file.has_value()) << file.error().detail;
    const auto strategy = *file->make();
    const Instrument instrument = testing::btc();
    EXPECT_EQ(strategy->warm_up(), (WarmUp{std::chrono::minutes{15}, 4, 0}));
    for (std::int64_t i = 0; i < 12; ++i) {
        const auto proposal = strategy->on_candle(testing::candle_at(i, "100"_dec), testing::rich_view(instrument));
        ASSERT_EQ(proposal.has_value(), i == 11) << i;
        ASSERT_EQ(std::int64_t{strategy->warm_up().seen}, (i + 1) / 3);
        ASSERT_EQ(strategy->warm_up().is_complete(), i == 11);
    }
}

TEST(StrategyFile, WantsFourTimesItsWarmUpOfThePastFromTheBeginningOfACandleOn)
{
    const UtcTime first{std::chrono::nanoseconds{std::chrono::hours{100} + std::chrono::minutes{7}}.count()};
    const WarmUp hourly{std::chrono::hours{1}, 3, 0};
    EXPECT_EQ(past_from(hourly, std::chrono::minutes{1}, first), UtcTime{} + std::chrono::hours{88});
    EXPECT_EQ(past_from({{}, 3, 0}, std::chrono::minutes{1}, first), first + -std::chrono::minutes{12});
    EXPECT_EQ(past_from({}, std::chrono::minutes{1}, first), std::nullopt);
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
