#include "trading/venues/paper/waiting_stops.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace swarmdesk::trading::venues {
namespace {

using matching::Ticks;

WaitingStop follower(Side side, Ticks at, std::uint32_t trailing_bp)
{
    return {.order = 1, .side = side, .at = at, .trailing_bp = trailing_bp};
}
Top top(Side side, Ticks price) { return side == Side::sell ? Top{price, price + 1} : Top{price - 1, price}; }

TEST(WaitingStop, IsDueOnceThePriceItLooksAtHasReachedIt)
{
    struct Case {
        const char* name;
        Side side;
        bool is_for_gain;
        Ticks last_before;
        Ticks first_due;
    };
    for (const Case& c : {Case{"a sell against a loss waits for a fall", Side::sell, false, 101, 100},
                          Case{"a sell for gain waits for a rise", Side::sell, true, 99, 100},
                          Case{"a buy against a loss waits for a rise", Side::buy, false, 99, 100},
                          Case{"a buy for gain waits for a fall", Side::buy, true, 101, 100}}) {
        SCOPED_TRACE(c.name);
        const WaitingStop stop{.order = 1, .side = c.side, .is_for_gain = c.is_for_gain, .at = 100};
        EXPECT_FALSE(stop.is_due(top(c.side, c.last_before)));
        EXPECT_TRUE(stop.is_due(top(c.side, c.first_due)));
    }
}

TEST(WaitingStop, FollowsToTheTickThatIsNotNearerThanItsDistance)
{
    EXPECT_EQ(follower(Side::sell, 1, 100).followed(top(Side::sell, 10'000)), 9'900);
    EXPECT_EQ(follower(Side::sell, 1, 100).followed(top(Side::sell, 10'001)), 9'900) << "9900.99 on the tick below";
    EXPECT_EQ(follower(Side::buy, 1, 100).followed(top(Side::buy, 10'000)), 10'100);
    EXPECT_EQ(follower(Side::buy, 1, 100).followed(top(Side::buy, 10'001)), 10'102) << "10101.01 on the tick above";
    EXPECT_EQ(follower(Side::sell, 1, 5'000).followed(top(Side::sell, 1'000'000'000'000'000'000)),
              500'000'000'000'000'000);
    EXPECT_EQ(follower(Side::buy, 1, 5'000).followed(top(Side::buy, 1'000'000'000'000'000'000)),
              1'500'000'000'000'000'000);
}

TEST(WaitingStop, MovesAtTheFirstPriceThatTakesItByATickAndABasisPoint)
{
    for (const std::uint32_t distance : {1U, 10U, 37U, 100U, 2'500U, 5'000U})
        for (const Ticks at : {1, 2, 3, 99, 9'999, 10'000, 10'001, 20'000, 123'457}) {
            SCOPED_TRACE(std::to_string(at) + " at " + std::to_string(distance) + " bp");
            const Ticks least = at <= 10'000 ? 1 : at <= 20'000 ? 2 : 13;
            const WaitingStop sell = follower(Side::sell, at, distance);
            const auto rises_at = sell.moves_at();
            ASSERT_TRUE(rises_at);
            EXPECT_GE(sell.followed(top(Side::sell, *rises_at)), at + least);
            EXPECT_LT(sell.followed(top(Side::sell, *rises_at - 1)), at + least);

            const WaitingStop buy = follower(Side::buy, at, distance);
            const auto falls_at = buy.moves_at();
            if (falls_at) {
                EXPECT_LE(buy.followed(top(Side::buy, *falls_at)), at - least);
            }
            EXPECT_GT(buy.followed(top(Side::buy, falls_at.value_or(0) + 1)), at - least);
        }
    EXPECT_FALSE(follower(Side::sell, 100, 0).moves_at()) << "it does not follow";
    EXPECT_FALSE(follower(Side::buy, 1, 10).moves_at()) << "there is no price below one tick";
}

TEST(WaitingStops, GivesWhatIsDueNearestFirstAndOldestFirst)
{
    WaitingStops stops;
    const auto add = [&](std::uint64_t order, Side side, bool is_for_gain, Ticks at) {
        stops.insert({.order = order, .side = side, .is_for_gain = is_for_gain, .at = at});
    };
    add(1, Side::sell, false, 95);
    add(3, Side::sell, false, 97);
    add(2, Side::sell, false, 97);
    add(4, Side::sell, true, 105);
    add(5, Side::buy, false, 106);
    add(6, Side::buy, true, 98);
    EXPECT_FALSE(stops.next_due({98, 99}));
    std::vector<std::uint64_t> due;
    const auto take = [&](const Top& at) {
        due.clear();
        const auto side_of = [](std::uint64_t order) { return order >= 5 ? Side::buy : Side::sell; };
        const auto price_of = [](std::uint64_t order) {
            return std::array<Ticks, 7>{0, 95, 97, 97, 105, 106, 98}[order];
        };
        while (const auto next = stops.next_due(at)) {
            due.push_back(*next);
            stops.erase({.order = *next,
                         .side = side_of(*next),
                         .is_for_gain = *next == 4 || *next == 6,
                         .at = price_of(*next)});
        }
    };
    take({96, 97});
    EXPECT_EQ(due, (std::vector<std::uint64_t>{6, 2, 3}));
    take({105, 106});
    EXPECT_EQ(due, (std::vector<std::uint64_t>{5, 4}));
    take({95, 96});
    EXPECT_EQ(due, std::vector<std::uint64_t>{1});
}

TEST(WaitingStops, GivesOnlyWhatFollowsTheQuote)
{
    WaitingStops stops;
    stops.insert(follower(Side::sell, 9'900, 100));
    WaitingStop buy = follower(Side::buy, 10'300, 100);
    buy.order = 2;
    stops.insert(buy);
    stops.insert({.order = 3, .side = Side::sell, .at = 9'000});
    EXPECT_EQ(follower(Side::sell, 9'900, 100).moves_at(), 10'002);
    EXPECT_FALSE(stops.next_to_move({10'001, 10'197}));
    EXPECT_EQ(stops.next_to_move({10'002, 10'197}), 1u);
    EXPECT_EQ(buy.moves_at(), 10'196);
    EXPECT_EQ(stops.next_to_move({10'001, 10'196}), 2u);
    stops.erase(buy);
    EXPECT_FALSE(stops.next_to_move({10'001, 10'196}));
}

TEST(WaitingStops, FindsTheNearestOfAKindBeyondAPrice)
{
    WaitingStops stops;
    stops.insert({.order = 1, .side = Side::sell, .at = 95});
    stops.insert({.order = 2, .side = Side::sell, .at = 97});
    stops.insert({.order = 3, .side = Side::sell, .is_for_gain = true, .at = 105});
    EXPECT_EQ(stops.nearest(Side::sell, false, 98), 97);
    EXPECT_EQ(stops.nearest(Side::sell, false, 97), 95) << "strictly beyond";
    EXPECT_EQ(stops.nearest(Side::sell, false, 95), std::nullopt);
    EXPECT_EQ(stops.nearest(Side::sell, true, 104), 105);
    EXPECT_EQ(stops.nearest(Side::sell, true, 105), std::nullopt);
    EXPECT_EQ(stops.nearest(Side::buy, true, 1), std::nullopt);
}

}  // namespace
}  // namespace swarmdesk::trading::venues
