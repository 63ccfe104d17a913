#include "completion.hpp"
#include "completion_words.hpp"

namespace swarmdesk::app {
namespace {

/// In single quotes; fish escapes with a backslash there.
std::string fish_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "'";
}

std::string values(const CommandWord& word)
{
    switch (word.takes) {
        case Takes::nothing: return "";
        case Takes::text: return " -x";
        case Takes::one_of: return " -x -a " + fish_quoted(spaced(word.values));
        case Takes::file: return " -r -F";
        case Takes::folder: return " -x -a '(__fish_complete_directories)'";
    }
    return "";
}

std::string argument_values(const CommandWord& word)
{
    switch (word.takes) {
        case Takes::nothing:
        case Takes::text: return "";
        case Takes::one_of: return " -a " + fish_quoted(spaced(word.values));
        case Takes::file: return " -F";
        case Takes::folder: return " -a '(__fish_complete_directories)'";
    }
    return "";
}

constexpr const char* walk_head = R"fish(
# Which command the words so far have led to: "token list".
function __swarmdesk_path
    set -l path ''
    for word in (commandline -opc)[2..-1]
        switch "$path $word"
            case )fish";
constexpr const char* walk_tail = R"fish(
                set path "$path $word"
        end
    end
    string trim -- "$path"
end

function __swarmdesk_at
    set -l path (__swarmdesk_path)
    test "$path" = "$argv[1]"
end

complete -c swarmdesk -f
)fish";

}  // namespace

std::string fish_completion(const Command& root)
{
    std::vector<std::string> paths;
    std::string completions;
    for_each_command(root, [&](const std::string& path, const Command& command) {
        if (!path.empty()) paths.push_back(fish_quoted(path));
        const std::string at = "complete -c swarmdesk -n " +
                               fish_quoted("__swarmdesk_at '" + (path.empty() ? path : path.substr(1)) + "'");
        for (const Command& below : command.commands)
            completions += at + " -a " + fish_quoted(below.name) + " -d " + fish_quoted(below.help) + "\n";
        for (const CommandWord& flag : command.flags)
            completions += at + " -l " + flag.name.substr(2) + values(flag) + " -d " + fish_quoted(flag.help) + "\n";
        if (path == " help") completions += at + " -a " + fish_quoted(command_names(root)) + "\n";
        for (const CommandWord& argument : command.arguments)
            if (const std::string offered = argument_values(argument); !offered.empty())
                completions += at + offered + "\n";
    });
    return "# fish completion for swarmdesk, made by: swarmdesk completion fish\n" + std::string{walk_head} +
           spaced(paths) + walk_tail + completions;
}

}  // namespace swarmdesk::app
