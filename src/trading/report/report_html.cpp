#include "trading/report/report_html.hpp"

#include <fmt/format.h>

#include <ostream>

#include "base/decimal_share.hpp"
#include "trading/report/chart.hpp"
#include "trading/report/html_style.hpp"
#include "trading/report/html_tables.hpp"
#include "trading/report/html_text.hpp"
#include "trading/report/number_text.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace literals;

/// What an index says as a return.
Decimal as_percent(Decimal index) { return multiply(index - "1"_dec, "100"_dec, Rounding::half_even); }

std::string section(std::string_view title, std::string_view below, const std::string& inside,
                    std::string_view kind = {})
{
    return fmt::format("<section{}{}><h2>{}</h2>{}{}</section>\n", kind.empty() ? "" : " class=", kind, title,
                       below.empty() ? "" : fmt::format("<p class=sub>{}</p>", below), inside);
}

std::string listed(const std::vector<AccountId>& accounts)
{
    std::string text;
    for (const AccountId& account : accounts) text += (text.empty() ? "" : ", ") + account.to_string();
    return escaped(text);
}

std::string head(const Report& report)
{
    return fmt::format(
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8>"
        "<meta name=viewport content=\"width=device-width,initial-scale=1\">"
        "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        "<title>Trading report, {} to {}</title><style>{}</style></head><body><main>\n",
        day_text(report.period.from), day_text(report.period.to), page_style);
}

/// What a person would say first.
std::string lead(const Report& report)
{
    std::string text =
        fmt::format("In {} days the desk turned {} USD into {} USD, {} %.", fixed_text(report.period.days, 1),
                    fixed_text(report.money.start_usd, 2), fixed_text(report.money.end_usd, 2),
                    typeset(signed_figure_text(report.returns.total_percent, 2)));
    if (!report.money.put_in_usd.is_zero())
        text += fmt::format(" {} USD were put in or taken out meanwhile and are no return.",
                            typeset(signed_text(report.money.put_in_usd, 2)));
    if (!report.benchmarks.empty() && report.benchmarks.back().return_percent.value)
        text += fmt::format(" Buying equal parts of {} and holding them would have returned {} %.",
                            report.benchmarks.size() == 2 ? "its one instrument" : "its instruments",
                            typeset(signed_figure_text(report.benchmarks.back().return_percent, 2)));
    return "<p class=lead>" + text + "</p>\n";
}

std::string cards(const Report& report)
{
    const auto card = [](std::string_view name, const std::string& value, const std::string& below) {
        return fmt::format("<div><dt>{}</dt><dd>{}<small>{}</small></dd></div>", name, value, below);
    };
    const auto why_or = [](const Figure& figure, const std::string& text) {
        return figure.why ? escaped(*figure.why) : text;
    };
    const ReturnFigures& returns = report.returns;
    const TradeFigures& trades = report.trades;
    std::string drawdown = "never below its peak";
    if (report.drawdown.trough)
        drawdown = fmt::format("on {}, {}", day_text(*report.drawdown.trough),
                               report.drawdown.recovered ? "made good" : "not made good yet");
    const Figure& holding = report.benchmarks.empty() ? returns.total_percent : report.benchmarks.back().ahead_percent;
    return "<section class=cards aria-label=\"Main figures\"><dl style=\"display:contents\">" +
           card("Total return", toned(returns.total_percent, 2, " %"),
                why_or(returns.annualised_percent,
                       typeset(signed_figure_text(returns.annualised_percent, 2, " % a year")))) +
           card("Profit or loss", toned(report.money.profit_usd, 2), "USD, fees included") +
           card("Against holding", toned(holding, 2), why_or(holding, "points, equal parts")) +
           card("Deepest drawdown", shown(report.drawdown.max_percent, 2, " %"), drawdown) +
           card("Sharpe", shown(returns.sharpe, 2),
                why_or(returns.sharpe, "Sortino " + typeset(figure_text(returns.sortino, 2)))) +
           card("Win rate", shown(trades.win_rate_percent, 1, " %"),
                fmt::format("{} of {} round trips", trades.wins, trades.count - trades.unpriced)) +
           card("Profit factor", shown(trades.profit_factor, 2),
                why_or(trades.expectancy_usd,
                       typeset(signed_figure_text(trades.expectancy_usd, 2, " USD a round trip")))) +
           card("Fees", fixed_text(report.activity.fees_usd, 2),
                why_or(report.activity.fee_bps,
                       fmt::format("USD, {} bps of {} traded", figure_text(report.activity.fee_bps, 1),
                                   fixed_text(report.activity.traded_usd, 0)))) +
           "</dl></section>\n";
}

