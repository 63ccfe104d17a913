#include "trading/report/curve.hpp"

#include <gmock/gmock.h>

#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;

Curve curve_of(const std::vector<EquityPoint>& points)
{
    Curve curve;
    for (const EquityPoint& of_one : points) curve.add(of_one);
    return curve;
}

TEST(Curve, BeginsAtOneAndFollowsEquity)
{
    const Curve curve = curve_of({point(0, "100"_dec), point(1, "110"_dec), point(2, "99"_dec)});
    EXPECT_EQ(curve.points()[0].index, "1"_dec);
    EXPECT_EQ(curve.points()[1].index, "1.1"_dec);
    EXPECT_EQ(curve.points()[2].index, "0.99"_dec);
}

TEST(Curve, CountsWhatWasPutInOrTakenOutAsNoReturn)
{
    const Curve added = curve_of({point(0, "100"_dec), point(1, "1100"_dec, "1000"_dec), point(2, "1210"_dec)});
    EXPECT_EQ(added.points()[1].index, "1"_dec);
    EXPECT_EQ(added.points()[2].index, "1.1"_dec);
    const Curve taken = curve_of({point(0, "100"_dec), point(1, "55"_dec, "-50"_dec), point(2, "55"_dec)});
    EXPECT_EQ(taken.points()[1].index, "1.1"_dec);
    EXPECT_EQ(taken.points()[2].index, "1.1"_dec);
    EXPECT_FALSE(taken.deepest_fall());
}

TEST(Curve, CountsWhatCameBeforeTheFirstPointAsThereAlready)
{
    const Curve curve = curve_of({point(0, "100"_dec, "100"_dec), point(1, "150"_dec)});
    EXPECT_EQ(curve.points()[0].put_in, Usd{});
    EXPECT_EQ(curve.points()[1].index, "1.5"_dec);
}

TEST(Curve, StaysWhereItIsWhileThereIsNoMoney)
{
    const Curve curve = curve_of({point(0, {}), point(1, {}), point(2, "100"_dec, "100"_dec), point(3, "120"_dec),
                                  point(4, {}, "-120"_dec), point(5, {})});
    EXPECT_EQ(curve.points()[1].index, "1"_dec);
    EXPECT_EQ(curve.points()[2].index, "1"_dec);
    EXPECT_EQ(curve.points()[3].index, "1.2"_dec);
    EXPECT_EQ(curve.points()[4].index, "1.2"_dec);
    EXPECT_EQ(curve.points()[5].index, "1.2"_dec);
}

TEST(Curve, NamesTheDeepestFallFromItsLastPeakToItsRecovery)
{
    const Curve curve = curve_of({point(0, "100"_dec), point(1, "100"_dec), point(2, "95"_dec), point(3, "100"_dec),
                                  point(4, "120"_dec), point(5, "90"_dec), point(6, "119"_dec), point(7, "120"_dec)});
    const auto fall = curve.deepest_fall();
    ASSERT_TRUE(fall);
    EXPECT_EQ(fall->depth, "0.25"_dec);
    EXPECT_EQ(fall->peak, at(4));
    EXPECT_EQ(fall->trough, at(5));
    EXPECT_EQ(fall->recovered, at(7));
}

TEST(Curve, LeavesAFallOpenThatWasNotMadeGood)
{
    const auto fall = curve_of({point(0, "100"_dec), point(1, "50"_dec), point(2, "99.99"_dec)}).deepest_fall();
    ASSERT_TRUE(fall);
    EXPECT_FALSE(fall->recovered);
}

TEST(Curve, HasNoFallWhereItNeverFell)
{
    EXPECT_FALSE(curve_of({}).deepest_fall());
    EXPECT_FALSE(curve_of({point(0, "100"_dec), point(1, "100"_dec), point(2, "101"_dec)}).deepest_fall());
}

TEST(Curve, TakesDaysFromMidnightToMidnightAndLeavesOutThoseWithoutOne)
{
    const Curve curve = curve_of({point(0, "100"_dec), point(5, "500"_dec), point(24, "110"_dec), point(48, "99"_dec),
                                  point(96, "200"_dec), point(120, "100"_dec)});
    const auto days = curve.days();
    ASSERT_EQ(days.size(), 3u);  // nothing spans the third day, which has no midnight behind it
    EXPECT_EQ(days[0].change, "0.1"_dec);
    EXPECT_EQ(days[1].change, "-0.1"_dec);
    EXPECT_EQ(days[2].change, "-0.5"_dec);
    EXPECT_EQ(days[2].day, utc_day(at(96)));
}

TEST(Curve, AMidnightIsTheFirstHourOfADay)
{
    EXPECT_TRUE(is_at_midnight(at(0)));
    EXPECT_TRUE(is_at_midnight({at(1).ns - 1}));
    EXPECT_FALSE(is_at_midnight(at(1)));
    EXPECT_FALSE(is_at_midnight({at(0).ns - 1}));
}

TEST(Curve, TheFirstMidnightOfAMonthClosesTheOneBefore)
{
    const std::int64_t may = 28 * 24;  // hours from 3 April
    EXPECT_EQ(month_closed_by(at(may - 1)), "2025-04");
    EXPECT_EQ(month_closed_by(at(may)), "2025-04");
    EXPECT_EQ(month_closed_by(at(may + 1)), "2025-05");
    EXPECT_EQ(month_of(at(may)), "2025-05");
}

}  // namespace
}  // namespace swarmdesk::trading::report
