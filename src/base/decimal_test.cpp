#include "base/decimal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <boost/multiprecision/cpp_int.hpp>

#include "base/decimal_share.hpp"

namespace swarmdesk {
namespace {

using namespace literals;
using boost::multiprecision::cpp_int;

constexpr Int128 int128_max = static_cast<Int128>((Uint128{1} << 127) - 1);
constexpr Int128 int128_min = -int128_max - 1;
const Decimal largest = Decimal::from_mantissa(int128_max);
const Decimal smallest = Decimal::from_mantissa(int128_min);
const Decimal one_unit = Decimal::from_mantissa(1);

cpp_int to_wide(Int128 value)
{
    const Uint128 size = value < 0 ? Uint128{0} - static_cast<Uint128>(value) : static_cast<Uint128>(value);
    cpp_int result = static_cast<std::uint64_t>(size >> 64);
    result <<= 64;
    result += static_cast<std::uint64_t>(size);
    return value < 0 ? cpp_int{-result} : result;
}

cpp_int to_wide(Decimal value) { return to_wide(value.mantissa()); }

/// The reference: what numerator / denominator is when rounded, in arithmetic without bounds.
cpp_int divide_rounded(cpp_int numerator, cpp_int denominator, Rounding rounding)
{
    const bool negative = (numerator < 0) != (denominator < 0);
    numerator = abs(numerator);
    denominator = abs(denominator);
    cpp_int quotient = numerator / denominator;
    const cpp_int rest = numerator % denominator;
    const cpp_int twice = rest * 2;
    bool up = false;
    if (rounding == Rounding::away_from_zero) up = rest != 0;
    if (rounding == Rounding::half_even) up = twice > denominator || (twice == denominator && quotient % 2 != 0);
    if (up) ++quotient;
    return negative ? cpp_int{-quotient} : quotient;
}

bool fits(const cpp_int& value) { return value >= to_wide(int128_min) && value <= to_wide(int128_max); }

/// Holds an operation to its reference: the same number, or an overflow exactly where it does not fit.
template <class Operation>
void expect_like_reference(const cpp_int& expected, Operation operation)
{
    if (fits(expected)) {
        RC_ASSERT(to_wide(operation()) == expected);
    } else {
        RC_ASSERT_THROWS_AS(operation(), ArithmeticError);
    }
}

/// Mantissas of every length, not only those near the top of the range.
rc::Gen<Decimal> any_decimal()
{
    return rc::gen::apply(
        [](std::uint64_t high, std::uint64_t low, int shift) {
            const auto raw = (static_cast<Uint128>(high) << 64) | low;
            return Decimal::from_mantissa(static_cast<Int128>(raw) >> shift);
        },
        rc::gen::arbitrary<std::uint64_t>(), rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 128));
}

rc::Gen<Rounding> any_rounding()
{
    return rc::gen::element(Rounding::toward_zero, Rounding::away_from_zero, Rounding::half_even);
}

TEST(Decimal, ReadsWhatItsOneStrictGrammarAllowsAndNothingElse)
{
    struct Case {
        std::string text;
        const char* shown;  // null: refused
    };
    const std::vector<Case> cases{
        {"0", "0"},
        {"-0", "0"},
        {"-0.0", "0"},
        {"1", "1"},
        {"-1", "-1"},
        {"007", "7"},
        {"12.50", "12.5"},
        {"0.1", "0.1"},
        {"-0.000000000000000001", "-0.000000000000000001"},
        {"0.000000000000000001", "0.000000000000000001"},
        {"1.123456789012345678", "1.123456789012345678"},
        {"1.1234567890123456789", nullptr},              // 19 decimals
        {"1.0000000000000000000", nullptr},              // also where they are zeros
        {"9223372036854775806", "9223372036854775806"},  // 2^63 - 2
        {"9223372036854775807", "9223372036854775807"},
        {"9223372036854775808", "9223372036854775808"},  // 2^63
        {"9223372036854775809", "9223372036854775809"},
        {"-9223372036854775809", "-9223372036854775809"},
        // 2^127 - 1 units is the largest mantissa there is; one unit more does not fit.
        {"170141183460469231731.687303715884105727", "170141183460469231731.687303715884105727"},
        {"-170141183460469231731.687303715884105727", "-170141183460469231731.687303715884105727"},
        {"170141183460469231731.687303715884105728", nullptr},
        {"170141183460469231731.687303715884105729", nullptr},
        {"-170141183460469231731.687303715884105728", "-170141183460469231731.687303715884105728"},
        {"-170141183460469231731.687303715884105729", nullptr},
        {"170141183460469231732", nullptr},
        {"170141183460469231731", "170141183460469231731"},
        // 2^127 +- 1 as whole numbers are far beyond the range.
        {"170141183460469231731687303715884105727", nullptr},
        {"170141183460469231731687303715884105728", nullptr},
        {"170141183460469231731687303715884105729", nullptr},
        {"99999999999999999999999999999999999999", nullptr},
        {"", nullptr},
        {"-", nullptr},
        {"--1", nullptr},
        {".", nullptr},
        {".5", nullptr},
        {"5.", nullptr},
        {"-.5", nullptr},
        {"+5", nullptr},
        {" 5", nullptr},
        {"5 ", nullptr},
        {"5\n", nullptr},
        {"1.2.3", nullptr},
        {"1_000", nullptr},
        {"1,000", nullptr},
        {"0x10", nullptr},
        {"1e5", nullptr},
        {"1E5", nullptr},
        {"1e309", nullptr},
        {"1E-400", nullptr},
        {"1e31", nullptr},
        {"1e-31", nullptr},
        {"NaN", nullptr},
        {"nan", nullptr},
        {"Infinity", nullptr},
        {"-Infinity", nullptr},
        {"inf", nullptr},
        {"\xEF\xBC\x91\xEF\xBC\x92", nullptr},  // full-width 12
        {"\xE2\x88\x92"
         "1",
         nullptr},  // the minus sign that is not ASCII
        {std::string("1\0", 2), nullptr},
        {std::string("1\0002", 3), nullptr},
        {std::string(10'000, '1'), nullptr},
        {std::string(10'000, '0'), nullptr},
        {"0." + std::string(10'000, '0'), nullptr},
        {std::string(48, '0'), "0"},
        {std::string(49, '0'), nullptr},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text.substr(0, 60));
        const auto value = Decimal::parse(c.text);
        ASSERT_EQ(value.has_value(), c.shown != nullptr);
        if (value) {
            EXPECT_EQ(value->to_string(), c.shown);
        } else {
            EXPECT_FALSE(value.error().detail.empty());
        }
    }
}

TEST(Decimal, LiteralsAreWhatTheParserReads)
{
    EXPECT_EQ("12.5"_dec, *Decimal::parse("12.5"));
    EXPECT_EQ("-0.000000000000000001"_dec, Decimal::from_mantissa(-1));
    EXPECT_EQ("10000"_dec, Decimal::from_integer(10'000));
    EXPECT_EQ(Decimal::from_integer(INT64_MIN).to_string(), "-9223372036854775808");
    for (const char* text : {"999999999999999999", "1000000000000000000", "1000000000000000001.000000000000000001",
                             "-100000000000000000.1", "0.1", "10.01", "170141183460469231731.687303715884105727"})
        EXPECT_EQ(Decimal::parse(text)->to_string(), text);
}

TEST(Decimal, AdditionThrowsOnBothSidesOfTheRangeAndNotBefore)
{
    EXPECT_EQ((largest - one_unit) + one_unit, largest);
    EXPECT_THROW(largest + one_unit, ArithmeticError);
    EXPECT_EQ((smallest + one_unit) - one_unit, smallest);
    EXPECT_THROW(smallest - one_unit, ArithmeticError);
    EXPECT_THROW(-smallest, ArithmeticError);
    EXPECT_THROW(abs(smallest), ArithmeticError);
    EXPECT_EQ(-largest, smallest + one_unit);
    EXPECT_EQ(largest + smallest, -one_unit);
}

TEST(Decimal, MultiplicationThrowsOnBothSidesOfTheRangeAndNotBefore)
{
    const auto up = Rounding::away_from_zero;
    EXPECT_EQ(multiply(largest, "1"_dec, up), largest);
    EXPECT_EQ(multiply(smallest, "1"_dec, up), smallest);
    EXPECT_EQ(multiply(largest, "-1"_dec, up), smallest + one_unit);
    EXPECT_THROW(multiply(smallest, "-1"_dec, up), ArithmeticError);
    EXPECT_THROW(multiply(largest, "1.000000000000000001"_dec, up), ArithmeticError);
    EXPECT_THROW(multiply(largest, largest, up), ArithmeticError);
    EXPECT_THROW(multiply(smallest, smallest, up), ArithmeticError);
    EXPECT_EQ(multiply(one_unit, one_unit, Rounding::toward_zero), Decimal{});
    EXPECT_EQ(multiply(one_unit, one_unit, Rounding::half_even), Decimal{});
    EXPECT_EQ(multiply(one_unit, one_unit, up), one_unit);
    EXPECT_EQ(multiply(one_unit, -one_unit, up), -one_unit);
}

TEST(Decimal, DivisionThrowsByZeroAndOutOfRange)
{
    const auto down = Rounding::toward_zero;
    EXPECT_THROW(divide("1"_dec, "0"_dec, down), ArithmeticError);
    EXPECT_THROW(divide("0"_dec, "0"_dec, down), ArithmeticError);
    EXPECT_EQ(divide(largest, "1"_dec, down), largest);
    EXPECT_THROW(divide(smallest, "-1"_dec, down), ArithmeticError);
    EXPECT_THROW(divide(largest, "0.999999999999999999"_dec, down), ArithmeticError);
    EXPECT_THROW(divide(largest, one_unit, down), ArithmeticError);
    EXPECT_THROW(divide(smallest, one_unit, down), ArithmeticError);
    EXPECT_EQ(divide(smallest, smallest, down), "1"_dec);
    EXPECT_EQ(divide(one_unit, largest, down), Decimal{});
}

TEST(Decimal, AShareIsInTheRangeWhereverTheWholeIs)
{
    EXPECT_EQ(share("20000000000"_dec, "10000000000"_dec, "20000000000"_dec, Rounding::half_even).to_string(),
              "10000000000")
        << "the product is 2e20";
    EXPECT_EQ(share(largest, largest, largest, Rounding::half_even), largest);
    EXPECT_EQ(share(smallest, largest, largest, Rounding::half_even), smallest);
    EXPECT_EQ(share("-1"_dec, "1"_dec, "3"_dec, Rounding::toward_zero).to_string(), "-0.333333333333333333");
    EXPECT_EQ(share("1"_dec, "1"_dec, "-3"_dec, Rounding::away_from_zero).to_string(), "-0.333333333333333334");
    EXPECT_THROW(share(largest, "2"_dec, "1"_dec, Rounding::half_even), ArithmeticError);
    EXPECT_THROW(share("1"_dec, "1"_dec, {}, Rounding::half_even), ArithmeticError);
}

RC_GTEST_PROP(DecimalProperty, AShareIsExactUntilItsOneRounding, (std::int64_t value, std::int64_t part))
{
    const std::int64_t whole = *rc::gen::positive<std::int64_t>();
    const cpp_int exact = cpp_int{value} * part * Decimal::unit / whole;
    expect_like_reference(exact, [&] {
        return share(Decimal::from_integer(value), Decimal::from_mantissa(part), Decimal::from_mantissa(whole),
                     Rounding::toward_zero);
    });
}

TEST(Decimal, EachRoundingGoesItsOwnWay)
{
    struct Case {
        Decimal value;
        Decimal toward_zero;
        Decimal away_from_zero;
        Decimal half_even;
    };
    const Decimal step = "1"_dec;
    for (const Case& c : {Case{"2.4"_dec, "2"_dec, "3"_dec, "2"_dec}, Case{"2.5"_dec, "2"_dec, "3"_dec, "2"_dec},
                          Case{"2.6"_dec, "2"_dec, "3"_dec, "3"_dec}, Case{"3.5"_dec, "3"_dec, "4"_dec, "4"_dec},
                          Case{"2"_dec, "2"_dec, "2"_dec, "2"_dec}, Case{"-2.5"_dec, "-2"_dec, "-3"_dec, "-2"_dec},
                          Case{"-3.5"_dec, "-3"_dec, "-4"_dec, "-4"_dec}, Case{"0.5"_dec, "0"_dec, "1"_dec, "0"_dec},
                          Case{"-0.4"_dec, "0"_dec, "-1"_dec, "0"_dec}}) {
        SCOPED_TRACE(c.value.to_string());
        EXPECT_EQ(round_to_step(c.value, step, Rounding::toward_zero), c.toward_zero);
        EXPECT_EQ(round_to_step(c.value, step, Rounding::away_from_zero), c.away_from_zero);
        EXPECT_EQ(round_to_step(c.value, step, Rounding::half_even), c.half_even);
        // The same numbers a unit lower down, through division and multiplication.
        const Decimal tiny = Decimal::from_mantissa(c.value.mantissa() / Decimal::unit * 10 +
                                                    c.value.mantissa() % Decimal::unit * 10 / Decimal::unit);
        for (const auto& [rounding, expected] :
             {std::pair{Rounding::toward_zero, c.toward_zero}, std::pair{Rounding::away_from_zero, c.away_from_zero},
              std::pair{Rounding::half_even, c.half_even}}) {
            const Decimal units = Decimal::from_mantissa(expected.mantissa() / Decimal::unit);
            EXPECT_EQ(divide(tiny, "10"_dec, rounding), units);
            EXPECT_EQ(multiply(tiny, "0.1"_dec, rounding), units);
        }
    }
}

TEST(Decimal, RoundingToAStepStaysOnTheGridAndInRange)
{
    EXPECT_EQ(round_to_step("81794.85"_dec, "0.1"_dec, Rounding::toward_zero), "81794.8"_dec);
    EXPECT_EQ(round_to_step("81794.85"_dec, "0.1"_dec, Rounding::away_from_zero), "81794.9"_dec);
    EXPECT_EQ(round_to_step("81794.85"_dec, "0.1"_dec, Rounding::half_even), "81794.8"_dec);
    EXPECT_EQ(round_to_step("7"_dec, "5"_dec, Rounding::half_even), "5"_dec);
    EXPECT_EQ(round_to_step("0.00000999"_dec, "0.00001"_dec, Rounding::toward_zero), Decimal{});
    EXPECT_EQ(round_to_step(largest, one_unit, Rounding::toward_zero), largest);
    EXPECT_EQ(round_to_step(smallest, one_unit, Rounding::away_from_zero), smallest);
    EXPECT_THROW(round_to_step(largest, "1"_dec, Rounding::away_from_zero), ArithmeticError);
    EXPECT_TRUE(is_multiple("0.3"_dec, "0.1"_dec));
    EXPECT_FALSE(is_multiple("0.35"_dec, "0.1"_dec));
    EXPECT_TRUE(is_multiple("-0.3"_dec, "0.1"_dec));
    EXPECT_EQ(count_steps("0.35"_dec, "0.1"_dec), 3);
    EXPECT_EQ(count_steps("9223372036854775807"_dec, "1"_dec), INT64_MAX);
    EXPECT_THROW(count_steps("9223372036854775808"_dec, "1"_dec), ArithmeticError);
    EXPECT_EQ(count_steps("-9223372036854775808"_dec, "1"_dec), INT64_MIN);
    EXPECT_THROW(count_steps("-9223372036854775809"_dec, "1"_dec), ArithmeticError);
}

RC_GTEST_PROP(DecimalProperty, TextComesBackAsTheSameNumber, ())
{
    const Decimal value = *any_decimal();
    const auto back = Decimal::parse(value.to_string());
    RC_ASSERT(back.has_value());
    RC_ASSERT(*back == value);
    RC_ASSERT(back->to_string() == value.to_string());
}

RC_GTEST_PROP(DecimalProperty, AdditionAndSubtractionAreExact, ())
{
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    expect_like_reference(to_wide(a) + to_wide(b), [&] { return a + b; });
    expect_like_reference(to_wide(a) - to_wide(b), [&] { return a - b; });
}

RC_GTEST_PROP(DecimalProperty, MultiplicationIsTheRoundedProduct, ())
{
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    const Rounding rounding = *any_rounding();
    const cpp_int expected = divide_rounded(to_wide(a) * to_wide(b), Decimal::unit, rounding);
    expect_like_reference(expected, [&] { return multiply(a, b, rounding); });
}

RC_GTEST_PROP(DecimalProperty, DivisionIsTheRoundedQuotient, ())
{
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    RC_PRE(!b.is_zero());
    const Rounding rounding = *any_rounding();
    const cpp_int expected = divide_rounded(to_wide(a) * Decimal::unit, to_wide(b), rounding);
    expect_like_reference(expected, [&] { return divide(a, b, rounding); });
}

RC_GTEST_PROP(DecimalProperty, RoundingToAStepIsTheNearestMultiple, ())
{
    const Decimal value = *any_decimal();
    const Decimal step = *rc::gen::suchThat(any_decimal(), [](Decimal d) { return d.is_positive(); });
    const Rounding rounding = *any_rounding();
    const cpp_int expected = divide_rounded(to_wide(value), to_wide(step), rounding) * to_wide(step);
    expect_like_reference(expected, [&] { return round_to_step(value, step, rounding); });
}

RC_GTEST_PROP(DecimalProperty, ComparisonFollowsTheNumbers, ())
{
    const Decimal a = *any_decimal();
    const Decimal b = *any_decimal();
    RC_ASSERT((a < b) == (to_wide(a) < to_wide(b)));
    RC_ASSERT((a == b) == (to_wide(a) == to_wide(b)));
}

}  // namespace
}  // namespace swarmdesk
