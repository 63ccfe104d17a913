#include "trading/market/candle_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "trading/market/source_probe.hpp"

namespace swarmdesk::trading::market {
namespace {

TEST(CandleFiles, TheirNamesMayBeOfAnyScript)
{
    EXPECT_EQ(symbol_of_file("币安人生USDT-5m.csv"), "币安人生USDT");
    EXPECT_EQ(symbol_of_file("币安人生_USDT-5m.csv"), "币安人生USDT");
}

TEST(CandleFiles, TheirNamesSayTheSymbolAsExchangesAndProgramsWriteIt)
{
    const std::pair<const char*, const char*> cases[] = {
        {"BTCUSDT-5m-2025-04.csv.gz", "BTCUSDT"},
        {"BTCUSDT.csv", "BTCUSDT"},
        {"btcusdt-5m-x.csv", "BTCUSDT"},
        {"BTC_USDT-5m.csv", "BTCUSDT"},
        {"BTC-USDT-5m.csv", "BTCUSDT"},
        {"BTC_USDT_USDT-5m-futures.csv", "BTCUSDT"},
        {"BTCUSDT_PERP-5m-x.csv", "BTCUSDT"},
        {"BINANCE_BTCUSDT, 60.csv", "BTCUSDT"},
        {"WBTC-USDT-1h.csv", "WBTCUSDT"},
        {"BINANCE_BTC_USDT-1h.csv", "BTCUSDT"},
        {"Coinbase_ETH_USD_1h.csv", "ETHUSD"},
        {"Kraken_SOL_EUR_2025-04.csv", "SOLEUR"},
        {"my spot_BTC-USDT.csv", "BTCUSDT"},
        {"2025_BTC_USDT.csv", "BTCUSDT"},
        {"USDC_USDT.csv", "USDCUSDT"},
        {"ETHBTC-1h.csv", "ETHBTC"},
        {"XBTUSD_5.csv", "XBTUSD"},
        {"1000PEPEUSDT-5m.csv", "1000PEPEUSDT"},
        {"\xE5\xB8\x81USDT-5m.csv", "\xE5\xB8\x81USDT"},
        {"candles.csv", "CANDLES"},
        {"-.csv", ""},
        {"", ""},
    };
    for (const auto& [name, symbol] : cases) EXPECT_EQ(symbol_of_file(name), symbol) << name;
}

TEST(CandleFiles, AreNamedThemselvesWithTheirSymbolOrByTheirFolder)
{
    const TemporaryFolder folder;
    for (const char* name :
         {"ETHUSDT-5m.csv", "BTCUSDT-5m.csv.gz", "notes.txt", "a=b.csv", "._BTCUSDT.csv", "SOL-USDT.CSV"})
        std::ofstream{folder.path() / name} << "x";
    const auto paths = [&](const std::vector<std::filesystem::path>& data) {
        std::vector<std::string> found;
        for (const NamedFile& file : find_candle_files(data).value())
            found.push_back(file.symbol + " " + file.path.filename().string());
        return found;
    };
    using testing::ElementsAre;
    EXPECT_THAT(paths({folder.path() / "ETHUSDT-5m.csv"}), ElementsAre("ETHUSDT ETHUSDT-5m.csv"));
    EXPECT_THAT(paths({"SOLUSDT=" + (folder.path() / "ETHUSDT-5m.csv").string()}),
                ElementsAre("SOLUSDT ETHUSDT-5m.csv"));
    EXPECT_THAT(paths({"sol-usdt=x.csv"}), ElementsAre("SOLUSDT x.csv"));
    EXPECT_THAT(paths({folder.path() / "a=b.csv"}), ElementsAre("A a=b.csv"));
    EXPECT_THAT(paths({folder.path()}), ElementsAre("BTCUSDT BTCUSDT-5m.csv.gz", "ETHUSDT ETHUSDT-5m.csv",
                                                    "SOLUSDT SOL-USDT.CSV", "A a=b.csv"));
    const TemporaryFolder empty;
    const auto nothing = find_candle_files({empty.path()});
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().code, Errc::not_found);
}

}  // namespace
}  // namespace swarmdesk::trading::market
