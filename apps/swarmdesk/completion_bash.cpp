#include "completion.hpp"
#include "completion_words.hpp"

namespace swarmdesk::app {
namespace {

/// Walks what was typed, then offers what may follow. A path such as " token list" is where the walk stands; "#2"
/// stands for the second argument there, and a "+" before what a word takes says that more of it may follow.
constexpr const char* walk = R"bash(
_swarmdesk() {
    local cur=${COMP_WORDS[COMP_CWORD]} path='' flag='' helping='' word value i argument=1
    local IFS=$'\n'
    for ((i = 1; i < COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        [[ $word == '=' ]] && continue # bash takes --flag=value apart
        value=''
        [[ -n $flag ]] && value=$(_swarmdesk_takes "$path $flag")
        if [[ -n $value && $word != -* ]]; then
            [[ $value == +* ]] || flag=''
        elif [[ $word == -* ]]; then
            flag=$word
        elif [[ " $(_swarmdesk_commands "$path") " == *" $word "* ]]; then
            path+=" $word" flag=''
            [[ $path == ' help' ]] && path='' helping=1
        else
            flag='' argument=$((argument + 1))
        fi
    done
    [[ $cur == '=' ]] && cur=''

    value=''
    COMPREPLY=()
    if [[ -n $helping ]]; then
        value=$(_swarmdesk_commands "$path")
    elif [[ -n $flag ]] && value=$(_swarmdesk_takes "$path $flag") && [[ -n $value ]]; then
        value=${value#+}
        [[ $cur == -* && $value == @* ]] && value=$(_swarmdesk_flags "$path")
    elif [[ $cur == -* ]]; then
        value=$(_swarmdesk_flags "$path")
    else
        value=$(_swarmdesk_commands "$path")
        [[ -z $value ]] && value=$(_swarmdesk_takes "$path #$argument") && value=${value#+}
        [[ -z $value ]] && value=$(_swarmdesk_flags "$path")
    fi
    case $value in
    @text) ;;
    @file)
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -f -- "$cur"))
        ;;
    @folder)
        compopt -o filenames 2>/dev/null
        COMPREPLY=($(compgen -d -- "$cur"))
        ;;
    *)
        IFS=$' \n'
        COMPREPLY=($(compgen -W "$value" -- "$cur"))
        ;;
    esac
}
complete -F _swarmdesk swarmdesk
)bash";

std::string takes(const CommandWord& word)
{
    std::string text = word.is_repeated ? "+" : "";
    switch (word.takes) {
        case Takes::nothing: return {};
        case Takes::text: return text + "@text";
        case Takes::one_of: return text + spaced(word.values);
        case Takes::file: return text + "@file";
        case Takes::folder: return text + "@folder";
    }
    return {};
}

std::string branch(const std::string& pattern, const std::string& words)
{
    return "    " + pattern + ") echo " + shell_quoted(words) + " ;;\n";
}

}  // namespace

std::string bash_completion(const Command& root)
{
    std::string commands;
    std::string flags;
    std::string values;
    for_each_command(root, [&](const std::string& path, const Command& command) {
        const std::string at = shell_quoted(path);
        if (!command.commands.empty()) commands += branch(at, command_names(command));
        std::vector<std::string> names;
        for (const CommandWord& flag : command.flags) {
            names.push_back(flag.name);
            if (flag.takes != Takes::nothing) values += branch(shell_quoted(path + " " + flag.name), takes(flag));
        }
        if (!names.empty()) flags += branch(at, spaced(names));
        std::size_t number = 0;
        for (const CommandWord& argument : command.arguments) {
            ++number;
            const std::string pattern = argument.is_repeated ? shell_quoted(path + " #") + "*"
                                                             : shell_quoted(path + " #" + std::to_string(number));
            values += branch(pattern, takes(argument));
        }
    });
    const auto function = [](const char* name, const std::string& branches) {
        return "\n_swarmdesk_" + std::string{name} + "() {\n    case $1 in\n" + branches + "    esac\n}\n";
    };
    return "# bash completion for swarmdesk, made by: swarmdesk completion bash\n" + function("commands", commands) +
           function("flags", flags) + function("takes", values) + walk;
}

}  // namespace swarmdesk::app
