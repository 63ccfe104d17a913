#include "trading/optimize/study.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "runtime/parallel.hpp"
#include "trading/optimize/overfit.hpp"

namespace swarmdesk::trading::optimize {
namespace {

constexpr std::size_t batch = 16;  ///< tries between two looks at what was learned; the same however many threads
constexpr std::size_t windows_max = 1'000;

double to_double(Decimal value) { return static_cast<double>(value.mantissa()) / static_cast<double>(Decimal::unit); }

std::vector<double> to_doubles(const std::vector<Decimal>& values)
{
    std::vector<double> doubles;
    doubles.reserve(values.size());
    for (const Decimal value : values) doubles.push_back(to_double(value));
    return doubles;
}

/// To four places; nothing where it is no number.
std::optional<Decimal> shown(std::optional<double> value)
{
    if (!value || !std::isfinite(*value) || std::abs(*value) > 1e12) return std::nullopt;
    return Decimal::from_mantissa(static_cast<Int128>(std::llround(*value * 10'000)) * (Decimal::unit / 10'000));
}

/// The places of values in ascending order, ties sharing the mean of theirs.
std::vector<double> ranks(const std::vector<double>& values)
{
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    std::vector<double> result(values.size());
    for (std::size_t i = 0; i < order.size();) {
        std::size_t end = i;
        while (end < order.size() && !(values[order[i]] < values[order[end]])) ++end;
        for (std::size_t k = i; k < end; ++k) result[order[k]] = static_cast<double>(i + end - 1) / 2;
        i = end;
    }
    return result;
}

/// Spearman's; nothing of fewer than three, or where one side is all the same.
std::optional<double> rank_correlation(const std::vector<double>& a, const std::vector<double>& b)
{
    if (a.size() < 3) return std::nullopt;
    const auto rank_a = ranks(a);
    const auto rank_b = ranks(b);
    const double mean = static_cast<double>(a.size() - 1) / 2;
    double together = 0;
    double spread_a = 0;
    double spread_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        together += (rank_a[i] - mean) * (rank_b[i] - mean);
        spread_a += (rank_a[i] - mean) * (rank_a[i] - mean);
        spread_b += (rank_b[i] - mean) * (rank_b[i] - mean);
    }
    if (!(spread_a > 0) || !(spread_b > 0)) return std::nullopt;
    return together / std::sqrt(spread_a * spread_b);
}

class Study {
public:
    Study(const Space& space, const StudyTerms& terms, const Evaluate& evaluate, Memory& memory,
          const Progress& progress, const std::function<bool()>& is_canceled)
        : space_(space),
          terms_(terms),
          evaluate_(evaluate),
          memory_(memory),
          progress_(progress),
          is_canceled_(is_canceled),
          tries_(std::min(terms.runs, space.size()))
    {
        result_.space = space.parameters();
        total_ = terms.windows.size() * (tries_ + std::min<std::uint64_t>(terms.compared, tries_));
    }

    Result<StudyResult> run()
    {
        for (std::size_t i = 0; i < terms_.windows.size(); ++i) {
            auto found = search(terms_.windows[i], terms_.seed + i);
            if (!found) return found.error();
            result_.windows.push_back(std::move(*found));
        }
        result_.train_percent = compounded([](const Try& best) { return std::optional{best.train}; });
        result_.test_percent = compounded([](const Try& best) { return best.test; });
        return std::move(result_);
    }

private:
    std::optional<Decimal> score(const Outcome& outcome) const
    {
        return outcome.trades < terms_.trades_min ? std::nullopt : figure_of(outcome, terms_.objective);
    }

    /// Runs those that are not remembered, beside each other.
    Result<std::vector<Outcome>> outcomes(const std::vector<Choice>& choices, UtcTime begin, UtcTime end)
    {
        std::vector<std::optional<Outcome>> done;
        std::vector<std::size_t> missing;
        for (std::size_t i = 0; i < choices.size(); ++i) {
            done.push_back(memory_.find(space_.number_of(choices[i]), begin, end));
            if (!done.back()) missing.push_back(i);
        }
        runtime::parallel_for(missing.size(), terms_.jobs, [&](std::size_t i) {
            done[missing[i]] = evaluate_(space_.values(choices[missing[i]]), begin, end);
        });
        for (const std::size_t i : missing)
            if (auto kept = memory_.keep(space_.number_of(choices[i]), begin, end, *done[i]); !kept)
                return kept.error();
        result_.runs += choices.size();
        result_.remembered += choices.size() - missing.size();
        std::vector<Outcome> outcomes;
        for (auto& one : done) outcomes.push_back(std::move(*one));
        return outcomes;
    }

