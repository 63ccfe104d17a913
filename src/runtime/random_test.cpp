#include "runtime/random.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "runtime/virtual_clock.hpp"

namespace swarmdesk::runtime {
namespace {

std::vector<std::uint64_t> draw(Random random, int count)
{
    std::vector<std::uint64_t> drawn;
    for (int i = 0; i < count; ++i) drawn.push_back(random.next());
    return drawn;
}

TEST(Random, OneSeedGivesOneSequenceAndAnotherSeedAnother)
{
    EXPECT_EQ(draw(Random{7}, 100), draw(Random{7}, 100));
    EXPECT_NE(draw(Random{7}, 100), draw(Random{8}, 100));
}

TEST(Random, IsXoshiro256StarStarSeededBySplitMix64)
{
    // Worked out from the published definitions by an independent program (Python integers).
    EXPECT_EQ(draw(Random{42}, 3),
              (std::vector<std::uint64_t>{1546998764402558742u, 6990951692964543102u, 12544586762248559009u}));
}

TEST(Random, BelowStaysBelowAndReachesEveryValue)
{
    Random random{1};
    for (const std::uint64_t bound : {1u, 2u, 3u, 10u}) {
        SCOPED_TRACE(bound);
        std::set<std::uint64_t> seen;
        for (int i = 0; i < 1000; ++i) seen.insert(random.below(bound));
        EXPECT_EQ(seen.size(), bound);
        EXPECT_EQ(*seen.rbegin(), bound - 1);
    }
    EXPECT_LT(random.below(~std::uint64_t{0}), ~std::uint64_t{0});
}

TEST(Random, UnitIsEvenlySpreadBetweenZeroAndOne)
{
    Random random{2};
    double sum = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double drawn = random.unit();
        ASSERT_GE(drawn, 0.0);
        ASSERT_LT(drawn, 1.0);
        sum += drawn;
    }
    EXPECT_NEAR(sum / 100'000, 0.5, 0.005);
}

TEST(Random, NormalHasMeanZeroAndDeviationOne)
{
    Random random{3};
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double drawn = random.normal();
        sum += drawn;
        squares += drawn * drawn;
    }
    EXPECT_NEAR(sum / 100'000, 0.0, 0.02);
    EXPECT_NEAR(std::sqrt(squares / 100'000), 1.0, 0.02);
}

TEST(Random, AForkIsDecidedByTheSeedAndTheNameAlone)
{
    Random parent{9};
    const auto before = draw(parent.fork("market"), 10);
    parent.next();
    EXPECT_EQ(draw(parent.fork("market"), 10), before);
    EXPECT_NE(draw(parent.fork("markets"), 10), before);
    EXPECT_NE(draw(Random{10}.fork("market"), 10), before);
}

TEST(Random, BytesFromTheOperatingSystemDiffer)
{
    EXPECT_EQ(os_random(32).size(), 32u);
    EXPECT_NE(os_random(32), os_random(32));
    EXPECT_EQ(os_random(0), "");
    EXPECT_NE(os_seed(), os_seed());
}

TEST(Random, MakesIdsThatSortByTime)
{
    using Id = Uuid<struct TestTag>;
    VirtualClock clock{utc_from_ms(1'743'700'000'000)};
    Random random{1};
    const Id early = make_uuid<TestTag>(clock, random);
    const Id twin = make_uuid<TestTag>(clock, random);
    clock.advance_by(std::chrono::milliseconds{1});
    const Id late = make_uuid<TestTag>(clock, random);
    EXPECT_NE(early, twin);
    EXPECT_LT(early, late);
    EXPECT_LT(twin, late);
}

}  // namespace
}  // namespace swarmdesk::runtime
