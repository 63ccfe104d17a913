#include "completion_commands.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "completion.hpp"
#include "exit_code.hpp"
#include "manual_page.hpp"
#include "version.hpp"

namespace swarmdesk::app {

void add_completion_commands(CLI::App& app, std::string& shell, int& code)
{
    CLI::App* completion = app.add_subcommand("completion", "a script by which a shell completes what you type");
    completion->add_option("shell", shell, "for which")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    completion->footer(
        "examples:\n"
        "  source <(swarmdesk completion bash)             in ~/.bashrc\n"
        "  source <(swarmdesk completion zsh)              in ~/.zshrc, after compinit\n"
        "  swarmdesk completion fish > ~/.config/fish/completions/swarmdesk.fish");
    completion->callback([&] {
        const Command tree = command_tree(app);
        std::cout << (shell == "bash"  ? bash_completion(tree)
                      : shell == "zsh" ? zsh_completion(tree)
                                       : fish_completion(tree));
        code = exit_ok;
    });
    app.add_subcommand("man", "the manual page; `swarmdesk man | man -l -` shows it")->callback([&] {
        std::cout << manual_page(command_tree(app), version);
        code = exit_ok;
    });
}

}  // namespace swarmdesk::app
