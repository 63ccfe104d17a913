#include "trading/market/simulated_source.hpp"

#include <gtest/gtest.h>

#include "trading/market/source_probe.hpp"

namespace swarmdesk::trading::market {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr UtcTime start = utc_from_ms(1'743'699'917'250);  // inside a minute

TEST(SimulatedSource, BeginsWithAPastOfCompleteCandlesWithoutHoles)
{
    SourceProbe probe{start};
    SimulatedSource source{{.history_candles = 300}, probe.clock};
    probe.start(source);
    probe.run_for(nanoseconds{0});
    ASSERT_EQ(probe.candles.size(), 900U);
    const UtcTime now_minute = floor_to_interval(start, minutes{1});
    UtcTime expected = now_minute + -minutes{300};
    for (std::size_t i = 0; i < probe.candles.size(); i += 3) {
        for (std::size_t k = 0; k < 3; ++k) {
            const Candle& candle = probe.candles[i + k];
            ASSERT_EQ(candle.instrument, source.instruments()[k].id);
            ASSERT_EQ(candle.open_time, expected);
            ASSERT_LE(candle.low, candle.open);
            ASSERT_GE(candle.high, candle.close);
            ASSERT_TRUE(candle.volume.is_positive());
        }
        expected = expected + minutes{1};
    }
    EXPECT_EQ(expected, now_minute);
    ASSERT_FALSE(probe.statuses.empty());
    EXPECT_TRUE(probe.statuses.front().healthy);
}

TEST(SimulatedSource, QuotesEveryInstrumentAtEveryTickByTheClock)
{
    SourceProbe probe{start};
    SimulatedSource source{{.history_candles = 0}, probe.clock};
    probe.start(source);
    probe.run_for(seconds{10});
    ASSERT_EQ(probe.quotes.size(), 3U * 41U);
    for (std::size_t i = 0; i < probe.quotes.size(); ++i) {
        const Quote& quote = probe.quotes[i];
        EXPECT_TRUE(quote.is_sound());
        EXPECT_EQ(quote.time, start + milliseconds{250} * static_cast<std::int64_t>(i / 3));
        EXPECT_EQ(quote.received.ns, (quote.time - start).count());
    }
}

TEST(SimulatedSource, TheCandleOfThePresentJoinsThePastWithoutAHole)
{
    SourceProbe probe{start};
    SimulatedSource source{{.history_candles = 2}, probe.clock};
    probe.start(source);
    probe.run_for(minutes{2});
    ASSERT_EQ(probe.candles.size(), 4U * 3U);
    for (std::size_t i = 3; i < probe.candles.size(); ++i)
        EXPECT_EQ(probe.candles[i].open_time, probe.candles[i - 3].open_time + minutes{1});
}

TEST(SimulatedSource, TheSameSeedIsTheSameMarket)
{
    std::vector<std::vector<Quote>> runs;
    for (const std::uint64_t seed : {5U, 5U, 6U}) {
        SourceProbe probe{start};
        SimulatedSource source{{.seed = seed, .history_candles = 50}, probe.clock};
        probe.start(source);
        probe.run_for(minutes{1});
        runs.push_back(probe.quotes);
    }
    ASSERT_EQ(runs[0].size(), runs[1].size());
    bool differs = false;
    for (std::size_t i = 0; i < runs[0].size(); ++i) {
        ASSERT_EQ(runs[0][i].bid, runs[1][i].bid);
        ASSERT_EQ(runs[0][i].ask_size, runs[1][i].ask_size);
        differs |= runs[0][i].bid != runs[2][i].bid;
    }
    EXPECT_TRUE(differs);
}

TEST(SimulatedSource, HasAPastInEveryTimeframeThatJoinsWhatItMade)
{
    std::vector<std::vector<Candle>> runs;
    for (const std::uint64_t seed : {5U, 5U, 6U}) {
        SourceProbe probe{start};
        SimulatedSource source{{.seed = seed, .history_candles = 50}, probe.clock};
        probe.start(source);
        probe.run_for(minutes{10});
        const UtcTime before = probe.candles.back().open_time;
        for (const nanoseconds interval : {nanoseconds{minutes{5}}, nanoseconds{std::chrono::hours{4}}}) {
            const InstrumentId btc = source.instruments().front().id;
            const HistoryRequest request{btc, interval, floor_to_interval(before, interval) + -interval * 400, before};
            std::vector<Candle> told;
            source.ask_history(request, [&](auto candles) { told = candles.value(); });
            ASSERT_FALSE(told.empty());
            EXPECT_EQ(told.front().open_time, request.from);
            EXPECT_EQ(told.back().open_time + told.back().interval, before);
            for (std::size_t i = 0; i < told.size(); ++i) {
                ASSERT_TRUE(told[i].low <= told[i].open && told[i].high >= told[i].close && told[i].low.is_positive());
                const UtcTime due = i == 0 ? request.from : told[i - 1].open_time + told[i - 1].interval;
                ASSERT_EQ(told[i].open_time, due) << i;
            }
            runs.push_back(std::move(told));
        }
    }
    EXPECT_EQ(runs[0], runs[2]);
    EXPECT_EQ(runs[1], runs[3]);
    EXPECT_NE(runs[1], runs[5]);
}

TEST(SimulatedSource, SaysThatItIsMadeUp)
{
    SourceProbe probe{start};
    const SimulatedSource source{{.seed = 42}, probe.clock};
    EXPECT_FALSE(source.is_real());
    EXPECT_EQ(source.description(), "simulated market of BTCUSDT, ETHUSDT, SOLUSDT, seed 42");
}

}  // namespace
}  // namespace swarmdesk::trading::market
