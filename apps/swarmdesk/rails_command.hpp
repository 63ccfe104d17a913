#pragma once

#include <CLI/App.hpp>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// What `rails` is given.
struct RailsFlags : DeskLink {
    std::string account;
};

/// Adds `rails`: how much of each limit is used.
void add_rails_command(CLI::App& app, RailsFlags& flags, int& code);

}  // namespace swarmdesk::app
