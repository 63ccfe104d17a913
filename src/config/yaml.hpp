#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace swarmdesk::config {

enum class YamlKind { nothing = 1, scalar, list, map };

struct YamlEntry;

/// A YAML document as plain data with line numbers.
struct YamlNode {
    YamlKind kind = YamlKind::nothing;
    int line = 0;                    ///< from 1
    std::string text;                ///< of a scalar
    std::vector<YamlEntry> entries;  ///< of a map, in the order written; keys may repeat
    std::vector<YamlNode> items;     ///< of a list
};

struct YamlEntry {
    std::string key;
    YamlNode value;
};

/// Reads one document of the YAML that settings need: scalars, lists and maps. Refuses what can be used to hide or to
/// explode (anchors and aliases, tags, several documents) and anything beyond its bounds: 1 MiB, 16 levels, 20,000
/// nodes. An empty text is `nothing`. Errors say the line.
Result<YamlNode> parse_yaml(std::string_view text);

}  // namespace swarmdesk::config
