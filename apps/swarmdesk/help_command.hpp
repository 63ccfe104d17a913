#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace swarmdesk::app {

/// Adds `help`, which says what `--help` of a command does. The words outlive the app.
void add_help_command(CLI::App& app, std::vector<std::string>& words, int& code);

}  // namespace swarmdesk::app
