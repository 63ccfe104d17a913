#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "trading/market/replay_source.hpp"
#include "trading/market/source_probe.hpp"

/// \file
/// Which part of the data a replay plays, and what it plays of two lengths of candles.

namespace swarmdesk::trading::market {
namespace {

using std::chrono::minutes;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr UtcTime start{1'743'699'600'000'000'000};  // 2025-04-03T17:00:00Z

UtcTime at(int minute) { return start + minutes{minute}; }

/// A candle a minute (or whatever), each at a price of its own: opening at 100 + its place, a low one below, a high two
/// above, closing one above.
std::string candles(std::initializer_list<int> places, int length_minutes)
{
    std::string result;
    for (const int place : places) {
        const int open = 100 + place;
        result += std::to_string(to_ms(at(place * length_minutes)));
        for (const int price : {open, open + 2, open - 1, open + 1}) result += "," + std::to_string(price);
        result += ",50\n";
    }
    return result;
}

/// Five-minute candles made of the one-minute candles above.
std::string sums(std::initializer_list<int> places)
{
    std::string result;
    for (const int place : places) {
        const int open = 100 + 5 * place;
        result += std::to_string(to_ms(at(place * 5)));
        for (const int price : {open, open + 6, open - 1, open + 5}) result += "," + std::to_string(price);
        result += ",250\n";
    }
    return result;
}

class ReplayRange : public testing::Test {
protected:
    static std::vector<Candle> history(const ReplaySettings& settings, const HistoryRequest& request)
    {
        runtime::VirtualClock clock{start};
        std::vector<Candle> told;
        (*ReplaySource::open(settings, clock))->ask_history(request, [&](auto candles) { told = candles.value(); });
        return told;
    }
    /// Plays it all; what is asked about is in the probe then.
    void play(const ReplaySettings& settings)
    {
        auto planned = plan_replay(settings);
        ASSERT_TRUE(planned.has_value()) << planned.error().detail;
        plan = *planned;
        probe.emplace(plan.first_time());
        ReplaySource source{std::move(*planned), settings, probe->clock};
        probe->start(source);
        probe->run_to_end();
        ASSERT_TRUE(probe->outcome && probe->outcome->has_value());
        EXPECT_EQ(probe->candles.size(), plan.candles());
        EXPECT_EQ(probe->history.size(), plan.recordings.front().warmup);
    }
    static std::string error_of(const ReplaySettings& settings)
    {
        const auto planned = plan_replay(settings);
        return planned ? "" : planned.error().detail;
    }
    static std::vector<int> minutes_of(const std::vector<Candle>& some)
    {
        std::vector<int> result;
        for (const Candle& candle : some) result.push_back(static_cast<int>((candle.open_time - start) / minutes{1}));
        return result;
    }
    std::vector<int> prices() const
    {
        std::vector<int> result;
        for (const Quote& quote : probe->quotes)
            result.push_back(static_cast<int>(quote.mid().value().mantissa() / Decimal::unit));
        return result;
    }

    TemporaryFolder folder;
    std::optional<SourceProbe> probe;
    ReplayPlan plan;
};

TEST_F(ReplayRange, PlaysFromTheFirstCandleThatBeginsInItToTheLastThatEndsInIt)
{
    const auto file = folder.write("BTCUSDT.csv", candles({0, 1, 2, 3, 4, 5, 6, 7}, 5));
    struct Case {
        int from;
        int to;
        std::vector<int> played;
        std::vector<int> taught;
    };
    for (const Case& c :
         {Case{10, 25, {10, 15, 20}, {0, 5}}, Case{9, 26, {10, 15, 20}, {0}}, Case{11, 24, {15}, {0, 5}},
          Case{0, 40, {0, 5, 10, 15, 20, 25, 30, 35}, {}}, Case{35, 40, {35}, {0, 5, 10, 15, 20, 25, 30}}}) {
        SCOPED_TRACE(std::to_string(c.from) + " to " + std::to_string(c.to));
        ReplaySettings settings{.files = {file}};
        settings.from = at(c.from);
        settings.to = at(c.to);
        play(settings);
        EXPECT_EQ(minutes_of(probe->candles), c.played);
        EXPECT_EQ(minutes_of(probe->history), c.taught);
        EXPECT_EQ(probe->quotes.size(), 4 * c.played.size()) << "what is taught is not quoted";
        EXPECT_EQ(plan.first_time(), at(c.played.front()));
        EXPECT_EQ(plan.last_time(), at(c.played.back() + 5));
        EXPECT_EQ(plan.recordings.front().left_out, 8 - c.played.size() - c.taught.size());
    }
}

TEST_F(ReplayRange, TeachesAtMostTheNewestSoManyBeforeAnythingIsQuoted)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({0, 1, 2, 3, 4, 5, 6, 7}, 5))}};
    settings.from = at(20);
    settings.warmup_max = 3;
    play(settings);
    EXPECT_THAT(minutes_of(probe->history), ElementsAre(5, 10, 15));
    EXPECT_EQ(plan.recordings.front().left_out, 1U);
    settings.warmup_max = 0;
    play(settings);
    EXPECT_THAT(probe->history, IsEmpty());
    EXPECT_EQ(plan.recordings.front().left_out, 4U);
}

