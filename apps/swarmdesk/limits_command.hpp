#pragma once

#include <string>

#include "desk_conversation.hpp"

namespace swarmdesk::app {

struct LimitsFlags : DeskLink {
    std::string name;
    std::string value;
    std::string reason;
};

/// Adds `limits` and `limits tighten`. The flags outlive the app; `code` becomes the process's exit code.
void add_limits_command(CLI::App& app, LimitsFlags& flags, int& code);

}  // namespace swarmdesk::app
