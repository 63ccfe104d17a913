#include "desk_place.hpp"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "command_tree.hpp"

namespace swarmdesk::app {
namespace {

std::string variable(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

}  // namespace

SaidPlace environment_place() { return {variable("SWARMDESK_URL"), variable("SWARMDESK_STATE_FOLDER")}; }

DeskPlace place_of(const SaidPlace& flags, const SaidPlace& environment)
{
    DeskPlace place{flags.url, flags.state_folder};
    if (flags.url.empty() && flags.state_folder.empty()) place.url = environment.url;
    if (place.state_folder.empty()) place.state_folder = environment.state_folder;
    if (place.state_folder.empty()) place.state_folder = "state";
    return place;
}

std::string state_folder_of(const std::string& flag)
{
    return place_of({.url = {}, .state_folder = flag}, environment_place()).state_folder;
}

CLI::Option* add_state_folder(CLI::App& command, std::string& said, const std::string& words)
{
    return names_folder(
        command.add_option("--state-folder", said, words + " (default: SWARMDESK_STATE_FOLDER, else ./state)"));
}

}  // namespace swarmdesk::app
