#include "backtest.hpp"

#include <fmt/format.h>

#include <deque>
#include <fstream>
#include <iostream>
#include <set>

#include "agents/online_trading/settings.hpp"
#include "backtest_export.hpp"
#include "base/json_fields.hpp"
#include "failure.hpp"
#include "ledger_report.hpp"
#include "replay.hpp"
#include "runtime/parallel.hpp"
#include "trading/report/number_text.hpp"
#include "trading/report/report_text.hpp"

namespace swarmdesk::app {

using namespace trading;

namespace {

Result<strategy::ParameterValues> parse_values(const std::vector<std::string>& texts)
{
    strategy::ParameterValues values;
    for (const std::string& text : texts) {
        const auto parameter = optimize::Parameter::parse(text);
        if (!parameter) return parameter.error();
        if (parameter->min != parameter->max)
            return Error{Errc::malformed, text + ": one value here; `swarmdesk optimize` tries several"};
        values.insert_or_assign(parameter->name, parameter->min);
    }
    return values;
}

/// Why there are not more trades.
std::string to_text(const backtest::RunCounts& counts)
{
    std::string text = fmt::format("{} signals", counts.signals);
    for (const auto& [code, count] : counts.denials) text += fmt::format(", {} denied {}", count, code);
    if (counts.declined > 0)
        text += fmt::format(", {} declined, for they wait for a human (--approve approves them)", counts.declined);
    if (counts.rejected > 0) text += fmt::format(", {} rejected by the exchange", counts.rejected);
    return text;
}

boost::json::object counts_json(const backtest::RunCounts& counts)
{
    boost::json::object denials;
    for (const auto& [code, count] : counts.denials) denials[code] = count;
    return {{"signals", counts.signals},
            {"denials", std::move(denials)},
            {"declined", counts.declined},
            {"rejected", counts.rejected}};
}

bool is_one_csv(const std::string& path) { return std::filesystem::path{path}.extension() == ".csv"; }

/// What is wrong with what several strategies are to leave behind.
Result<void> check_outputs(const BacktestOptions& options, const std::vector<ChosenStrategy>& chosen)
{
    if (chosen.size() == 1) return {};
    if (is_one_csv(options.csv))
        return Error{Errc::malformed, "--export of several strategies names a folder, not one file: " + options.csv};
    if (std::filesystem::path{options.html}.extension() == ".html")
        return Error{Errc::malformed,
                     "--html of several strategies names a folder, for a page each, not one file: " + options.html};
    if (options.csv.empty() && options.html.empty()) return {};
    std::set<StrategyId> names;
    for (const ChosenStrategy& one : chosen)
        if (!names.insert(one.id()).second)
            return Error{Errc::malformed, "two of these strategies are called " + one.id().to_string() +
                                              ", and one would overwrite the other's files: rename one"};
    return {};
}

std::string shown(const report::Figure& figure, std::string_view unit = "")
{
    return figure.value ? figure.value->to_string() + std::string{unit} : "-";
}

void print_beside(const std::vector<std::string>& names, const std::vector<report::Report>& reports, std::ostream& out)
{
    std::size_t width = 8;
    for (const std::string& name : names) width = std::max(width, name.size());
    for (const report::Benchmark& held : reports.front().benchmarks) width = std::max(width, held.name.size() + 5);
    const report::Period& period = reports.front().period;
    out << fmt::format("{} to {}, each with an account of its own\n\n  {:<{}}", report::day_text(period.from),
                       report::day_text(period.to), "strategy", width);
    for (const char* title : {"return", "drawdown", "Sharpe", "trades", "won", "profit factor", "fees USD"})
        out << fmt::format("{:>14}", title);
    out << '\n';
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const report::Report& report = reports[i];
        out << fmt::format("  {:<{}}", names[i], width);
        for (const std::string& cell :
             {shown(report.returns.total_percent, " %"), shown(report.drawdown.max_percent, " %"),
              shown(report.returns.sharpe), std::to_string(report.trades.count),
              shown(report.trades.win_rate_percent, " %"), shown(report.trades.profit_factor),
              report.activity.fees_usd.to_string()})
            out << fmt::format("{:>14}", cell);
        out << '\n';
    }
    for (const report::Benchmark& held : reports.front().benchmarks)
        out << fmt::format("  {:<{}}{:>14}\n", "hold " + held.name, width, shown(held.return_percent, " %"));
}

/// One page, or of several strategies the one of this name in the folder.
Result<void> write_page(const report::Report& made, const std::string& html, const std::string& name)
{
    if (html.empty()) return {};
    if (name.empty()) return write_report(made, ReportForm::html, html);
    if (auto folder = make_folder(html); !folder) return folder;
    return write_report(made, ReportForm::html, std::filesystem::path{html} / (name + ".html"));
}

}  // namespace

std::vector<backtest::Recording> recordings_for(const backtest::LoadedCandles& candles, const Settings& settings,
                                                const strategy::StrategyMaker& strategy, UtcTime begin, UtcTime end)
{
    const auto from = strategy::past_from(strategy()->warm_up(), candles.longest_interval(), begin);
    return candles.recordings(begin, end, settings.market.warmup, from);
}