    Result<Found> search(const Window& window, std::uint64_t seed)
    {
        Found found{window, {}, {}, {}};
        std::vector<Choice> choices;
        std::vector<Try> tries;
        const auto search = make_search(terms_.method, space_, tries_, seed);
        std::optional<Decimal> best;
        while (tries.size() < tries_) {
            if (is_canceled_()) return Error{Errc::unavailable, "stopped"};
            const auto next = search->next(std::min<std::size_t>(batch, tries_ - tries.size()));
            if (next.empty()) break;
            auto outcomes_of_next = outcomes(next, window.train_begin, window.test_begin);
            if (!outcomes_of_next) return outcomes_of_next.error();
            for (std::size_t i = 0; i < next.size(); ++i) {
                Outcome& outcome = (*outcomes_of_next)[i];
                const auto scored = score(outcome);
                search->learn(next[i], scored ? std::optional{to_double(*scored)} : std::nullopt);
                if (scored && (!best || *scored > *best)) best = scored;
                choices.push_back(next[i]);
                tries.push_back({space_.values(next[i]), std::move(outcome), scored, std::nullopt});
            }
            progress_(result_.runs, total_, best);
        }
        std::vector<std::size_t> order(tries.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
            if (tries[a].score.has_value() != tries[b].score.has_value()) return tries[a].score.has_value();
            return tries[a].score && *tries[a].score > *tries[b].score;
        });
        std::vector<Choice> ordered;
        for (const std::size_t i : order) {
            ordered.push_back(choices[i]);
            found.tries.push_back(std::move(tries[i]));
        }
        if (auto compared = compare(found, ordered); !compared) return compared.error();
        judge(found);
        progress_(result_.runs, total_, best);
        return found;
    }

    /// The best few on the part that was held out.
    Result<void> compare(Found& found, const std::vector<Choice>& choices)
    {
        std::vector<Choice> best;
        for (std::size_t i = 0; i < choices.size() && best.size() < std::max<std::size_t>(terms_.compared, 1); ++i)
            if (found.tries[i].score) best.push_back(choices[i]);
        auto tested = outcomes(best, found.window.test_begin, found.window.test_end);
        if (!tested) return tested.error();
        for (std::size_t i = 0; i < best.size(); ++i) found.tries[i].test = std::move((*tested)[i]);
        return {};
    }

    void judge(Found& found) const
    {
        if (found.tries.empty() || !found.tries.front().score) return;
        std::vector<double> sharpes;
        for (const Try& one : found.tries)
            if (const auto sharpe = moments_of(to_doubles(one.train.days)).sharpe()) sharpes.push_back(*sharpe);
        found.deflated_sharpe = shown(deflated_sharpe(to_doubles(found.tries.front().train.days), sharpes));
        std::vector<double> in;
        std::vector<double> out;
        for (const Try& one : found.tries) {
            if (!one.test || !one.score) continue;
            // Few trades in a short test are still an outcome.
            const auto figure = figure_of(*one.test, terms_.objective);
            if (!figure) continue;
            in.push_back(to_double(*one.score));
            out.push_back(to_double(*figure));
        }
        found.rank_correlation = shown(rank_correlation(in, out));
    }

    template <class Part>
    std::optional<Decimal> compounded(Part part) const
    {
        const Decimal hundred = Decimal::from_integer(100);
        Decimal growth = Decimal::from_integer(1);
        for (const Found& found : result_.windows) {
            if (found.tries.empty() || !found.tries.front().score) continue;  // nothing would have been traded
            const std::optional<Outcome> outcome = part(found.tries.front());
            if (!outcome || !outcome->return_percent) return std::nullopt;
            growth = multiply(growth,
                              Decimal::from_integer(1) + divide(*outcome->return_percent, hundred, Rounding::half_even),
                              Rounding::half_even);
        }
        return round_to_step(multiply(growth - Decimal::from_integer(1), hundred, Rounding::half_even),
                             Decimal::from_mantissa(Decimal::unit / 10'000), Rounding::half_even);
    }

    const Space& space_;
    const StudyTerms& terms_;
    const Evaluate& evaluate_;
    Memory& memory_;
    const Progress& progress_;
    const std::function<bool()>& is_canceled_;
    std::uint64_t tries_;  ///< in each window
    std::uint64_t total_ = 0;
    StudyResult result_;
};

}  // namespace

std::optional<Decimal> figure_of(const Outcome& outcome, Objective objective)
{
    switch (objective) {
        case Objective::sharpe: return outcome.sharpe;
        case Objective::sortino: return outcome.sortino;
        case Objective::calmar: return outcome.calmar;
        case Objective::profit: return outcome.return_percent;
        case Objective::profit_factor: break;
    }
    return outcome.profit_factor;
}

Window hold_out(UtcTime begin, UtcTime end, std::uint32_t percent)
{
    const nanoseconds held{static_cast<std::int64_t>(static_cast<Int128>((end - begin).count()) * percent / 100)};
    return {begin, end + -held, end};
}

Result<std::vector<Window>> walk_forward(UtcTime begin, UtcTime end, nanoseconds train, nanoseconds test)
{
    if (train <= nanoseconds::zero() || test <= nanoseconds::zero())
        return Error{Errc::out_of_range, "training and test take more than no time"};
    std::vector<Window> windows;
    for (UtcTime from = begin; from + train + test <= end; from = from + test) {
        if (windows.size() == windows_max)
            return Error{Errc::out_of_range,
                         "more than " + std::to_string(windows_max) + " windows fit: make the test longer"};
        windows.push_back({from, from + train, from + train + test});
    }
    if (windows.empty())
        return Error{Errc::out_of_range,
                     "the data is shorter than one training and one test: " + to_iso(begin) + " to " + to_iso(end)};
    return windows;
}

Result<StudyResult> run_study(const Space& space, const StudyTerms& terms, const Evaluate& evaluate, Memory& memory,
                              const Progress& progress, const std::function<bool()>& is_canceled)
{
    return Study{space, terms, evaluate, memory, progress, is_canceled}.run();
}

}  // namespace swarmdesk::trading::optimize