TEST_F(ReplayRange, CountsHolesInWhatIsPlayedAlone)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({0, 1, 3, 4, 7, 8, 12}, 5))}};
    settings.from = at(20);
    settings.to = at(45);
    play(settings);
    EXPECT_EQ(plan.recordings.front().missing, 2U);
    EXPECT_EQ(plan.recordings.front().longest_hole.from, at(25));
    EXPECT_EQ(plan.recordings.front().longest_hole.length, minutes{10});
}

TEST_F(ReplayRange, RefusesAnEmptyOneAndSaysWhatTheFilesHave)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({0, 1, 2}, 5))}};
    settings.from = at(15);
    EXPECT_THAT(error_of(settings), HasSubstr("no whole candle to play from 2025-04-03T17:15:00.000Z: BTCUSDT has "
                                              "candles from 2025-04-03T17:00:00.000Z to 2025-04-03T17:15:00.000Z"));
    settings.from = at(11);
    settings.to = at(14);
    EXPECT_NE(error_of(settings), "");
    settings.from = at(10);
    settings.to = at(15);
    EXPECT_EQ(error_of(settings), "");
    settings.to = settings.from;
    EXPECT_THAT(error_of(settings), HasSubstr("ends after it begins"));
}

TEST_F(ReplayRange, LeavesOutASymbolThatHasNothingInIt)
{
    ReplaySettings settings{
        .files = {folder.write("BTCUSDT.csv", candles({0, 1}, 5)), folder.write("ETHUSDT.csv", candles({5, 6}, 5))}};
    settings.from = at(25);
    play(settings);
    EXPECT_EQ(plan.recordings.size(), 1U);
    ASSERT_EQ(plan.unplayed.size(), 1U);
    EXPECT_EQ(plan.unplayed[0].symbol, "BTCUSDT");
    EXPECT_EQ(plan.unplayed[0].candles, 2U);
}

TEST_F(ReplayRange, WalksThroughALongCandleByTheShortOnesInsideIt)
{
    const auto coarse = folder.write("BTCUSDT-5m.csv", sums({0, 1}));
    const auto fine = folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1));
    play({.files = {coarse, fine}});
    EXPECT_THAT(minutes_of(probe->candles), ElementsAre(0, 5));
    EXPECT_EQ(probe->candles[0].interval, minutes{5});
    EXPECT_EQ(probe->candles[0].volume.to_string(), "250");
    ASSERT_EQ(probe->quotes.size(), 40U);
    const auto walked = prices();
    EXPECT_THAT(std::vector(walked.begin(), walked.begin() + 8), ElementsAre(100, 99, 102, 101, 101, 100, 103, 102));
    EXPECT_EQ(probe->quotes[4].time, at(1));
    EXPECT_EQ(plan.recordings.front().without_detail, 0U);
    EXPECT_EQ(probe->statuses.size(), 1U);
}