std::string equity_section(const Report& report)
{
    Chart chart;
    chart.id = "equity";
    chart.title = "Return over time against buy and hold";
    chart.description = fmt::format("The desk ends at {} percent", signed_figure_text(report.returns.total_percent, 2));
    chart.unit = " %";
    chart.is_signed = true;
    chart.has_zero = true;
    ChartLine desk{"this desk", "desk", {}, false};
    ChartLine held{"holding equal parts", "held", {}, false};
    for (const CurveRow& row : report.curve) {
        desk.points.push_back({row.time, as_percent(row.index)});
        if (row.equal_parts) held.points.push_back({row.time, as_percent(*row.equal_parts)});
    }
    chart.lines.push_back(std::move(desk));
    if (held.points.size() > 1) {
        chart.description +=
            fmt::format(", holding equal parts at {} percent", plain_text(rounded(held.points.back().value, 2)));
        chart.lines.push_back(std::move(held));
    }
    Chart money;
    money.id = "money";
    money.title = "Equity in US dollars over time";
    money.description = fmt::format("From {} to {} dollars", fixed_text(report.money.start_usd, 2),
                                    fixed_text(report.money.end_usd, 2));
    money.is_low = true;
    ChartLine equity{"equity in USD", "desk", {}, false};
    for (const CurveRow& row : report.curve) equity.points.push_back({row.time, row.equity_usd});
    money.lines.push_back(std::move(equity));
    return section("Equity", "What the accounts were worth, hour by hour.", draw(money)) +
           section("Against buy and hold", "Time-weighted return since the beginning, on one scale.",
                   draw(chart) + benchmark_table(report));
}

std::string drawdown_section(const Report& report)
{
    Chart chart;
    chart.id = "drawdown";
    chart.title = "Drawdown over time";
    chart.description = fmt::format("How far equity was below its highest so far; at most {} percent",
                                    figure_text(report.drawdown.max_percent, 2));
    chart.unit = " %";
    chart.has_zero = true;
    chart.is_low = true;
    ChartLine line{"below the highest so far", "under", {}, true};
    for (const CurveRow& row : report.curve) line.points.push_back({row.time, -row.drawdown_percent});
    chart.lines.push_back(std::move(line));
    std::string below = "How far equity was below its highest so far.";
    if (report.drawdown.peak)
        below += fmt::format(" The deepest fall began on {}, was at its lowest on {} and {}: {} days.",
                             day_text(*report.drawdown.peak), day_text(*report.drawdown.trough),
                             report.drawdown.recovered ? "was made good on " + day_text(*report.drawdown.recovered)
                                                       : std::string{"was not made good by the end"},
                             figure_text(report.drawdown.length_days, 1));
    return section("Drawdown", below, draw(chart));
}

std::string price_sections(const Report& report)
{
    std::string sections;
    for (const Instrument& instrument : report.instruments) {
        Chart chart;
        chart.id = "price-" + std::to_string(&instrument - report.instruments.data());
        chart.title = "Price and trades of " + instrument.id.to_string();
        chart.description = "The mid at each hour, with buys pointing up and sales pointing down";
        ChartLine line{instrument.id.symbol.to_string(), "price", {}, false};
        for (const CurveRow& row : report.curve)
            if (const auto mid = row.mids.find(instrument.id); mid != row.mids.end())
                line.points.push_back({row.time, mid->second.value()});
        if (line.points.size() < 2) continue;
        for (const FillMarker& marker : report.markers) {
            if (marker.instrument != instrument.id) continue;
            const bool is_buy = marker.side == Side::buy;
            chart.marks.push_back({{marker.time, marker.price.value()},
                                   is_buy,
                                   fmt::format("{} at {}, {}", is_buy ? "bought" : "sold", marker.price.to_string(),
                                               minute_text(marker.time))});
        }
        chart.lines.push_back(std::move(line));
        std::string below = fmt::format("In {}, hour by hour.", escaped(instrument.quote.to_string()));
        if (report.activity.fills > report.markers.size())
            below += fmt::format(" Marked are the first {} fills of the period.", report.markers.size());
        sections += section(escaped(instrument.id.symbol.to_string()) + " and what was traded", below, draw(chart));
    }
    return sections;
}

std::string results_section(const Report& report)
{
    Histogram histogram;
    histogram.id = "results";
    histogram.title = "Distribution of the results of round trips";
    histogram.description = fmt::format("{} won and {} lost", report.trades.wins, report.trades.losses);
    histogram.unit = " %";
    for (const TradeRow& row : report.closed)
        if (row.return_percent.value) histogram.values.push_back(*row.return_percent.value);
    return section("Results of round trips", "How many ended in which return on what was paid, fees included.",
                   draw(histogram));
}

std::string facts(const std::vector<std::pair<std::string, std::string>>& rows)
{
    std::string list;
    for (const auto& [name, value] : rows) list += fmt::format("<dt>{}</dt><dd>{}</dd>", name, value);
    return "<dl class=facts>" + list + "</dl>";
}

