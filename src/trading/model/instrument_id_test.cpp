#include "trading/model/instrument_id.hpp"

#include <gtest/gtest.h>

#include "base/codec.hpp"

namespace swarmdesk::trading {
namespace {

TEST(InstrumentId, ReadsBackItsOwnText)
{
    const InstrumentId id{VenueId{"paper"}, Symbol{"BTCUSDT"}};
    EXPECT_EQ(id.to_string(), "paper:BTCUSDT");
    EXPECT_EQ(InstrumentId::parse(id.to_string()).value(), id);
}

TEST(InstrumentId, TellsTheSameSymbolAtTwoVenuesApart)
{
    EXPECT_NE(InstrumentId{"paper:BTCUSDT"}, InstrumentId{"binance:BTCUSDT"});
}

TEST(InstrumentId, HasASymbolOfAnyScriptEverywhereItIsWritten)
{
    const InstrumentId id{"paper:币安人生USDT"};
    EXPECT_EQ(InstrumentId::parse(id.to_string()).value(), id);
    const Bytes bytes = encode(id);
    EXPECT_EQ(decode<InstrumentId>(bytes).value(), id);
    EXPECT_EQ(AssetId::parse("币安人生").value().to_string(), "币安人生");
    EXPECT_FALSE(VenueId::parse("币安").has_value()) << "a venue is ours to name, and names files";
    EXPECT_FALSE(AccountId::parse("币安").has_value());
}

TEST(InstrumentId, HasASymbolOfThirtySixBytesAtMostAndOfNothingUnseen)
{
    std::string twelve;
    for (int i = 0; i < 12; ++i) twelve += "币";
    EXPECT_TRUE(Symbol::parse(twelve).has_value());
    EXPECT_FALSE(Symbol::parse(twelve + "T").has_value());
    for (const char* text :
         {"BTC\xE2\x80\x8BUSDT", "币 USDT", "-币", ".币", "币/USDT", "\xE5\xB8USDT", "\xF0\x9F\x9A\x80USDT"})
        EXPECT_FALSE(Symbol::parse(text).has_value()) << text;
}

TEST(InstrumentId, RefusesWhatIsNotAVenueAndASymbol)
{
    for (const char* text : {"", "BTCUSDT", ":BTCUSDT", "paper:", "paper:BTC:USDT", "paper: BTCUSDT", "pa per:BTCUSDT"})
        EXPECT_FALSE(InstrumentId::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace swarmdesk::trading