TEST_F(ReplayRange, WalksThroughTheLongCandleAsItIsWhereTheShortOnesHaveAHole)
{
    const auto coarse = folder.write("BTCUSDT-5m.csv", sums({0, 1, 2}));
    const auto fine = folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 8, 9}, 1));
    play({.files = {coarse, fine}});
    EXPECT_EQ(probe->quotes.size(), 20U + 4U + 4U);
    EXPECT_EQ(plan.recordings.front().without_detail, 2U) << "one with a hole, one behind the end";
    EXPECT_EQ(plan.recordings.front().missing, 0U);
    EXPECT_THAT(minutes_of(probe->candles), ElementsAre(0, 5, 10));
    EXPECT_EQ(probe->statuses.size(), 1U) << "the market has no hole";
}

TEST_F(ReplayRange, RefusesTwoLengthsThatContradictEachOther)
{
    const auto fine = folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1));
    EXPECT_THAT(error_of({.files = {fine, folder.write("BTCUSDT-a.csv", candles({0, 1}, 5))}}),
                HasSubstr("say different things of 2025-04-03T17:00:00.000Z: open/high/low/close 100/102/99/101 and "
                          "100/106/99/105"));
    EXPECT_THAT(error_of({.files = {fine, folder.write("BTCUSDT-b.csv", sums({20, 21}))}}),
                HasSubstr("share no whole candle"));
    const auto odd = folder.write("BTCUSDT-c.csv", candles({0, 1, 2}, 7));
    EXPECT_THAT(error_of({.files = {folder.write("BTCUSDT-d.csv", sums({0, 1})), odd}}),
                HasSubstr("different candle intervals"));
    EXPECT_THAT(error_of({.files = {fine, folder.write("BTCUSDT-e.csv", sums({0, 1})), odd}}),
                HasSubstr("two can be played together"));
}

TEST_F(ReplayRange, BuildsLongerCandlesFromShorterOnesAndHandsOutNoneThatTheDataBeginsOrEndsIn)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({3, 4, 5, 6, 7, 8, 9, 10, 11}, 1))}};
    settings.timeframe = minutes{5};
    play(settings);
    EXPECT_THAT(minutes_of(probe->candles), ElementsAre(5));
    EXPECT_EQ(probe->candles[0].interval, minutes{5});
    EXPECT_EQ(probe->candles[0].open.to_string(), "105");
    EXPECT_EQ(probe->candles[0].high.to_string(), "111");
    EXPECT_EQ(probe->candles[0].low.to_string(), "104");
    EXPECT_EQ(probe->candles[0].close.to_string(), "110");
    EXPECT_EQ(probe->candles[0].volume.to_string(), "250");
    EXPECT_EQ(probe->quotes.size(), 9 * 4U) << "the market moves there all the same";
    EXPECT_EQ(plan.first_time(), at(3));
    EXPECT_EQ(plan.last_time(), at(12));
}

TEST_F(ReplayRange, IsTheSameMarketWhetherTheLongCandlesAreGivenOrBuilt)
{
    const auto fine = folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1));
    const auto moments = [&](const ReplaySettings& settings) {
        play(settings);
        std::vector<std::string> result;
        for (const Quote& quote : probe->quotes)
            result.push_back(to_iso(quote.time) + " " + quote.bid.to_string() + " " + quote.bid_size.to_string());
        return result;
    };
    ReplaySettings built{.files = {fine}};
    built.timeframe = minutes{5};
    const auto of_built = moments(built);
    const auto handed_out = probe->candles;
    EXPECT_EQ(moments({.files = {fine, folder.write("BTCUSDT-5m.csv", sums({0, 1}))}}), of_built);
    EXPECT_EQ(probe->candles, handed_out);
}

TEST_F(ReplayRange, BuildsACandleAcrossAHoleAndSaysThatThereIsOne)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({0, 1, 2, 3, 7, 8, 9, 15}, 1))}};
    settings.timeframe = minutes{5};
    play(settings);
    EXPECT_THAT(minutes_of(probe->candles), ElementsAre(0, 5)) << "what follows shows that they are over";
    EXPECT_EQ(plan.recordings.front().missing, 8U);
    EXPECT_EQ(plan.recordings.front().longest_hole.from, at(10));
    EXPECT_EQ(probe->statuses.size(), 5U);
    for (std::size_t i = 1; i < probe->quotes.size(); ++i) EXPECT_LE(probe->quotes[i - 1].time, probe->quotes[i].time);
}

