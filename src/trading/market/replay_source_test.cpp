#include "trading/market/replay_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>
#include <iterator>
#include <set>

#include "trading/market/source_probe.hpp"
#include "trading/market/zip_writer.hpp"

namespace swarmdesk::trading::market {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t start_ms = 1'743'699'900'000;
constexpr UtcTime start = utc_from_ms(start_ms);

/// Five-minute candles at the given places, each opening at 100, between 90 and 120, closing at 110.
std::string candles_at(std::initializer_list<int> places)
{
    std::string result = "open_time_ms,open,high,low,close,volume\n";
    for (const int place : places)
        result += std::to_string(start_ms + place * 300'000) + ",100.00,120.00,90.00,110.00,50\n";
    return result;
}

std::string compressed(const TemporaryFolder& folder, const std::string& text)
{
    const auto path = folder.path() / "scratch.gz";
    const gzFile file = gzopen(path.c_str(), "wb");
    gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    gzclose(file);
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

class ReplaySourceTest : public testing::Test {
protected:
    std::unique_ptr<ReplaySource> open(ReplaySource::Settings settings)
    {
        auto source = ReplaySource::open(std::move(settings), probe.clock);
        EXPECT_TRUE(source.has_value()) << source.error().detail;
        return source ? std::move(*source) : nullptr;
    }
    std::string error_of(std::vector<std::filesystem::path> files)
    {
        const auto plan = plan_replay(ReplaySettings{.files = std::move(files)});
        return plan ? "" : plan.error().detail;
    }

    TemporaryFolder folder;
    SourceProbe probe{start};
};

TEST_F(ReplaySourceTest, PlaysOpenLowHighCloseThenTheCompleteCandle)
{
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}, .spread_tenth_basis_points = 20});
    probe.start(*source);
    probe.run_to_end();
    ASSERT_TRUE(probe.outcome && probe.outcome->has_value());
    ASSERT_EQ(probe.quotes.size(), 8U);
    ASSERT_EQ(probe.candles.size(), 2U);
    std::vector<std::string> played;
    for (std::size_t i = 0; i < 4; ++i) {
        const Quote& quote = probe.quotes[i];
        played.push_back(quote.mid().to_string() + " after " + std::to_string((quote.time - start) / milliseconds{1}) +
                         " ms");
        EXPECT_EQ(quote.received.ns, (quote.time - start).count());
    }
    EXPECT_THAT(played,
                ElementsAre("100 after 0 ms", "90 after 75000 ms", "120 after 150000 ms", "110 after 299999 ms"));
    EXPECT_EQ(probe.quotes[0].bid.to_string(), "99.99") << "two basis points, half on each side";
    EXPECT_EQ(probe.quotes[0].ask.to_string(), "100.01");
    EXPECT_EQ(probe.quotes[0].bid_size.to_string(), "1") << "two percent of the candle's volume";
    EXPECT_EQ(probe.candles[0].interval, minutes{5});
    EXPECT_EQ(probe.candles[0].close.to_string(), "110");
    EXPECT_EQ(probe.clock.now().utc, start + minutes{10});
}

/// Prices somebody waits for, as `Feed::next_awaited` wants them.
auto waiting_for(std::set<Price> prices)
{
    return [prices](const InstrumentId&, Price from, Price to) -> std::optional<Price> {
        if (to < from) {
            const auto above = prices.lower_bound(from);
            if (above == prices.begin() || *std::prev(above) <= to) return std::nullopt;
            return *std::prev(above);
        }
        const auto next = prices.upper_bound(from);
        if (next == prices.end() || *next >= to) return std::nullopt;
        return *next;
    };
}

TEST_F(ReplaySourceTest, QuotesEveryPriceThatSomebodyWaitsForOnItsWayAndNoneBetweenCandles)
{
    // From 100 to 90, 120 and 110; then a jump to 100 and the same again.
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}, .spread_tenth_basis_points = 20});
    probe.next_awaited = waiting_for({Price{Decimal::from_integer(90)}, Price{Decimal::from_integer(95)},
                                      Price{Decimal::from_integer(115)}, Price{Decimal::from_integer(120)}});
    probe.start(*source);
    probe.run_to_end();
    std::vector<std::string> played;
    for (const Quote& quote : probe.quotes)
        played.push_back(quote.mid().to_string() + " after " + std::to_string((quote.time - start) / milliseconds{1}) +
                         " ms");
    EXPECT_THAT(
        std::vector(played.begin(), played.begin() + 8),
        ElementsAre("100 after 0 ms", "95 after 75000 ms", "90 after 76000 ms", "95 after 150000 ms",
                    "115 after 151000 ms", "120 after 152000 ms", "115 after 225000 ms", "110 after 299999 ms"));
    EXPECT_EQ(played.size(), 16U);
    EXPECT_EQ(played[8], "100 after 300000 ms");
}

