#include "trading/report/report.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "base/json_fields.hpp"
#include "trading/report/report_html.hpp"
#include "trading/report/report_text.hpp"
#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Instrument bitcoin_market()
{
    Instrument instrument;
    instrument.id = btc;
    instrument.base = AssetId{"BTC"};
    instrument.quote = AssetId{"USDT"};
    instrument.tick = Price{"0.01"_dec};
    instrument.lot = Quantity{"0.001"_dec};
    return instrument;
}

/// Three days at a market that goes from 100 to 120, with one win and one loss.
ReportBuilder usual(Range range = {})
{
    ReportBuilder builder{range};
    builder.on_account(AccountId{"paper"}, at(0));
    builder.on_instrument(bitcoin_market());
    builder.on_point(point_with_price(0, "1000"_dec, "100"_dec));
    builder.on_fill(fill(Side::buy, "1"_dec, "100"_dec, "0.1"_dec, 1));
    builder.on_point(point_with_price(24, "1100"_dec, "150"_dec));
    builder.on_trade(trade("110"_dec, 1, 25));
    builder.on_point(point_with_price(48, "990"_dec, "110"_dec));
    builder.on_trade(trade("-60"_dec, 26, 50));
    builder.on_point(point_with_price(72, "1050"_dec, "120"_dec));
    return builder;
}

std::string html_of(const Report& report)
{
    std::ostringstream out;
    write_html(report, out);
    return out.str();
}

/// A desk that runs has traded since it last wrote down what the market stood at: no equity knows of that yet.
TEST(Report, CountsFillsAndTradesUpToItsLastPointAndNotBeyond)
{
    ReportBuilder builder = usual();
    builder.on_fill(fill(Side::sell, "1"_dec, "100"_dec, "0.1"_dec, 73));
    builder.on_trade(trade("500"_dec, 26, 73));
    const Report running = builder.finish().value();
    EXPECT_EQ(to_json(running), to_json(usual().finish().value()));
    EXPECT_EQ(running.markers.size(), 1u);

    builder.on_point(point_with_price(74, "1550"_dec, "120"_dec));
    const Report later = builder.finish().value();
    EXPECT_EQ(later.trades.count, 3u);
    EXPECT_EQ(later.activity.fills, 2u);
    EXPECT_EQ(later.money.profit_usd, "550"_dec);
}

TEST(Report, OfAPartEndsItsFillsAndTradesWithItsLastPointToo)
{
    const Report report = usual({{}, at(60)}).finish().value();
    EXPECT_EQ(report.period.to, at(48));
    EXPECT_EQ(report.trades.count, 1u) << "what was closed in hour 50 changed no equity of this part";
}

TEST(Report, IsWhatCanBeWorkedOutByHand)
{
    const Report report = usual().finish().value();
    EXPECT_EQ(report.period.days, "3"_dec);
    EXPECT_EQ(report.money.profit_usd, "50"_dec);
    EXPECT_EQ(report.returns.total_percent, Figure::of("5"_dec));
    EXPECT_EQ(report.returns.days, 3u);
    EXPECT_EQ(report.returns.best_day_percent, Figure::of("10"_dec));
    EXPECT_EQ(report.returns.worst_day_percent, Figure::of("-10"_dec));
    EXPECT_EQ(report.drawdown.max_percent, Figure::of("10"_dec));
    EXPECT_EQ(report.drawdown.peak, at(24));
    EXPECT_FALSE(report.drawdown.recovered);
    EXPECT_EQ(report.drawdown.length_days, Figure::of("2"_dec));
    EXPECT_EQ(report.trades.result_usd, "50"_dec);
    ASSERT_EQ(report.benchmarks.size(), 2u);
    EXPECT_EQ(report.benchmarks[0].return_percent, Figure::of("20"_dec));
    EXPECT_EQ(report.benchmarks[0].end_usd, Figure::of("1200"_dec));
    EXPECT_EQ(report.benchmarks[1].name, "equal parts");
    EXPECT_EQ(report.benchmarks[1].ahead_percent, Figure::of("-15"_dec));
    ASSERT_EQ(report.months.size(), 1u);
    EXPECT_EQ(report.months[0].return_percent, Figure::of("5"_dec));
    EXPECT_EQ(report.months[0].trades, 2u);
    EXPECT_EQ(report.exposure.turnover, Figure::of("0.0966"_dec));  // 100 by 1035
    ASSERT_EQ(report.by_exit.size(), 1u);
    EXPECT_EQ(report.by_exit[0].name, "low reached the stop");
    EXPECT_FALSE(report.by_exit[0].activity);
}

TEST(Report, NeedsTwoPoints)
{
    ReportBuilder builder{{}};
    EXPECT_EQ(builder.finish().error().code, Errc::unavailable);
    builder.on_point(point(0, "1000"_dec));
    EXPECT_EQ(builder.finish().error().code, Errc::unavailable);
    builder.on_point(point(1, "1000"_dec));
    EXPECT_TRUE(builder.finish());
}

TEST(Report, LeavesOutWhatIsOutsideItsRange)
{
    const Report report = usual({at(24), at(50)}).finish().value();
    EXPECT_EQ(report.period.from, at(24));
    EXPECT_EQ(report.period.to, at(48));
    EXPECT_EQ(report.trades.count, 1u);  // the second ended at the very end, and belongs to what comes after
    EXPECT_EQ(report.activity.fills, 0u);
    EXPECT_EQ(report.returns.total_percent, Figure::of("-10"_dec));
    const Report closed = usual({std::nullopt, at(72)}).finish().value();
    EXPECT_EQ(closed.period.points, 4u);  // a point at the end closes it
}

