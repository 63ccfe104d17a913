#include "completion_words.hpp"

namespace swarmdesk::app {
namespace {

void walk(const std::string& path, const Command& command,
          const std::function<void(const std::string&, const Command&)>& visit)
{
    visit(path, command);
    for (const Command& below : command.commands) walk(path + " " + below.name, below, visit);
}

}  // namespace

std::string shell_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted += c;
    }
    return quoted + "'";
}

std::string spaced(const std::vector<std::string>& words)
{
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

std::string command_names(const Command& command)
{
    std::vector<std::string> names;
    for (const Command& below : command.commands) names.push_back(below.name);
    return spaced(names);
}

void for_each_command(const Command& root, const std::function<void(const std::string&, const Command&)>& visit)
{
    walk("", root, visit);
}

}  // namespace swarmdesk::app
