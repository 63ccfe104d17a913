#include "trading/market/candle_csv.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using testing::HasSubstr;

constexpr std::string_view header = "open_time_ms,open,high,low,close,volume\n";
constexpr std::string_view first = "1743699900000,81794.8,81998.1,81785.2,81804.9,317.956\n";
constexpr std::string_view second = "1743700200000,81804.9,81898.3,81714.5,81800.3,0.0\n";

struct Read {
    std::vector<CandleRow> rows;
    std::optional<Error> error;
    int price_decimals = 0;
    int volume_decimals = 0;
};

Read read(std::string_view text, std::size_t chunk_size = 1 << 20)
{
    Read result;
    CandleCsv csv;
    const auto drain = [&] {
        while (!result.error) {
            const auto row = csv.next();
            if (!row) {
                result.error = row.error();
            } else if (*row) {
                result.rows.push_back(**row);
            } else {
                break;
            }
        }
    };
    for (; !text.empty(); text.remove_prefix(std::min(chunk_size, text.size()))) {
        csv.feed(text.substr(0, chunk_size));
        drain();
    }
    csv.finish();
    drain();
    result.price_decimals = csv.price_decimals();
    result.volume_decimals = csv.volume_decimals();
    return result;
}

std::string joined(std::initializer_list<std::string_view> parts)
{
    std::string result;
    for (const auto part : parts) result += part;
    return result;
}

TEST(CandleCsv, ReadsSixColumns)
{
    const Read file = read(joined({header, first, second}));
    ASSERT_FALSE(file.error) << file.error->detail;
    ASSERT_EQ(file.rows.size(), 2U);
    EXPECT_EQ(to_iso(file.rows[0].open_time), "2025-04-03T17:05:00.000Z");
    EXPECT_EQ(file.rows[0].open.to_string(), "81794.8");
    EXPECT_EQ(file.rows[0].high.to_string(), "81998.1");
    EXPECT_EQ(file.rows[0].low.to_string(), "81785.2");
    EXPECT_EQ(file.rows[0].close.to_string(), "81804.9");
    EXPECT_EQ(file.rows[0].volume.to_string(), "317.956");
    EXPECT_TRUE(file.rows[1].volume.is_zero());
    EXPECT_EQ(file.price_decimals, 1);
    EXPECT_EQ(file.volume_decimals, 3);
}

TEST(CandleCsv, ReadsBinancesTwelveColumnsInEitherUnitOfTime)
{
    constexpr std::string_view binance_header =
        "open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,"
        "ignore\n";
    constexpr std::string_view in_ms =
        "1743699900000,81794.80000000,81998.10000000,81785.20000000,81804.90000000,317.95600000,1743700199999,"
        "26012345.1,1000,150.1,12345.6,0\n";
    constexpr std::string_view in_us =
        "1743699900000000,81794.80000000,81998.10000000,81785.20000000,81804.90000000,317.95600000,1743700199999999,"
        "26012345.1,1000,150.1,12345.6,0\n";
    const Read plain = read(first);
    for (const auto& text :
         {joined({binance_header, in_ms}), std::string{in_ms}, joined({binance_header, in_us}), std::string{in_us}}) {
        SCOPED_TRACE(text);
        const Read file = read(text);
        ASSERT_FALSE(file.error) << file.error->detail;
        EXPECT_EQ(file.rows, plain.rows);
        EXPECT_EQ(file.price_decimals, 1) << "trailing zeros are no decimals";
    }
}

TEST(CandleCsv, TheCutOfTheBytesMakesNoDifference)
{
    const std::string text = joined({"\xEF\xBB\xBF", header, first, second});
    for (std::size_t size = 1; size < 120; ++size) {
        SCOPED_TRACE(size);
        const Read file = read(text, size);
        ASSERT_FALSE(file.error);
        EXPECT_EQ(file.rows, read(text).rows);
    }
}

TEST(CandleCsv, ReadsVerySmallVolumesAsProgramsWriteThemExactly)
{
    const Read file = read(joined({header, "1743699900000,1,1,1,1,9e-05\n", "1743700200000,1,1,1,1,5.4e-05\n"}));
    ASSERT_FALSE(file.error);
    EXPECT_EQ(file.rows[0].volume.to_string(), "0.00009");
    EXPECT_EQ(file.rows[1].volume.to_string(), "0.000054");
    EXPECT_EQ(file.volume_decimals, 6);
}

