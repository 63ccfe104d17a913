#include "config/violations.hpp"

namespace swarmdesk::config {

std::string to_string(const Violation& violation)
{
    std::string text = violation.path;
    if (!violation.origin.empty()) text += text.empty() ? violation.origin : " (" + violation.origin + ")";
    if (!text.empty()) text += ": ";
    return text + violation.message;
}

void Violations::require(bool holds, std::string_view path, std::string_view message)
{
    if (!holds) add({join_path(scope_, path), {}, std::string{message}});
}

std::string Violations::to_string() const
{
    std::string text;
    for (const Violation& violation : all_) text += config::to_string(violation) + '\n';
    return text;
}

std::string join_path(std::string_view scope, std::string_view name)
{
    std::string path{scope};
    if (!path.empty() && !name.empty()) path += '.';
    return path.append(name);
}

}  // namespace swarmdesk::config
