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

/// It took too long.
struct GivenUp {};

/// A strategy that can be interrupted: the work is bounded in candles, but what a rule does with each is its own
/// matter.
class Interruptible final : public strategy::Strategy {
public:
    Interruptible(std::unique_ptr<strategy::Strategy> strategy, const std::function<bool()>& is_over)
        : strategy_(std::move(strategy)), is_over_(is_over)
    {}
    std::string_view name() const override { return strategy_->name(); }
    std::optional<strategy::Proposal> on_candle(const Candle& candle, const strategy::View& view) override
    {
        if (is_over_()) throw GivenUp{};
        return strategy_->on_candle(candle, view);
    }
    Protection protection() const override { return strategy_->protection(); }
    std::optional<strategy::Proposal> take_over(const Candle& newest, const strategy::View& view,
                                                strategy::NewTerms terms) override
    {
        return strategy_->take_over(newest, view, terms);
    }
    strategy::WarmUp warm_up() const override { return strategy_->warm_up(); }

private:
    std::unique_ptr<strategy::Strategy> strategy_;
    const std::function<bool()>& is_over_;
};

/// The figures of a report, and what the rules signalled.
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
    const auto report = backtest::run_report(job.terms, recordings, job.name, make, nullptr, listen);
    figures.fees = fees.value();
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

std::string change_of(std::string_view what, const std::optional<Price>& from, const std::optional<Price>& to)
{
    if (from == to) return {};
    if (!to) return fmt::format("the {} at {} is taken away", what, from->to_string());
    if (!from) return fmt::format("gets a {} at {}", what, to->to_string());
    return fmt::format("the {} moves from {} to {}", what, from->to_string(), to->to_string());
}

/// What the new rules would do with it on the newest candle, as a runner of the agent has them meet it.
std::string fate_of(const DryRunJob::Held& held, const DryRunJob::Market& market, strategy::NewTerms new_terms,
                    const strategy::StrategyMaker& make)
{
    const auto rule = make();
    std::optional<strategy::Proposal> proposal;
    for (const market::CandleRow& row : market.rows) {
        const Candle candle{
            market.instrument.id, row.open_time, market.interval, row.open, row.high, row.low, row.close, row.volume};
        if (&row != &market.rows.back()) {
            rule->on_candle(candle, strategy::empty_view(market.instrument));
            continue;
        }
        strategy::View view{market.instrument, held.quantity, held.entry_price, held.equity, held.cash};
        view.last_entry = held.last_entry;
        view.protection = held.protection;
        auto urgent = new_terms.is_any() ? rule->take_over(candle, view, new_terms) : std::nullopt;
        proposal = rule->on_candle(candle, view);
        if (urgent) proposal = std::move(urgent);
    }
    const std::string what = fmt::format("{} {} on {}", held.quantity.to_string(), held.instrument.symbol.to_string(),
                                         held.account.to_string());
    if (proposal && proposal->side == Side::sell) return what + " would be sold at once: " + proposal->reason;
    const Protection& stands = held.protection;
    const Protection wanted = rule->protection();
    const Protection next = wanted.is_none() ? stands : with_stop_kept(stands, wanted);
    std::string text;
    for (const std::string& part : {change_of("stop", stands.stop_price, next.stop_price),
                                    change_of("target", stands.take_profit_price, next.take_profit_price)})
        if (!part.empty()) text += (text.empty() ? "" : ", ") + part;
    if (text.empty()) text = stands.is_none() ? "stays without a stop or target" : "keeps its " + stands.to_string();
    if (wanted.stop_price && next.stop_price && *wanted.stop_price < *next.stop_price)
        text += fmt::format(
            "; the new rules would have the stop at {}, but no strategy takes one down: "
            "`swarmdesk protect` does",
            wanted.stop_price->to_string());
    return what + ": " + text;
}

/// Fills in what it comes to, and throws where it is over before.
void try_out(const DryRunJob& job, const std::function<bool()>& is_over, api::StrategyDryRun& result)
{
    const auto interruptible = [&is_over](const strategy::StrategyMaker& make) -> strategy::StrategyMaker {
        return [&is_over, &make] { return std::make_unique<Interruptible>(make(), is_over); };
    };
    const strategy::StrategyMaker rules_before = interruptible(job.before);
    const strategy::StrategyMaker rules_after = interruptible(job.after);
    for (const DryRunJob::Held& held : job.held)
        for (const DryRunJob::Market& market : job.markets)
            if (market.instrument.id == held.instrument && !market.rows.empty())
                result.held.push_back(fate_of(held, market, job.new_terms, rules_after));

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
        return;
    }
    Signals before;
    Signals after;
    result.before = run(job, recordings, rules_before, before);
    result.after = run(job, recordings, rules_after, after);
    compare(before, after, result);
}

}  // namespace

api::StrategyDryRun dry_run(const DryRunJob& job, const std::function<bool()>& is_over)
{
    api::StrategyDryRun result;
    try {
        try_out(job, is_over, result);
    } catch (const GivenUp&) {
        api::StrategyDryRun nothing;
        nothing.held = std::move(result.held);
        nothing.problem =
            "it took too long, and was given up; `swarmdesk backtest` tries the file at leisure, and it can be applied "
            "without";
        return nothing;
    }
    return result;
}

}  // namespace swarmdesk::app
