#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "config/yaml.hpp"

namespace swarmdesk::llm::litellm {

/// A node of the file and where it stands. Borrows the tree.
struct Place {
    std::string path;
    const config::YamlNode* node;

    Place at(const config::YamlEntry& entry) const;  ///< "model_list[0]" and "order" make "model_list[0].order"
    Place at(std::size_t index) const;               ///< "model_list" and 0 make "model_list[0]"
    int line() const { return node->line; }
};

/// A name from the file as a message may show it: bounded, control characters escaped.
std::string shown(std::string_view name);

/// Every key that holds a value, the unit of a finding: a scalar, an empty one, an empty collection, or a list of
/// nothing but scalars. Maps, and lists that hold a map or a list, are walked into.
void for_each_leaf(const Place& place, const std::function<void(const Place&)>& visit);

}  // namespace swarmdesk::llm::litellm
