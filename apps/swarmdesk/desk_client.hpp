#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

namespace swarmdesk::app {

/// What every command that talks to a running desk is given.
struct DeskClientFlags {
    std::string url;  ///< empty: the socket in the state folder, else the default port
    std::string state_folder =
        "state";  ///< where desk.sock is, and operator.token, unless SWARMDESK_TOKEN says another
    bool is_json = false;
    std::string id;
    std::string reason;
    std::string asset;
    std::string amount;
    std::string filled;
    std::string price;
    std::string fee;
    std::string evidence;
    std::string name;
    std::string user;
    std::string role = "trader";
    std::string account;
    std::string venue;
    std::int64_t expires_in_s = 0;
    std::int64_t grace_s = 0;
};

/// Adds status, agents, positions, orders, trades, alerts, approvals, approve, decline, settle, adjust, reconciliation,
/// trace, halt, reduce, resume, open, token and user. `code` becomes the process's exit code.
void add_client_commands(CLI::App& app, DeskClientFlags& flags, int& code);

}  // namespace swarmdesk::app
