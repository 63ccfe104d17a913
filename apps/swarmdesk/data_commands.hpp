#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

#include "data_fetch.hpp"
#include "settings_flags.hpp"

namespace swarmdesk::app {

/// What `swarmdesk data` and the commands under it are given.
struct DataFlags {
    std::vector<std::string> files;
    DataFetchOptions fetch;
    SettingsFlags settings;
    bool is_json = false;
};

/// Adds data check and data fetch. `code` becomes the process's exit code.
void add_data_commands(CLI::App& app, DataFlags& flags, int& code);

}  // namespace swarmdesk::app
