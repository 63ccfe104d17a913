#include "trading/strategy/rules/limit_ladder/limit_ladder.hpp"

#include <gtest/gtest.h>

#include "trading/strategy/testing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

using std::chrono::minutes;
using testing::candle_at;

const Instrument instrument = testing::btc();

TEST(LimitLadder, RestsABuyTheDeclaredPartBelowTheClose)
{
    LimitLadder ladder{{.below_percent = "2"_dec, .quote_amount = Amount{"49"_dec}}};
    const auto proposal = ladder.on_candle(candle_at(0, "1000"_dec), testing::rich_view(instrument));
    ASSERT_TRUE(proposal.has_value());
    EXPECT_EQ(proposal->side, Side::buy);
    EXPECT_EQ(proposal->limit_price, Price{"980"_dec});
    EXPECT_EQ(proposal->quantity, Quantity{"0.05"_dec});
}

TEST(LimitLadder, PutsEachFurtherRungOneDistanceLowerAndStopsAtTheLast)
{
    struct Case {
        std::int32_t open_orders;
        std::optional<Price> expected;
    };
    for (const Case& c : {Case{0, Price{"980"_dec}}, Case{1, Price{"960"_dec}}, Case{2, Price{"940"_dec}},
                          Case{3, std::nullopt}, Case{4, std::nullopt}}) {
        LimitLadder ladder{{.below_percent = "2"_dec, .rungs = 3}};
        View view = testing::rich_view(instrument);
        view.open_buy_orders = c.open_orders;
        const auto proposal = ladder.on_candle(candle_at(0, "1000"_dec), view);
        EXPECT_EQ(proposal ? proposal->limit_price : std::nullopt, c.expected);
    }
}

TEST(LimitLadder, PausesBetweenOrders)
{
    LimitLadder ladder{{.rungs = 5, .pause = minutes{10}}};
    std::vector<std::int64_t> placed_at;
    View view = testing::rich_view(instrument);
    for (std::int64_t i = 0; i < 6; ++i) {
        const Candle candle = candle_at(i, "1000"_dec);
        if (!ladder.on_candle(candle, view)) continue;
        placed_at.push_back(i);
        view.last_entry = close_time(candle);
    }
    EXPECT_EQ(placed_at, (std::vector<std::int64_t>{0, 2, 4}));
}

TEST(LimitLadder, StaysAwayFromWhatTheVenueWouldRefuse)
{
    LimitLadder small{{.quote_amount = Amount{"4.99"_dec}}};
    EXPECT_FALSE(small.on_candle(candle_at(0, "1000"_dec), testing::rich_view(instrument)).has_value());
    LimitLadder poor{{.quote_amount = Amount{"50"_dec}}};
    View view = testing::rich_view(instrument);
    view.cash = Amount{"49.99"_dec};
    EXPECT_FALSE(poor.on_candle(candle_at(0, "1000"_dec), view).has_value());
}

TEST(LimitLadder, RefusesALowestRungAtOrBelowZero)
{
    for (const bool valid : {true, false}) {
        config::Violations violations;
        LimitLadder::Settings{.below_percent = "49"_dec, .rungs = valid ? 2u : 3u}.validate(violations);
        EXPECT_EQ(violations.is_empty(), valid);
    }
}

}  // namespace
}  // namespace swarmdesk::trading::strategy
