#include "trading/report/thinning.hpp"

#include <gmock/gmock.h>

namespace swarmdesk::trading::report {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Thinning, KeepsEverythingUpToItsBoundAndNotOneMore)
{
    const auto value = [](std::size_t place) { return place; };
    EXPECT_THAT(places_that_show(0, 2, value), IsEmpty());
    EXPECT_EQ(places_that_show(6, 2, value).size(), 6u);
    EXPECT_LE(places_that_show(7, 2, value).size(), 6u);
}

TEST(Thinning, KeepsEndsPeaksAndTroughsOfEachPart)
{
    const std::vector<int> values{5, 9, 5, 5, 1, 5, 5, 5, 2, 5, 8, 5};
    const auto value = [&](std::size_t place) { return values[place]; };
    EXPECT_THAT(places_that_show(values.size(), 2, value), ElementsAre(0, 1, 4, 8, 10, 11));
}

TEST(Thinning, KeepsThoseOfEveryValue)
{
    std::vector<int> one(1000, 0);
    std::vector<int> other(1000, 0);
    one[333] = 1;
    other[777] = -1;
    const auto kept = places_that_show(
        1000, 4, [&](std::size_t place) { return one[place]; }, [&](std::size_t place) { return other[place]; });
    EXPECT_THAT(kept, Contains(333u));
    EXPECT_THAT(kept, Contains(777u));
    EXPECT_LE(kept.size(), 4u * 4 + 2);
}

}  // namespace
}  // namespace swarmdesk::trading::report
