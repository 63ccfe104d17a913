#include "trading/market/candle_builder.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::market {
namespace {

using namespace literals;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const InstrumentId btc{"paper:BTCUSDT"};
constexpr UtcTime start = utc_from_ms(1'743'699'900'000);  // a whole minute

Quote quote_at(UtcTime time, Decimal middle)
{
    return {btc, Price{middle - "0.5"_dec}, Price{middle + "0.5"_dec}, {}, {}, time, {}};
}

class CandleBuilderTest : public testing::Test {
protected:
    CandleBuilder builder{btc, Price{"0.1"_dec}, minutes{1}};
};

TEST_F(CandleBuilderTest, KeepsFirstHighestLowestAndLastAndAddsUpWhatTraded)
{
    EXPECT_FALSE(builder.add(quote_at(start, "100"_dec), Quantity{"1"_dec}));
    EXPECT_FALSE(builder.add(quote_at(start + seconds{1}, "103"_dec), Quantity{"2"_dec}));
    EXPECT_FALSE(builder.add(quote_at(start + seconds{2}, "99"_dec), Quantity{}));
    EXPECT_FALSE(builder.add(quote_at(start + milliseconds{59'999}, "101"_dec), Quantity{"0.5"_dec}));
    const auto candle = builder.add(quote_at(start + minutes{1}, "200"_dec), Quantity{"7"_dec});
    const Candle expected{btc,
                          start,
                          minutes{1},
                          Price{"100"_dec},
                          Price{"103"_dec},
                          Price{"99"_dec},
                          Price{"101"_dec},
                          Quantity{"3.5"_dec}};
    ASSERT_TRUE(candle.has_value());
    EXPECT_TRUE(*candle == expected);
    EXPECT_EQ(builder.open_candle()->open.to_string(), "200") << "the quote that ends one candle opens the next";
    EXPECT_EQ(builder.open_candle()->volume.to_string(), "7");
}

TEST_F(CandleBuilderTest, AlignsToTheIntervalWhateverTheFirstQuote)
{
    builder.add(quote_at(start + seconds{42}, "100"_dec), {});
    EXPECT_EQ(builder.open_candle()->open_time, start);
}

TEST_F(CandleBuilderTest, TimeAloneCompletesACandle)
{
    builder.add(quote_at(start, "100"_dec), {});
    EXPECT_FALSE(builder.advance(start + milliseconds{59'999}));
    EXPECT_TRUE(builder.advance(start + minutes{1}));
    EXPECT_FALSE(builder.advance(start + minutes{9})) << "an interval without a quote has no candle";
}

TEST_F(CandleBuilderTest, AnOldQuoteCountsIntoTheOpenCandle)
{
    builder.add(quote_at(start + minutes{1}, "100"_dec), {});
    EXPECT_FALSE(builder.add(quote_at(start, "90"_dec), {}));
    EXPECT_EQ(builder.open_candle()->open_time, start + minutes{1});
    EXPECT_EQ(builder.open_candle()->low.to_string(), "90");
}

TEST_F(CandleBuilderTest, TheMiddleIsRoundedDownToTheTick)
{
    const Quote quote{btc, Price{"100.1"_dec}, Price{"100.2"_dec}, {}, {}, start, {}};
    builder.add(quote, {});
    EXPECT_EQ(builder.open_candle()->open.to_string(), "100.1");
}

TEST(FloorToInterval, HoldsAlsoBefore1970)
{
    EXPECT_EQ(floor_to_interval({59}, nanoseconds{60}).ns, 0);
    EXPECT_EQ(floor_to_interval({60}, nanoseconds{60}).ns, 60);
    EXPECT_EQ(floor_to_interval({-1}, nanoseconds{60}).ns, -60);
    EXPECT_EQ(floor_to_interval({-60}, nanoseconds{60}).ns, -60);
}

}  // namespace
}  // namespace swarmdesk::trading::market
