#include "empty_values.hpp"

#include <CLI/CLI.hpp>

namespace swarmdesk::app {

void refuse_empty_values(CLI::App& app)
{
    // Without a name, a validator adds nothing to the help.
    const auto refuse = [](std::string& value) -> std::string {
        if (value.find_first_not_of(" \t\r\n") != std::string::npos) return {};
        return "the value is empty: give one, or leave the option out";
    };
    for (CLI::Option* option : app.get_options())
        if (option->get_items_expected_max() > 0) option->check(CLI::Validator{refuse, ""});
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) refuse_empty_values(*command);
}

}  // namespace swarmdesk::app
