#include "trading/strategy/rules/dca/dca.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using std::chrono::minutes;
using testing::candle_at;

const Instrument instrument = testing::btc();

/// Somebody who has begun already: what he holds is not zero.
View holding_view()
{
    View view = testing::rich_view(instrument);
    view.position = Quantity{"1"_dec};
    return view;
}

TEST(Dca, BuysWhenACandleCrossesAMultipleOfTheIntervalAndOnlyOnce)
{
    Dca dca{{.interval = minutes{60}, .quote_amount = Amount{"25"_dec}}};
    std::vector<std::int64_t> bought_at;
    for (std::int64_t i = 5; i < 40; ++i) {
        const auto proposal = dca.on_candle(candle_at(i, "100"_dec), holding_view());
        if (!proposal) continue;
        bought_at.push_back(i);
        EXPECT_EQ(proposal->side, Side::buy);
        EXPECT_EQ(proposal->quote_quantity, Amount{"25"_dec});
        EXPECT_FALSE(proposal->quantity.has_value());
    }
    // Twelve five-minute candles an hour: the candle that closes on the hour is the due one.
    EXPECT_EQ(bought_at, (std::vector<std::int64_t>{11, 23, 35}));
}

TEST(Dca, BeginsAtOnceWhenItHoldsNothingAndAsksAgainAfterFiveMinutes)
{
    Dca dca{{.interval = minutes{60}}};
    View nothing = testing::rich_view(instrument);
    EXPECT_TRUE(dca.on_candle(candle_at(2, "100"_dec), nothing).has_value());
    nothing.last_entry = close_time(candle_at(2, "100"_dec));
    EXPECT_TRUE(dca.on_candle(candle_at(3, "100"_dec), nothing).has_value());  // candles of five minutes
    nothing.last_entry = close_time(candle_at(3, "100"_dec));
    EXPECT_FALSE(dca.on_candle(candle_at(3, "100"_dec), nothing).has_value());
    EXPECT_FALSE(dca.on_candle(candle_at(4, "100"_dec), holding_view()).has_value());
}

TEST(Dca, DoesNotBuyBackAtOnceWhatWasClosed)
{
    Dca dca{{.interval = minutes{60}}};
    const View nothing = testing::rich_view(instrument);
    EXPECT_TRUE(dca.on_candle(candle_at(2, "100"_dec), nothing).has_value());
    EXPECT_FALSE(dca.on_candle(candle_at(3, "100"_dec), holding_view()).has_value());
    for (std::int64_t i = 4; i < 11; ++i)
        EXPECT_FALSE(dca.on_candle(candle_at(i, "100"_dec), nothing).has_value()) << i;
    EXPECT_TRUE(dca.on_candle(candle_at(11, "100"_dec), nothing).has_value()) << "the hour";
}

TEST(Dca, DoesNotBuyBecauseItWasStartedAgain)
{
    Dca dca{{.interval = minutes{60}}};
    EXPECT_FALSE(dca.on_candle(candle_at(11, "100"_dec), holding_view()).has_value());
}

TEST(Dca, AGapInTheDataIsOnePurchase)
{
    Dca dca{{.interval = minutes{60}}};
    dca.on_candle(candle_at(0, "100"_dec), holding_view());
    EXPECT_TRUE(dca.on_candle(candle_at(500, "100"_dec), holding_view()).has_value());
    EXPECT_FALSE(dca.on_candle(candle_at(501, "100"_dec), holding_view()).has_value());
}

TEST(Dca, BuysWithExactlyEnoughCashAndNotWithOneCentLess)
{
    for (const bool enough : {true, false}) {
        Dca dca{{.interval = minutes{5}, .quote_amount = Amount{"25"_dec}}};
        View view = holding_view();
        view.cash = Amount{enough ? "25"_dec : "24.99"_dec};
        dca.on_candle(candle_at(0, "100"_dec), view);
        EXPECT_EQ(dca.on_candle(candle_at(1, "100"_dec), view).has_value(), enough);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
