#include "help_command.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "config/suggest.hpp"
#include "exit_code.hpp"

namespace swarmdesk::app {
namespace {

int help(const CLI::App& app, const std::vector<std::string>& words)
{
    const CLI::App* of = &app;
    std::string before;
    for (const std::string& word : words) {
        std::vector<std::string> names;
        const CLI::App* next = nullptr;
        for (const CLI::App* below :
             of->get_subcommands([](const CLI::App* one) { return !one->get_name().empty(); })) {
            names.push_back(below->get_name());
            if (names.back() == word) next = below;
        }
        if (next == nullptr) {
            const std::vector<std::string_view> candidates{names.begin(), names.end()};
            std::cerr << "swarmdesk: there is no command " << word
                      << config::did_you_mean(config::nearest(word, candidates)) << "; swarmdesk help lists them\n";
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

void add_help_command(CLI::App& app, std::vector<std::string>& words, int& code)
{
    CLI::App* command = app.add_subcommand("help", "what a command does, or all of them");
    command->add_option("command", words, "such as order, or data fetch");
    command->callback([&] { code = help(app, words); });
}

}  // namespace swarmdesk::app
