#include "llm/litellm/reference.hpp"

#include <algorithm>

namespace swarmdesk::llm::litellm {
namespace {

constexpr std::size_t name_size_max = 64;
constexpr std::size_t text_size_max = 64 * 1024;

bool is_variable(std::string_view name)
{
    if (name.empty() || name.size() > name_size_max || (name[0] >= '0' && name[0] <= '9')) return false;
    return std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

/// Only names as variables usually have them: what looks otherwise may be a key written in the wrong place.
std::string told(std::string_view name)
{
    const bool is_usual = std::ranges::none_of(name, [](char c) { return c >= 'a' && c <= 'z'; });
    return is_usual ? std::string{name} : "that it names";
}

void look_up(std::string_view name, const Surroundings& surroundings, Resolved& resolved)
{
    resolved.was_reference = true;
    if (!is_variable(name)) {
        resolved.missing = "What follows os.environ/ is no name of a variable.";
        return;
    }
    const auto found = surroundings.environment.find(std::string{name});
    if (found == surroundings.environment.end() || found->second.empty())
        resolved.missing = "The environment variable " + told(name) + " is not set.";
    else
        resolved.text = found->second;
}

void read(std::string_view path, const Surroundings& surroundings, Resolved& resolved)
{
    resolved.was_reference = true;
    const auto text = surroundings.read_file ? surroundings.read_file(std::string{path})
                                             : Result<std::string>{Error{Errc::not_found, "no files here"}};
    if (!text) {
        resolved.missing = "The file it names cannot be read.";
        return;
    }
    resolved.text = *text;
    while (!resolved.text.empty() && (resolved.text.back() == '\n' || resolved.text.back() == '\r'))
        resolved.text.pop_back();
    if (resolved.text.empty()) resolved.missing = "The file it names is empty.";
    if (resolved.text.size() > text_size_max) resolved.missing = "The file it names is larger than 64 KiB.";
    if (!resolved.missing.empty()) resolved.text.clear();
}

/// The value of what stands between `${` and `}`; false where that is no reference at all.
bool substitute(std::string_view inner, const Surroundings& surroundings, Resolved& resolved)
{
    const std::size_t colon = inner.find(":-");
    const std::string_view name = inner.substr(0, colon);
    if (!is_variable(name)) return false;
    const auto found = surroundings.environment.find(std::string{name});
    if (found != surroundings.environment.end() && !found->second.empty())
        resolved.text += found->second;
    else if (colon != inner.npos)
        resolved.text += inner.substr(colon + 2);
    else
        resolved.missing = "The environment variable " + told(name) + " is not set.";
    return true;
}

/// Replaces each `${NAME}`.
Resolved interpolate(std::string_view text, const Surroundings& surroundings)
{
    Resolved resolved;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.substr(at).starts_with("${") ? text.find('}', at) : text.npos;
        if (end != text.npos && substitute(text.substr(at + 2, end - at - 2), surroundings, resolved)) {
            resolved.was_reference = true;
            at = end + 1;
        } else {
            resolved.text += text[at++];
        }
        if (resolved.text.size() > text_size_max) resolved.missing = "With its variables it is larger than 64 KiB.";
        if (!resolved.missing.empty()) break;
    }
    if (resolved.was_reference) resolved.repair = "LiteLLM documents os.environ/NAME; ${NAME} is read as that.";
    if (!resolved.missing.empty()) resolved.text.clear();
    return resolved;
}

}  // namespace

Resolved resolve(std::string_view text, const Surroundings& surroundings)
{
    constexpr std::string_view environment = "os.environ/";
    constexpr std::string_view file = "file:/";
    Resolved resolved;
    if (text.starts_with(environment)) {
        look_up(text.substr(environment.size()), surroundings, resolved);
    } else if (text.starts_with(file)) {
        read(text.substr(file.size() - 1), surroundings, resolved);
    } else if (text.starts_with('$') && is_variable(text.substr(1))) {
        look_up(text.substr(1), surroundings, resolved);
        resolved.repair = "LiteLLM documents os.environ/NAME; $NAME is read as that.";
    } else if (text.find("${") != text.npos) {
        return interpolate(text, surroundings);
    } else {
        resolved.text = text;
    }
    return resolved;
}

}  // namespace swarmdesk::llm::litellm
