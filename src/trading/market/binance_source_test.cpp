#include "trading/market/binance_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>

#include "runtime/real_clock.hpp"
#include "trading/market/binance_imposter.hpp"
#include "trading/market/candle_builder.hpp"
#include "trading/market/open_source.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

const InstrumentId btc{"paper:BTCUSDT"};

/// A desk and a false Binance on one thread and real sockets. Nothing sleeps: the context runs until what is awaited
/// has happened.
class BinanceSourceTest : public testing::Test {
protected:
    BinanceSourceTest()
    {
        settings.instruments = {btc};
        settings.rest_url = imposter.rest_url();
        settings.stream_url = imposter.stream_url();
        settings.session.history_candles = 5;
        settings.session.fetch_retry_delay = milliseconds{5};
        settings.check_interval = milliseconds{5};
        settings.backoff = {.delay_min = milliseconds{1}, .delay_max = milliseconds{10}};
        imposter.set_candles("BTCUSDT", candles(-5, 0));
    }
    ~BinanceSourceTest() override
    {
        tasks.cancel_all();
        run_until([&] { return tasks.is_empty(); });
        bool stopped = false;
        auto ending = stop(stopped);
        tasks.spawn(std::move(ending), "stop");
        run_until([&] { return stopped && tasks.is_empty(); });
    }

    asio::awaitable<void> stop(bool& stopped)
    {
        co_await imposter.stop();
        stopped = true;
    }

