#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What the commands that list something are given.
struct ListFlags : DeskLink {
    std::int64_t last = 0;  ///< 0: as many as the desk gives unasked
    std::string account;
    std::string state;
    std::string id;
};

/// Adds agents, alerts, orders, approvals, intents, intent, signals and analyses.
void add_list_commands(CLI::App& app, ListFlags& flags, int& code);

/// Adds --last to a list that the desk gives newest first.
void add_last(CLI::App& command, std::int64_t& last);

}  // namespace swarmdesk::app
