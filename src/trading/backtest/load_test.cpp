#include "trading/backtest/load.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "storage/temporary_folder.hpp"

namespace swarmdesk::trading::backtest {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

constexpr std::int64_t day_ms = 86'400'000;

class LoadTest : public ::testing::Test {
protected:
    /// So many hourly candles from 2025-01-01.
    void write(const char* name, int hours)
    {
        std::ofstream out{folder.path() / name};
        out << "time,open,high,low,close,volume\n";
        for (int i = 0; i < hours; ++i)
            out << 1'735'689'600'000 + i * day_ms / 24 << "," << 100 + i << "," << 101 + i << "," << 99 + i << ","
                << 100 + i << ",5\n";
        settings.files.push_back(folder.path() / name);
    }
    LoadedCandles load() { return LoadedCandles::load(market::plan_replay(settings).value(), settings).value(); }
    static UtcTime hour(int number) { return utc_from_ms(1'735'689'600'000 + number * day_ms / 24); }

    storage::TemporaryFolder folder;
    market::ReplaySettings settings;
};

TEST_F(LoadTest, HoldsWhatAReplayWouldPlay)
{
    write("BTCUSDT-1h.csv", 48);
    write("ETHUSDT-1h.csv", 24);
    const LoadedCandles candles = load();
    ASSERT_THAT(candles.recordings(), SizeIs(2));
    EXPECT_THAT(candles.recordings().front().candles, SizeIs(48));
    EXPECT_EQ(candles.symbols(), "BTCUSDT, ETHUSDT");
    EXPECT_EQ(candles.begin(), hour(0));
    EXPECT_EQ(candles.end(), hour(48));
}

TEST_F(LoadTest, TeachesWhatLiesBeforeTheBeginning)
{
    write("BTCUSDT-1h.csv", 48);
    settings.from = hour(10);
    settings.to = hour(20);
    settings.warmup_max = 4;
    const LoadedCandles candles = load();
    const Recording recording = candles.recordings().front();
    EXPECT_EQ(recording.warm_up, 4u);
    EXPECT_THAT(recording.candles, SizeIs(14));
    EXPECT_EQ(candles.begin(), hour(10));
    EXPECT_EQ(candles.end(), hour(20));
}

TEST_F(LoadTest, APartHasTheCandlesBeforeItForHistory)
{
    write("BTCUSDT-1h.csv", 48);
    write("ETHUSDT-1h.csv", 24);
    const LoadedCandles candles = load();
    const auto part = candles.recordings(hour(30), hour(40), 7);
    ASSERT_THAT(part, SizeIs(1)) << "the other has ended";
    EXPECT_EQ(part.front().warm_up, 7u);
    EXPECT_EQ(part.front().begin(), hour(30));
    EXPECT_EQ(part.front().end(), hour(40));
    EXPECT_EQ(candles.recordings(hour(3), hour(4), 7).front().warm_up, 3u) << "there are no more";
    EXPECT_THAT(candles.recordings(hour(48), hour(60), 7), SizeIs(0));
}

TEST_F(LoadTest, ItsFingerprintIsThatOfItsCandles)
{
    write("BTCUSDT-1h.csv", 48);
    const Hash whole = load().fingerprint();
    EXPECT_EQ(load().fingerprint(), whole);
    settings.to = hour(47);
    EXPECT_NE(load().fingerprint(), whole);
}

}  // namespace
}  // namespace swarmdesk::trading::backtest
