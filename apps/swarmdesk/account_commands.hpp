#pragma once

#include <CLI/App.hpp>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What `account` and its commands are given.
struct AccountFlags : DeskLink {
    std::string name;
    std::string reason;
};

/// Adds `account list`, `account halt` and `account resume`.
void add_account_commands(CLI::App& app, AccountFlags& flags, int& code);

}  // namespace swarmdesk::app
