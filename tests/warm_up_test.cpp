#include <gmock/gmock.h>

#include <boost/asio/io_context.hpp>
#include <fstream>

#include "agents/buy_bot/settings.hpp"
#include "agents/monitor/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "backtest.hpp"
#include "runtime/virtual_clock.hpp"
#include "storage/temporary_folder.hpp"
#include "swarm_cell.hpp"
#include "trading/market/replay_source.hpp"

/// \file
/// The same candles to the same strategy, whose timeframe is larger than they are, by a backtest, by a replay and as a
/// live market brings them: it concludes the same.
namespace swarmdesk::testing {
namespace {

using namespace trading;
using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr UtcTime first{1'743'638'400'000'000'000};  // 2025-04-03T00:00:00Z
constexpr int days = 20;
/// Less than the strategy would like to have seen, and more than it must: all learn all there is.
constexpr int played_from_day = 16;

constexpr std::string_view strategy_text = R"(
name: slow
timeframe: 1h
indicators:
  fast: {ema: {period: 4}}
  slow: {ema: {period: 100}}
  rsi: rsi
entry: {when: fast crosses above slow}
exit: {when: fast < slow}
stop: {percent: 9}
sizing: {quote_amount: 200}
)";

/// Brings the newest of the past as Binance does, among the other candles and long after their time, and answers what
/// it is asked a while later.
class LikeLive final : public market::Source {
public:
    LikeLive(market::Source& inner, runtime::Clock& clock, runtime::TaskScope& tasks)
        : inner_(inner), clock_(clock), tasks_(tasks)
    {}
    std::string description() const override { return inner_.description(); }
    bool is_real() const override { return true; }
    std::vector<Instrument> instruments() const override { return inner_.instruments(); }
    std::vector<nanoseconds> candle_intervals() const override { return inner_.candle_intervals(); }
    boost::asio::awaitable<Result<void>> run(market::Feed feed) override
    {
        feed.on_history = feed.on_candle;
        auto running = inner_.run(std::move(feed));
        co_return co_await std::move(running);
    }
    void ask_history(market::HistoryRequest request, market::HistoryAnswer answer) override
    {
        tasks_.spawn(tell_later(std::move(request), std::move(answer)), "history");
    }

private:
    boost::asio::awaitable<void> tell_later(market::HistoryRequest request, market::HistoryAnswer answer)
    {
        co_await clock_.sleep(90s);
        inner_.ask_history(std::move(request), std::move(answer));
    }
    market::Source& inner_;
    runtime::Clock& clock_;
    runtime::TaskScope& tasks_;
};

class WarmUpTest : public ::testing::Test {
protected:
    WarmUpTest()
    {
        std::ofstream candles{folder.path() / "BTCUSDT-1m.csv"};
        // Waves of a day and of half an hour, so that the averages cross often.
        std::int64_t price = 10'000;
        for (int minute = 0; minute < days * 1440; ++minute) {
            const int phase = minute % 1440;
            const std::int64_t next = price + (phase < 720 ? 1 : -1) + (minute / 15 % 2 == 0 ? 2 : -2);
            candles << to_ms(first + 1min * minute) << ',' << price << ',' << std::max(price, next) + 1 << ','
                    << std::min(price, next) - 1 << ',' << next << ",1000\n";
            price = next;
        }
        std::ofstream{folder.path() / "slow.yaml"} << strategy_text;
    }

    app::Settings settings(const std::string& state) const
    {
        app::Settings made;
        made.state_folder = folder.path() / state;
        std::filesystem::create_directories(made.state_folder);
        made.market.source = market::Kind::replay;
        made.market.data = {folder.path() / "BTCUSDT-1m.csv"};
        made.market.from = first + 24h * played_from_day;
        made.gate.is_policy_allowed = true;
        made.agents.of<agents::BuyBotSettings>().rules.clear();
        made.agents.of<agents::OnlineTradingSettings>().strategies = {(folder.path() / "slow.yaml").string()};
        made.agents = agents::in_virtual_time(made.agents, 1min);
        return made;
    }
    static std::string shown(const Signal& signal)
    {
        return to_iso(signal.time) + ' ' + std::string{to_text(signal.side)} + ' ' + signal.reason +
               (signal.stop_price ? " stop " + signal.stop_price->to_string() : "");
    }

