#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/setting.hpp"

namespace swarmdesk::config {

enum class NodeKind { value = 1, list, map, section };

/// A settings struct seen without its type: a tree of named places that can be assigned from text and shown as text.
/// Borrows the struct it was bound to. Made by `bind`; walked by load, print and document.
struct Node {
    NodeKind kind = NodeKind::value;
    std::string name;
    std::string description;
    std::string unit;
    std::string type;    ///< for people: "duration", "list of text"
    std::string bounds;  ///< for people: "1 to 20"; empty where anything goes
    bool is_secret = false;
    bool is_optional = false;

    // A value. Assigning returns what would have been right; a wrong value leaves the place as it was.
    std::function<std::optional<std::string>(std::string_view text)> assign;
    std::function<std::optional<std::string>()> show;  ///< nothing where an optional is empty
    /// What the bounds say of the value (or the size of a list), if they object.
    std::function<std::optional<std::string>()> check;

    // A list or a map.
    std::function<void()> clear;                                   ///< also empties an optional value
    std::function<std::optional<Node>(std::string_view key)> add;  ///< a new last item, or the entry of that key
    std::function<std::vector<Node>()> items;
    std::shared_ptr<Node> sample;  ///< what one item looks like

    // A section.
    std::vector<Node> children;
    std::vector<Retired> retired;  ///< names that children of it had
    std::function<void(Violations&)> validate;

    std::shared_ptr<void> owned;  ///< what a sample is bound to
};

}  // namespace swarmdesk::config