backtest::Terms backtest_terms(const Settings& settings, const AgentId& agent)
{
    const auto& online = settings.agents.of<agents::OnlineTradingSettings>();
    backtest::Terms terms;
    terms.gate = settings.gate;
    terms.gate.limits = settings.rails;
    terms.exchange.initial_balances = {{terms.account, settings.paper.initial_balances()}};
    terms.exchange.fees = settings.paper.fees(settings.market.instruments, settings.rails);
    terms.walk.spread_tenth_basis_points = static_cast<std::int32_t>(settings.market.spread_tenth_basis_points);
    terms.latency = (settings.paper.latency_min + settings.paper.latency_max) / 2;
    terms.stop_percent = online.stop_percent;
    terms.agent = agent;
    return terms;
}

Result<backtest::LoadedCandles> load_candles(const Settings& settings,
                                             std::span<const strategy::StrategyMaker> strategies)
{
    market::ReplaySettings replay = settings.market.to_module().replay;
    auto plan = plan_replay(settings);
    if (!plan) return plan.error();
    if (replay.from) {
        for (const strategy::StrategyMaker& make : strategies)
            if (const auto from = strategy::past_from(make()->warm_up(), plan->candle_intervals().back(), *replay.from))
                replay.taught_from = std::min(replay.taught_from.value_or(*from), *from);
        plan = market::plan_replay(replay);
        if (!plan) return Error{Errc::malformed, plan.error().detail};
    }
    auto loaded = backtest::LoadedCandles::load(*plan, replay);
    if (!loaded) return Error{Errc::malformed, loaded.error().detail};
    return loaded;
}

int run_backtest(const Settings& settings, const BacktestOptions& options, std::ostream& out)
{
    const bool is_one = options.strategies.size() == 1;
    if (!is_one && !options.values.empty()) return fail_without_desk({Errc::malformed, "--param is for one strategy"});
    const auto rearm = backtest::RearmPolicy::parse(options.rearm);
    if (!rearm) return fail_without_desk(rearm.error());
    const auto values = parse_values(options.values);
    if (!values) return fail_without_desk(values.error());
    std::vector<ChosenStrategy> chosen;
    std::vector<strategy::StrategyMaker> makers;
    for (const std::string& name : options.strategies) {
        auto one = ChosenStrategy::find(name, settings);
        if (!one) return fail_without_desk(one.error());
        auto maker = one->maker(*values);
        if (!maker) return fail_without_desk(maker.error());
        chosen.push_back(std::move(*one));
        makers.push_back(std::move(*maker));
    }
    if (auto checked = check_outputs(options, chosen); !checked) return fail_without_desk(checked.error());
    const auto candles = load_candles(settings, makers);
    if (!candles) return fail_without_desk(candles.error());
    for (const ChosenStrategy& one : chosen)
        for (const backtest::Recording& recording : candles->recordings())
            if (auto checked = one.check_interval(recording.interval); !checked)
                return fail_without_desk(checked.error());

    std::vector<Result<backtest::RunReport>> runs(chosen.size(), Error{Errc::internal, "not run"});
    std::deque<BacktestExport> exports(options.csv.empty() ? 0 : chosen.size());
    runtime::parallel_for(chosen.size(), runtime::processor_count(), [&](std::size_t i) {
        backtest::Terms terms = backtest_terms(settings, chosen[i].agent());
        terms.approves = options.approves;
        terms.rearm = *rearm;
        const auto recordings = recordings_for(*candles, settings, makers[i], candles->begin(), candles->end());
        runs[i] = backtest::run_report(terms, recordings, chosen[i].id(), makers[i],
                                       options.csv.empty() ? nullptr : &exports[i]);
    });
    std::vector<std::string> names;
    std::vector<report::Report> reports;
    std::vector<backtest::RunCounts> counts;
    std::vector<backtest::StreakStops> stops;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (!runs[i]) return fail_without_desk(runs[i].error());
        names.push_back(options.strategies[i]);
        reports.push_back(std::move(runs[i]->report));
        counts.push_back(std::move(runs[i]->counts));
        stops.push_back(std::move(runs[i]->stops));
    }
    for (std::size_t i = 0; i < reports.size(); ++i) {
        const std::string name = chosen[i].id().to_string();
        if (auto written = write_page(reports[i], options.html, is_one ? "" : name); !written)
            return fail_without_desk(written.error());
        if (options.csv.empty()) continue;
        const auto written = is_one_csv(options.csv) ? exports[i].write_trades(options.csv)
                                                     : exports[i].write_all(options.csv, is_one ? "" : name + "-");
        if (!written) return fail_without_desk(written.error());
    }
    if (options.is_json) {
        boost::json::array array;
        for (std::size_t i = 0; i < reports.size(); ++i)
            array.push_back({{"strategy", names[i]},
                             {"loss_streaks", to_json(stops[i].all())},
                             {"counts", counts_json(counts[i])},
                             {"report", to_json(reports[i])}});
        out << boost::json::serialize(array) << '\n';
        return exit_ok;
    }
    // Before any figure: what stood still from its second day on says little of the other sixty.
    bool is_stopped = false;
    for (std::size_t i = 0; i < stops.size(); ++i)
        for (const std::string& sentence : sentences_of(stops[i])) {
            out << (is_one ? "" : names[i] + ": ") << sentence << '\n';
            is_stopped = true;
        }
    if (is_stopped) out << '\n';
    if (is_one) {
        report::write_text(reports.front(), out);
        out << "\nWhat it wanted\n  " << to_text(counts.front()) << '\n';
    } else {
        print_beside(names, reports, out);
        out << '\n';
        for (std::size_t i = 0; i < counts.size(); ++i) out << fmt::format("  {}: {}\n", names[i], to_text(counts[i]));
    }
    return exit_ok;
}

}  // namespace swarmdesk::app
