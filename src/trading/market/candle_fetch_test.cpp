#include "trading/market/candle_fetch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <csignal>
#include <fstream>

#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/virtual_clock.hpp"
#include "trading/market/binance_imposter.hpp"
#include "trading/market/replay_plan.hpp"
#include "trading/market/source_probe.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Rest = BinanceImposter::Rest;

constexpr nanoseconds half_hour = minutes{30};
constexpr UtcTime february{1'738'368'000'000'000'000};  // 2025-02-01T00:00:00Z
constexpr UtcTime march{1'740'787'200'000'000'000};
constexpr UtcTime april{1'743'465'600'000'000'000};
constexpr UtcTime now = april + hours{9 * 24} + minutes{44};

/// A false Binance on real sockets, and a clock that passes only while somebody waits on it: no test waits for real.
class CandleFetchTest : public testing::Test {
protected:
    CandleFetchTest()
    {
        // Half-hour candles from the middle of February until now's, which is not over.
        for (UtcTime time = february + hours{10 * 24}; time < now; time = time + half_hour) {
            const Price price{Decimal::from_integer(80'000 + static_cast<std::int64_t>(candles.size()))};
            candles.push_back({InstrumentId{"binance:BTCUSDT"}, time, half_hour, price, price, price, price,
                               Quantity{Decimal::from_integer(1)}});
        }
        imposter.set_candles("BTCUSDT", candles);
        settings.rest_url = imposter.rest_url();
        request.symbol = Symbol{"BTCUSDT"};
        request.interval = half_hour;
        request.from = february;
        request.folder = folder.path() / "data";
    }
    ~CandleFetchTest() override
    {
        bool is_stopped = false;
        tasks.spawn(stop(is_stopped), "stop");
        run_until([&] { return is_stopped && tasks.is_empty(); });
    }

    asio::awaitable<void> stop(bool& is_stopped)
    {
        co_await imposter.stop();
        is_stopped = true;
    }

    template <class Condition>
    void run_until(Condition condition)
    {
        const auto give_up = real_clock.now().monotonic + seconds{60};
        context.restart();
        while (!condition() && real_clock.now().monotonic < give_up) {
            if (context.run_one_for(std::chrono::milliseconds{20}) > 0) continue;
            if (clock.next_due()) clock.advance_to_next();
            context.restart();
        }
        EXPECT_TRUE(condition());
    }

    asio::awaitable<void> keep(BinanceHistory& history, std::optional<Result<CandleFetchReport>>& slot)
    {
        auto work = fetch_candles(history, clock, request,
                                  [this](std::chrono::year_month, std::size_t count) { progress.push_back(count); });
        slot = co_await std::move(work);
    }
    Result<CandleFetchReport> fetch()
    {
        BinanceHistory history{settings, clock, real_clock, 1};
        history.on_wait = [this](const std::string& why, nanoseconds delay) {
            waits += why + "\n";
            waited = waited + delay;
        };
        std::optional<Result<CandleFetchReport>> slot;
        tasks.spawn(keep(history, slot), "fetch");
        // While a request is under way nobody sleeps on the virtual clock, so that it stands still.
        run_until([&] { return slot.has_value(); });
        return std::move(*slot);
    }

    std::vector<std::string> names() const
    {
        std::vector<std::string> result;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator{request.folder, ignored})
            result.push_back(entry.path().filename().string());
        std::sort(result.begin(), result.end());
        return result;
    }
    std::size_t rows(const std::string& name) const
    {
        const auto summary = summarise_candle_file(request.folder / name);
        return summary ? summary->rows : 0;
    }

    TemporaryFolder folder;
    asio::io_context context;
    runtime::RealClock real_clock;
    runtime::VirtualClock clock{now};
    runtime::TaskScope tasks{context.get_executor(), {}};
    BinanceImposter imposter{context.get_executor(), real_clock};
    BinanceHistory::Settings settings;
    CandleFetchRequest request;
    std::vector<Candle> candles;
    std::vector<std::size_t> progress;
    std::string waits;
    nanoseconds waited{};
};

constexpr const char* feb_file = "BTCUSDT-30m-2025-02.csv";
constexpr const char* mar_file = "BTCUSDT-30m-2025-03.csv";
constexpr const char* apr_part = "BTCUSDT-30m-2025-04.part.csv";

TEST_F(CandleFetchTest, WritesAFileForEachMonthAndMarksTheOneThatIsNotComplete)
{
    request.from = february + -hours{24 * 365};
    const auto report = fetch();
    ASSERT_TRUE(report.has_value()) << report.error().detail;
    EXPECT_THAT(names(), ElementsAre(feb_file, mar_file, apr_part));
    EXPECT_EQ(rows(feb_file), 18U * 48);
    EXPECT_EQ(rows(mar_file), 31U * 48) << "more than one answer holds";
    EXPECT_EQ(rows(apr_part), 9U * 48 + 1) << "the candle of now is not over";
    EXPECT_EQ(report->candles, candles.size() - 1);
    EXPECT_EQ(report->listed, february + hours{10 * 24});
    EXPECT_EQ(report->files.size(), 3U);
    EXPECT_EQ(imposter.klines_asked(), 1U + 1 + 2 + 1) << "the months before the listing are not asked for one by one";
    EXPECT_THAT(progress, ElementsAre(18 * 48, 1000, 31 * 48, 9 * 48 + 1));
    EXPECT_EQ(waits, "");
    // And it is what a replay plays.
    const auto plan = plan_replay({.files = {request.folder}});
    ASSERT_TRUE(plan.has_value()) << plan.error().detail;
    EXPECT_EQ(plan->candles(), candles.size() - 1);
    EXPECT_EQ(plan->recordings.front().missing, 0U);
}

TEST_F(CandleFetchTest, FetchesNoWholeMonthTwiceAndContinuesThePart)
{
    ASSERT_TRUE(fetch().has_value());
    const std::size_t asked = imposter.klines_asked();
    const auto again = fetch();
    ASSERT_TRUE(again.has_value());
    EXPECT_EQ(again->candles, 0U);
    EXPECT_EQ(again->months_kept, 3U);
    EXPECT_EQ(imposter.klines_asked(), asked) << "nothing has ended since";

    // May has begun: April is whole.
    for (UtcTime time = candles.back().open_time + half_hour; time < april + hours{30 * 24 + 1};
         time = time + half_hour) {
        candles.push_back(candles.back());
        candles.back().open_time = time;
    }
    imposter.set_candles("BTCUSDT", candles);
    clock.advance_by(april + hours{30 * 24} + minutes{61} - now);
    const auto later = fetch();
    ASSERT_TRUE(later.has_value()) << later.error().detail;
    EXPECT_EQ(later->candles, 30U * 48 + 2 - (9 * 48 + 1));
    EXPECT_EQ(later->months_kept, 2U);
    EXPECT_THAT(names(), ElementsAre(feb_file, mar_file, "BTCUSDT-30m-2025-04.csv", "BTCUSDT-30m-2025-05.part.csv"));
    EXPECT_EQ(rows("BTCUSDT-30m-2025-04.csv"), 30U * 48);
}

TEST_F(CandleFetchTest, ACandleIsOverAMomentAfterItsEndAndNotBefore)
{
    request.from = april;
    clock.advance_by(april + hours{9 * 24} + minutes{60} + seconds{9} - now);
    ASSERT_TRUE(fetch().has_value());
    EXPECT_EQ(rows(apr_part), 9U * 48 + 1);
    clock.advance_by(seconds{1});
    ASSERT_TRUE(fetch().has_value());
    EXPECT_EQ(rows(apr_part), 9U * 48 + 2);
}

TEST_F(CandleFetchTest, APartOfAMonthStaysAPartUntilAllOfItIsThere)
{
    request.from = march + hours{24};
    request.to = march + hours{48};
    ASSERT_TRUE(fetch().has_value());
    constexpr const char* part = "BTCUSDT-30m-2025-03.part.csv";
    EXPECT_THAT(names(), ElementsAre(part));
    EXPECT_EQ(rows(part), 48U);
    // Later than it begins: continued.
    request.from = march + hours{36};
    request.to = march + hours{60};
    ASSERT_TRUE(fetch().has_value());
    EXPECT_EQ(rows(part), 72U);
    // Earlier: fetched anew, as far as it went.
    request.from = march;
    request.to = march + hours{24};
    ASSERT_TRUE(fetch().has_value());
    EXPECT_EQ(rows(part), 120U);
    request.to = april;
    ASSERT_TRUE(fetch().has_value());
    EXPECT_THAT(names(), ElementsAre(mar_file));
    EXPECT_EQ(rows(mar_file), 31U * 48);
}

TEST_F(CandleFetchTest, WaitsAsLongAsBinanceAsksForAndGoesOn)
{
    imposter.misbehave(Rest::limits, 2);
    const auto report = fetch();
    ASSERT_TRUE(report.has_value()) << report.error().detail;
    EXPECT_EQ(report->candles, candles.size() - 1);
    EXPECT_THAT(waits, HasSubstr("slow down (429)"));
    EXPECT_GE(waited, seconds{2});
    EXPECT_EQ(clock.now().utc - now, waited) << "on the clock it was given";
}

TEST_F(CandleFetchTest, WaitsForTheNextMinuteWhereMostOfTheWeightIsUsed)
{
    request.from = april;
    imposter.set_used_weight(5'000);
    ASSERT_TRUE(fetch().has_value());
    EXPECT_EQ(waited, minutes{2}) << "after each of two answers";
}

TEST_F(CandleFetchTest, AsksAgainAfterErrorsThatPassAndAfterAnAnswerThatWasCut)
{
    for (const Rest rest : {Rest::fails, Rest::cuts}) {
        SCOPED_TRACE(static_cast<int>(rest));
        std::filesystem::remove_all(request.folder);
        waits.clear();
        imposter.misbehave(rest, 3);
        const auto report = fetch();
        ASSERT_TRUE(report.has_value()) << report.error().detail;
        EXPECT_THAT(names(), ElementsAre(feb_file, mar_file, apr_part));
        EXPECT_EQ(std::count(waits.begin(), waits.end(), '\n'), 3);
    }
}

TEST_F(CandleFetchTest, KeepsWhatItHasWhereItGivesUpAndGoesOnThereTheNextTime)
{
    settings.pacing.backoff.attempts_max = 2;
    request.from = march;
    progress.clear();
    // The first answer of March is good, what follows is not.
    std::optional<Result<CandleFetchReport>> slot;
    BinanceHistory history{settings, clock, real_clock, 1};
    tasks.spawn(keep(history, slot), "fetch");
    run_until([&] { return progress.size() == 1 || slot.has_value(); });
    imposter.misbehave(Rest::fails, 100);
    run_until([&] { return slot.has_value(); });
    ASSERT_TRUE(slot && !slot->has_value());
    EXPECT_EQ(slot->error().code, Errc::unavailable);
    EXPECT_THAT(slot->error().detail, HasSubstr("BTCUSDT: Binance answered 503, and so the last"));
    EXPECT_THAT(names(), ElementsAre("BTCUSDT-30m-2025-03.part.csv"));
    EXPECT_EQ(rows("BTCUSDT-30m-2025-03.part.csv"), 1000U);
    imposter.misbehave(Rest::answers, 0);
    const auto report = fetch();
    ASSERT_TRUE(report.has_value()) << report.error().detail;
    EXPECT_EQ(report->candles, candles.size() - 1 - 18 * 48 - 1000);
    EXPECT_EQ(rows(mar_file), 31U * 48);
}

TEST_F(CandleFetchTest, RefusesASymbolThatBinanceDoesNotKnowAndWritesNothing)
{
    request.symbol = Symbol{"NOSUCHUSDT"};
    const auto report = fetch();
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, Errc::out_of_range);
    EXPECT_THAT(report.error().detail, HasSubstr("NOSUCHUSDT: Binance does not know this symbol"));
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(CandleFetchTest, WritesNothingWhereThereIsNothing)
{
    imposter.set_candles("BTCUSDT", {});
    const auto report = fetch();
    ASSERT_TRUE(report.has_value()) << report.error().detail;
    EXPECT_EQ(report->candles, 0U);
    EXPECT_EQ(imposter.klines_asked(), 1U);
    EXPECT_THAT(names(), IsEmpty());
}

TEST_F(CandleFetchTest, RefusesATimeWithoutACandleThatIsOver)
{
    for (const auto& [from, to] : {std::pair{now, std::optional<UtcTime>{}},
                                   {march, std::optional{march}},
                                   {march + minutes{1}, std::optional{march + minutes{59}}}}) {
        request.from = from;
        request.to = to;
        const auto report = fetch();
        ASSERT_FALSE(report.has_value());
        EXPECT_EQ(report.error().code, Errc::out_of_range);
    }
    request.from = february;
    request.to.reset();
    request.interval = seconds{1};
    EXPECT_EQ(fetch().error().code, Errc::out_of_range);
    request.interval = minutes{7};
    EXPECT_THAT(fetch().error().detail, HasSubstr("Binance has candles of 1s, 1m"));
    EXPECT_EQ(imposter.klines_asked(), 0U);
}

TEST_F(CandleFetchTest, SaysWhichFileCannotBeWritten)
{
    folder.write("data", "a file where the folder should be");
    const auto report = fetch();
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, Errc::io);
    EXPECT_THAT(report.error().detail, HasSubstr("data"));
}

TEST_F(CandleFetchTest, AFullDiskLeavesNoHalfFile)
{
    rlimit before{};
    ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
    const auto old_handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{20'000, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const auto report = fetch();
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, old_handler);
    ASSERT_FALSE(report.has_value());
    EXPECT_EQ(report.error().code, Errc::io);
    EXPECT_THAT(report.error().detail, HasSubstr(std::string{feb_file} + ": cannot be written"));
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_TRUE(fetch().has_value());
    EXPECT_THAT(names(), ElementsAre(feb_file, mar_file, apr_part));
}

}  // namespace
}  // namespace swarmdesk::trading::market