TEST(CandleCsv, ReadsPricesAsProgramsWriteThemExactly)
{
    const Read file = read("1743699900000,8.120e-06,8.190E-06,8.12e-06,8.16e-06,3.7257605817e+10\n");
    ASSERT_FALSE(file.error) << file.error->detail;
    EXPECT_EQ(file.rows[0].open.to_string(), "0.00000812");
    EXPECT_EQ(file.rows[0].volume.to_string(), "37257605817");
    EXPECT_EQ(file.price_decimals, 8);
    EXPECT_EQ(file.volume_decimals, 0);
}

TEST(CandleCsv, FindsItsColumnsByTheirNamesWhereverTheyStand)
{
    const auto expected = read(first).rows;
    for (const char* text : {
             "timestamp,open,high,low,close,volume\n1743699900000,81794.8,81998.1,81785.2,81804.9,317.956\n",
             "Open time,Open,High,Low,Close,Volume,Close time\n1743699900,81794.8,81998.1,81785.2,81804.9,317.956,9\n",
             "unix,date,symbol,open,high,low,close,Volume BTC,Volume\n"
             "1743699900,x,BTC,81794.8,81998.1,81785.2,81804.9,1,317.956\n",
             ",date,volume,close,low,high,open\n"
             "0,2025-04-03 17:05:00+00:00,317.956,81804.9,81785.2,81998.1,81794.8\n",
             "ts,o,h,l,c,vol,volCcy,confirm\n1743699900000,81794.8,81998.1,81785.2,81804.9,317.956,1,1\n",
             "1743699900,81794.8,81998.1,81785.2,81804.9,317.956,1234\n",
         }) {
        SCOPED_TRACE(text);
        const Read file = read(text);
        ASSERT_FALSE(file.error) << file.error->detail;
        EXPECT_EQ(file.rows, expected);
    }
}

TEST(CandleCsv, AcceptsBlankLinesWhereNothingFollowsThem)
{
    EXPECT_EQ(read(joined({header, first, "\n"})).rows.size(), 1U);
    EXPECT_FALSE(read(joined({header, first, "\n\r\n\n"})).error);
}

TEST(CandleCsv, AcceptsAByteOrderMarkWindowsLineEndsAndNoLastLineEnd)
{
    const auto expected = read(joined({first, second})).rows;
    ASSERT_EQ(expected.size(), 2U);
    EXPECT_EQ(read(joined({"\xEF\xBB\xBF", first, second})).rows, expected);
    EXPECT_EQ(read(joined({header, first, second.substr(0, second.size() - 1)})).rows, expected);
    std::string windows;
    for (const char c : joined({header, first, second})) windows += c == '\n' ? std::string{"\r\n"} : std::string{c};
    EXPECT_EQ(read(windows).rows, expected);
    EXPECT_TRUE(read("").rows.empty());
    EXPECT_FALSE(read("").error);
    EXPECT_TRUE(read(header).rows.empty());
    EXPECT_FALSE(read(header).error);
}

