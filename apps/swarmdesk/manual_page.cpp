#include "manual_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/utf8.hpp"
#include "completion_words.hpp"
#include "environment_variables.hpp"
#include "exit_code.hpp"

namespace swarmdesk::app {
namespace {

/// As text of a line: nothing in it is a request or an escape.
std::string escaped(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const CodePoint point = take_code_point(text);
        if (point.value == 0x2026)  // the ellipsis and the dot between things: ASCII has neither
            out += "...";
        else if (point.value == 0xB7)
            out += "|";
        else if (point.value > 0x7E)
            out += fmt::format("\\[u{:04X}]", point.value);
        else if (point.value == '\\')
            out += "\\e";
        else if (point.value == '-')
            out += "\\-";
        else if (point.value == '\'')
            out += "\\(aq";
        else if (point.value == '.' && out.empty())
            out += "\\&.";
        else
            out += static_cast<char>(point.value);
    }
    return out;
}

std::string bold(std::string_view text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + escaped(text) + "\\fR"; }

std::string upper(std::string_view name)
{
    std::string text;
    for (const char c : name) text += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
}

/// What stands for a flag's value.
std::string placeholder(const CommandWord& word)
{
    switch (word.takes) {
        case Takes::nothing: return {};
        case Takes::file: return " " + italic("FILE");
        case Takes::folder: return " " + italic("FOLDER");
        case Takes::one_of:
        case Takes::text: break;
    }
    return " " + italic("VALUE");
}

/// "; one of BUY, SELL".
std::string values_of(const CommandWord& word)
{
    std::string text;
    for (const std::string& value : word.values) text += (text.empty() ? "; one of " : ", ") + bold(value);
    return text;
}

std::string synopsis(const std::string& path, const Command& command)
{
    std::string line = bold("swarmdesk" + path);
    if (!command.flags.empty()) line += " [" + italic("options") + "]";
    for (const CommandWord& argument : command.arguments) {
        const std::string more = argument.is_repeated ? " ..." : "";
        const std::string name = italic(upper(argument.name)) + more;
        line += argument.is_required ? " " + name : " [" + name + "]";
    }
    if (!command.commands.empty()) line += " " + italic("COMMAND");
    return line + "\n";
}

std::string described(const CommandWord& word)
{
    const bool is_flag = word.name.starts_with("--");
    std::string tag = is_flag ? bold(word.name) : italic(upper(word.name));
    if (is_flag) tag += placeholder(word);
    return ".TP\n" + tag + "\n" + escaped(word.help) + values_of(word) + "\n";
}

/// Flags that so many commands have, in the same words, are described once.
constexpr std::size_t common_min = 10;

std::vector<CommandWord> common_flags(const Command& root)
{
    std::vector<CommandWord> seen;
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    for_each_command(root, [&](const std::string&, const Command& command) {
        for (const CommandWord& flag : command.flags)
            if (++counts[{flag.name, flag.help}] == common_min) seen.push_back(flag);
    });
    return seen;
}

bool is_among(const std::vector<CommandWord>& flags, const CommandWord& flag)
{
    return std::ranges::any_of(flags,
                               [&](const CommandWord& one) { return one.name == flag.name && one.help == flag.help; });
}

/// Lines as they are: examples.
std::string verbatim(const std::string& text)
{
    if (text.empty()) return {};
    std::string out = ".PP\n.nf\n";
    std::size_t begin = 0;
    while (begin <= text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const std::string line = escaped(std::string_view{text}.substr(begin, end - begin));
        out += (line.empty() ? "\\&" : line) + "\n";
        begin = end + 1;
    }
    return out + ".fi\n";
}

std::string section(const std::string& path, const Command& command, const std::vector<CommandWord>& common)
{
    std::string text =
        ".SS " + escaped("swarmdesk" + path) + "\n" + escaped(command.help) + ".\n.PP\n" + synopsis(path, command);
    for (const CommandWord& argument : command.arguments) text += described(argument);
    std::string also;
    for (const CommandWord& flag : command.flags) {
        if (!is_among(common, flag))
            text += described(flag);
        else if (flag.name != "--help")
            also += (also.empty() ? ".PP\nAlso " : ", ") + bold(flag.name);
    }
    return text + (also.empty() ? also : also + ".\n") + verbatim(command.footer);
}

std::string tagged(const std::string& tag, std::string_view words)
{
    return ".TP\n" + bold(tag) + "\n" + escaped(words) + "\n";
}

}  // namespace

std::string manual_page(const Command& root, const std::string& version)
{
    std::string text =
        ".\\\" Made by: swarmdesk man\n.TH SWARMDESK 1 \"\" \"swarmdesk " + escaped(version) +
        "\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\nswarmdesk \\- a trading desk you run yourself\n.SH SYNOPSIS\n" +
        synopsis("", root) + ".SH DESCRIPTION\n" + escaped(root.help) +
        ".\nTables fit the terminal they are shown on and are whole where there is none; every command "
        "that lists\nsomething has \\fB\\-\\-json\\fR for programs. An id may be typed by its first "
        "letters, four at least, where they\nare of one thing alone.\n" +
        verbatim(root.footer) + ".SH OPTIONS OF MANY COMMANDS\n";
    const std::vector<CommandWord> common = common_flags(root);
    for (const CommandWord& flag : common) text += described(flag);
    text += ".SH COMMANDS\n";
    for_each_command(root, [&](const std::string& path, const Command& command) {
        if (!path.empty()) text += section(path, command, common);
    });
    text += ".SH EXIT STATUS\n";
    for (const ExitCodeMeaning& meaning : exit_code_meanings)
        text += tagged(std::to_string(meaning.code), meaning.words);
    text += ".SH ENVIRONMENT\nA flag beats every variable.\n";
    for (const EnvironmentVariable& variable : environment_variables) text += tagged(variable.name, variable.words);
    return text + ".SH FILES\n" + tagged("state/", "the state folder: ledger, users, keys, the paper exchange's book") +
           tagged("state/desk.sock", "where commands reach the desk") +
           tagged("state/operator.token", "whose token they use") +
           tagged("state/HALT", "while this file is there, the desk is halted") +
           ".SH SEE ALSO\nThe documents in share/doc/swarmdesk: README.md, docs/cli.md, docs/glossary.md.\n";
}

}  // namespace swarmdesk::app
