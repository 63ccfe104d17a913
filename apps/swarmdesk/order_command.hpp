#pragma once

#include <cstdint>
#include <string>

#include "desk_conversation.hpp"
#include "order_request.hpp"

namespace swarmdesk::app {

struct OrderCommandFlags : DeskLink {
    OrderFlags order;
    std::string account;       ///< empty: the caller's only one
    std::string id;            ///< of the intent; empty: a fresh one
    std::uint32_t wait_s = 5;  ///< for what becomes of it
    bool is_preview = false;
    bool is_confirmed = false;
};

/// Adds `order`. The flags outlive the app; `code` becomes the process's exit code.
void add_order_command(CLI::App& app, OrderCommandFlags& flags, int& code);

/// Adds --stop-loss, --take-profit and --trailing. The flags outlive the command.
void add_levels(CLI::App& command, ProtectionFlags& levels, const char* when);

}  // namespace swarmdesk::app
