#include "minimal_strategy.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::samples {
namespace {

/// At which of these closes the strategy bought.
std::vector<std::size_t> buys(const std::vector<int>& closes)
{
    const trading::Instrument instrument;
    const trading::strategy::View view{instrument, {}, {}, {}, {}};
    ThreeDown strategy;
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < closes.size(); ++i) {
        trading::Candle candle;
        candle.close = trading::Price{Decimal::from_integer(closes[i])};
        if (strategy.on_candle(candle, view)) result.push_back(i);
    }
    return result;
}

TEST(ThreeDown, BuysAtTheThirdFallInARowAndNotBefore)
{
    EXPECT_EQ(buys({10, 9, 8}), (std::vector<std::size_t>{}));
    EXPECT_EQ(buys({10, 9, 8, 7}), (std::vector<std::size_t>{3}));
    EXPECT_EQ(buys({10, 9, 8, 8, 7}), (std::vector<std::size_t>{}));
    EXPECT_EQ(buys({10, 9, 8, 7, 6, 5, 4}), (std::vector<std::size_t>{3, 6}));
}

}  // namespace
}  // namespace swarmdesk::samples
