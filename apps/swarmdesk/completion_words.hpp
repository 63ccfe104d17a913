#pragma once

#include <functional>
#include <string>
#include <vector>

#include "command_tree.hpp"

/// \file
/// What the scripts for all shells are written with.
namespace swarmdesk::app {

/// In single quotes, as every shell reads it; a quote inside ends them for a moment.
std::string shell_quoted(const std::string& text);

/// "a b c".
std::string spaced(const std::vector<std::string>& words);
/// The names of the commands below it, "a b c".
std::string command_names(const Command& command);

/// Every command with its path: "" for the program, " token list" below it. Parents first.
void for_each_command(const Command& root, const std::function<void(const std::string& path, const Command&)>& visit);

}  // namespace swarmdesk::app