TEST(Report, OfNothingButPointsSaysWhyForEachFigure)
{
    ReportBuilder builder{{}};
    builder.on_point(point(0, {}));
    builder.on_point(point(1, {}));
    const Report report = builder.finish().value();
    const std::string json = boost::json::serialize(to_json(report));
    for (const char* wrong : {"nan", "inf", "NaN"}) EXPECT_THAT(json, Not(HasSubstr(wrong))) << json;
    EXPECT_EQ(report.exposure.turnover, Figure::none("no money"));
    EXPECT_EQ(report.returns.annualised_percent, Figure::none("shorter than two days"));
    ASSERT_EQ(report.benchmarks.size(), 1u);
    EXPECT_EQ(report.benchmarks[0].return_percent, Figure::none("no price at the beginning"));
    const std::string page = html_of(report);
    EXPECT_THAT(page, HasSubstr("title=\"no trades\""));
    for (const char* wrong : {">nan", "inf%", "NaN", "nan%"}) EXPECT_THAT(page, Not(HasSubstr(wrong)));
    std::ostringstream text;
    write_text(report, text);
    EXPECT_THAT(text.str(), HasSubstr("no trades"));
}

TEST(Report, CountsGroupsBeyondTheBoundAsOthers)
{
    ReportBuilder builder{{}};
    for (std::size_t i = 0; i < ReportBuilder::groups_max + 5; ++i) {
        TradeFact fact = trade("1"_dec);
        fact.exit = "reason " + std::string(1, static_cast<char>('A' + i / 26)) + static_cast<char>('a' + i % 26);
        builder.on_trade(fact);
    }
    builder.on_point(point(0, "1"_dec));
    builder.on_point(point(1, "1"_dec));
    const Report report = builder.finish().value();
    EXPECT_EQ(report.by_exit.size(), ReportBuilder::groups_max + 1);
    const auto others = std::find_if(report.by_exit.begin(), report.by_exit.end(),
                                     [](const Group& group) { return group.name == "others"; });
    ASSERT_NE(others, report.by_exit.end());
    EXPECT_EQ(others->trades.count, 5u);
}

TEST(Report, ItsTextFitsAHundredColumns)
{
    ReportBuilder builder = usual();
    TradeFact lengthy = trade("-123456789.12"_dec, 26, 60);
    lengthy.exit = std::string(60, 'w');
    lengthy.owner.agent = AgentId{std::string(36, 'a')};
    builder.on_trade(lengthy);
    builder.on_point(point_with_price(73, "1050"_dec, "120"_dec));
    std::ostringstream out;
    write_text(builder.finish().value(), out);
    std::istringstream lines{out.str()};
    for (std::string line; std::getline(lines, line);) {
        const auto characters = std::count_if(line.begin(), line.end(), [](char c) { return (c & 0xC0) != 0x80; });
        EXPECT_LE(characters, 100) << line;
    }
}

TEST(Report, ItsTextShowsNoControlCharacters)
{
    ReportBuilder builder = usual();
    TradeFact hostile = trade("1"_dec, 26, 60);
    hostile.exit = "\x1B[2Jcleared";
    builder.on_trade(hostile);
    builder.on_point(point_with_price(73, "1050"_dec, "120"_dec));
    std::ostringstream out;
    write_text(builder.finish().value(), out);
    EXPECT_THAT(out.str(), Not(HasSubstr("\x1B")));
}

TEST(ReportPage, ShowsWhatOthersWroteAsText)
{
    ReportBuilder builder = usual();
    TradeFact hostile = trade("1"_dec, 26, 60);
    hostile.reason = "<script>alert(1)</script><img src=x onerror=alert(1)>";
    hostile.exit = "\"><svg onload=alert(1)>";
    builder.on_trade(hostile);
    builder.on_point(point_with_price(73, "1050"_dec, "120"_dec));
    const std::string page = html_of(builder.finish().value());
    EXPECT_THAT(page, Not(HasSubstr("<script")));
    EXPECT_THAT(page, Not(HasSubstr("<img")));
    EXPECT_THAT(page, Not(HasSubstr("<svg onload")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

TEST(ReportPage, NeedsNothingFromElsewhere)
{
    const std::string page = html_of(usual().finish().value());
    for (const char* wrong : {"http://", "https://", "url(", "src=", "<link", "<script", "@import"})
        EXPECT_THAT(page, Not(HasSubstr(wrong)));
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(page, HasSubstr("<title id=\"equity-t\">"));
    EXPECT_THAT(page, HasSubstr("<th scope=row>"));
}

TEST(ReportPage, ListsTheNewestTradesAndSaysHowManyMoreThereAre)
{
    const auto page_with = [](std::size_t count) {
        ReportBuilder builder{{}};
        builder.on_instrument(bitcoin_market());
        for (std::size_t i = 0; i < count; ++i) {
            TradeFact fact = trade("1"_dec, 0, static_cast<std::int64_t>(i));
            fact.reason = "trade number " + std::to_string(i) + ".";
            builder.on_trade(fact);
        }
        builder.on_point(point(0, "1"_dec));
        builder.on_point(point(1, "1"_dec));
        return html_of(builder.finish().value());
    };
    const std::string all = page_with(trades_shown_max);
    EXPECT_THAT(all, HasSubstr("trade number 0."));
    EXPECT_THAT(all, Not(HasSubstr("These are the last")));
    const std::string some = page_with(trades_shown_max + 1);
    EXPECT_THAT(some, Not(HasSubstr("trade number 0.")));
    EXPECT_THAT(some, HasSubstr("trade number 1."));
    EXPECT_THAT(some, HasSubstr("These are the last 200 of 201"));
}

}  // namespace
}  // namespace swarmdesk::trading::report
