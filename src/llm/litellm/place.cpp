#include "llm/litellm/place.hpp"

#include <algorithm>

#include "config/value.hpp"

namespace swarmdesk::llm::litellm {
namespace {

constexpr std::size_t shown_size_max = 64;

bool is_word(std::string_view key)
{
    return std::ranges::all_of(key, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '/' || c == ':';
    });
}

/// At most `shown_size_max` bytes, cut between characters.
std::string_view clipped(std::string_view text)
{
    if (text.size() <= shown_size_max) return text;
    std::size_t size = shown_size_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return text.substr(0, size);
}

bool is_collection(const config::YamlNode& node)
{
    return node.kind == config::YamlKind::map || node.kind == config::YamlKind::list;
}

}  // namespace

Place Place::at(const config::YamlEntry& entry) const
{
    const std::string_view key = clipped(entry.key);
    // The line keeps two long keys apart that begin alike.
    const std::string mark = key.size() < entry.key.size() ? "~" + std::to_string(entry.value.line) : std::string{};
    if (!is_word(key)) return {path + '[' + config::quote(key) + mark + ']', &entry.value};
    return {path + (path.empty() ? "" : ".") + std::string{key} + mark, &entry.value};
}

Place Place::at(std::size_t index) const { return {path + '[' + std::to_string(index) + ']', &node->items[index]}; }

std::string shown(std::string_view name)
{
    const std::string_view kept = clipped(name);
    return (is_word(kept) && !kept.empty() ? std::string{kept} : config::quote(kept)) +
           (kept.size() < name.size() ? "..." : "");
}

void for_each_leaf(const Place& place, const std::function<void(const Place&)>& visit)
{
    const config::YamlNode& node = *place.node;
    if (node.kind == config::YamlKind::map && !node.entries.empty()) {
        for (const config::YamlEntry& entry : node.entries) for_each_leaf(place.at(entry), visit);
    } else if (node.kind == config::YamlKind::list && std::ranges::any_of(node.items, is_collection)) {
        for (std::size_t i = 0; i < node.items.size(); ++i) for_each_leaf(place.at(i), visit);
    } else {
        visit(place);
    }
}

}  // namespace swarmdesk::llm::litellm
