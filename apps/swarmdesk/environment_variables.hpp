#pragma once

#include <array>

namespace swarmdesk::app {

/// A variable of the environment that the program looks at; of settings there are as many as settings. The manual shows
/// these, docs/cli.md has the same as a table.
struct EnvironmentVariable {
    const char* name;
    const char* words;
};
constexpr auto environment_variables = std::to_array<EnvironmentVariable>({
    {"SWARMDESK_URL", "of the desk; --url and --state-folder are stronger"},
    {"SWARMDESK_STATE_FOLDER", "the desk's state folder, for every command; --state-folder is stronger"},
    {"SWARMDESK_TOKEN", "who asks: whose token is used, instead of the operator.token of whichever folder is meant"},
    {"SWARMDESK_...", "any setting: rails.position_max is SWARMDESK_RAILS_POSITION_MAX. An unknown one is refused."},
    {"NO_COLOR", "no colours, if it is there and not empty; --color is stronger"},
    {"CLICOLOR_FORCE",
     "colours also where standard output is no terminal, if it is neither empty nor 0; NO_COLOR and "
     "--color are stronger"},
    {"COLUMNS", "how wide tables on a terminal are, instead of what the terminal says"},
});

}  // namespace swarmdesk::app