TEST(CandleCsv, SaysWhatIsWrongAndInWhichLine)
{
    const std::string good = joined({header, first});
    struct Case {
        const char* what;
        std::string text;
        const char* words;
    };
    const std::vector<Case> cases{
        {"five columns", good + "1743700200000,1,1,1,1\n", "line 3: has 5 columns where 6 are expected"},
        {"seven columns", good + "1743700200000,1,1,1,1,1,1\n", "line 3: has 7 columns"},
        {"three columns at first", "1,2,3\n", "line 1: has 3 columns where 6, 7 or 12 are expected"},
        {"a header without a close", "time,o,h,l,last,v\n", "line 1: no column is named close: wanted are time"},
        {"too many columns", std::string(32, ',') + "\n", "line 1: has 33 columns"},
        {"a second header", joined({header, header}), "line 2: \"open_time_ms\" is not a time"},
        {"a blank line", good + "\n" + std::string{second}, "line 3: blank"},
        {"blank lines", good + "\n\r\n\n" + std::string{second}, "line 3: blank"},
        {"no time", good + ",1,1,1,1,1\n", "line 3: \"\" is not a time"},
        {"a negative time", good + "-5,1,1,1,1,1\n", "is not a time"},
        {"a fractional time", good + "1743700200000.5,1,1,1,1,1\n", "is not a time"},
        {"a time with a space", good + " 1743700200000,1,1,1,1,1\n", "is not a time"},
        {"a time beyond all", good + "9223372036854775808,1,1,1,1,1\n", "is not a time"},
        {"a time after 2100", good + "9223372036854775807,1,1,1,1,1\n",
         "line 3: \"9223372036854775807\" would be 2262"},
        {"a time before 2009", "1000000000,1,1,1,1,1\n", "line 1: \"1000000000\" would be 2001-09-09"},
        {"a volume with a large exponent", good + "1743700200000,1,1,1,1,1e-19\n", "at most 18 decimals"},
        {"a volume with more decimals than there are", good + "1743700200000,1,1,1,1,1.5e-18\n", "at most 18 decimals"},
        {"high missing", good + "1743700200000,1,,1,1,1\n", "high is \"\""},
        {"low is NaN", good + "1743700200000,1,1,NaN,1,1\n", "low is \"NaN\""},
        {"close with a space", good + "1743700200000,1,1,1, 1,1\n", "close is \" 1\""},
        {"close with a plus", good + "1743700200000,1,1,1,+1,1\n", "close is \"+1\""},
        {"close in quotes", good + "1743700200000,1,1,1,\"1\",1\n", "close is"},
        {"a control character", good + "1743700200000,1,1,1,\x01,1\n", "close is \"?\""},
        {"a point without decimals", good + "1743700200000,1.,1,1,1,1\n", "open is \"1.\""},
        {"nineteen decimals", good + "1743700200000,1.0000000000000000001,2,1,1,1\n", "at most 18 decimals"},
        {"a zero price", good + "1743700200000,0,1,0,1,1\n", "a price is not positive"},
        {"a negative price", good + "1743700200000,-1,1,-1,1,1\n", "a price is not positive"},
        {"high below open", good + "1743700200000,2,1.9,1,1,1\n", "the high is below"},
        {"high below close", good + "1743700200000,1,1.9,1,2,1\n", "the high is below"},
        {"low above open", good + "1743700200000,1,3,1.1,2,1\n", "the low is above"},
        {"low above close", good + "1743700200000,2,3,1.1,1,1\n", "the low is above"},
        {"a negative volume", good + "1743700200000,1,1,1,1,-0.1\n", "the volume is negative"},
        {"a price beyond any market", good + "1743700200000,1,10000000000.1,1,1,1\n", "beyond any market"},
        {"a volume beyond any market", good + "1743700200000,1,1,1,1,1000000000000001\n", "beyond any market"},
        {"the same time again", good + std::string{first}, "line 3: has the time of the line before"},
        {"an earlier time", joined({header, second, first}), "line 3: is earlier than the line before"},
        {"a long line", good + std::string(513, '1') + "\n", "line 3: longer than 512 bytes"},
        {"a long line without an end", good + std::string(100'000, ','), "line 3: longer than 512 bytes"},
        {"a cut last line", good + "1743700200000,81804.9,81898", "line 3: has 3 columns"},
        {"NUL bytes", good + std::string(20, '\0') + "\n", "line 3: has 1 columns"},
    };
    for (const Case& c : cases) {
        for (const std::size_t chunk_size : {std::size_t{1}, std::size_t{1} << 20}) {
            SCOPED_TRACE(c.what);
            const Read file = read(c.text, chunk_size);
            ASSERT_TRUE(file.error.has_value());
            EXPECT_EQ(file.error->code, Errc::malformed);
            EXPECT_THAT(file.error->detail, HasSubstr(c.words));
        }
    }
}

TEST(CandleCsv, ALineOfExactlyTheBoundIsRead)
{
    const std::string row = "1743699900000,1,1,1,1,1";
    std::string twelve = row;
    twelve += "," + std::string(CandleCsv::line_size_max - row.size() - 6, 'x') + ",,,,,";
    ASSERT_EQ(twelve.size(), CandleCsv::line_size_max);
    EXPECT_FALSE(read(twelve + "\n").error);
    EXPECT_TRUE(read(twelve + "x\n").error);
}

TEST(CandleCsv, StaysFailedAfterAnError)
{
    CandleCsv csv;
    csv.feed("a,b\n");
    EXPECT_FALSE(csv.next().has_value());
    csv.feed(first);
    EXPECT_FALSE(csv.next().has_value());
}

}  // namespace
}  // namespace swarmdesk::trading::market
