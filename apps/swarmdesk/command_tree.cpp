#include "command_tree.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace swarmdesk::app {
namespace {

constexpr const char* file_type = "FILE";
constexpr const char* folder_type = "FOLDER";

/// "TEXT:{a,b}" as a and b: CLI11 keeps an option's values in the name of its type alone.
std::vector<std::string> values_in(const std::string& type)
{
    const auto open = type.find('{');
    const auto close = type.find('}');
    if (open == std::string::npos || close == std::string::npos || close < open) return {};
    return CLI::detail::split(type.substr(open + 1, close - open - 1), ',');
}

CommandWord word_of(const CLI::Option& option, std::string name)
{
    CommandWord word;
    word.name = std::move(name);
    word.help = option.get_description();
    word.is_required = option.get_required();
    word.is_repeated = option.get_items_expected_max() > 1;
    const std::string type = option.get_type_name();
    word.values = values_in(type);
    if (option.get_items_expected_max() == 0)
        word.takes = Takes::nothing;
    else if (!word.values.empty())
        word.takes = Takes::one_of;
    else if (type.find(file_type) != std::string::npos)
        word.takes = Takes::file;
    else if (type.find(folder_type) != std::string::npos)
        word.takes = Takes::folder;
    return word;
}

/// A group of options inherits the flag for help.
bool has_flag(const Command& command, const std::string& name)
{
    return std::ranges::find(command.flags, name, &CommandWord::name) != command.flags.end();
}

void add_words(const CLI::App& app, Command& command)
{
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        for (const std::string& name : option->get_lnames())
            if (!has_flag(command, "--" + name)) command.flags.push_back(word_of(*option, "--" + name));
        if (option->get_positional()) command.arguments.push_back(word_of(*option, option->get_name(true)));
    }
    // Option groups are apps without a name.
    for (const CLI::App* group : app.get_subcommands([](const CLI::App* one) { return one->get_name().empty(); }))
        add_words(*group, command);
}

}  // namespace

Command command_tree(const CLI::App& app)
{
    Command command;
    command.name = app.get_name();
    command.help = app.get_description();
    command.footer = app.get_footer();
    add_words(app, command);
    for (const CLI::App* below : app.get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); }))
        command.commands.push_back(command_tree(*below));
    return command;
}

CLI::Validator offers(const std::vector<std::string>& values)
{
    return CLI::Validator{[](std::string&) { return std::string{}; }, "{" + CLI::detail::join(values, ",") + "}"};
}

CLI::Option* names_file(CLI::Option* option) { return option->type_name(file_type); }
CLI::Option* names_folder(CLI::Option* option) { return option->type_name(folder_type); }

}  // namespace swarmdesk::app
