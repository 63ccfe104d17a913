#pragma once

#include "desk_conversation.hpp"

namespace swarmdesk::app {

/// Whose loss streak is cleared: at most one of these; none is the caller's only account.
struct RearmFlags : DeskLink {
    std::string account;
    std::string user;
    std::string agent;
    bool is_desk = false;
    std::string reason;
};

/// Adds `rearm`: lets an account, a user, an agent or the desk enter again after a loss streak.
void add_rearm_command(CLI::App& app, RearmFlags& flags, int& code);

}  // namespace swarmdesk::app
