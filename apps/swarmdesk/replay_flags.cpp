#include "replay_flags.hpp"

#include <CLI/CLI.hpp>

#include "command_tree.hpp"
#include "config/value.hpp"

namespace swarmdesk::app {

void ReplayFlags::add_to(CLI::App& command, const std::string& prefix)
{
    names_file(
        command.add_option("--data", data, prefix + "candle files (.csv, .csv.gz, .zip), SYMBOL=FILE, or folders"));
    command.add_option("--from", from, prefix + "a date or time (UTC); candles before it are taught, not traded");
    command.add_option("--to", to, prefix + "a date or time (UTC); candles that end later are left out");
}

void ReplayFlags::append_to(std::vector<std::string>& assignments) const
{
    if (!from.empty()) assignments.push_back("market.from=" + from);
    if (!to.empty()) assignments.push_back("market.to=" + to);
    if (data.empty()) return;
    std::string list;
    for (const std::string& path : data) list += (list.empty() ? "[" : ", ") + config::quote(path);
    assignments.push_back("market.data=" + list + "]");
}

}  // namespace swarmdesk::app
