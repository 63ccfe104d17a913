#include "data_commands.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "command_tree.hpp"
#include "data_check.hpp"

namespace swarmdesk::app {

void add_data_commands(CLI::App& app, DataFlags& flags, int& code)
{
    auto* data = app.add_subcommand("data", "candle files: look at them, fetch them; needs no desk");
    data->require_subcommand(1);

    auto* checking = data->add_subcommand("check", "what a replay would see of candle files, without one");
    names_file(
        checking->add_option("files", flags.files, "candle files (.csv, .csv.gz, .zip), SYMBOL=FILE, or folders"))
        ->required();
    checking->add_flag("--json", flags.is_json, "for programs");
    checking->callback([&] { code = check_data({flags.files.begin(), flags.files.end()}, flags.is_json, std::cout); });

    auto* fetching = data->add_subcommand("fetch", "candle files from Binance's public data, one for each month");
    fetching->add_option("symbols", flags.fetch.symbols, "as Binance writes them: BTCUSDT")->required();
    fetching->add_option("--interval", flags.fetch.interval, "length of a candle: 1m to 1d")->capture_default_str();
    fetching->add_option("--from", flags.fetch.from, "a date or a time, in UTC")->required();
    fetching->add_option("--to", flags.fetch.to, "a date or a time, in UTC, exclusive (default: now)");
    names_folder(fetching->add_option("--folder", flags.fetch.folder, "where the files are kept"))
        ->capture_default_str();
    fetching->add_flag("--json", flags.fetch.is_json, "the outcome for programs, and no progress");
    flags.settings.add_sources_to(*fetching);
    fetching->callback([&] { code = fetch_data(flags.settings.load(), flags.fetch, std::cout); });
}

}  // namespace swarmdesk::app
