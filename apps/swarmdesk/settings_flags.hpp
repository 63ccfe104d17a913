#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "settings.hpp"

namespace swarmdesk::app {

/// Where settings come from on this command line.
struct SettingsFlags {
    std::string file;
    std::vector<std::string> assignments;
    std::string state_folder;

    void add_to(CLI::App& command);
    /// Without the state folder, for commands that have nothing to do with one.
    void add_sources_to(CLI::App& command);

    /// Exits the process with every violation where something is wrong.
    Settings load() const;

    [[noreturn]] static void quit(const std::string& words);
};

}  // namespace swarmdesk::app
