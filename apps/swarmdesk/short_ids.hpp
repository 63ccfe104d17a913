#pragma once

#include <string>
#include <vector>

namespace swarmdesk::app {

/// The first characters of each id that are no other's in the list, eight at least, all of the same length. Ids of one
/// moment begin alike: theirs are longer.
std::vector<std::string> short_ids(const std::vector<std::string>& ids);

}  // namespace swarmdesk::app