    /// One-minute candles; the one at 0 is now's.
    Candle candle(int minute) const
    {
        const Price price{Decimal::from_integer(80'000 + minute)};
        return {btc,   now_minute + minutes{minute},      minutes{1}, price, price, price,
                price, Quantity{Decimal::from_integer(1)}};
    }
    std::vector<Candle> candles(int first, int last) const
    {
        std::vector<Candle> result;
        for (int minute = first; minute <= last; ++minute) result.push_back(candle(minute));
        return result;
    }

    template <class Condition>
    void run_until(Condition condition)
    {
        const auto give_up = clock.now().monotonic + seconds{20};
        context.restart();
        while (!condition() && clock.now().monotonic < give_up) context.run_one_for(milliseconds{50});
        EXPECT_TRUE(condition());
    }

    asio::awaitable<void> keep_opened(std::optional<Result<std::unique_ptr<BinanceSource>>>& slot)
    {
        slot = co_await BinanceSource::open(settings, clock, 1);
    }
    Result<std::unique_ptr<BinanceSource>> open()
    {
        std::optional<Result<std::unique_ptr<BinanceSource>>> slot;
        tasks.spawn(keep_opened(slot), "open");
        run_until([&] { return slot.has_value(); });
        return std::move(*slot);
    }

    asio::awaitable<void> keep_running()
    {
        Feed feed;
        feed.on_quote = [this](const Quote& quote) { quotes.push_back(quote); };
        feed.on_candle = [this](const Candle& one) {
            published.push_back(static_cast<int>((one.open_time - now_minute) / minutes{1}));
        };
        feed.on_status = [this](bool healthy, const std::string& words) {
            is_healthy = healthy;
            said += words + "\n";
        };
        auto work = source->run(std::move(feed));
        outcome = co_await std::move(work);
    }
    void start()
    {
        auto opened = open();
        ASSERT_TRUE(opened.has_value()) << opened.error().detail;
        source = std::move(*opened);
        tasks.spawn(keep_running(), "source");
        wait_for_connection(1);
        run_until([&] { return published.size() == 5; });
        ASSERT_EQ(published, (std::vector{-5, -4, -3, -2, -1}));
    }
    void wait_for_connection(std::size_t number)
    {
        run_until(
            [&] { return imposter.connections_made() >= number && imposter.connections_open() > 0 && is_healthy; });
    }
    /// Sends quotes until one has arrived: right after a connection the desk may not listen yet.
    void quote_until_heard()
    {
        const auto before = quotes.size();
        run_until([&] {
            if (quotes.size() == before) imposter.send_quote("BTCUSDT", ++update_id, "80000.00", "80000.01");
            return quotes.size() > before;
        });
    }

    asio::io_context context;
    runtime::RealClock clock;
    UtcTime now_minute = floor_to_interval(clock.now().utc, minutes{1});
    BinanceImposter imposter{context.get_executor(), clock};
    BinanceSource::Settings settings;
    std::unique_ptr<BinanceSource> source;
    std::optional<Result<void>> outcome;
    std::vector<Quote> quotes;
    std::vector<int> published;
    bool is_healthy = false;
    std::string said;
    std::uint64_t update_id = 0;
    runtime::TaskScope tasks{context.get_executor(),
                             [](const std::string& task, std::exception_ptr) { ADD_FAILURE() << task << " threw"; }};
};

TEST_F(BinanceSourceTest, LearnsItsInstrumentsThenPlaysThePastAndThePresent)
{
    start();
    ASSERT_EQ(source->instruments().size(), 1U);
    EXPECT_EQ(source->instruments()[0].tick.to_string(), "0.01");
    EXPECT_TRUE(source->is_real());
    EXPECT_EQ(imposter.stream_target(), "/stream?streams=btcusdt@bookTicker/btcusdt@kline_1m");
    quote_until_heard();
    EXPECT_EQ(quotes.back().ask.to_string(), "80000.01");
    imposter.send_kline(candle(0), false);
    imposter.send_kline(candle(0), true);
    imposter.send_kline(candle(1), true);
    run_until([&] { return published.size() == 7; });
    EXPECT_EQ(published.back(), 1);
    EXPECT_EQ(imposter.connections_made(), 1U);
}

TEST_F(BinanceSourceTest, DoesNotOpenWhatBinanceDoesNotTrade)
{
    settings.instruments = {btc, InstrumentId{"paper:NOSUCHUSDT"}};
    EXPECT_FALSE(open().has_value());
    settings.instruments = {btc};
    settings.session.candle_interval = minutes{2};
    EXPECT_FALSE(open().has_value());
    settings.session.candle_interval = minutes{1};
    imposter.set_rest(BinanceImposter::Rest::fails);
    EXPECT_FALSE(open().has_value());
}

TEST_F(BinanceSourceTest, AfterACutItReconnectsAndFetchesWhatItMissed)
{
    start();
    imposter.set_candles("BTCUSDT", candles(-5, 3));
    imposter.cut();
    wait_for_connection(2);
    run_until([&] { return published.size() == 8; });
    EXPECT_EQ(published.back(), 2);
    quote_until_heard();
    EXPECT_THAT(said, HasSubstr("connecting anew"));
}

TEST_F(BinanceSourceTest, AGoodbyeAsAtTheTwentyFourHourMarkIsFollowedByANewConnection)
{
    start();
    imposter.close();
    wait_for_connection(2);
    quote_until_heard();
}

TEST_F(BinanceSourceTest, AnAnnouncedShutdownIsFollowedByANewConnection)
{
    start();
    quote_until_heard();
    imposter.send_shutdown();
    wait_for_connection(2);
    EXPECT_THAT(said, HasSubstr("goes away"));
    quote_until_heard();
}

TEST_F(BinanceSourceTest, AConnectionIsRenewedBeforeItIsOld)
{
    settings.session.lifetime_max = milliseconds{100};
    start();
    wait_for_connection(2);
    EXPECT_THAT(said, HasSubstr("renewing"));
}

TEST_F(BinanceSourceTest, ASilentStallIsNoticed)
{
    settings.session.silence_max = milliseconds{100};
    start();
    wait_for_connection(2);
    EXPECT_THAT(said, HasSubstr("nothing heard"));
}

TEST_F(BinanceSourceTest, GarbageEndsTheConnectionAndNotTheSource)
{
    start();
    quote_until_heard();
    for (int i = 0; i < 5; ++i) imposter.send("{\"stream\":");
    wait_for_connection(2);
    quote_until_heard();
}

TEST_F(BinanceSourceTest, AMissingCandleIsFetchedEvenIfRestFailsAtFirst)
{
    start();
    quote_until_heard();
    imposter.set_candles("BTCUSDT", candles(-5, 4));
    imposter.set_rest(BinanceImposter::Rest::fails);
    const auto asked = imposter.klines_asked();
    imposter.send_kline(candle(3), true);
    run_until([&] { return imposter.klines_asked() >= asked + 2; });
    EXPECT_EQ(published.size(), 5U);
    EXPECT_FALSE(is_healthy);
    imposter.set_rest(BinanceImposter::Rest::answers);
    run_until([&] { return published.size() == 9; });
    EXPECT_EQ(published, (std::vector{-5, -4, -3, -2, -1, 0, 1, 2, 3}));
    EXPECT_TRUE(is_healthy);
}

TEST_F(BinanceSourceTest, AsksAgainOnlyWhenTheVenueAllowsIt)
{
    start();
    quote_until_heard();
    imposter.set_rest(BinanceImposter::Rest::limits);
    const auto asked = imposter.klines_asked();
    imposter.send_kline(candle(2), true);
    run_until([&] { return imposter.klines_asked() == asked + 1; });
    const auto limited_at = clock.now().monotonic;
    imposter.set_candles("BTCUSDT", candles(-5, 3));
    run_until([&] { return imposter.klines_asked() == asked + 2; });
    EXPECT_GE(clock.now().monotonic - limited_at, milliseconds{900}) << "Retry-After said a second";
}

/// Of four hours, of which six days are there and one candle that is not complete, and of minutes.
class BinancePastTest : public BinanceSourceTest {
protected:
    BinancePastTest()
    {
        settings.pacing.backoff = {.delay_min = milliseconds{1}, .delay_max = milliseconds{5}, .attempts_max = 3};
        set_fours(-36, 0);
        imposter.set_candles("BTCUSDT", candles(-500, 0));
    }
    void set_fours(int first, int last, std::optional<int> hole = {})
    {
        std::vector<Candle> fours;
        for (int place = first; place <= last; ++place) {
            if (place == hole) continue;
            Candle one = candle(place);
            one.interval = four;
            one.open_time = running + four * place;
            fours.push_back(one);
        }
        imposter.set_candles("BTCUSDT", std::move(fours));
    }
    Result<std::vector<Candle>> ask(UtcTime from)
    {
        std::optional<Result<std::vector<Candle>>> told;
        source->ask_history({btc, four, from, before}, [&](auto candles) { told = std::move(candles); });
        run_until([&] { return told.has_value(); });
        return std::move(*told);
    }
    /// That they join each other and what comes at `before`.
    void expect_seamless(const std::vector<Candle>& told) const
    {
        ASSERT_FALSE(told.empty());
        for (std::size_t i = 1; i < told.size(); ++i)
            ASSERT_EQ(told[i].open_time, told[i - 1].open_time + told[i - 1].interval) << i;
        EXPECT_EQ(told.back().open_time + told.back().interval, before);
        EXPECT_EQ(told.back().instrument, btc);
    }

    static constexpr nanoseconds four = std::chrono::hours{4};
    UtcTime before = now_minute + -minutes{5};
    UtcTime running = floor_to_interval(before, four);
};

TEST_F(BinancePastTest, TellsThePastInATimeframeUpToTheCandlesThereAre)
{
    start();
    const auto told = ask(running + -four * 30);
    ASSERT_TRUE(told.has_value()) << told.error().detail;
    EXPECT_EQ(told->front().open_time, running + -four * 30);
    EXPECT_EQ(std::count_if(told->begin(), told->end(), [](const Candle& one) { return one.interval == four; }), 30);
    expect_seamless(*told);
}

TEST_F(BinancePastTest, AShortPageIsNoEnd)
{
    start();
    imposter.set_rows_max(7);
    const auto told = ask(running + -four * 30);
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->front().open_time, running + -four * 30);
    expect_seamless(*told);
}

TEST_F(BinancePastTest, GoesOnAfterAnswersThatAskForPatience)
{
    start();
    imposter.misbehave(BinanceImposter::Rest::limits, 1);
    const auto told = ask(running + -four * 30);
    ASSERT_TRUE(told.has_value()) << told.error().detail;
    expect_seamless(*told);
    imposter.misbehave(BinanceImposter::Rest::fails, 2);
    EXPECT_TRUE(ask(running + -four * 30).has_value());
    imposter.misbehave(BinanceImposter::Rest::cuts, 1);
    EXPECT_TRUE(ask(running + -four * 30).has_value());
}

TEST_F(BinancePastTest, TellsWhyThereIsNothingAndGoesOnWithTheNext)
{
    start();
    imposter.set_rest(BinanceImposter::Rest::fails);
    const auto told = ask(running + -four * 30);
    ASSERT_FALSE(told.has_value());
    EXPECT_THAT(told.error().detail, HasSubstr("503"));
    imposter.set_rest(BinanceImposter::Rest::answers);
    EXPECT_TRUE(ask(running + -four * 30).has_value());
}

TEST_F(BinancePastTest, HasAHoleWhereBinanceHasOneAndBeginsWhereBinanceDoes)
{
    set_fours(-20, 0, -10);
    start();
    const auto told = ask(running + -four * 30);
    ASSERT_TRUE(told.has_value());
    EXPECT_EQ(told->front().open_time, running + -four * 20) << "listed then";
    EXPECT_EQ(std::count_if(told->begin(), told->end(), [](const Candle& one) { return one.interval == four; }), 19);
    EXPECT_EQ((*told)[9].open_time, running + -four * 11);
    EXPECT_EQ((*told)[10].open_time, running + -four * 9);
}

TEST_F(BinancePastTest, AnswersWhatIsLeftWhenItEnds)
{
    start();
    imposter.set_rest(BinanceImposter::Rest::hangs);
    int answered = 0;
    for (int i = 0; i < 3; ++i)
        source->ask_history({btc, four, running + -four * 9, before},
                            [&](auto candles) { answered += candles.has_value() ? 100 : 1; });
    tasks.cancel_all();
    run_until([&] { return answered == 3 && tasks.is_empty(); });
}

TEST_F(BinancePastTest, TakesNoMoreRequestsThanItsBound)
{
    settings.history_requests_max = 1;
    start();
    imposter.set_rest(BinanceImposter::Rest::hangs);
    const HistoryRequest request{btc, four, running + -four * 9, before};
    source->ask_history(request, [](auto) {});
    std::optional<Error> refused;
    source->ask_history(request, [&](auto candles) { refused = candles.error(); });
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->code, Errc::limit_exceeded);
}

