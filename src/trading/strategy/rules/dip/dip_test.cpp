#include "trading/strategy/rules/dip/dip.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using std::chrono::minutes;
using testing::candle_at;

const Instrument instrument = testing::btc();

TEST(Dip, BuysFromTheDeclaredFallOnAndNotOneCentAbove)
{
    struct Case {
        const char* name;
        Decimal close;
        bool buys;
    };
    // Candles reach 1 beyond their close, so the high of the first two is 201: 10 % below is 180.9.
    for (const Case& c : {Case{"at the fall", "180.9"_dec, true}, Case{"one cent above", "180.91"_dec, false},
                          Case{"far below", "100"_dec, true}}) {
        SCOPED_TRACE(c.name);
        Dip dip{{.window = 3, .drop_percent = "10"_dec, .quote_amount = Amount{"40"_dec}}};
        dip.on_candle(candle_at(0, "200"_dec), testing::rich_view(instrument));
        dip.on_candle(candle_at(1, "200"_dec), testing::rich_view(instrument));
        const auto proposal = dip.on_candle(candle_at(2, c.close), testing::rich_view(instrument));
        EXPECT_EQ(proposal ? proposal->quote_quantity : std::nullopt,
                  c.buys ? std::optional{Amount{"40"_dec}} : std::nullopt);
    }
}

TEST(Dip, WaitsForAFullWindow)
{
    Dip dip{{.window = 3, .drop_percent = "10"_dec}};
    dip.on_candle(candle_at(0, "200"_dec), testing::rich_view(instrument));
    EXPECT_FALSE(dip.on_candle(candle_at(1, "100"_dec), testing::rich_view(instrument)).has_value());
    EXPECT_TRUE(dip.on_candle(candle_at(2, "100"_dec), testing::rich_view(instrument)).has_value());
}

TEST(Dip, RestsForTheCoolDownAndNoLonger)
{
    Dip dip{{.window = 20, .drop_percent = "10"_dec, .cool_down = minutes{15}}};
    std::vector<std::int64_t> bought_at;
    View view = testing::rich_view(instrument);
    for (std::int64_t i = 0; i < 30; ++i) {
        const Candle candle = candle_at(i, i < 20 ? "200"_dec : "150"_dec);
        if (!dip.on_candle(candle, view)) continue;
        bought_at.push_back(i);
        view.last_entry = close_time(candle);
    }
    EXPECT_EQ(bought_at, (std::vector<std::int64_t>{20, 23, 26, 29}));
}

TEST(Dip, DoesNotSpendWhatIsNotThere)
{
    Dip dip{{.window = 2, .drop_percent = "10"_dec, .quote_amount = Amount{"40"_dec}}};
    View view = testing::rich_view(instrument);
    view.cash = Amount{"39.99"_dec};
    dip.on_candle(candle_at(0, "200"_dec), view);
    EXPECT_FALSE(dip.on_candle(candle_at(1, "100"_dec), view).has_value());
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
