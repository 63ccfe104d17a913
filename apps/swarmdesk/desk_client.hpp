#pragma once

#include <CLI/App.hpp>
#include <string>

namespace swarmdesk::app {

/// What every command that talks to a running desk is given.
struct DeskClientFlags {
    std::string url = "http://127.0.0.1:8420";
    std::string state_folder = "state";  ///< where operator.token is, unless SWARMDESK_TOKEN says another
    bool is_json = false;
    std::string id;
    std::string reason;
};

/// Adds status, agents, positions, orders, approvals, approve, reject, halt, reduce and resume. `code` becomes the
/// process's exit code.
void add_client_commands(CLI::App& app, DeskClientFlags& flags, int& code);

}  // namespace swarmdesk::app
