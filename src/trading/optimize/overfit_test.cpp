#include "trading/optimize/overfit.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "runtime/random.hpp"

namespace swarmdesk::trading::optimize {
namespace {

TEST(Moments, AreThoseOfTheSeries)
{
    const Moments moments = moments_of({1, 2, 3, 4, 10});
    EXPECT_DOUBLE_EQ(moments.mean, 4);
    EXPECT_NEAR(moments.deviation, 3.5355339, 1e-7) << "of a sample";
    EXPECT_NEAR(moments.skewness, 1.1384199, 1e-7);
    EXPECT_NEAR(moments.kurtosis, 2.7880000, 1e-7);
    EXPECT_NEAR(*moments.sharpe(), 1.1313708, 1e-7);
    EXPECT_FALSE(moments_of({}).sharpe());
    EXPECT_FALSE(moments_of({1}).sharpe());
    EXPECT_FALSE(moments_of({2, 2, 2}).sharpe()) << "nothing varies";
}

// Bailey and López de Prado, "The Deflated Sharpe Ratio", their numerical example: 100 tries whose annualised ratios
// have a variance of 1/2, five years of daily returns with an annualised ratio of 2.5, skewness -3, kurtosis 10.
TEST(DeflatedSharpe, OfThePapersExample)
{
    const double deviation = std::sqrt(0.5 / 250);
    EXPECT_NEAR(expected_best_sharpe(100, deviation), 0.1132, 0.0001);
}

TEST(DeflatedSharpe, FallsWithTheNumberOfTries)
{
    runtime::Random random{5};
    std::vector<double> returns;
    for (int i = 0; i < 250; ++i) returns.push_back(0.08 + random.normal());
    std::vector<double> sharpes;
    double last = 1.1;
    for (const std::size_t tries : {2u, 10u, 100u, 1000u}) {
        while (sharpes.size() < tries) sharpes.push_back(0.05 * random.normal());
        const auto deflated = deflated_sharpe(returns, sharpes);
        ASSERT_TRUE(deflated);
        EXPECT_LT(*deflated, last);
        EXPECT_GT(*deflated, 0);
        last = *deflated;
    }
}

TEST(DeflatedSharpe, OfTooLittleIsNothing)
{
    EXPECT_FALSE(deflated_sharpe({0.1, 0.2}, {0.1, 0.2}));
    EXPECT_FALSE(deflated_sharpe({0.1, 0.2, 0.1}, {0.1}));
    EXPECT_FALSE(deflated_sharpe({0.1, 0.1, 0.1}, {0.1, 0.2}));
    EXPECT_EQ(expected_best_sharpe(1, 1), 0);
}

/// Of the best of worthless tries it says what it should: about half are above the luckiest expected.
TEST(DeflatedSharpe, DoesNotBelieveTheBestOfWorthlessTries)
{
    runtime::Random random{11};
    double sum = 0;
    constexpr int repeats = 60;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        std::vector<double> best;
        std::vector<double> sharpes;
        double best_sharpe = -1e9;
        for (int i = 0; i < 100; ++i) {
            std::vector<double> returns;
            for (int day = 0; day < 120; ++day) returns.push_back(0.01 * random.normal());
            sharpes.push_back(*moments_of(returns).sharpe());
            if (sharpes.back() <= best_sharpe) continue;
            best_sharpe = sharpes.back();
            best = returns;
        }
        sum += *deflated_sharpe(best, sharpes);
    }
    EXPECT_NEAR(sum / repeats, 0.5, 0.12) << "though undeflated it would be 0.99";
}

}  // namespace
}  // namespace swarmdesk::trading::optimize
