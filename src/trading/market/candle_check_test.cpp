#include "trading/market/candle_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trading/market/source_probe.hpp"

namespace swarmdesk::trading::market {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t start_s = 1'743'699'600;  // 2025-04-03T17:00:00Z

UtcTime at(int minute) { return UtcTime{start_s * 1'000'000'000} + minutes{minute}; }

std::string row(int place, const std::string& numbers = "100,102,99,101,5")
{
    return std::to_string(start_s + place * 300) + "," + numbers + "\n";
}

class CandleCheckTest : public testing::Test {
protected:
    InstrumentCheck check(std::vector<std::filesystem::path> files)
    {
        const auto checks = check_candles({.files = std::move(files)});
        EXPECT_TRUE(checks.has_value());
        EXPECT_EQ(checks->size(), 1U);
        return checks->front();
    }
    TemporaryFolder folder;
};

TEST_F(CandleCheckTest, SaysWhatTheFileIsAndWhatARunWouldSee)
{
    const auto seen = check({folder.write("MOONUSDT.csv", row(0) + row(1, "101,102.25,100,102,0") + row(2))});
    ASSERT_TRUE(seen.is_usable()) << seen.problem->detail;
    EXPECT_EQ(seen.symbol, "MOONUSDT");
    EXPECT_EQ(seen.files[0].form, "plain, 6 columns without names, times in seconds");
    EXPECT_EQ(seen.files[0].rows, 3U);
    EXPECT_EQ(seen.recording->interval, minutes{5});
    EXPECT_EQ(seen.recording->candles, 3U);
    EXPECT_EQ(seen.recording->instrument.tick.to_string(), "0.01");
    EXPECT_EQ(seen.steps, "guessed: the files have 2 decimals in prices and 0 in volumes");
    EXPECT_EQ(seen.zero_volumes, 1U);
    EXPECT_EQ(seen.holes, 0U);
}

TEST_F(CandleCheckTest, SaysWhereTheStepsComeFrom)
{
    EXPECT_EQ(check({folder.write("BTCUSDT.csv", row(0) + row(1))}).steps, "Binance's");
    EXPECT_THAT(check({folder.write("BTCUSDT-x.csv", row(0) + row(1, "100.001,102,99,101,5"))}).steps,
                HasSubstr("Binance's, with a finer tick: the files have 3 decimals"));
}

TEST_F(CandleCheckTest, NamesEveryBadLineUpToABoundAndReadsOn)
{
    std::string text = "time,open,high,low,close,volume\n" + row(0) + row(1, "100,98,99,101,5") + row(2) +
                       row(3, "100,102,99,x,5") + row(2) + row(4, "1") + row(5);
    const auto seen = check({folder.write("BTCUSDT.csv", text)});
    EXPECT_FALSE(seen.is_usable());
    EXPECT_EQ(seen.files[0].rows, 3U);
    EXPECT_EQ(seen.files[0].bad_rows, 4U);
    EXPECT_THAT(seen.files[0].bad_lines,
                ElementsAre(HasSubstr("line 3: the high is below"), HasSubstr("line 5: close is \"x\""),
                            HasSubstr("line 6: has the time of the line before"), HasSubstr("line 7: has 2 columns")));
    EXPECT_EQ(seen.problem->detail, seen.files[0].bad_lines[0]);
    for (int i = 10; i < 30; ++i) text += row(i, "100,98,99,101,5");
    const auto more = check({folder.write("BTCUSDT.csv", text)});
    EXPECT_EQ(more.files[0].bad_rows, 24U);
    EXPECT_EQ(more.files[0].bad_lines.size(), CandleFileCheck::shown_max);
}

TEST_F(CandleCheckTest, PlacesTheFirstHoles)
{
    std::string text;
    for (int i = 0; i < 12; ++i) text += row(2 * i) + (i == 3 ? row(7) : "");
    const auto seen = check({folder.write("BTCUSDT.csv", text)});
    EXPECT_EQ(seen.holes, 10U);
    EXPECT_EQ(seen.recording->missing, 10U);
    EXPECT_EQ(seen.placed.size(), 10U);
    EXPECT_EQ(seen.placed[0].from, at(5));
    EXPECT_EQ(seen.placed[0].length, minutes{5});
}

TEST_F(CandleCheckTest, CountsPricesMoreThanAFifthFromTheCloseBeforeTheFarthestFirst)
{
    const auto seen = check({folder.write(
        "BTCUSDT.csv", row(0, "100,100,100,100,5") + row(1, "100,120,80,100,5") + row(2, "100,120.01,90,100,5") +
                           row(3, "100,100,79.98,100,5") + row(4, "100,900,100,100,5"))});
    EXPECT_EQ(seen.jumps, 3U);
    ASSERT_EQ(seen.largest.size(), 3U);
    EXPECT_EQ(seen.largest[0].to.to_string(), "900");
    EXPECT_EQ(seen.largest[0].candle, at(20));
    EXPECT_EQ(seen.largest[1].to.to_string(), "79.98");
    EXPECT_EQ(seen.largest[2].to.to_string(), "120.01");
}

TEST_F(CandleCheckTest, CountsEqualOverlapsAlsoOfAFileThatAnotherHoldsWhole)
{
    const auto one = folder.write("BTCUSDT-a.csv", row(0) + row(1) + row(2) + row(3));
    const auto two = folder.write("BTCUSDT-b.csv", row(3) + row(4));
    const auto inside = folder.write("BTCUSDT-c.csv", row(1) + row(2));
    const auto seen = check({one, two, inside});
    ASSERT_TRUE(seen.is_usable()) << seen.problem->detail;
    EXPECT_EQ(seen.recording->series.overlap(), 3U);
    EXPECT_EQ(seen.recording->candles, 5U);
}

TEST_F(CandleCheckTest, SaysOfEachInstrumentWhyARunWouldRefuseIt)
{
    const auto good = folder.write("ETHUSDT.csv", row(0) + row(1));
    const auto bad = folder.write("WHATEVER.csv", row(0) + row(1));
    const auto cut = folder.write("BTCUSDT.csv.gz", "\x1f\x8b\x08");
    const auto checks = check_candles({.files = {good, bad, cut}});
    ASSERT_TRUE(checks.has_value());
    ASSERT_EQ(checks->size(), 3U);
    EXPECT_FALSE((*checks)[0].is_usable());
    EXPECT_TRUE((*checks)[1].is_usable());
    EXPECT_THAT((*checks)[2].problem->detail, HasSubstr("does not end in a known quote asset"));
    EXPECT_FALSE(check_candles({.files = {folder.path() / "none"}})->front().is_usable());
    std::filesystem::create_directory(folder.path() / "empty");
    EXPECT_FALSE(check_candles({.files = {folder.path() / "empty"}}).has_value());
}

}  // namespace
}  // namespace swarmdesk::trading::market
