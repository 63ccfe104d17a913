#pragma once

#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct HoldingsFlags : DeskLink {
    std::string account;  ///< empty: all that one may see
};

/// Adds balance, positions and trades. The flags outlive the app; `code` becomes the process's exit code.
void add_holdings_commands(CLI::App& app, HoldingsFlags& flags, int& code);

}  // namespace swarmdesk::app
