#pragma once

#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct StrategiesFlags : DeskLink {
    std::string name;  ///< "mine", or "online_trading/mine"
    std::string reason;
    bool is_confirmed = false;
};

/// Adds `strategies`, `strategies diff` and `strategies apply`. The flags outlive the app; `code` becomes the process's
/// exit code.
void add_strategies_command(CLI::App& app, StrategiesFlags& flags, int& code);

}  // namespace swarmdesk::app