TEST_F(ReplaySourceTest, AsksForAwaitedPricesWhenItGetsThereSoThatWhatWasSetUpMeanwhileCounts)
{
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}});
    bool is_set_up = false;
    probe.next_awaited = [&](const InstrumentId& instrument, Price from, Price to) -> std::optional<Price> {
        return is_set_up ? waiting_for({Price{Decimal::from_integer(95)}})(instrument, from, to) : std::nullopt;
    };
    probe.start(*source);
    probe.run_for(milliseconds{74'999});
    is_set_up = true;
    probe.run_for(milliseconds{1});
    ASSERT_EQ(probe.quotes.size(), 2U);
    EXPECT_EQ(probe.quotes.back().mid().to_string(), "95");
    probe.run_to_end();
}

TEST_F(ReplaySourceTest, HoweverManyPricesAreAwaitedTheyAreQuotedInOrderBeforeTheNextTurn)
{
    std::set<Price> prices;
    for (int i = 1; i < 1'000; ++i)
        prices.insert(Price{Decimal::from_mantissa(Int128{Decimal::unit} * (90'000 + 10 * i) / 1'000)});
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}});
    probe.next_awaited = waiting_for(prices);
    probe.start(*source);
    probe.run_to_end();
    for (std::size_t i = 1; i <= 1'000; ++i) {
        ASSERT_LT(probe.quotes[i].bid, probe.quotes[i - 1].bid);
        ASSERT_LE(probe.quotes[i - 1].time, probe.quotes[i].time);
    }
    EXPECT_EQ(probe.quotes[1'000].mid().to_string(), "90");
    EXPECT_LE(probe.quotes[1'000].time, start + seconds{150});
    EXPECT_EQ(probe.candles.size(), 2U);
    EXPECT_EQ(probe.clock.now().utc, start + minutes{10});
}

TEST_F(ReplaySourceTest, TheSpreadIsNeverLessThanATick)
{
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}, .spread_tenth_basis_points = 0});
    probe.start(*source);
    probe.run_to_end();
    EXPECT_EQ((probe.quotes[0].ask - probe.quotes[0].bid).to_string(), "0.01");
}

TEST_F(ReplaySourceTest, MergesFilesByTimeThenByName)
{
    const auto eth = folder.write("ETHUSDT-5m.csv", candles_at({0, 1}));
    const auto btc = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {eth, btc}});
    EXPECT_EQ(source->description(), "replay of BTCUSDT, ETHUSDT, 2025-04-03 to 2025-04-03");
    probe.start(*source);
    probe.run_to_end();
    ASSERT_EQ(probe.quotes.size(), 16U);
    for (std::size_t i = 0; i < 16; i += 2) {
        EXPECT_EQ(probe.quotes[i].instrument.to_string(), "paper:BTCUSDT");
        EXPECT_EQ(probe.quotes[i + 1].instrument.to_string(), "paper:ETHUSDT");
        EXPECT_EQ(probe.quotes[i].time, probe.quotes[i + 1].time);
    }
    ASSERT_EQ(probe.candles.size(), 4U);
    EXPECT_EQ(probe.candles[1].instrument.to_string(), "paper:ETHUSDT");
    EXPECT_EQ(probe.candles[1].open_time, start);
}

TEST_F(ReplaySourceTest, FilesOfOneSymbolFollowOnEachOtherInWhateverOrderTheyAreGiven)
{
    const auto later = folder.write("BTCUSDT-5m-2025-05.csv", candles_at({2, 3}));
    const auto early = folder.write("BTCUSDT-5m-2025-04.csv.gz", compressed(folder, candles_at({0, 1})));
    const auto source = open({.files = {later, early}});
    probe.start(*source);
    probe.run_to_end();
    ASSERT_EQ(probe.candles.size(), 4U);
    for (std::size_t i = 0; i < 4; ++i)
        EXPECT_EQ(probe.candles[i].open_time, start + minutes{5} * static_cast<std::int64_t>(i));
    EXPECT_EQ(probe.statuses.size(), 1U) << "no hole between the files";
}

