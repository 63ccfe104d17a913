#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "config/bind.hpp"

namespace swarmdesk::config {

/// Where settings come from, weakest first: the defaults in the struct, the file, the environment, the command line.
struct Sources {
    std::string file_name;  ///< for messages only
    std::string file_text;  ///< YAML, at most 1 MiB; empty means no file
    /// Variables starting with `SWARMDESK_`: SWARMDESK_RAILS_ORDERS_PER_HOUR_MAX sets rails.orders_per_hour_max.
    std::map<std::string, std::string> environment;
    /// Variables with that prefix that are no settings.
    std::set<std::string> environment_reserved{"SWARMDESK_MARKET_DATA"};
    std::vector<std::string> assignments;  ///< "rails.orders_per_hour_max=10", as given to --set
};

void load(Node& root, const Sources& sources, Violations& violations);
/// Bounds and `validate` of everything in the tree, defaults included. `origins` names where a path was written.
void check(const Node& root, const std::map<std::string, std::string>& origins, Violations& violations);

/// Sets what the sources say and judges the result as a whole. With any violation the settings must not be used.
/// A list or a map in a source replaces the one before; a section is merged.
template <class S>
[[nodiscard]] Violations load(S& settings, const Sources& sources)
{
    Violations violations;
    Node root = bind(settings);
    load(root, sources, violations);
    return violations;
}

/// Judges settings as they are: a test proves with it that the defaults are valid.
template <class S>
[[nodiscard]] Violations check(const S& settings)
{
    Violations violations;
    S copy = settings;
    check(bind(copy), {}, violations);
    return violations;
}

/// Reads the file whole. A missing file and one beyond the bound are errors.
Result<std::string> read_settings_file(const std::string& path);
/// The process environment's variables that start with `SWARMDESK_`.
std::map<std::string, std::string> swarmdesk_environment();

}  // namespace swarmdesk::config
