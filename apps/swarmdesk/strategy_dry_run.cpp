#include "strategy_dry_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "trading/backtest/run_report.hpp"

namespace swarmdesk::app {

using namespace trading;

namespace {

using Signals = std::map<std::pair<UtcTime, InstrumentId>, std::string>;

std::string text_of(const Signal& signal)
{
    return fmt::format("{}{}: {}", to_text(signal.side),
                       signal.limit_price ? " at " + signal.limit_price->to_string() : "", signal.reason);
}

/// Runs the rules twice: for the figures of a report, and for what they signalled.
api::DryRunFigures run(const DryRunJob& job, std::span<const backtest::Recording> recordings,
                       const strategy::StrategyMaker& make, Signals& signals)
{
    api::DryRunFigures figures;
    Amount fees;
    const auto listen = [&](const execution::Stamped& stamped, const execution::Books&) {
        if (const auto* raised = std::get_if<execution::SignalRaised>(&stamped.event)) {
            ++figures.signals;
            signals.emplace(std::pair{stamped.time, raised->signal.instrument}, text_of(raised->signal));
        }
        if (std::holds_alternative<execution::RoundTripClosed>(stamped.event)) ++figures.trips;
        if (const auto* filled = std::get_if<execution::OrderFilled>(&stamped.event)) fees += filled->fee_quote;
    };
    backtest::Backtest backtest{job.terms, recordings, job.name, make, listen};
    backtest.run();
    figures.fees = fees.value();
    const auto report = backtest::run_report(job.terms, recordings, job.name, make);
    if (!report) {
        figures.problem = report.error().detail;
        return figures;
    }
    figures.return_percent = report->report.returns.total_percent.value;
    figures.drawdown_percent = report->report.drawdown.max_percent.value;
    return figures;
}

void compare(const Signals& before, const Signals& after, api::StrategyDryRun& result)
{
    const auto note = [&](const auto& key, const std::string& was, const std::string& is) {
        if (was == is) return;
        ++result.differing;
        if (result.differences.size() < DryRunJob::differences_max)
            result.differences.push_back({key.first, key.second.symbol.to_string(), was, is});
    };
    auto left = before.begin();
    auto right = after.begin();
    while (left != before.end() || right != after.end()) {
        if (right == after.end() || (left != before.end() && left->first < right->first)) {
            note(left->first, left->second, "");
            ++left;
        } else if (left == before.end() || right->first < left->first) {
            note(right->first, "", right->second);
            ++right;
        } else {
            note(left->first, left->second, right->second);
            ++left;
            ++right;
        }
    }
}

/// What the new rules would do with it on the newest candle, as a restart of the agent has them meet it.
std::string fate_of(const DryRunJob::Held& held, const DryRunJob::Market& market, const strategy::StrategyMaker& make)
{
    const auto rule = make();
    std::optional<strategy::Proposal> proposal;
    for (const market::CandleRow& row : market.rows) {
        const Candle candle{
            market.instrument.id, row.open_time, market.interval, row.open, row.high, row.low, row.close, row.volume};
        const bool is_newest = &row == &market.rows.back();
        const strategy::View view =
            is_newest ? strategy::View{market.instrument, held.quantity, held.entry_price, held.equity, held.cash}
                      : strategy::empty_view(market.instrument);
        proposal = rule->on_candle(candle, view);
    }
    const std::string what = fmt::format("{} {} on {}", held.quantity.to_string(), held.instrument.symbol.to_string(),
                                         held.account.to_string());
    if (proposal && proposal->side == Side::sell) return what + " would be sold at once: " + proposal->reason;
    const auto wanted = rule->protection().stop_price;
    const auto& stands = held.protection.stop_price;
    if (!wanted) return what + (stands ? " keeps its stop at " + stands->to_string() : " has no stop, and gets none");
    if (!stands) return fmt::format("{} would get a stop at {}", what, wanted->to_string());
    if (*wanted > *stands)
        return fmt::format("{}: the stop would rise from {} to {}", what, stands->to_string(), wanted->to_string());
    return fmt::format("{} keeps its stop at {}; the new rules would have it at {}", what, stands->to_string(),
                       wanted->to_string());
}

}  // namespace

api::StrategyDryRun dry_run(const DryRunJob& job)
{
    api::StrategyDryRun result;
    std::vector<backtest::Recording> recordings;
    for (const DryRunJob::Market& market : job.markets) {
        if (market.rows.size() < 4 || market.interval.count() <= 0) continue;
        backtest::Recording recording;
        recording.instrument = market.instrument;
        recording.interval = market.interval;
        recording.candles = market.rows;
        recording.warm_up = std::min(static_cast<std::size_t>(job.warm_up / market.interval), market.rows.size() / 2);
        result.candles += market.rows.size() - recording.warm_up;
        if (recordings.empty() || recording.begin() < result.from) result.from = recording.begin();
        if (recordings.empty() || recording.end() > result.to) result.to = recording.end();
        recordings.push_back(std::move(recording));
    }
    if (recordings.empty()) {
        result.problem = "the desk holds too few candles yet to try the rules on";
        return result;
    }
    Signals before;
    Signals after;
    result.before = run(job, recordings, job.before, before);
    result.after = run(job, recordings, job.after, after);
    compare(before, after, result);
    for (const DryRunJob::Held& held : job.held)
        for (const DryRunJob::Market& market : job.markets)
            if (market.instrument.id == held.instrument && !market.rows.empty())
                result.held.push_back(fate_of(held, market, job.after));
    return result;
}

}  // namespace swarmdesk::app
