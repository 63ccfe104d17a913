#include "trading/model/instrument_id.hpp"

#include <gtest/gtest.h>

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

TEST(InstrumentId, RefusesWhatIsNotAVenueAndASymbol)
{
    for (const char* text : {"", "BTCUSDT", ":BTCUSDT", "paper:", "paper:BTC:USDT", "paper: BTCUSDT", "pa per:BTCUSDT"})
        EXPECT_FALSE(InstrumentId::parse(text).has_value()) << text;
}

}  // namespace
}  // namespace swarmdesk::trading
