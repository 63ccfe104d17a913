#include "trading/report/html_tables.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/decimal_share.hpp"
#include "trading/report/html_text.hpp"
#include "trading/report/number_text.hpp"
#include "trading/report/report_html.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace literals;

/// How strong the colour of a month is: of the largest return of any month, in thirds.
std::string_view heat_of(Decimal value, Decimal largest)
{
    if (value.is_zero() || !largest.is_positive()) return "";
    const Decimal part = divide(abs(value), largest, Rounding::half_even);
    const std::size_t strength = part > "0.66"_dec ? 2 : part > "0.33"_dec ? 1 : 0;
    static constexpr std::array<std::string_view, 3> above{"b1", "b2", "b3"};
    static constexpr std::array<std::string_view, 3> below{"o1", "o2", "o3"};
    return value.is_positive() ? above.at(strength) : below.at(strength);
}

std::string dash(const Figure& figure)
{
    return fmt::format("<abbr title=\"{0}\" aria-label=\"{0}\">–</abbr>", escaped(figure.why.value_or("")));
}

std::string scrolled(const std::string& table) { return "<div class=scroll>" + table + "</div>"; }

int digits_of(Decimal step)
{
    const std::string text = step.to_string();
    const std::size_t point = text.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

}  // namespace

std::string toned(Decimal value, int digits, std::string_view unit)
{
    const Decimal shown_value = rounded(value, digits);
    const std::string_view tone = shown_value.is_positive() ? "up" : shown_value.is_negative() ? "down" : "even";
    return fmt::format("<span class={}>{}{}</span>", tone, typeset(signed_text(value, digits)), unit);
}

std::string toned(const Figure& figure, int digits, std::string_view unit)
{
    return figure.value ? toned(*figure.value, digits, unit) : dash(figure);
}

std::string shown(const Figure& figure, int digits, std::string_view unit)
{
    return figure.value ? typeset(fixed_text(*figure.value, digits)) + std::string{unit} : dash(figure);
}

