#include "trading/report/report_text.hpp"

#include <fmt/format.h>

#include <ostream>

#include "trading/report/number_text.hpp"

namespace swarmdesk::trading::report {
namespace {

constexpr std::size_t name_width = 34;
constexpr std::size_t wide_name_width = 55;  ///< where the columns of executions are left out

/// As many characters as `width` at most; what a terminal would act on is left out.
std::string clean(const std::string& text, std::size_t width)
{
    std::string shown;
    std::size_t characters = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool continues = (byte & 0xC0) == 0x80;
        if (byte < 0x20 || byte == 0x7F) continue;
        if (!continues && ++characters > width) break;
        shown += c;
    }
    return shown;
}

class Writer {
public:
    explicit Writer(std::ostream& out) : out_(out) {}

    void title(std::string_view text) { out_ << '\n' << text << '\n'; }
    /// One figure with what explains it behind.
    void row(std::string_view name, const std::string& value, const std::string& words = {})
    {
        out_ << fmt::format("  {:<26}{:>18}", name, value) << (words.empty() ? "" : "  " + words) << '\n';
    }
    /// A figure that may be absent, with the reason where it is.
    void row(std::string_view name, const Figure& figure, const std::string& value)
    {
        row(name, value, figure.why ? clean(*figure.why, 50) : std::string{});
    }
    void line(const std::string& text) { out_ << text << '\n'; }

private:
    std::ostream& out_;
};

void write_returns(const Report& report, Writer& writer)
{
    const ReturnFigures& returns = report.returns;
    const DrawdownFigures& drawdown = report.drawdown;
    writer.title("Return");
    writer.row("equity at start", fixed_text(report.money.start_usd, 2) + " USD");
    writer.row("equity at end", fixed_text(report.money.end_usd, 2) + " USD");
    if (!report.money.put_in_usd.is_zero())
        writer.row("put in meanwhile", signed_text(report.money.put_in_usd, 2) + " USD", "no part of the return");
    writer.row("profit or loss", signed_text(report.money.profit_usd, 2) + " USD");
    writer.row("total return", returns.total_percent, signed_figure_text(returns.total_percent, 2, " %"));
    writer.row("annualised", returns.annualised_percent, signed_figure_text(returns.annualised_percent, 2, " %"));
    writer.row("Sharpe", returns.sharpe, figure_text(returns.sharpe, 2));
    writer.row("Sortino", returns.sortino, figure_text(returns.sortino, 2));
    writer.row("Calmar", returns.calmar, figure_text(returns.calmar, 2));
    std::string when;
    if (drawdown.peak)
        when = fmt::format("{} to {}, {}", day_text(*drawdown.peak), day_text(*drawdown.trough),
                           drawdown.recovered ? "made good " + day_text(*drawdown.recovered) : "not made good");
    writer.row("deepest drawdown", figure_text(drawdown.max_percent, 2, " %"), when);
    for (const Benchmark& benchmark : report.benchmarks)
        writer.row("holding " + clean(benchmark.name, 18), signed_figure_text(benchmark.return_percent, 2, " %"),
                   benchmark.ahead_percent.value
                       ? fmt::format("the desk {} points", signed_text(*benchmark.ahead_percent.value, 2))
                       : *benchmark.ahead_percent.why);
}

void write_trades(const Report& report, Writer& writer)
{
    const TradeFigures& trades = report.trades;
    writer.title("Trades");
    writer.row("round trips", std::to_string(trades.count),
               fmt::format("{} won, {} lost, {} even", trades.wins, trades.losses, trades.even));
    writer.row("win rate", trades.win_rate_percent, figure_text(trades.win_rate_percent, 1, " %"));
    writer.row("profit factor", trades.profit_factor, figure_text(trades.profit_factor, 2));
    writer.row("expectancy", trades.expectancy_usd, signed_figure_text(trades.expectancy_usd, 2, " USD"));
    writer.row("average win", trades.average_win_usd, signed_figure_text(trades.average_win_usd, 2, " USD"));
    writer.row("average loss", trades.average_loss_usd, signed_figure_text(trades.average_loss_usd, 2, " USD"));
    writer.row("longest streaks", fmt::format("{} / {}", trades.longest_wins, trades.longest_losses), "won / lost");
    writer.row("held on average", trades.holding_average_hours, figure_text(trades.holding_average_hours, 1, " h"));
}

void write_activity(const Report& report, Writer& writer)
{
    const ActivityFigures& activity = report.activity;
    const ExposureFigures& exposure = report.exposure;
    writer.title("Costs and exposure");
    writer.row("fills", std::to_string(activity.fills));
    writer.row("traded", fixed_text(activity.traded_usd, 2) + " USD",
               exposure.turnover.value ? figure_text(exposure.turnover, 2) + " times the average equity" : "");
    writer.row("fees", fixed_text(activity.fees_usd, 2) + " USD",
               activity.fee_bps.value ? figure_text(activity.fee_bps, 1) + " bps of what was traded" : "");
    writer.row(
        "slippage", figure_text(activity.slippage_usd, 2, " USD"),
        activity.slippage_bps.value ? figure_text(activity.slippage_bps, 2) + " bps" : *activity.slippage_bps.why);
    writer.row("time with a position", figure_text(exposure.time_percent, 1, " %"));
    writer.row("average exposure", figure_text(exposure.gross_percent, 2, " %"), "of equity");
}

void write_groups(std::string_view title, const std::vector<Group>& groups, Writer& writer)
{
    if (groups.empty()) return;
    writer.title(title);
    const bool has_activity = groups.front().activity.has_value();
    const std::size_t width = has_activity ? name_width : wide_name_width;
    writer.line(fmt::format("  {:<{}}{:>8}{:>9}{:>15}{:>9}{}", "", width, "trades", "won", "result USD", "factor",
                            has_activity ? fmt::format("{:>8}{:>13}", "fills", "fees USD") : ""));
    for (const Group& group : groups) {
        std::string text =
            fmt::format("  {:<{}}{:>8}{:>9}{:>15}{:>9}", clean(group.name, width - 1), width, group.trades.count,
                        figure_text(group.trades.win_rate_percent, 1, " %"), signed_text(group.trades.result_usd, 2),
                        figure_text(group.trades.profit_factor, 2));
        if (group.activity)
            text += fmt::format("{:>8}{:>13}", group.activity->fills, fixed_text(group.activity->fees_usd, 2));
        writer.line(text);
    }
}

void write_months(const Report& report, Writer& writer)
{
    writer.title("By month");
    writer.line(fmt::format("  {:<{}}{:>8}{:>9}{:>15}{:>9}{:>8}{:>13}", "", name_width, "trades", "return",
                            "result USD", "", "", "fees USD"));
    for (const Month& month : report.months)
        writer.line(fmt::format("  {:<{}}{:>8}{:>9}{:>15}{:>9}{:>8}{:>13}", month.month, name_width, month.trades,
                                signed_figure_text(month.return_percent, 2, " %"), signed_text(month.result_usd, 2), "",
                                "", fixed_text(month.fees_usd, 2)));
}

}  // namespace

void write_text(const Report& report, std::ostream& out)
{
    Writer writer{out};
    std::string accounts;
    for (const AccountId& account : report.accounts) accounts += (accounts.empty() ? "" : ", ") + account.to_string();
    writer.line(clean(fmt::format("{} to {} UTC, {} days, {}", minute_text(report.period.from),
                                  minute_text(report.period.to), fixed_text(report.period.days, 1), accounts),
                      98));
    write_returns(report, writer);
    write_trades(report, writer);
    write_activity(report, writer);
    write_groups("By instrument", report.by_instrument, writer);
    write_groups("By owner", report.by_owner, writer);
    write_groups("By reason to leave", report.by_exit, writer);
    write_months(report, writer);
}

}  // namespace swarmdesk::trading::report
