#pragma once

#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace swarmdesk::app {

/// What `report` and `export` were given. Lives as long as the command line is parsed and carried out.
struct ReportFlags {
    std::string state_folder;  ///< as it was said; empty: not at all
    std::string account;
    std::string from;
    std::string to;
    std::string html;
    std::string currency = "USD";
    int year = 0;
    bool is_json = false;
};

/// Adds `report` and `export`. They read the ledger alone: no desk needs to run, and none is disturbed.
void add_report_commands(CLI::App& app, ReportFlags& flags, int& code);

}  // namespace swarmdesk::app
