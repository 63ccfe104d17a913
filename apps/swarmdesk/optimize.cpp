#include "optimize.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <iostream>

#include "backtest.hpp"
#include "base/hash.hpp"
#include "base/json_fields.hpp"
#include "config/print.hpp"
#include "failure.hpp"
#include "optimize_page.hpp"
#include "optimize_text.hpp"
#include "runtime/parallel.hpp"
#include "runtime/real_clock.hpp"
#include "study_file.hpp"
#include "version.hpp"

namespace swarmdesk::app {

using namespace trading;

namespace {

volatile std::sig_atomic_t is_interrupted = 0;
void interrupt(int) { is_interrupted = 1; }

Result<optimize::Space> space_of(const OptimizeOptions& options, const ChosenStrategy& strategy)
{
    std::vector<optimize::Parameter> parameters;
    for (const std::string& text : options.vary) {
        auto parameter = optimize::Parameter::parse(text);
        if (!parameter) return parameter.error();
        parameters.push_back(std::move(*parameter));
    }
    if (parameters.empty()) parameters = strategy.parameters();
    if (parameters.empty())
        return Error{Errc::malformed,
                     "nothing varies: say what with --vary NAME=FROM:TO:STEP, such as --vary fast_period=8:40:4"};
    return optimize::Space::make(std::move(parameters));
}

Result<std::vector<optimize::Window>> windows_of(const OptimizeOptions& options, UtcTime begin, UtcTime end)
{
    if (options.train.empty() != options.test.empty()) return Error{Errc::malformed, "--train and --test go together"};
    if (options.train.empty()) {
        if (options.hold_out_percent < 1 || options.hold_out_percent > 90)
            return Error{Errc::malformed, "--hold-out takes 1 to 90 percent"};
        return std::vector{optimize::hold_out(begin, end, options.hold_out_percent)};
    }
    const auto train = config::Value<nanoseconds>::parse(options.train);
    if (!train) return Error{Errc::malformed, "--train: " + train.error().detail};
    const auto test = config::Value<nanoseconds>::parse(options.test);
    if (!test) return Error{Errc::malformed, "--test: " + test.error().detail};
    auto windows = optimize::walk_forward(begin, end, *train, *test);
    if (!windows) return Error{Errc::malformed, windows.error().detail};
    return windows;
}

optimize::Outcome outcome_of(const backtest::RunReport& run)
{
    optimize::Outcome outcome;
    outcome.return_percent = run.report.returns.total_percent.value;
    outcome.sharpe = run.report.returns.sharpe.value;
    outcome.sortino = run.report.returns.sortino.value;
    outcome.calmar = run.report.returns.calmar.value;
    outcome.profit_factor = run.report.trades.profit_factor.value;
    outcome.drawdown_percent = run.report.drawdown.max_percent.value;
    outcome.trades = run.report.trades.count;
    outcome.fees_usd = run.report.activity.fees_usd;
    const Decimal step = Decimal::from_mantissa(Decimal::unit / 100'000'000);
    for (const auto& day : run.days) outcome.days.push_back(round_to_step(day.change, step, Rounding::half_even));
    return outcome;
}

}  // namespace

int run_optimize(const Settings& settings, const OptimizeOptions& options, std::ostream& out)
{
    const runtime::RealClock clock;
    const auto method = from_text<optimize::Method>(options.method);
    if (!method) return fail_without_desk({Errc::malformed, "--method: " + method.error().detail});
    const auto objective = from_text<optimize::Objective>(options.objective);
    if (!objective) return fail_without_desk({Errc::malformed, "--objective: " + objective.error().detail});
    const auto strategy = ChosenStrategy::find(options.strategy, settings);
    if (!strategy) return fail_without_desk(strategy.error());
    const auto space = space_of(options, *strategy);
    if (!space) return fail_without_desk(space.error());
    const auto values_of = [&](const std::vector<Decimal>& numbers) {
        strategy::ParameterValues values;
        for (std::size_t i = 0; i < numbers.size(); ++i)
            values.insert_or_assign(space->parameters()[i].name, numbers[i]);
        return values;
    };
    // What only some values allow is found when they are tried; a name that nobody has is found here.
    const auto first = strategy->maker(values_of(space->values(space->nth(0))), "--vary");
    const auto last = strategy->maker(values_of(space->values(space->nth(space->size() - 1))), "--vary");
    if (!first && !last) return fail_without_desk(first.error());
    // The need of most strategies is greatest at one end; where it is not, what is taught is what is loaded.
    std::vector<strategy::StrategyMaker> extremes;
    for (const auto* made : {&first, &last})
        if (*made) extremes.push_back(**made);
    const auto candles = load_candles(settings, extremes);
    if (!candles) return fail_without_desk(candles.error());
    for (const backtest::Recording& recording : candles->recordings())
        if (auto checked = strategy->check_interval(recording.interval); !checked)
            return fail_without_desk(checked.error());
    const auto rearm = backtest::RearmPolicy::parse(options.rearm);
    if (!rearm) return fail_without_desk(rearm.error());
    auto windows = windows_of(options, candles->begin(), candles->end());
    if (!windows) return fail_without_desk(windows.error());

    optimize::StudyTerms terms;
    terms.method = *method;
    terms.objective = *objective;
    terms.runs = options.runs;
    terms.seed = options.seed;
    terms.trades_min = options.trades_min;
    terms.jobs = options.jobs == 0 ? runtime::processor_count() : options.jobs;
    terms.windows = std::move(*windows);
    backtest::Terms run_terms = backtest_terms(settings, strategy->agent());
    run_terms.approves = options.approves;
    run_terms.rearm = *rearm;
    std::atomic<std::uint64_t> made{0};
    std::atomic<std::uint64_t> stopped{0};
    const auto evaluate = [&](const std::vector<Decimal>& numbers, UtcTime begin, UtcTime end) {
        const auto maker = strategy->maker(values_of(numbers));
        if (!maker) return optimize::Outcome{};  // these values do not go together
        const auto recordings = recordings_for(*candles, settings, *maker, begin, end);
        if (recordings.empty()) return optimize::Outcome{};
        const auto run = backtest::run_report(run_terms, recordings, strategy->id(), *maker);
        if (run) ++made;
        if (run && run->stops.is_stopped()) ++stopped;
        return run ? outcome_of(*run) : optimize::Outcome{};
    };

    std::unique_ptr<optimize::Memory> memory = std::make_unique<NoMemory>();
    if (!options.folder.empty()) {
        std::string about = std::string{version} + '\n' + strategy->fingerprint() + '\n' + config::print(settings);
        for (const auto& parameter : space->parameters()) about += boost::json::serialize(to_json(parameter));
        about += to_hex(candles->fingerprint()) + (options.approves ? " approves" : " rejects");
        if (rearm->delay) about += " " + rearm->words;
        auto file = StudyFile::open(options.folder, to_hex(sha256(about)));
        if (!file) return fail_without_desk(file.error());
        memory = std::move(*file);
    }
    const bool shows_progress = !options.is_json && isatty(STDERR_FILENO) == 1;
    const MonotonicTime started = clock.now().monotonic;
    const auto progress = [&](std::uint64_t done, std::uint64_t total, std::optional<Decimal> best) {
        if (!shows_progress) return;
        const nanoseconds took = clock.now().monotonic - started;
        const auto left = done == 0 ? 0
                                    : took.count() / 1'000'000'000 * static_cast<std::int64_t>(total - done) /
                                          static_cast<std::int64_t>(done);
        std::cerr << fmt::format("\r{} of {} runs, best {} {}, about {} s left   ", done, total, options.objective,
                                 best ? best->to_string() : "-", left)
                  << std::flush;
    };
    is_interrupted = 0;
    const auto before = std::signal(SIGINT, interrupt);
    const auto study =
        optimize::run_study(*space, terms, evaluate, *memory, progress, [] { return is_interrupted != 0; });
    std::signal(SIGINT, before);
    if (shows_progress) std::cerr << "\r\033[K";
    if (!study && study.error().code == Errc::unavailable)
        return fail_without_desk(
            {Errc::unavailable, options.folder.empty()
                                    ? "stopped; with --out FOLDER finished runs are kept for the next time"
                                    : "stopped; the same command goes on where it was"});
    if (!study) return fail_without_desk(study.error());
    const StudyHead head{strategy->id().to_string(), candles->symbols(), *method, *objective,
                         clock.now().monotonic - started};
    if (!options.html.empty())
        if (auto written = write_study_page(head, *study, options.html); !written)
            return fail_without_desk(written.error());
    if (options.is_json) {
        boost::json::value shown = to_json(*study);
        shown.as_object()["stopped_by_loss_streak"] = stopped.load();
        out << boost::json::serialize(shown) << '\n';
        return exit_ok;
    }
    if (stopped > 0)
        out << fmt::format(
            "LOSS_STREAK: {} of the {} runs made now entered nothing new from some day on; --rearm 1d goes on after a "
            "day\n\n",
            stopped.load(), made.load());
    write_study_text(head, *study, out);
    return exit_ok;
}

}  // namespace swarmdesk::app
