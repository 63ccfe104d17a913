#pragma once

#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct HoldingsFlags : DeskLink {
    std::string account;    ///< empty: all that one may see
    std::int64_t last = 0;  ///< rows of a list; 0: as many as the desk gives
};

/// Adds balance, positions, trades and fills. The flags outlive the app; `code` becomes the process's exit code.
void add_holdings_commands(CLI::App& app, HoldingsFlags& flags, int& code);

}  // namespace swarmdesk::app
