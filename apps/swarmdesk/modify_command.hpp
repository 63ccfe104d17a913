#pragma once

#include <cstdint>
#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct ModifyFlags : DeskLink {
    std::string approval;
    std::string quantity;
    std::string limit;
    std::uint32_t wait_s = 5;  ///< for what becomes of the new intent
};

/// Adds `modify`: puts a smaller or tighter intent in the place of one that waits for a human.
void add_modify_command(CLI::App& app, ModifyFlags& flags, int& code);

}  // namespace swarmdesk::app