std::string figures_sections(const Report& report)
{
    const ReturnFigures& returns = report.returns;
    const TradeFigures& trades = report.trades;
    const ActivityFigures& activity = report.activity;
    const ExposureFigures& exposure = report.exposure;
    const std::string risk = section("Return and risk", "",
                                     facts({{"Volatility, annualised", shown(returns.volatility_percent, 2, " %")},
                                            {"Sharpe", shown(returns.sharpe, 2)},
                                            {"Sortino", shown(returns.sortino, 2)},
                                            {"Calmar", shown(returns.calmar, 2)},
                                            {"Best day", toned(returns.best_day_percent, 2, " %")},
                                            {"Worst day", toned(returns.worst_day_percent, 2, " %")},
                                            {"Time with a position", shown(exposure.time_percent, 1, " %")},
                                            {"Average exposure, of equity", shown(exposure.gross_percent, 2, " %")},
                                            {"Turnover, times equity", shown(exposure.turnover, 2)}}));
    const std::string trading = section(
        "Trading", "",
        facts({{"Round trips won, lost, even", fmt::format("{}, {}, {}", trades.wins, trades.losses, trades.even)},
               {"Average win, USD", toned(trades.average_win_usd, 2)},
               {"Average loss, USD", toned(trades.average_loss_usd, 2)},
               {"Best and worst, USD", toned(trades.best_usd, 2) + " <em>/</em> " + toned(trades.worst_usd, 2)},
               {"Longest streak won, lost", fmt::format("{}, {}", trades.longest_wins, trades.longest_losses)},
               {"Held on average", shown(trades.holding_average_hours, 1, " h")},
               {"Held at most", shown(trades.holding_longest_hours, 1, " h")},
               {"Fills", std::to_string(activity.fills)},
               {"Slippage",
                shown(activity.slippage_usd, 2, " USD") + " <em>/</em> " + shown(activity.slippage_bps, 2, " bps")}}));
    return "<div class=two>" + risk + trading + "</div>\n";
}

std::string trades_section(const Report& report)
{
    std::string below = "Newest first; cost and result in the quote asset, fees included.";
    const std::uint64_t count = report.trades.count;
    if (count > trades_shown_max)
        below += fmt::format(" These are the last {} of {}; <code>swarmdesk export trades</code> writes all.",
                             trades_shown_max, count);
    return section("Round trips", below, trade_table(report), "long");
}

std::string footer(const Report& report)
{
    struct Definition {
        std::string_view name;
        std::string_view words;
    };
    static constexpr Definition definitions[] = {
        {"Equity", "what the accounts hold in US dollars, at the mid of the prices that the ledger marked"},
        {"Return",
         "time-weighted: deposits, withdrawals and adjustments count as made at the point before them and are "
         "no return"},
        {"Annualised", "the total return to the power of 365 by the days; not given below two days"},
        {"Sharpe, Sortino",
         "mean of the daily returns from 00:00 to 00:00 UTC by their deviation, or by that below "
         "zero; risk-free rate 0, times √365"},
        {"Calmar", "annualised return by the deepest drawdown"},
        {"Drawdown",
         "fall of the index below its highest so far; its length is from the peak until the peak is reached "
         "again"},
        {"Round trip", "an owner's lot from flat to flat; dust that no exchange takes is flat. Results include fees"},
        {"Profit factor", "what was won by what was lost"},
        {"Slippage",
         "price of a fill against the stop or target that its order waited for, else against the ask (buys) or bid "
         "(sales) it was decided on; above zero is worse"},
        {"Exposure", "the sizes of all lots at the mid, by equity"},
        {"Turnover", "what was bought and sold, by the average equity"},
        {"Holding", "bought at the first point, held to the last, without fees"},
        {"–", "there is no such figure; the pointer on it says why"},
    };
    std::string list;
    for (const Definition& definition : definitions)
        list += fmt::format("<div><dt>{}</dt><dd>{}.</dd></div>", definition.name, definition.words);
    std::string facts_text = fmt::format(
        "{} to {} UTC, {} points of equity; {} fills, fees {} bps of what was traded. Worked out from the desk's "
        "ledger "
        "alone. Past results promise nothing.",
        minute_text(report.period.from), minute_text(report.period.to), report.period.points, report.activity.fills,
        figure_text(report.activity.fee_bps, 1));
    return "<footer><p>" + facts_text + "</p><h2>What the figures mean</h2><dl>" + list + "</dl></footer>\n";
}

}  // namespace

void write_html(const Report& report, std::ostream& out)
{
    out << head(report);
    out << fmt::format("<header><h1>Trading report</h1><p>{} to {} UTC · account{} {}</p></header>\n",
                       minute_text(report.period.from), minute_text(report.period.to),
                       report.accounts.size() == 1 ? "" : "s", listed(report.accounts));
    out << lead(report) << cards(report) << equity_section(report) << drawdown_section(report);
    out << section("Returns by month", "In percent; the last column is the year.", month_heat(report));
    out << figures_sections(report);
    out << price_sections(report) << results_section(report);
    out << section("By instrument", "", group_table(report.by_instrument, "Instrument"));
    out << section("By owner", "Agents with their strategies, and people.", group_table(report.by_owner, "Owner"));
    out << section("By reason to leave", "The words of the reason that closed a round trip, without its numbers.",
                   group_table(report.by_exit, "Reason"));
    out << section("By month", "", month_table(report));
    out << trades_section(report);
    out << section("Instruments", "", instrument_facts(report));
    out << footer(report) << "</main></body></html>\n";
}

}  // namespace swarmdesk::trading::report
