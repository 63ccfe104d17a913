#include "trading/strategy/expression.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/program.hpp"
#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

KnownNames known()
{
    KnownNames names{built_in_symbols(), {"n", "fast"}};
    for (const char* symbol : {"ema_fast", "ema_slow", "rsi", "bb.upper", "bb.middle"})
        names.symbols.emplace_back(symbol);
    return names;
}

std::string written(std::string_view text)
{
    const auto expression = parse_expression(text, known());
    return expression ? to_text(*expression) : "error: " + expression.error().detail;
}

TEST(Expression, IsWrittenBackWithTheBracketsItNeedsAndNoOthers)
{
    struct Case {
        std::string_view text;
        std::string_view expected;
    };
    for (const Case& c : {
             Case{"((close))", "close"},
             Case{"close+open*2", "close + open * 2"},
             Case{"(close+open)*2", "(close + open) * 2"},
             Case{"close-(open-high)", "close - (open - high)"},
             Case{"(close-open)-high", "close - open - high"},
             Case{"close/(open/high)", "close / (open / high)"},
             Case{"-(close+open)", "-(close + open)"},
             Case{"--close", "-(-close)"},
             Case{"2 - -3", "2 - -3"},
             Case{"close × 2 ÷ 3 − 1", "close * 2 / 3 - 1"},
             Case{"close ≤ 1 and close ≥ 0 or close ≠ 4", "close <= 1 and close >= 0 or close != 4"},
             Case{"close<1 and (open<2 or high<3)", "close < 1 and (open < 2 or high < 3)"},
             Case{"not close<1 and open<2", "not close < 1 and open < 2"},
             Case{"not (close<1 and open<2)", "not (close < 1 and open < 2)"},
             Case{"close[1]", "close[1]"},
             Case{"(close+open)[3]", "(close + open)[3]"},
             Case{"close[1][2]", "close[1][2]"},
             Case{"highest(high,20)[1]", "highest(high, 20)[1]"},
             Case{"lowest( low , $n )", "lowest(low, $n)"},
             Case{"max(min(close,open), abs(-close))", "max(min(close, open), abs(-close))"},
             Case{"ema_fast crosses  above ema_slow", "ema_fast crosses above ema_slow"},
             Case{"rsi crosses below 70", "rsi crosses below 70"},
             Case{"bb.upper - bb.middle > $fast", "bb.upper - bb.middle > $fast"},
         }) {
        EXPECT_EQ(written(c.text), c.expected) << c.text;
        EXPECT_EQ(written(c.expected), c.expected);
    }
}

TEST(Expression, SaysWhatIsWrongWhereAndWhatWasPerhapsMeant)
{
    struct Case {
        std::string_view text;
        std::string_view expected;
    };
    for (const Case& c : {
             Case{"", "the end stands where a name or a number should"},
             Case{"close >", "the end stands where a name or a number should (character 8)"},
             Case{"ema_fats > 1", "\"ema_fats\" is no indicator and nothing of the candle, did you mean ema_fast?"},
             Case{"bb > 1", "\"bb\" has several outputs: bb.upper, bb.middle"},
             Case{"bb.uper > 1", "\"bb.uper\" is no indicator and nothing of the candle, did you mean bb.upper?"},
             Case{"close > $fats", "\"$fats\" is no parameter, did you mean fast? (character 9)"},
             Case{"close > 1e5", "\"1e5\" is not a number such as 12.5 (character 9)"},
             Case{"close 5", "\"5\" is left over (character 7)"},
             Case{"close > 1 > 2", "a second comparison; write a < b and b < c (character 11)"},
             Case{"close and open", "and needs a condition such as rsi < 70, and has a number"},
             Case{"(close > 1) + 2", "arithmetic needs a number, and has a condition"},
             Case{"-(close > 1)", "a minus needs a number, and has a condition"},
             Case{"not close", "not needs a condition such as rsi < 70, and has a number"},
             Case{"(close > 1)[1]", "[ ] needs a number, and has a condition"},
             Case{"close crosses open", "\"open\" stands where above or below should, after crosses (character 15)"},
             Case{"close[101]",
                  "\"101\" stands where a number of candles should, 0 to 100 or a parameter (character 7)"},
             Case{"close[1.5]",
                  "\"1.5\" stands where a number of candles should, 0 to 100 or a parameter (character 7)"},
             Case{"close[open]",
                  "\"open\" stands where a number of candles should, 0 to 100 or a parameter (character 7)"},
             Case{"highest(high, 5001)",
                  "\"5001\" stands where a number of candles should, 1 to 5000 or a parameter (character 15)"},
             Case{"highest(high)", "\")\" stands where \",\" should (character 13)"},
             Case{"(close", "the end stands where \")\" should (character 7)"},
             Case{"close > 1 && close < 2", "\"&&\" is written \"and\" here (character 11)"},
             Case{"close > 1 || close < 2", "\"||\" is written \"or\" here (character 11)"},
             Case{"!(close > 1)", "\"!\" is written \"not\" here"},
             Case{"close = 1", "\"=\" is written \"==\" here (character 7)"},
             Case{"close ? 1", "there is a character that means nothing here (character 7)"},
         })
        EXPECT_EQ(written(c.text), "error: " + std::string{c.expected}) << c.text;
}

