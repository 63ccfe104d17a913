#include "completion.hpp"
#include "completion_words.hpp"

namespace swarmdesk::app {
namespace {

/// Words for a person inside a specification of `_arguments`, which reads brackets, colons and backslashes.
std::string described(const std::string& text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '[' || c == ']' || c == ':' || c == '\\') escaped += '\\';
        escaped += c;
    }
    return escaped;
}

/// "_swarmdesk_token_list" for " token list".
std::string function_name(const std::string& path)
{
    std::string name = "_swarmdesk";
    for (const char c : path) name += c == ' ' || c == '-' ? '_' : c;
    return name;
}

std::string action(const CommandWord& word)
{
    switch (word.takes) {
        case Takes::nothing:
        case Takes::text: return " ";
        case Takes::one_of: return "(" + spaced(word.values) + ")";
        case Takes::file: return "_files";
        case Takes::folder: return "_files -/";
    }
    return " ";
}

std::string flag_spec(const CommandWord& flag)
{
    const std::string times = flag.is_repeated ? "*" : "";
    const std::string words = "[" + described(flag.help) + "]";
    if (flag.takes == Takes::nothing) return shell_quoted(times + flag.name + words);
    return shell_quoted(times + flag.name + "=" + words + ":" + flag.name.substr(2) + ":" + action(flag));
}

std::string argument_spec(const CommandWord& argument, std::size_t number)
{
    const std::string place = argument.is_repeated ? "*" : std::to_string(number) + (argument.is_required ? "" : ":");
    return shell_quoted(place + ":" + described(argument.name) + ":" + action(argument));
}

std::string function_of(const Command& root, const std::string& path, const Command& command)
{
    std::string specs;
    const auto add = [&](const std::string& spec) { specs += " \\\n        " + spec; };
    for (const CommandWord& flag : command.flags) add(flag_spec(flag));
    std::string text = "\n" + function_name(path) + "() {\n";
    if (command.commands.empty()) {
        std::size_t number = 0;
        if (path == " help")
            add(shell_quoted("*:command:(" + command_names(root) + ")"));
        else
            for (const CommandWord& argument : command.arguments) add(argument_spec(argument, ++number));
        return text + "    _arguments" + specs + "\n}\n";
    }
    add("'1:command:->command'");
    add("'*::argument:->argument'");
    text += "    local curcontext=\"$curcontext\" state line\n    typeset -A opt_args\n    _arguments -C" + specs +
            "\n    case $state in\n    command)\n        local -a commands=(";
    for (const Command& below : command.commands)
        text += "\n            " + shell_quoted(described(below.name) + ":" + below.help);
    text += "\n        )\n        _describe command commands\n        ;;\n    argument)\n        case $line[1] in\n";
    for (const Command& below : command.commands)
        text += "        " + below.name + ") " + function_name(path + " " + below.name) + " ;;\n";
    return text + "        esac\n        ;;\n    esac\n}\n";
}

}  // namespace

std::string zsh_completion(const Command& root)
{
    std::string text = "#compdef swarmdesk\n# zsh completion for swarmdesk, made by: swarmdesk completion zsh\n";
    for_each_command(
        root, [&](const std::string& path, const Command& command) { text += function_of(root, path, command); });
    return text +
           "\n# From the fpath this file is the function itself; sourced, it only says which one completes.\n"
           "if [[ $funcstack[1] == _swarmdesk ]]; then\n    _swarmdesk \"$@\"\nelse\n    compdef _swarmdesk swarmdesk\n"
           "fi\n";
}

}  // namespace swarmdesk::app
