#pragma once

#include <string>

namespace CLI {
class App;
class Option;
}  // namespace CLI

/// \file
/// Where the desk is that a command means. A flag beats every variable of the environment: whoever typed it said it
/// now.
namespace swarmdesk::app {

/// What somebody said of it, on the command line or in the environment. Empty: nothing.
struct SaidPlace {
    std::string url;
    std::string state_folder;
};

/// SWARMDESK_URL and SWARMDESK_STATE_FOLDER.
SaidPlace environment_place();

struct DeskPlace {
    std::string url;           ///< empty: the socket in the state folder, else the default port
    std::string state_folder;  ///< never empty
};

/// A URL is the flag's, else the environment's where no flag names a folder: that would be another desk's. A folder is
/// the flag's, else the environment's, else ./state.
DeskPlace place_of(const SaidPlace& flags, const SaidPlace& environment);

/// The folder alone, of commands that read a ledger and ask no desk.
std::string state_folder_of(const std::string& flag);

/// Adds --state-folder. `said` outlives the command and stays empty without it. Never CLI11's `envname`: commands share
/// their variable, and it would write there also for those that were not called, over the flag of the one that was.
CLI::Option* add_state_folder(CLI::App& command, std::string& said, const std::string& words);

}  // namespace swarmdesk::app