TEST_F(BinanceSourceTest, CancellingEndsItWithNothingLeftBehind)
{
    start();
    tasks.cancel_all();
    run_until([&] { return tasks.is_empty(); });
    EXPECT_FALSE(outcome.has_value()) << "cancelled, not ended";
}

class SelectSourceTest : public BinanceSourceTest {
protected:
    asio::awaitable<void> keep_selected(std::optional<OpenedSource>& slot)
    {
        Settings all;
        all.binance = settings;
        all.answer_timeout = answer_timeout;
        slot = co_await select_source(all, clock);
    }
    OpenedSource select()
    {
        std::optional<OpenedSource> slot;
        tasks.spawn(keep_selected(slot), "select");
        run_until([&] {
            imposter.send_quote("BTCUSDT", ++update_id, "80000.00", "80000.01");
            return slot.has_value();
        });
        return std::move(*slot);
    }

    nanoseconds answer_timeout = seconds{10};
};

TEST_F(SelectSourceTest, TakesLiveDataIfRestAndStreamAnswer)
{
    const auto selected = select();
    EXPECT_EQ(selected.kind, Kind::binance);
    EXPECT_TRUE(selected.source->is_real());
    EXPECT_EQ(selected.words, "live market data of BTCUSDT from Binance");
}

TEST_F(SelectSourceTest, ElseSimulatesAndSaysWhy)
{
    imposter.set_rest(BinanceImposter::Rest::fails);
    auto selected = select();
    EXPECT_EQ(selected.kind, Kind::simulated);
    EXPECT_FALSE(selected.source->is_real());
    EXPECT_THAT(selected.words, HasSubstr("Binance answered 503"));
    EXPECT_THAT(selected.words, HasSubstr("simulated market of BTCUSDT"));

    imposter.set_rest(BinanceImposter::Rest::answers);
    imposter.set_stream_refused(true);
    selected = select();
    EXPECT_EQ(selected.kind, Kind::simulated);
}

TEST_F(SelectSourceTest, DoesNotWaitLongerThanItsTime)
{
    answer_timeout = milliseconds{50};
    imposter.set_rest(BinanceImposter::Rest::hangs);
    const auto selected = select();
    EXPECT_EQ(selected.kind, Kind::simulated);
    EXPECT_THAT(selected.words, HasSubstr("the deadline passed"));
}

}  // namespace
}  // namespace swarmdesk::trading::market
