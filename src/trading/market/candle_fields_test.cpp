#include "trading/market/candle_fields.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using testing::HasSubstr;

TEST(CandleFields, ATimeIsReadInAnyUnitAndAsADate)
{
    for (const char* text : {"1743699900", "1743699900000", "1743699900000000", "1743699900000000000",
                             "2025-04-03 17:05:00", "2025-04-03T17:05:00Z", "2025-04-03 17:05", "2025/04/03 17:05:00",
                             "2025-04-03 17:05:00+00:00", "2025-04-03T19:05:00+02:00", "2025-04-03T19:05:00+0200",
                             "2025-04-03T12:35:00-04:30", "2025-04-03T19:05:00+02", "1743699900.0", "1743699900000.000",
                             "2025-04-03T17:05:00.000Z", "2025-04-03 17:05:00.000000000"}) {
        SCOPED_TRACE(text);
        const auto time = parse_candle_time(text);
        ASSERT_TRUE(time) << time.error().detail;
        EXPECT_EQ(to_iso(*time), "2025-04-03T17:05:00.000Z");
    }
    EXPECT_EQ(to_iso(parse_candle_time("2025-04-03").value()), "2025-04-03T00:00:00.000Z");
    EXPECT_EQ(to_iso(parse_candle_time("2025-04-03 00:00:00.25").value()), "2025-04-03T00:00:00.250Z");
    EXPECT_EQ(to_iso(parse_candle_time("2024-02-29").value()), "2024-02-29T00:00:00.000Z");
}

TEST(CandleFields, BothEndsOfTheTimesThereAre)
{
    EXPECT_EQ(to_iso(parse_candle_time("1230768000").value()), "2009-01-01T00:00:00.000Z");
    EXPECT_TRUE(parse_candle_time("4102444800"));
    for (const char* text : {"1230767999", "0", "20250403", "4102444801", "9000000000", "2008-12-31", "2100-01-02"}) {
        const auto time = parse_candle_time(text);
        ASSERT_FALSE(time) << text;
        EXPECT_THAT(time.error().detail, HasSubstr("no candle is from before 2009 or after 2100")) << text;
    }
}

TEST(CandleFields, WhatIsNoTime)
{
    for (const char* text : {"",
                             " ",
                             "x",
                             "-1743699900",
                             "+1743699900",
                             "1743699900.5",
                             "1e9",
                             "99999999999999999999",
                             "99999999999",
                             "2025-02-29",
                             "2025-13-01",
                             "2025-00-10",
                             "2025-04-03 24:00",
                             "2025-04-03 17:60",
                             "2025-04-03 17:05:60",
                             "2025-04-03 17",
                             "2025-04-03T",
                             "2025-04-03 17:05:00 UTC",
                             "2025-04-03 17:05:00+",
                             "2025-04-03 17:05:00+24",
                             "2025-04-3",
                             "25-04-03",
                             "2025-04-03 17:05:00.",
                             "2025-04-03Z",
                             "2025-04/03",
                             "2025-04-03 17:05:00+00:60",
                             "1743699900.5"}) {
        const auto time = parse_candle_time(text);
        ASSERT_FALSE(time) << text;
        EXPECT_THAT(time.error().detail, HasSubstr("is not a time")) << text;
    }
}

TEST(CandleFields, NumbersAreExactInEitherNotation)
{
    const std::pair<const char*, const char*> cases[] = {{"8.12e-06", "0.00000812"},
                                                         {"8.12E-6", "0.00000812"},
                                                         {"1e+05", "100000"},
                                                         {"1.5e3", "1500"},
                                                         {"-2e0", "-2"},
                                                         {"1e-18", "0.000000000000000001"},
                                                         {"0e-30", "0"},
                                                         {"12.5", "12.5"}};
    for (const auto& [text, value] : cases) {
        SCOPED_TRACE(text);
        const auto number = parse_candle_number(text);
        ASSERT_TRUE(number) << number.error().detail;
        EXPECT_EQ(number->to_string(), value);
    }
    for (const char* text : {"", "e5", "1e", "1e-", "1e+-5", "1e5.0", "1ee5", "1e41", "1e-19", "1e30", "1e 5", "0x1e5"})
        EXPECT_FALSE(parse_candle_number(text)) << text;
}

TEST(CandleFields, AHeaderIsOneWithNamesAndNoNumbers)
{
    using Fields = std::vector<std::string_view>;
    EXPECT_TRUE(is_candle_header(Fields{"time", "o", "h", "l", "c", "v"}));
    EXPECT_TRUE(is_candle_header(Fields{"", "date", "open"}));
    EXPECT_TRUE(is_candle_header(Fields{"time", "open", "high", "low", "close", "Volume", "+DI", "-DI", "200 SMA"}));
    EXPECT_TRUE(is_candle_header(Fields{"unix", "open", "high", "low", "close", "Volume BTC", "Volume USDT"}));
    EXPECT_TRUE(is_candle_header(Fields{"\xE6\x97\xB6", "\xE5\xBC\x80"})) << "so that it is told what is wanted";
    EXPECT_FALSE(is_candle_header(Fields{"1743699900", "1", "1", "1", "1", "1"}));
    EXPECT_FALSE(is_candle_header(Fields{"2025-04-03", "1", "1", "1", "1", "1"}));
    EXPECT_FALSE(is_candle_header(Fields{"x", "1", "1", "1", "1", "1"}));
    EXPECT_FALSE(is_candle_header(Fields{"", "", ""}));
}

}  // namespace
}  // namespace swarmdesk::trading::market
