#include "trading/report/chart.hpp"

#include <gmock/gmock.h>

#include "trading/report/chart_scale.hpp"
#include "trading/report/html_text.hpp"
#include "trading/report/number_text.hpp"
#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;

Chart chart_of(std::vector<ChartPoint> points)
{
    Chart chart;
    chart.id = "c";
    chart.title = "A <title>";
    chart.lines.push_back({"line & name", "desk", std::move(points), true});
    return chart;
}

TEST(Chart, SaysSoWhereThereAreTooFewPoints)
{
    EXPECT_THAT(draw(chart_of({})), HasSubstr("Too few points"));
    EXPECT_THAT(draw(chart_of({{at(0), "1"_dec}})), HasSubstr("Too few points"));
    EXPECT_THAT(draw(chart_of({{at(0), "1"_dec}, {at(1), "2"_dec}})), HasSubstr("<svg"));
}

TEST(Chart, DrawsNumbersWhateverTheValues)
{
    for (const Decimal value : {"0"_dec, "0.000000000000000001"_dec, "-5"_dec, "100000000000000000000"_dec}) {
        const std::string flat = draw(chart_of({{at(0), value}, {at(1), value}}));
        EXPECT_THAT(flat, Not(HasSubstr("nan")));
        EXPECT_THAT(flat, Not(HasSubstr("inf")));
    }
}

TEST(Chart, EscapesItsWords)
{
    const std::string markup = draw(chart_of({{at(0), "1"_dec}, {at(1), "2"_dec}}));
    EXPECT_THAT(markup, HasSubstr("A &lt;title&gt;"));
    EXPECT_THAT(markup, HasSubstr("line &amp; name"));
}

TEST(Chart, KeepsTheExtremesOfManyPoints)
{
    std::vector<ChartPoint> points;
    for (int i = 0; i < 10'000; ++i) points.push_back({at(i), i == 777 ? "100"_dec : i == 778 ? "-100"_dec : "1"_dec});
    const std::vector<ChartPoint> kept = thinned(points, 100);
    EXPECT_LE(kept.size(), 202u);
    EXPECT_EQ(kept.front().time, at(0));
    EXPECT_EQ(kept.back().time, at(9'999));
    const auto has = [&](Decimal value) {
        return std::any_of(kept.begin(), kept.end(), [&](const ChartPoint& p) { return p.value == value; });
    };
    EXPECT_TRUE(has("100"_dec));
    EXPECT_TRUE(has("-100"_dec));
}

TEST(Histogram, PutsEachValueIntoOneBinAndLossesNeverAmongWins)
{
    Histogram histogram;
    histogram.id = "h";
    histogram.values = {"-1"_dec, "-1"_dec, "0"_dec, "1"_dec, "-0.0001"_dec};
    const std::string markup = draw(histogram);
    std::size_t bars = 0;
    for (std::size_t at = markup.find("bar down"); at != std::string::npos; at = markup.find("bar down", at + 1))
        ++bars;
    EXPECT_EQ(bars, 2u);
    EXPECT_THAT(markup, Not(HasSubstr("nan")));
    histogram.values = {"0"_dec};
    EXPECT_THAT(draw(histogram), Not(HasSubstr("nan")));
    histogram.values.clear();
    EXPECT_THAT(draw(histogram), HasSubstr("No trades"));
}

TEST(NumberText, GroupsDigitsAndPadsDecimals)
{
    EXPECT_EQ(fixed_text("1234567.5"_dec, 2), "1,234,567.50");
    EXPECT_EQ(fixed_text("-1234"_dec, 2), "-1,234.00");
    EXPECT_EQ(fixed_text("999.995"_dec, 2), "1,000.00");
    EXPECT_EQ(fixed_text("999.985"_dec, 2), "999.98");
    EXPECT_EQ(fixed_text("123"_dec, 0), "123");
    EXPECT_EQ(signed_text("0.004"_dec, 2), "0.00");
    EXPECT_EQ(signed_text("0.006"_dec, 2), "+0.01");
    EXPECT_EQ(plain_text("-1234.000001"_dec), "-1,234.000001");
    EXPECT_EQ(typeset("-1"), "−1");
}

}  // namespace
}  // namespace swarmdesk::trading::report
