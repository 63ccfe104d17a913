#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What the commands that talk to a running desk are given.
struct DeskClientFlags : DeskLink {
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
    std::int64_t last = 0;
};

/// Adds status, approve, decline, cancel, settle, adjust, reconciliation, trace, halt, reduce, resume, open, token and
/// user. `code` becomes the process's exit code.
void add_client_commands(CLI::App& app, DeskClientFlags& flags, int& code);

}  // namespace swarmdesk::app