TEST(Expression, IsBoundedInDepthInOperationsAndInLength)
{
    const auto nested = [](int depth) { return std::string(depth, '(') + "close" + std::string(depth, ')'); };
    EXPECT_EQ(written(nested(32)), "close");
    EXPECT_EQ(written(nested(33)), "error: nested deeper than 32 levels (character 33)");
    EXPECT_EQ(written(std::string(33, '-') + "close"), "error: nested deeper than 32 levels (character 33)");
    std::string long_sum = "1";
    for (int i = 0; i < 249; ++i) long_sum += "+1";
    EXPECT_TRUE(parse_expression(long_sum, known()).has_value());
    EXPECT_EQ(written(long_sum + "+1"), "error: more than 500 operations (character 502)");
    EXPECT_EQ(written(std::string(2'001, ' ')), "error: is longer than 2000 characters");
}

/// What an expression is after each of some closes.
std::vector<std::string> values_of(std::string_view text, const std::vector<Decimal>& closes, View view)
{
    const ProgramBuilder::Values values{{"n", "2"_dec}, {"fast", "3"_dec}};
    const KnownNames names{built_in_symbols(), {"n", "fast"}};
    ProgramBuilder builder{values};
    const auto made = builder.add(*parse_expression(text, names));
    if (!made) return {made.error().detail};
    Program program = builder.finish();
    std::vector<std::string> seen;
    for (const Candle& candle : testing::candles_of(closes)) {
        program.run(candle, view);
        const auto& value = program[*made];
        seen.push_back(value ? value->to_string() : "-");
    }
    return seen;
}

const Instrument instrument = testing::btc();

std::vector<std::string> values_of(std::string_view text, const std::vector<Decimal>& closes)
{
    return values_of(text, closes, testing::rich_view(instrument));
}

using Seen = std::vector<std::string>;

TEST(Program, ComputesWhatTheExpressionSays)
{
    const std::vector<Decimal> closes{"10"_dec, "20"_dec};
    EXPECT_EQ(values_of("close + 2 * 3 - 1", closes), (Seen{"15", "25"}));
    EXPECT_EQ(values_of("(high - low) / 4", closes), (Seen{"0.5", "0.5"}));
    EXPECT_EQ(values_of("max(close, 15) - min(close, 15)", closes), (Seen{"5", "5"}));
    EXPECT_EQ(values_of("abs(15 - close) * $n", closes), (Seen{"10", "10"}));
    EXPECT_EQ(values_of("hlc3 + hl2 + ohlc4", closes), (Seen{"30", "60"}));
    EXPECT_EQ(values_of("close > 10 and not close == 15", closes), (Seen{"0", "1"}));
    EXPECT_EQ(values_of("close <= 10 or volume != 1", closes), (Seen{"1", "0"}));
}

TEST(Program, LooksBack)
{
    const std::vector<Decimal> closes{"5"_dec, "3"_dec, "4"_dec, "6"_dec};
    EXPECT_EQ(values_of("close[1]", closes), (Seen{"-", "5", "3", "4"}));
    EXPECT_EQ(values_of("close[0]", closes), (Seen{"5", "3", "4", "6"}));
    EXPECT_EQ(values_of("close[$n]", closes), (Seen{"-", "-", "5", "3"}));
    EXPECT_EQ(values_of("highest(close, 2)", closes), (Seen{"-", "5", "4", "6"}));
    EXPECT_EQ(values_of("lowest(close, $fast)[1]", closes), (Seen{"-", "-", "-", "3"}));
    EXPECT_EQ(values_of("highest(close[1], 2)", closes), (Seen{"-", "-", "5", "4"}));
}

TEST(Program, SeesACrossOnlyOnTheCandleOnWhichItHappens)
{
    const std::vector<Decimal> closes{"9"_dec, "10"_dec, "11"_dec, "12"_dec, "10"_dec, "9"_dec, "11"_dec};
    EXPECT_EQ(values_of("close crosses above 10", closes), (Seen{"0", "0", "1", "0", "0", "0", "1"}));
    EXPECT_EQ(values_of("close crosses below 10", closes), (Seen{"-", "0", "0", "0", "0", "1", "0"}));
}

TEST(Program, MissesWhatIsDividedByZeroOrBeyondAllNumbersUnlessTheOtherSideDecides)
{
    const std::vector<Decimal> closes{"10"_dec};
    EXPECT_EQ(values_of("1 / (close - 10)", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("1 / (close - 10) > 0", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("not 1 / (close - 10) > 0", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("1 / (close - 10) > 0 or close > 1", closes), (Seen{"1"}));
    EXPECT_EQ(values_of("1 / (close - 10) > 0 or close < 1", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("1 / (close - 10) > 0 and close < 1", closes), (Seen{"0"}));
    EXPECT_EQ(values_of("1 / (close - 10) > 0 and close > 1", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("close * 100000000000000000000", closes), (Seen{"-"}));
    EXPECT_EQ(values_of("close / 0.000000000000000001 / 100", closes), (Seen{"100000000000000000"}));
    EXPECT_EQ(values_of("1 / 0 > 0", closes), (Seen{"-"}));
}

TEST(Program, ForgetsTheExtremesOverAGap)
{
    // 1/(close − 3) is missing on the second candle, so there are two in a row only from the fourth on.
    EXPECT_EQ(values_of("highest(1 / (close - 3), 2)", {"4"_dec, "3"_dec, "5"_dec, "4"_dec}),
              (Seen{"-", "-", "-", "1"}));
}

TEST(Program, KnowsTheEntryPriceOnlyWhileHolding)
{
    View view = testing::rich_view(instrument);
    EXPECT_EQ(values_of("close - entry_price", {"10"_dec}, view), (Seen{"-"}));
    EXPECT_EQ(values_of("position", {"10"_dec}, view), (Seen{"0"}));
    view.position = Quantity{"2"_dec};
    view.entry_price = Price{"7"_dec};
    EXPECT_EQ(values_of("(close - entry_price) * position", {"10"_dec}, view), (Seen{"6"}));
}

TEST(Program, BoundsWhatItRemembersInAll)
{
    std::string all = "0";
    for (int i = 0; i < 41; ++i)
        all += " + highest(close + " + std::to_string(i) + ", " + std::to_string(5'000 - i) + ')';
    ASSERT_LT(all.size(), 2'000u);
    EXPECT_EQ(values_of(all, {"1"_dec}), (Seen{"the expressions look back at more than 200000 values in all"}));
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
