#include "trading/market/known_instruments.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using namespace literals;

TEST(KnownInstruments, EveryUsualOneHasSoundSteps)
{
    const auto instruments = usual_instruments();
    ASSERT_EQ(instruments.size(), 3U);
    for (const Instrument& instrument : instruments) {
        SCOPED_TRACE(instrument.id.to_string());
        EXPECT_EQ(instrument.base.to_string() + instrument.quote.to_string(), instrument.id.symbol.to_string());
        EXPECT_TRUE(instrument.tick.is_positive());
        EXPECT_TRUE(instrument.lot.is_positive());
        EXPECT_TRUE(instrument.notional_min.is_positive());
        EXPECT_LT(instrument.quantity_min, instrument.quantity_max);
    }
}

TEST(KnownInstruments, TakesTheStepsOfAKnownSymbolUnlessTheDataIsFiner)
{
    EXPECT_EQ(instrument_for_data("BTCUSDT", {1, 3, Price{"1"_dec}, Price{"1"_dec}}).value().tick.to_string(), "0.01");
    EXPECT_EQ(instrument_for_data("BTCUSDT", {2, 8, Price{"1"_dec}, Price{"1"_dec}}).value().lot.to_string(),
              "0.00001");
    EXPECT_EQ(instrument_for_data("BTCUSDT", {3, 3, Price{"1"_dec}, Price{"1"_dec}}).value().tick.to_string(), "0.001");
}

TEST(KnownInstruments, DerivesTheStepsOfAnUnknownSymbolFromItsDecimals)
{
    const auto instrument = instrument_for_data("NEWCOINUSDT", {4, 0, Price{"1"_dec}, Price{"1"_dec}}).value();
    EXPECT_EQ(instrument.base.to_string(), "NEWCOIN");
    EXPECT_EQ(instrument.quote.to_string(), "USDT");
    EXPECT_EQ(instrument.tick.to_string(), "0.0001");
    EXPECT_EQ(instrument.lot.to_string(), "1");
}

TEST(KnownInstruments, TakesNoDecimalsThatComeFromADouble)
{
    const auto instrument = instrument_for_data("XUSDT", {18, 8, Price{"1"_dec}, Price{"1"_dec}}).value();
    EXPECT_EQ(instrument.tick.to_string(), "0.000000000001");
    EXPECT_EQ(instrument.lot.to_string(), "0.0001") << "a book must be able to count a billion of them";
    const Price high{"90000"_dec};
    EXPECT_EQ(instrument_for_data("XUSDT", {4, 17, high, high}).value().lot.to_string(), "0.00000001");
}

TEST(KnownInstruments, LetsABillionThroughWhateverACoinCosts)
{
    EXPECT_EQ(
        instrument_for_data("BTCGBP", {2, 6, Price{"84000"_dec}, Price{"84000"_dec}}).value().quantity_max.to_string(),
        "100000");
    EXPECT_EQ(instrument_for_data("XUSDT", {0, 0, Price{"1"_dec}, Price{"1"_dec}}).value().quantity_max.to_string(),
              "1000000000");
    // A book counts two to the 45th lots: as coarse as it takes.
    const auto pepe = instrument_for_data("PEPEUSDT", {8, 8, Price{"0.00000812"_dec}, Price{"0.00000812"_dec}}).value();
    EXPECT_EQ(pepe.quantity_max.to_string(), "1000000000000000");
    EXPECT_EQ(pepe.lot.to_string(), "100");
    // Room for the highest price comes first.
    const auto moon = instrument_for_data("MOONUSDT", {6, 0, Price{"0.000001"_dec}, Price{"1000"_dec}}).value();
    EXPECT_EQ(moon.quantity_max.to_string(), "100000000000");
}

TEST(KnownInstruments, RefusesPricesThatItsStepsCannotTellApart)
{
    const auto least = instrument_for_data("XUSDT", {13, 0, Price{"0.000000001"_dec}, Price{"0.000000002"_dec}});
    EXPECT_TRUE(least) << least.error().detail;
    EXPECT_FALSE(instrument_for_data("XUSDT", {13, 0, Price{"0.0000000009999"_dec}, Price{"0.000000002"_dec}}));
}

TEST(KnownInstruments, RefusesASymbolThatCannotBeSplit)
{
    for (const char* symbol : {"", "USDT", "candles", "BTC/USDT", "../USDT"})
        EXPECT_FALSE(instrument_for_data(symbol, {2, 2, Price{"1"_dec}, Price{"1"_dec}}).has_value()) << symbol;
}

}  // namespace
}  // namespace swarmdesk::trading::market
