#pragma once

#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct CloseCommandFlags : DeskLink {
    std::string symbol;
    std::string owner;
    std::string account;
    bool is_all = false;
    std::string reason;
    std::string id;            ///< of the close; empty: a fresh one
    std::uint32_t wait_s = 5;  ///< for what becomes of its orders
    bool is_preview = false;
    bool is_confirmed = false;
};

/// Adds `close`. The flags outlive the app; `code` becomes the process's exit code.
void add_close_command(CLI::App& app, CloseCommandFlags& flags, int& code);

}  // namespace swarmdesk::app