std::string month_heat(const Report& report)
{
    std::map<std::string, std::map<int, const Month*>> years;
    Decimal largest;
    for (const Month& month : report.months) {
        years[month.month.substr(0, 4)][std::stoi(month.month.substr(5))] = &month;
        if (month.return_percent.value) largest = std::max(largest, abs(*month.return_percent.value));
    }
    if (years.empty()) return {};
    std::string rows;
    for (const auto& [year, months] : years) {
        rows += fmt::format("<tr><th scope=row>{}</th>", year);
        // The months of a year follow each other: what one became is what the next began with.
        Decimal growth = Decimal::from_integer(1);
        for (int number = 1; number <= 12; ++number) {
            const auto found = months.find(number);
            if (found == months.end() || !found->second->return_percent.value) {
                rows += "<td></td>";
                continue;
            }
            const Decimal value = *found->second->return_percent.value;
            growth = share(growth, "100"_dec + value, "100"_dec, Rounding::half_even);
            rows += fmt::format("<td class=\"{}\">{}</td>", heat_of(value, largest), typeset(signed_text(value, 2)));
        }
        const Decimal year_percent = multiply(growth - "1"_dec, "100"_dec, Rounding::half_even);
        rows += fmt::format("<td>{}</td></tr>", typeset(signed_text(year_percent, 2)));
    }
    std::string head;
    for (const char* name :
         {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Year"})
        head += fmt::format("<th scope=col>{}</th>", name);
    return scrolled("<table class=heat><thead><tr><td></td>" + head + "</tr></thead><tbody>" + rows +
                    "</tbody></table>");
}

std::string month_table(const Report& report)
{
    std::string rows;
    for (const Month& month : report.months)
        rows += fmt::format("<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>", month.month,
                            toned(month.return_percent, 2, " %"), month.trades, toned(month.result_usd, 2),
                            fixed_text(month.fees_usd, 2));
    if (rows.empty()) return {};
    return scrolled(
        "<table><thead><tr><th scope=col>Month</th><th scope=col>Return</th><th scope=col>Round trips</th>"
        "<th scope=col>Result USD</th><th scope=col>Fees USD</th></tr></thead><tbody>" +
        rows + "</tbody></table>");
}

std::string group_table(const std::vector<Group>& groups, std::string_view what)
{
    if (groups.empty()) return "<p class=none>None.</p>";
    const bool has_activity = groups.front().activity.has_value();
    std::string rows;
    for (const Group& group : groups) {
        const TradeFigures& trades = group.trades;
        rows += fmt::format(
            "<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td>",
            escaped(group.name), trades.count, shown(trades.win_rate_percent, 1, " %"), toned(trades.result_usd, 2),
            toned(trades.expectancy_usd, 2), shown(trades.profit_factor, 2), shown(trades.holding_average_hours, 1));
        if (group.activity)
            rows += fmt::format("<td>{}</td><td>{}</td><td>{}</td><td>{}</td>", group.activity->fills,
                                fixed_text(group.activity->traded_usd, 0), fixed_text(group.activity->fees_usd, 2),
                                shown(group.activity->slippage_bps, 2));
        rows += "</tr>";
    }
    std::string head = fmt::format(
        "<th scope=col>{}</th><th scope=col>Round trips</th><th scope=col>Won</th><th scope=col>Result USD</th>"
        "<th scope=col>Each</th><th scope=col>Profit factor</th><th scope=col>Held h</th>",
        what);
    if (has_activity)
        head +=
            "<th scope=col>Fills</th><th scope=col>Traded USD</th><th scope=col>Fees USD</th>"
            "<th scope=col>Slippage bps</th>";
    return scrolled("<table><thead><tr>" + head + "</tr></thead><tbody>" + rows + "</tbody></table>");
}

std::string benchmark_table(const Report& report)
{
    std::string rows = fmt::format("<tr><th scope=row>this desk</th><td>{}</td><td>{}</td><td></td></tr>",
                                   toned(report.returns.total_percent, 2, " %"), fixed_text(report.money.end_usd, 2));
    for (const Benchmark& benchmark : report.benchmarks)
        rows += fmt::format("<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{}</td></tr>", escaped(benchmark.name),
                            toned(benchmark.return_percent, 2, " %"), shown(benchmark.end_usd, 2),
                            toned(benchmark.ahead_percent, 2));
    return scrolled(
        "<table><thead><tr><th scope=col>Buy and hold</th><th scope=col>Return</th><th scope=col>End USD"
        "</th><th scope=col>Desk ahead, points</th></tr></thead><tbody>" +
        rows + "</tbody></table>");
}

std::string instrument_facts(const Report& report)
{
    std::string rows;
    for (const Instrument& instrument : report.instruments)
        rows += fmt::format("<tr><th scope=row>{}</th><td>{}</td><td>{}</td><td>{} {}</td></tr>",
                            escaped(instrument.id.to_string()), instrument.tick.to_string(), instrument.lot.to_string(),
                            instrument.notional_min.to_string(), escaped(instrument.quote.to_string()));
    return scrolled(
        "<table><thead><tr><th scope=col>Instrument</th><th scope=col>Tick</th><th scope=col>Lot</th>"
        "<th scope=col>Least order</th></tr></thead><tbody>" +
        rows + "</tbody></table>");
}

std::string trade_table(const Report& report)
{
    if (report.closed.empty()) return "<p class=none>No round trip ended in this period.</p>";
    std::map<InstrumentId, int> digits;  // an amount of the quote asset is shown as finely as its prices
    for (const Instrument& instrument : report.instruments)
        digits[instrument.id] = std::max(digits_of(instrument.tick.value()), 2);
    std::string rows;
    const std::size_t shown_count = std::min(report.closed.size(), trades_shown_max);
    for (std::size_t i = 0; i < shown_count; ++i) {
        const TradeRow& row = report.closed[report.closed.size() - 1 - i];
        const auto known = digits.find(row.instrument);
        const int places = known == digits.end() ? 2 : known->second;
        rows += fmt::format(
            "<tr><td class=text>{}</td><td class=text>{}</td><td class=text>{}</td><td class=text>{}</td><td>{}</td>"
            "<td>{}</td><td>{}</td><td>{}</td><td class=\"text why\">{}</td></tr>",
            minute_text(row.opened), minute_text(row.closed), escaped(row.instrument.symbol.to_string()),
            escaped(row.owner.to_string()), fixed_text(row.entry_cost, places), toned(row.result, places),
            toned(row.return_percent, 2, " %"), fixed_text(row.holding_hours, 1), escaped(row.reason));
    }
    return scrolled(
        "<table><thead><tr><th scope=col>Opened UTC</th><th scope=col class=text>Closed UTC</th>"
        "<th scope=col class=text>Instrument</th><th scope=col class=text>Owner</th><th scope=col>Cost</th>"
        "<th scope=col>Result</th><th scope=col>Return</th><th scope=col>Held h</th>"
        "<th scope=col class=text>Why it left</th></tr></thead><tbody>" +
        rows + "</tbody></table>");
}

}  // namespace swarmdesk::trading::report
