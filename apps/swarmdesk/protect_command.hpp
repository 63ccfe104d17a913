#pragma once

#include <string>

#include "desk_conversation.hpp"
#include "order_request.hpp"

namespace swarmdesk::app {

struct ProtectCommandFlags : DeskLink {
    ProtectionFlags levels;
    std::string symbol;
    std::string account;
    std::string owner;
    std::string reason;
    bool is_none = false;
    bool is_preview = false;
    bool is_confirmed = false;
};

/// Adds `protect`. The flags outlive the app; `code` becomes the process's exit code.
void add_protect_command(CLI::App& app, ProtectCommandFlags& flags, int& code);

}  // namespace swarmdesk::app
