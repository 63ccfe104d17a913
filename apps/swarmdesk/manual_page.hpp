#pragma once

#include <string>

#include "command_tree.hpp"

namespace swarmdesk::app {

/// swarmdesk(1) for `man -l` and share/man/man1, in the macros of man(7): every command with its flags, exit codes and
/// the environment. ASCII alone, so that it looks the same wherever it is formatted.
std::string manual_page(const Command& root, const std::string& version);

}  // namespace swarmdesk::app
