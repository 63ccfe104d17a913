#include "help_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "config/suggest.hpp"
#include "exit_code.hpp"

namespace swarmdesk::app {
namespace {

/// The command of this name right below another; none: there is none.
const CLI::App* find_below(const CLI::App& app, const std::string& word, std::vector<std::string>& names)
{
    const CLI::App* found = nullptr;
    for (const CLI::App* below : app.get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); })) {
        names.push_back(below->get_name());
        if (names.back() == word) found = below;
    }
    return found;
}

std::string no_such_command(const std::string& word, const std::vector<std::string>& names)
{
    const std::vector<std::string_view> candidates{names.begin(), names.end()};
    return "swarmdesk: there is no command " + word + config::did_you_mean(config::nearest(word, candidates)) +
           "; swarmdesk help lists them\n";
}

int help(const CLI::App& app, const std::vector<std::string>& words)
{
    const CLI::App* of = &app;
    std::string before;
    for (const std::string& word : words) {
        std::vector<std::string> names;
        const CLI::App* next = find_below(*of, word, names);
        if (next == nullptr) {
            std::cerr << no_such_command(word, names);
            return exit_usage;
        }
        before += (before.empty() ? "" : " ") + of->get_name();
        of = next;
    }
    // Of the program itself, its own help would be that of `help`, which was called.
    std::cout << (of == &app ? of->get_formatter()->make_help(of, of->get_name(), CLI::AppFormatMode::Normal)
                             : of->help(before));
    return exit_ok;
}

}  // namespace

std::string unknown_command(const CLI::App& app, const std::vector<std::string>& words)
{
    const CLI::App* of = &app;
    for (const std::string& word : words) {
        std::vector<std::string> names;
        const CLI::App* next = word.starts_with('-') ? nullptr : find_below(*of, word, names);
        if (next == nullptr) return names.empty() ? std::string{} : no_such_command(word, names);
        of = next;
    }
    return {};
}

void add_help_command(CLI::App& app, std::vector<std::string>& words, int& code)
{
    CLI::App* command = app.add_subcommand("help", "what a command does, or all of them");
    command->add_option("command", words, "such as order, or data fetch");
    command->callback([&] { code = help(app, words); });
}

}  // namespace swarmdesk::app
