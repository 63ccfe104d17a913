#include "backtest_commands.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "command_tree.hpp"

namespace swarmdesk::app {
namespace {

Settings load(BacktestFlags& flags)
{
    flags.settings.assignments.push_back("market.source=replay");
    flags.replay.append_to(flags.settings.assignments);
    return flags.settings.load();
}

}  // namespace

void add_backtest_commands(CLI::App& app, BacktestFlags& flags, int& code)
{
    const char* rearms = "how long after a loss streak somebody re-arms: 1h, 1d (default: never)";
    const char* approves = "whoever is asked approves what waits for a human (default: declines)";

    auto* testing = app.add_subcommand("backtest", "how strategies would have done on recorded candles");
    BacktestOptions& backtest = flags.backtest;
    names_file(testing->add_option("strategies", backtest.strategies,
                                   "names of strategies, or files (.yaml); several: compared"))
        ->required();
    flags.replay.add_to(*testing);
    testing->add_option("--param", backtest.values, "NAME=VALUE of the strategy; may be repeated");
    names_file(testing->add_option("--html", backtest.html,
                                   "write the report as a page, too; of several strategies a folder: NAME.html each"));
    names_folder(
        testing->add_option("--export", backtest.csv,
                            "write trades.csv, fills.csv and equity.csv to this folder (of several strategies "
                            "NAME-trades.csv …), or the trades of one to FILE.csv; columns as of `swarmdesk export`"));
    testing->add_flag("--approve", backtest.approves, approves);
    testing->add_option("--rearm", backtest.rearm, rearms);
    testing->add_flag("--json", backtest.is_json, "for programs");
    flags.settings.add_sources_to(*testing);
    testing->footer(
        "examples:\n"
        "  swarmdesk backtest ema_cross --data BTCUSDT-5m-2025-04.zip\n"
        "  swarmdesk backtest ema_cross samples/strategies/*.yaml --data data   compared\n"
        "  swarmdesk backtest ema_cross --param fast_period=12 --data data --html report.html\n"
        "  swarmdesk backtest ema_cross --data data --rearm 1d --export results    with CSV of its trades");
    testing->callback([&] { code = run_backtest(load(flags), flags.backtest, std::cout); });

    auto* searching = app.add_subcommand("optimize", "search a strategy's parameters, and how far to believe them");
    OptimizeOptions& optimize = flags.optimize;
    names_file(searching->add_option("strategy", optimize.strategy, "a name, or a file (.yaml)"))->required();
    flags.replay.add_to(*searching);
    searching->add_option("--vary", optimize.vary,
                          "NAME=FROM:TO:STEP; may be repeated (default: what the file declares)");
    searching->add_option("--method", optimize.method, "how it searches")
        ->check(offers({"tpe", "random", "grid"}))
        ->capture_default_str();
    searching->add_option("--objective", optimize.objective, "what is best")
        ->check(offers({"sharpe", "sortino", "calmar", "return", "profit_factor"}))
        ->capture_default_str();
    searching->add_option("--runs", optimize.runs, "tries in each window")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000));
    searching->add_option("--trades-min", optimize.trades_min, "a try with fewer trades is not judged")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    CLI::Option* hold_out =
        searching->add_option("--hold-out", optimize.hold_out_percent, "the last so many percent are not trained on")
            ->capture_default_str();
    searching->add_option("--train", optimize.train, "walk-forward: train on so much, such as 1440h, again and again")
        ->excludes(hold_out);
    searching->add_option("--test", optimize.test, "walk-forward: and judge on so much behind it")->excludes(hold_out);
    searching->add_option("--seed", optimize.seed, "of the search")
        ->capture_default_str()
        ->check(CLI::NonNegativeNumber);
    searching->add_option("--jobs", optimize.jobs, "threads (default: one for each processor)")
        ->check(CLI::Range(1, 1'024));
    names_folder(searching->add_option("--out", optimize.folder,
                                       "keep finished runs in this folder, and go on with those there"));
    names_file(searching->add_option("--html", optimize.html, "write a page with a map of the parameters, too"));
    searching->add_flag("--approve", optimize.approves, approves);
    searching->add_option("--rearm", optimize.rearm, rearms);
    searching->add_flag("--json", optimize.is_json, "for programs");
    flags.settings.add_sources_to(*searching);
    searching->footer(
        "examples:\n"
        "  swarmdesk optimize ema_cross --vary fast_period=8:40:4 --vary slow_period=60:200:20 --data data\n"
        "  swarmdesk optimize my.yaml --data data --train 1440h --test 480h --out study --html study.html");
    searching->callback([&] { code = run_optimize(load(flags), flags.optimize, std::cout); });
}

}  // namespace swarmdesk::app
