#include "trading/report/statistics.hpp"

#include <gmock/gmock.h>

namespace swarmdesk::trading::report {
namespace {

using namespace literals;
using namespace std::chrono_literals;

constexpr nanoseconds day = 24h;

TEST(ReturnStatistics, AreThoseWorkedOutByHand)
{
    // Mean 0.01; deviation √(2·0.02²/2) = 0.02; below zero √(0.01²/3).
    const auto found = return_statistics({"0.03"_dec, "0.01"_dec, "-0.01"_dec}, "1.1"_dec, 365 * day, "0.05"_dec);
    EXPECT_EQ(found.sharpe, Figure::of("9.5525"_dec));    // 0.5 × √365
    EXPECT_EQ(found.sortino, Figure::of("33.0908"_dec));  // √3 × √365
    EXPECT_EQ(found.volatility_percent, Figure::of("38.2099"_dec));
    EXPECT_EQ(found.annualised_percent, Figure::of("10"_dec));
    EXPECT_EQ(found.calmar, Figure::of("2"_dec));
}

TEST(ReturnStatistics, NeedTwoWholeDays)
{
    const auto one = return_statistics({"0.01"_dec}, "1.01"_dec, 2 * day, "0.01"_dec);
    EXPECT_EQ(one.sharpe, Figure::none("fewer than two whole days"));
    EXPECT_EQ(one.sortino, one.sharpe);
    EXPECT_EQ(one.volatility_percent, one.sharpe);
    EXPECT_TRUE(return_statistics({"0.01"_dec, "0"_dec}, "1.01"_dec, 2 * day, {}).sharpe.value);
}

TEST(ReturnStatistics, AnnualiseTwoDaysAndNothingShorter)
{
    EXPECT_TRUE(return_statistics({}, "1.01"_dec, 2 * day, {}).annualised_percent.value);
    const auto shorter = return_statistics({}, "1.01"_dec, 2 * day - 1ns, "0.5"_dec);
    EXPECT_EQ(shorter.annualised_percent, Figure::none("shorter than two days"));
    EXPECT_EQ(shorter.calmar, shorter.annualised_percent);
}

TEST(ReturnStatistics, SayWhyWhereADivisorIsNothing)
{
    const auto flat = return_statistics({"0"_dec, "0"_dec}, "1"_dec, 3 * day, {});
    EXPECT_EQ(flat.sharpe, Figure::none("no day differs from another"));
    EXPECT_EQ(flat.sortino, Figure::none("no losing day"));
    EXPECT_EQ(flat.calmar, Figure::none("no drawdown"));
    EXPECT_EQ(flat.volatility_percent, Figure::of({}));
    EXPECT_EQ(return_statistics({}, {}, 3 * day, "1"_dec).annualised_percent, Figure::none("nothing was left"));
}

TEST(ReturnStatistics, NeverShowWhatCannotBeCounted)
{
    const auto found = return_statistics({}, "1000000"_dec, 2 * day, "0.000000000000000001"_dec);
    EXPECT_EQ(found.annualised_percent, Figure::none("beyond what can be counted"));
    EXPECT_EQ(found.calmar, Figure::none("beyond what can be counted"));
}

}  // namespace
}  // namespace swarmdesk::trading::report
