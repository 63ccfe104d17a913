#pragma once

#include <CLI/App.hpp>
#include <string>

namespace swarmdesk::app {

/// Adds `completion` and `man`, which print what shells and man(1) know of this program. They say what was added to the
/// app when they are called, so they may be added at any time. `shell` outlives the app.
void add_completion_commands(CLI::App& app, std::string& shell, int& code);

}  // namespace swarmdesk::app
