#include "llm/simulation/zipf.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace swarmdesk::llm::simulation {
namespace {

TEST(Zipf, SharesFallByTheLawAndAddUpToOne)
{
    for (const double exponent : {0.0, 0.8, 1.0, 1.3}) {
        SCOPED_TRACE(exponent);
        const Zipf zipf{400, exponent};
        double sum = 0;
        for (std::size_t rank = 0; rank < zipf.size(); ++rank) sum += zipf.share(rank);
        EXPECT_NEAR(sum, 1, 1e-9);
        EXPECT_NEAR(zipf.share(0) / zipf.share(9), std::pow(10, exponent), 1e-6);
    }
}

TEST(Zipf, DrawsAreAsFrequentAsTheirShares)
{
    constexpr std::uint64_t draws = 200'000;
    const Zipf zipf{50, 1.1};
    runtime::Random random{42};
    std::vector<std::uint64_t> seen(zipf.size());
    for (std::uint64_t i = 0; i < draws; ++i) ++seen.at(zipf.draw(random));
    // Pearson's chi-squared with 49 degrees of freedom: 85.4 is exceeded once in a thousand tries.
    double distance = 0;
    for (std::size_t rank = 0; rank < zipf.size(); ++rank) {
        const double expected = zipf.share(rank) * draws;
        distance +=
            (static_cast<double>(seen[rank]) - expected) * (static_cast<double>(seen[rank]) - expected) / expected;
    }
    EXPECT_LT(distance, 85.4);
}

TEST(Zipf, OneThingIsAlwaysDrawn)
{
    const Zipf zipf{1, 1};
    runtime::Random random{1};
    for (int i = 0; i < 100; ++i) EXPECT_EQ(zipf.draw(random), 0u);
}

}  // namespace
}  // namespace swarmdesk::llm::simulation
