#include "telemetry/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::telemetry {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Metrics, AreShownInThePrometheusTextFormat)
{
    Metrics metrics;
    metrics.counter("orders_total", "Orders sent.").add(3);
    metrics.gauge("equity", "What the desk is worth.").set(12.5);
    metrics.histogram("decision_seconds", "Time to decide.", {0.1, 1}).observe(0.5);
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("# HELP orders_total Orders sent.\n# TYPE orders_total counter\norders_total 3\n"));
    EXPECT_THAT(text, HasSubstr("# TYPE equity gauge\nequity 12.5\n"));
    EXPECT_THAT(text, HasSubstr("decision_seconds_bucket{le=\"0.1\"} 0\n"));
    EXPECT_THAT(text, HasSubstr("decision_seconds_bucket{le=\"1\"} 1\n"));
    EXPECT_THAT(text, HasSubstr("decision_seconds_count 1\n"));
}

TEST(Metrics, AskingAgainGivesTheSameOne)
{
    Metrics metrics;
    metrics.counter("denials_total", "Denials.", {"code", "POSITION_LIMIT"}).add();
    metrics.counter("denials_total", "Denials.", {"code", "POSITION_LIMIT"}).add();
    metrics.counter("denials_total", "Denials.", {"code", "RATE_LIMIT"}).add();
    EXPECT_THAT(metrics.render(), HasSubstr("denials_total{code=\"POSITION_LIMIT\"} 2\n"));
    EXPECT_THAT(metrics.render(), HasSubstr("denials_total{code=\"RATE_LIMIT\"} 1\n"));
}

TEST(Metrics, GaugesGoBothWays)
{
    Metrics metrics;
    const Gauge gauge = metrics.gauge("open", "Open.");
    gauge.add(5);
    gauge.add(-2);
    EXPECT_THAT(metrics.render(), HasSubstr("open 3\n"));
}

TEST(Metrics, LabelValuesBeyondTheBoundAreCountedTogether)
{
    Metrics metrics;
    for (std::size_t i = 0; i < Metrics::series_max + 10; ++i)
        metrics.counter("visits_total", "Visits.", {"who", std::to_string(i)}).add();
    metrics.counter("visits_total", "Visits.", {"who", "0"}).add();
    const std::string text = metrics.render();
    EXPECT_THAT(text, HasSubstr("visits_total{who=\"0\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("visits_total{who=\"63\"} 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("visits_total{who=\"64\"}")));
    EXPECT_THAT(text, HasSubstr("visits_total{who=\"other\"} 10\n"));
}

TEST(Metrics, LabelsAreEscaped)
{
    Metrics metrics;
    metrics.counter("odd_total", "Odd.", {"text", "a\"b\nc"}).add();
    EXPECT_THAT(metrics.render(), HasSubstr(R"(odd_total{text="a\"b\nc"} 1)"));
}

}  // namespace
}  // namespace swarmdesk::telemetry