TEST_F(ReplaySourceTest, SaysWhereTheDataHasAHoleAndWhenItGoesOn)
{
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1, 4, 5}));
    const auto source = open({.files = {file}});
    probe.start(*source);
    probe.run_to_end();
    ASSERT_EQ(probe.statuses.size(), 3U);
    EXPECT_FALSE(probe.statuses[1].healthy);
    EXPECT_EQ(probe.statuses[1].words,
              "BTCUSDT: no data from 2025-04-03T17:15:00.000Z to 2025-04-03T17:25:00.000Z, 2 candles missing");
    EXPECT_TRUE(probe.statuses[2].healthy);
    EXPECT_EQ(probe.candles.size(), 4U);
}

TEST_F(ReplaySourceTest, KeepsThePaceTimesTheSpeed)
{
    const auto file = folder.write("BTCUSDT-5m.csv", candles_at({0, 1}));
    const auto source = open({.files = {file}, .speed = 60});
    probe.start(*source);
    probe.run_for(milliseconds{1249});
    EXPECT_EQ(probe.quotes.size(), 1U);
    probe.run_for(milliseconds{1});
    EXPECT_EQ(probe.quotes.size(), 2U) << "75 s at 60 times the pace";
    probe.run_to_end();
    EXPECT_EQ(probe.clock.now().monotonic.ns, nanoseconds{seconds{10}}.count());
}

TEST_F(ReplaySourceTest, CatchesUpWithAClockThatHasBegunToLiveInTheRecording)
{
    const auto source = open({.files = {folder.write("BTCUSDT-5m.csv", candles_at({0, 1}))}});
    probe.clock.advance_by(minutes{7});
    probe.start(*source);
    probe.run_to_end();
    ASSERT_EQ(probe.candles.size(), 2U);
    EXPECT_EQ(probe.clock.now().utc, start + minutes{10}) << "the second candle comes when it is complete";
}

TEST_F(ReplaySourceTest, PlaysWhatTwoFilesSayAlikeOnce)
{
    const auto first = folder.write("BTCUSDT-a.csv", candles_at({0, 1, 2, 3}));
    const auto second = folder.write("BTCUSDT-b.csv", candles_at({2, 3, 4}));
    const auto within = folder.write("BTCUSDT-c.csv", candles_at({1, 2}));
    const auto source = open({.files = {second, first, within}});
    probe.start(*source);
    probe.run_to_end();
    std::vector<UtcTime> times;
    for (const Candle& candle : probe.candles) times.push_back(candle.open_time);
    std::vector<UtcTime> expected;
    for (int i = 0; i < 5; ++i) expected.push_back(start + minutes{5 * i});
    EXPECT_EQ(times, expected);
    EXPECT_EQ(plan_replay(ReplaySettings{.files = {first, second, within}}).value().candles(), 5U);
}

TEST_F(ReplaySourceTest, CountsAndPlacesWhatIsMissing)
{
    const auto plan_of = [](std::vector<std::filesystem::path> files) {
        return plan_replay(ReplaySettings{.files = std::move(files)}).value().recordings.front();
    };
    const auto whole = folder.write("BTCUSDT-a.csv", candles_at({0, 1, 2}));
    EXPECT_EQ(plan_of({whole}).missing, 0U);
    EXPECT_EQ(plan_of({whole}).longest_hole.length, nanoseconds{0});
    const auto holed = folder.write("BTCUSDT-b.csv", candles_at({6, 7, 9, 12, 13}));
    const auto both = plan_of({holed, whole});
    EXPECT_EQ(both.missing, 6U);
    EXPECT_EQ(both.longest_hole.from, start + minutes{15}) << "between the files";
    EXPECT_EQ(both.longest_hole.length, minutes{15});
    const auto one = plan_of({holed});
    EXPECT_EQ(one.missing, 3U);
    EXPECT_EQ(one.longest_hole.from, start + minutes{50});
    EXPECT_EQ(one.longest_hole.length, minutes{10});
}

