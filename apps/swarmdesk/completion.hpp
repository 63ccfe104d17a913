#pragma once

#include <string>

#include "command_tree.hpp"

/// \file
/// Scripts by which a shell completes commands, flags, their values and names of files. Pure text; they start no
/// program and ask no desk.
namespace swarmdesk::app {

/// For bash 3.2 and later, with or without the package bash-completion.
std::string bash_completion(const Command& root);
/// For zsh 5: a file `_swarmdesk` of its fpath, or sourced after compinit.
std::string zsh_completion(const Command& root);
/// For fish 3.
std::string fish_completion(const Command& root);

}  // namespace swarmdesk::app
