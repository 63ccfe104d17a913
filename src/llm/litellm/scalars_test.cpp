#include "llm/litellm/scalars.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using namespace literals;

TEST(Scalars, DecimalsAreExactHoweverTheyAreWritten)
{
    struct Case {
        const char* text;
        Decimal value;
    };
    for (const Case& c : {
             Case{"0", "0"_dec},
             Case{"10", "10"_dec},
             Case{"0.5", "0.5"_dec},
             Case{".5", "0.5"_dec},
             Case{"5.", "5"_dec},
             Case{"+3", "3"_dec},
             Case{"-3.25", "-3.25"_dec},
             Case{"5e-7", "0.0000005"_dec},
             Case{"5.9E-08", "0.000000059"_dec},
             Case{"1.5e+2", "150"_dec},
             Case{"1e3", "1000"_dec},
             Case{"1_000", "1000"_dec},
             Case{"12.50", "12.5"_dec},
             Case{"0.000000000000000001", "0.000000000000000001"_dec},
         }) {
        SCOPED_TRACE(c.text);
        const auto value = read_decimal(c.text);
        ASSERT_TRUE(value.has_value());
        EXPECT_EQ(*value, c.value);
    }
}

TEST(Scalars, WhatIsNoNumberIsRefused)
{
    for (const char* text : {"", ".", "-", "e5", "1e", "1e99", "1e-41", "nan", "inf", "0x10", "1,5", "1 ", "--1",
                             "1.2.3", "0.0000000000000000001", "1e30", "1-2"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(read_decimal(text).has_value());
    }
}

TEST(Scalars, WholeNumbersKeepTheirBounds)
{
    EXPECT_EQ(read_whole("5.0", 0, 5)->value, 5);
    EXPECT_EQ(read_whole("0", 0, 5)->value, 0);
    for (const char* text : {"-1", "6", "2.5", "two", "", "1e30"}) {
        SCOPED_TRACE(text);
        const auto value = read_whole(text, 0, 5);
        ASSERT_FALSE(value.has_value());
        EXPECT_EQ(value.error().detail, "must be a whole number, 0 to 5");
    }
}

TEST(Scalars, NumbersSayTheirBounds)
{
    EXPECT_EQ(read_number("0.7", 0, 2)->value, 0.7);
    EXPECT_EQ(read_number("2", 0, 2)->value, 2.0);
    EXPECT_EQ(read_number("2.1", 0, 2).error().detail, "must be a number, 0 to 2");
    EXPECT_EQ(read_number("-3", -2, 0.5).error().detail, "must be a number, -2 to 0.5");
}

TEST(Scalars, SecondsMayHaveAUnitByRepair)
{
    EXPECT_EQ(read_seconds("10", 0s, 60s)->value, 10s);
    EXPECT_EQ(read_seconds("0.25", 0s, 60s)->value, 250ms);
    EXPECT_TRUE(read_seconds("60", 0s, 60s)->repair.empty());
    EXPECT_EQ(read_seconds("250ms", 0s, 60s)->value, 250ms);
    EXPECT_FALSE(read_seconds("250ms", 0s, 60s)->repair.empty());
    for (const char* text : {"61", "61s", "-1", "soon", "10 s", ""}) {
        SCOPED_TRACE(text);
        EXPECT_EQ(read_seconds(text, 0s, 60s).error().detail, "must be seconds, 0s to 1m");
    }
}

TEST(Scalars, Periods)
{
    EXPECT_EQ(read_period("30s")->value, 30s);
    EXPECT_EQ(read_period("24h")->value, 24h);
    EXPECT_EQ(read_period("1w")->value, 7 * 24h);
    EXPECT_EQ(read_period("1mo")->value, 30 * 24h);
    EXPECT_FALSE(read_period("1mo")->repair.empty());
    EXPECT_EQ(read_period("daily")->value, 24h);
    for (const char* text : {"", "0s", "-1d", "10", "13mo", "99999d", "mo", "1y"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(read_period(text).has_value());
    }
}

TEST(Scalars, AShareIsInPercentAndSaysSo)
{
    EXPECT_EQ(read_share("5%", 1, 200)->value, 50u);
    EXPECT_EQ(read_share("0.1%", 1, 200)->value, 1u);
    EXPECT_EQ(read_share("20%", 1, 200)->value, 200u);
    for (const char* text : {"", "%", "5", "0.05", "5 %", "0%", "0.05%", "20.1%", "-5%", "5%%", "many%"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(read_share(text, 1, 200).has_value());
    }
    EXPECT_EQ(read_share("5", 1, 200).error().detail, "must be a share of the calls such as 5%, 0.1% to 20%");
}

TEST(Scalars, BooleansAreYamls)
{
    for (const char* text : {"true", "True", "YES", "on"}) EXPECT_TRUE(read_bool(text)->value) << text;
    for (const char* text : {"false", "False", "no", "OFF"}) EXPECT_FALSE(read_bool(text)->value) << text;
    for (const char* text : {"1", "0", "tRue", "", "maybe"}) EXPECT_FALSE(read_bool(text).has_value()) << text;
}

RC_GTEST_PROP(Scalars, ADecimalIsReadBackFromAnyScientificForm, ())
{
    const auto digits = *rc::gen::inRange<std::int64_t>(-999'999'999, 999'999'999);
    const int exponent = *rc::gen::inRange(-18, 9);
    const auto value = read_decimal(std::to_string(digits) + "e" + std::to_string(exponent));
    RC_ASSERT(value.has_value());
    Int128 expected = digits;
    for (int i = -18; i < exponent; ++i) expected *= 10;
    RC_ASSERT(value->mantissa() == expected);
}

RC_GTEST_PROP(Scalars, NoTextBreaksAReader, (const std::string& text))
{
    read_decimal(text);
    read_seconds(text, 0s, 60s);
    read_period(text);
    read_number(text, 0, 1);
    read_share(text + '%', 1, 200);
}

}  // namespace
}  // namespace swarmdesk::llm::litellm