TEST_F(ReplaySourceTest, CountsNoHoleThatAnotherFileFills)
{
    const auto whole = folder.write("BTCUSDT-a.csv", candles_at({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    const auto holed = folder.write("BTCUSDT-q.csv", candles_at({3, 9, 10, 11, 13}));
    const auto recording = plan_replay(ReplaySettings{.files = {holed, whole}}).value().recordings.front();
    EXPECT_EQ(recording.missing, 1U);
    EXPECT_EQ(recording.longest_hole.from, start + minutes{60});
    EXPECT_EQ(recording.longest_hole.length, minutes{5});
}

TEST_F(ReplaySourceTest, IsTheSameInWhateverOrderItsFilesAreNamed)
{
    const auto whole =
        folder.write("MOONUSDT-rise.csv", candles_at({0, 1, 2, 3}) + "1743701100000,900,900,900,900,5.5\n");
    const auto half = folder.write("MOONUSDT-half.csv", candles_at({0, 1}));
    const auto one = plan_replay(ReplaySettings{.files = {whole, half}}).value().recordings.front();
    const auto other = plan_replay(ReplaySettings{.files = {half, whole}}).value().recordings.front();
    EXPECT_EQ(one.instrument, other.instrument);
    EXPECT_EQ(one.series.parts.size(), 1U);
    EXPECT_EQ(other.series.parts.size(), 1U);
}

TEST_F(ReplaySourceTest, PlaysAFolderAndAFileUnderASymbolOfItsOwn)
{
    const auto file = folder.write("BTCUSDT-a.csv", candles_at({0, 1}));
    const auto symbols = [](const std::filesystem::path& data) {
        std::string found;
        const ReplayPlan plan = plan_replay(ReplaySettings{.files = {data}}).value();
        for (const auto& recording : plan.recordings) found += recording.instrument.id.symbol.to_string();
        return found;
    };
    EXPECT_EQ(symbols(folder.path()), "BTCUSDT");
    EXPECT_EQ(symbols("SOLEUR=" + file.string()), "SOLEUR");
}

TEST_F(ReplaySourceTest, PlaysAZipArchiveAsBinancePublishesThem)
{
    ASSERT_TRUE(write_zip(folder.path() / "BTCUSDT-5m-2025-04.zip", {{"BTCUSDT-5m-2025-04.csv", candles_at({0, 1})}}));
    const auto plan = plan_replay(ReplaySettings{.files = {folder.path()}});
    ASSERT_TRUE(plan.has_value()) << plan.error().detail;
    EXPECT_EQ(plan->recordings.front().instrument.id.to_string(), "paper:BTCUSDT");
    EXPECT_EQ(plan->candles(), 2U);
}

TEST_F(ReplaySourceTest, RefusesWhatItCannotPlayAndNamesTheFile)
{
    const auto good = folder.write("BTCUSDT-5m.csv", candles_at({0, 1, 2}));
    EXPECT_EQ(error_of({good}), "");
    EXPECT_THAT(error_of({}), HasSubstr("at least one"));
    EXPECT_THAT(error_of({folder.path() / "none.csv"}), HasSubstr("none.csv: no such file"));
    EXPECT_THAT(error_of({folder.path() / "none"}), HasSubstr("none: no such file"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-a.csv", "")}), HasSubstr("BTCUSDT-a.csv: holds fewer than two"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-b.csv", candles_at({0}))}), HasSubstr("fewer than two"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-c.csv", candles_at({0, 1}) + "junk\n")}),
                HasSubstr("BTCUSDT-c.csv, line 4: has 1 columns"));
    EXPECT_THAT(error_of({folder.write("candles-5m.csv", candles_at({0, 1}))}), HasSubstr("\"CANDLES\" does not end"));
    std::string other = candles_at({2, 3});
    other.replace(other.find(",50\n"), 4, ",51\n");
    EXPECT_THAT(error_of({good, folder.write("BTCUSDT-d.csv", other)}), HasSubstr("say different things of"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-g.csv", candles_at({0, 1, 3})),
                          folder.write("BTCUSDT-h.csv", candles_at({1, 2, 3, 4}))}),
                HasSubstr("fills a hole"));
    EXPECT_THAT(error_of({good, folder.write("BTCUSDT-e.csv", candles_at({6, 8}))}),
                HasSubstr("different candle intervals and share no whole candle"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-f.csv", candles_at({0, 2, 5}))}),
                HasSubstr("BTCUSDT-f.csv, line 4: is not a whole number of candles"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-i.zip", "PK")}), HasSubstr("BTCUSDT-i.zip: is no zip archive"));
    std::filesystem::create_symlink("loop.csv", folder.path() / "loop.csv");
    EXPECT_NE(error_of({folder.path() / "loop.csv"}), "");
    EXPECT_NE(error_of({std::string(300, 'x')}), "");
    EXPECT_THAT(error_of({"/dev/null"}), HasSubstr("is no file"));
    EXPECT_THAT(error_of({folder.write("BTCUSDT-j.csv", "1743699900000000,1,1,1,1,1\n1743699900000001,1,1,1,1,1\n")}),
                HasSubstr("less than a second"));
    EXPECT_FALSE(plan_replay(ReplaySettings{.files = {good}, .speed = 0}).has_value());
    EXPECT_FALSE(plan_replay(ReplaySettings{.files = {good}, .spread_tenth_basis_points = -1}).has_value());
    EXPECT_FALSE(plan_replay(ReplaySettings{.files = {good}, .size_share_percent = 101}).has_value());
}

TEST_F(ReplaySourceTest, RefusesACompressedFileThatWasCutShortAnywhere)
{
    const std::string whole = compressed(folder, candles_at({0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
    EXPECT_EQ(error_of({folder.write("BTCUSDT-5m.csv.gz", whole)}), "");
    for (std::size_t size = 4; size < whole.size(); size += 3) {
        SCOPED_TRACE(size);
        EXPECT_NE(error_of({folder.write("BTCUSDT-cut.csv.gz", whole.substr(0, size))}), "");
    }
    EXPECT_THAT(error_of({folder.write("BTCUSDT-cut.csv.gz", whole.substr(0, whole.size() - 1))}),
                HasSubstr("cut short"));
    std::string changed = whole;
    changed[whole.size() / 2] = static_cast<char>(changed[whole.size() / 2] ^ 0x55);
    EXPECT_NE(error_of({folder.write("BTCUSDT-changed.csv.gz", changed)}), "");
}

/// The real files, if they are there.
class RealData : public testing::Test {
protected:
    void SetUp() override
    {
        const char* folder = std::getenv("SWARMDESK_MARKET_DATA");
        if (folder == nullptr || !std::filesystem::is_directory(folder))
            GTEST_SKIP() << "SWARMDESK_MARKET_DATA names no folder with market data";
        path = folder;
    }
    std::filesystem::path path;
};

TEST_F(RealData, ThreeInstrumentsOverNinetyDaysPlayWholeInOrderAndWithoutHoles)
{
    ReplaySource::Settings settings;
    for (const char* symbol : {"SOLUSDT", "BTCUSDT", "ETHUSDT"})
        settings.files.push_back(path / (std::string{symbol} + "-5m-2025-04-03_2025-07-02.csv.gz"));
    auto plan = plan_replay(settings);
    ASSERT_TRUE(plan.has_value()) << plan.error().detail;
    EXPECT_EQ(plan->candles(), 3U * 25'920U);
    for (const auto& recording : plan->recordings) {
        EXPECT_EQ(recording.series.parts.front().summary.rows, 25'920U);
        EXPECT_EQ(recording.series.parts.front().summary.longest_hole.length, nanoseconds{0});
        EXPECT_EQ(recording.interval, minutes{5});
        EXPECT_EQ(recording.instrument.tick.to_string(), "0.01");
    }

    SourceProbe probe{plan->first_time()};
    ReplaySource source{std::move(*plan), settings, probe.clock};
    probe.start(source);
    probe.run_to_end();
    ASSERT_TRUE(probe.outcome && probe.outcome->has_value());
    ASSERT_EQ(probe.candles.size(), 3U * 25'920U);
    ASSERT_EQ(probe.quotes.size(), 4U * 3U * 25'920U);
    EXPECT_EQ(probe.statuses.size(), 1U);
    for (std::size_t i = 1; i < probe.quotes.size(); ++i) {
        const Quote& before = probe.quotes[i - 1];
        const Quote& quote = probe.quotes[i];
        ASSERT_TRUE(quote.is_sound());
        ASSERT_TRUE(before.time < quote.time || (before.time == quote.time && before.instrument < quote.instrument));
    }
}

TEST_F(RealData, ReadsTheOneMinuteFilesWithTheirVolumesInScientificNotation)
{
    for (const char* file : {"BTCUSDT-1m-2023-03-01_2023-03-21.csv.gz", "BTCUSDC-1m-2023-03-01_2023-03-21.csv.gz"}) {
        SCOPED_TRACE(file);
        const auto summary = summarise_candle_file(path / file);
        ASSERT_TRUE(summary.has_value()) << summary.error().detail;
        EXPECT_EQ(summary->rows, 30'240u);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::market
