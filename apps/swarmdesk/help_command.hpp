#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace swarmdesk::app {

/// Adds `help`, which says what `--help` of a command does. The words outlive the app.
void add_help_command(CLI::App& app, std::vector<std::string>& words, int& code);

/// What to say where the words of a command line name no command ("ordr"), with the nearest there is; else nothing.
std::string unknown_command(const CLI::App& app, const std::vector<std::string>& words);

}  // namespace swarmdesk::app
