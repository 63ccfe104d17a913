#include "trading/market/manual_source.hpp"

#include <gtest/gtest.h>

#include "trading/market/source_probe.hpp"

namespace swarmdesk::trading::market {
namespace {

using namespace literals;
using std::chrono::minutes;
using std::chrono::seconds;

const InstrumentId btc{"paper:BTCUSDT"};
constexpr UtcTime start = utc_from_ms(1'743'699'900'000);

TEST(ManualSource, RefusesWhatIsNoQuote)
{
    SourceProbe probe{start};
    ManualSource source{{}, probe.clock};
    struct Case {
        const char* instrument;
        Decimal bid;
        Decimal ask;
        bool accepted;
    };
    for (const Case& c :
         {Case{"paper:BTCUSDT", "100"_dec, "100.01"_dec, true}, Case{"paper:BTCUSDT", "100"_dec, "100"_dec, false},
          Case{"paper:BTCUSDT", "100.01"_dec, "100"_dec, false}, Case{"paper:BTCUSDT", "0"_dec, "1"_dec, false},
          Case{"paper:BTCUSDT", "-1"_dec, "1"_dec, false}, Case{"paper:BTCUSDT", "100.001"_dec, "101"_dec, false},
          Case{"paper:BTCUSDT", "100"_dec, "101.001"_dec, false}, Case{"paper:NOSUCH", "100"_dec, "101"_dec, false}}) {
        SCOPED_TRACE(c.instrument + c.bid.to_string() + " " + c.ask.to_string());
        EXPECT_EQ(source.set_quote(InstrumentId{c.instrument}, Price{c.bid}, Price{c.ask}).has_value(), c.accepted);
    }
}

TEST(ManualSource, AnnouncesAQuoteOnceUnlessItIsHeld)
{
    SourceProbe probe{start};
    ManualSource source{{}, probe.clock};
    probe.start(source);
    probe.run_for(seconds{1});
    EXPECT_TRUE(probe.quotes.empty());

    ASSERT_TRUE(source.set_quote(btc, Price{"100"_dec}, Price{"101"_dec}));
    probe.run_for(seconds{5});
    ASSERT_EQ(probe.quotes.size(), 1U);
    EXPECT_EQ(probe.quotes[0].time, start + seconds{1});
    EXPECT_TRUE(probe.quotes[0].bid_size.is_positive());

    source.set_hold(true);
    probe.run_for(seconds{2});
    EXPECT_EQ(probe.quotes.size(), 5U);
    EXPECT_EQ(probe.quotes.back().received, probe.clock.now().monotonic);
    source.set_hold(false);
    probe.run_for(seconds{2});
    EXPECT_EQ(probe.quotes.size(), 5U);
}

// M27, RAILS 3: the age of a quote counts from when it was read, wherever it waited since.
TEST(ManualSource, AQuoteIsAsOldAsWhatWasRead)
{
    SourceProbe probe{start};
    ManualSource source{{}, probe.clock};
    probe.start(source);
    const MonotonicTime read = probe.clock.now().monotonic;
    probe.run_for(seconds{3});
    ASSERT_TRUE(source.set_quote(btc, Price{"100"_dec}, Price{"101"_dec}, read));
    probe.run_for(seconds{1});
    ASSERT_EQ(probe.quotes.size(), 1U);
    EXPECT_EQ(probe.quotes[0].received, read);
}

TEST(ManualSource, AQuoteSetBeforeTheRunIsAnnouncedAtItsStart)
{
    SourceProbe probe{start};
    ManualSource source{{}, probe.clock};
    ASSERT_TRUE(source.set_quote(btc, Price{"100"_dec}, Price{"101"_dec}));
    probe.start(source);
    probe.run_for(nanoseconds{0});
    EXPECT_EQ(probe.quotes.size(), 1U);
    probe.stop();
    EXPECT_TRUE(source.set_quote(btc, Price{"102"_dec}, Price{"103"_dec})) << "also when nobody listens any more";
    EXPECT_EQ(probe.quotes.size(), 1U);
}

TEST(ManualSource, BuildsCandlesFromItsQuotes)
{
    SourceProbe probe{start};
    ManualSource source{{}, probe.clock};
    probe.start(source);
    probe.run_for(seconds{1});
    ASSERT_TRUE(source.set_quote(btc, Price{"100"_dec}, Price{"101"_dec}));
    ASSERT_TRUE(source.set_quote(btc, Price{"110"_dec}, Price{"111"_dec}));
    probe.run_for(seconds{58});
    EXPECT_TRUE(probe.candles.empty());
    probe.run_for(seconds{1});
    ASSERT_EQ(probe.candles.size(), 1U);
    EXPECT_EQ(probe.candles[0].open.to_string(), "100.5");
    EXPECT_EQ(probe.candles[0].close.to_string(), "110.5");
    probe.run_for(minutes{3});
    EXPECT_EQ(probe.candles.size(), 1U) << "no quotes, no candles";
}

}  // namespace
}  // namespace swarmdesk::trading::market