TEST_F(ReplayRange, AlignsBuiltCandlesToUtcAndWeeksToMonday)
{
    constexpr int day = 24 * 60;
    ReplaySettings settings{
        .files = {folder.write("BTCUSDT.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, day))}};
    settings.timeframe = std::chrono::hours{7 * 24};
    play(settings);
    ASSERT_THAT(probe->candles, testing::SizeIs(1));
    // The daily candles open at 17:00, so that of Sunday the 6th is the last before Monday.
    EXPECT_EQ(to_iso(probe->candles[0].open_time), "2025-04-07T00:00:00.000Z");
}

TEST_F(ReplayRange, RefusesATimeframeThatCannotBeBuilt)
{
    ReplaySettings settings{.files = {folder.write("BTCUSDT.csv", candles({0, 1, 2}, 5))}};
    settings.timeframe = minutes{7};
    EXPECT_THAT(error_of(settings), HasSubstr("of candles of 5m none of 7m (the timeframe) can be built"));
    settings.timeframe = minutes{1};
    EXPECT_THAT(error_of(settings), HasSubstr("none of 1m"));
    settings.timeframe = minutes{5};
    EXPECT_EQ(error_of(settings), "");
    settings.timeframe = minutes{10};
    settings.files.push_back(folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4}, 1)));
    EXPECT_THAT(error_of(settings), HasSubstr("built from files of one interval"));
}

TEST_F(ReplayRange, PlaysWeeklyCandlesAndSaysWhyNotMonthlyOnes)
{
    std::string weekly;
    for (int week = 0; week < 3; ++week)
        weekly += std::to_string(1'743'984'000 + week * 604'800) + ",100,102,99,101,5\n";  // from Monday 2025-04-07
    play({.files = {folder.write("BTCUSDT-1w.csv", weekly)}});
    EXPECT_EQ(probe->candles.size(), 3U);
    EXPECT_EQ(to_iso(probe->candles[0].open_time), "2025-04-07T00:00:00.000Z");
    const auto monthly = folder.write("BTCUSDT-1M.csv",
                                      "2025-01-01,100,102,99,101,5\n2025-02-01,100,102,99,101,5\n2025-03-01,100,102,99,"
                                      "101,5\n");
    EXPECT_THAT(error_of({.files = {monthly}}), HasSubstr("BTCUSDT-1M.csv: holds candles of calendar months"));
}

TEST_F(ReplayRange, IsAskedForThePastInAnyTimeframeThatTheFilesMakeUp)
{
    ReplaySettings settings;
    settings.files = {folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 1))};
    settings.from = at(12);
    const HistoryRequest request{InstrumentId{"paper:BTCUSDT"}, minutes{5}, at(0), at(12)};
    const auto told = history(settings, request);
    ASSERT_EQ(told.size(), 4u) << "two of five minutes, two of one";
    EXPECT_EQ(told[1].open_time, at(5));
    EXPECT_EQ(told[1].interval, nanoseconds{minutes{5}});
    EXPECT_EQ(told[1].close, Price{Decimal::from_integer(110)});
    EXPECT_EQ(told[3].open_time, at(11));
    settings.warmup_max = 0;
    EXPECT_TRUE(history(settings, request).empty()) << "nothing is to be taught";
}

TEST_F(ReplayRange, TeachesMoreThanItsBoundWhereThatIsWanted)
{
    ReplaySettings settings;
    settings.files = {folder.write("BTCUSDT-1m.csv", candles({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 1))};
    settings.from = at(8);
    settings.warmup_max = 2;
    settings.taught_from = at(3);
    EXPECT_EQ(plan_replay(settings)->recordings.front().warmup, 5u);
    settings.taught_from = at(7);
    EXPECT_EQ(plan_replay(settings)->recordings.front().warmup, 2u);
    settings.taught_from = at(-100);
    EXPECT_EQ(plan_replay(settings)->recordings.front().warmup, 8u);
    settings.warmup_max = 0;
    EXPECT_EQ(plan_replay(settings)->recordings.front().warmup, 0u);
}

}  // namespace
}  // namespace swarmdesk::trading::market