    std::vector<std::string> backtest() const
    {
        const app::Settings made = settings("backtest");
        const auto chosen = app::ChosenStrategy::find((folder.path() / "slow.yaml").string(), made).value();
        const std::vector<strategy::StrategyMaker> makers{chosen.maker({}).value()};
        const auto candles = app::load_candles(made, makers).value();
        const auto recordings = app::recordings_for(candles, made, makers[0], candles.begin(), candles.end());
        const auto terms = app::backtest_terms(made, chosen.agent());
        std::vector<std::string> signals;
        trading::backtest::Backtest run{terms, recordings, chosen.id(), makers[0],
                                        [&](const execution::Stamped& event, const execution::Books&) {
                                            if (const auto* raised = std::get_if<execution::SignalRaised>(&event.event))
                                                signals.push_back(shown(raised->signal));
                                        }};
        run.run();
        return signals;
    }

    enum class Way { replay = 1, live };
    std::vector<std::string> desk(Way way) const
    {
        app::Settings made = settings(way == Way::live ? "live" : "replay");
        if (way == Way::live) made.market.warmup = 300;
        boost::asio::io_context context{1};
        runtime::VirtualClock clock{made.market.from};
        runtime::TaskScope tasks{context.get_executor(),
                                 [](const std::string&, std::exception_ptr error) { std::rethrow_exception(error); }};
        const auto replay = market::ReplaySource::open(made.market.to_module().replay, clock).value();
        LikeLive live{*replay, clock, tasks};
        market::Source& source = way == Way::live ? static_cast<market::Source&>(live) : *replay;
        telemetry::Logger log{made.log};
        app::ExecutionCell::Options options;
        options.durability = ledger::Durability::behind;
        options.mode = ledger::Mode::same_thread;
        options.keeps_venue_journal = false;
        options.tick_interval = 1s;
        options.ticks_on_quotes = true;
        options.start.price_source = "replay";
        auto execution =
            app::ExecutionCell::open(context.get_executor(), clock, log, made, std::move(options), source.instruments())
                .value();
        app::SwarmCell::Options swarm_options;
        swarm_options.ask_history = [&](market::HistoryRequest request, market::HistoryAnswer answer) {
            source.ask_history(std::move(request), std::move(answer));
        };
        auto swarm = app::SwarmCell::open(context.get_executor(), clock, made, swarm_options, *execution).value();
        std::vector<std::string> signals;
        execution->desk().subscribe([&](const execution::Desk::Events& events) {
            for (const execution::StreamedEvent& event : *events)
                if (const auto* raised = std::get_if<execution::SignalRaised>(&event.stamped.event))
                    signals.push_back(shown(raised->signal));
        });
        tasks.spawn(play(*execution, *swarm, source), "desk");
        runtime::run_virtual(context, clock, MonotonicTime{INT64_MAX});
        EXPECT_TRUE(tasks.is_empty());
        return signals;
    }
    static boost::asio::awaitable<void> play(app::ExecutionCell& execution, app::SwarmCell& swarm,
                                             market::Source& source)
    {
        const auto recovered = co_await execution.recover();
        EXPECT_TRUE(recovered);
        execution.add_feed(swarm.feed());
        const auto started = co_await execution.start();
        EXPECT_TRUE(started);
        const auto begun = co_await swarm.start();
        EXPECT_TRUE(begun);
        market::Feed feed;
        feed.on_quote = [&](const Quote& quote) { execution.on_quote(quote); };
        feed.on_candle = [&](const Candle& candle) { execution.on_candle(candle); };
        feed.on_history = [&](const Candle& candle) { execution.on_history(candle); };
        feed.on_status = [](bool, const std::string&) {};
        feed.next_awaited = [&](const InstrumentId& instrument, Price from, Price to) {
            return execution.next_awaited(instrument, from, to);
        };
        auto running = source.run(std::move(feed));
        const auto ended = co_await std::move(running);
        EXPECT_TRUE(ended);
        co_await swarm.stop();
        co_await execution.stop();
    }

    storage::TemporaryFolder folder;
};

TEST_F(WarmUpTest, BacktestReplayAndLiveConcludeTheSame)
{
    const auto tested = backtest();
    EXPECT_GE(tested.size(), 6u);
    EXPECT_EQ(tested, desk(Way::replay));
    EXPECT_EQ(tested, desk(Way::live));
}

TEST_F(WarmUpTest, WithoutAPastNothingIsEnteredBeforeEnoughWasSeen)
{
    app::Settings made = settings("none");
    made.market.warmup = 0;
    const auto chosen = app::ChosenStrategy::find((folder.path() / "slow.yaml").string(), made).value();
    const std::vector<strategy::StrategyMaker> makers{chosen.maker({}).value()};
    const auto candles = app::load_candles(made, makers).value();
    EXPECT_EQ(app::recordings_for(candles, made, makers[0], candles.begin(), candles.end()).front().warm_up, 0u);
}

}  // namespace
}  // namespace swarmdesk::testing
