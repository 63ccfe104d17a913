#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <string>

#include "base/error.hpp"

namespace swarmdesk::llm::cache {

/// One text for all JSON values that say the same: names sorted by their bytes, no white space, numbers in one form
/// (`1`, `1.0` and `1e0` are `1`, `-0.0` is `0`), arrays as they are, for the order of messages is part of the
/// question. Different values have different texts. Refuses what cannot be said so: nesting deeper than `depth_max`,
/// and numbers that are not finite.
Result<std::string> canonical_json(const boost::json::value& value, std::size_t depth_max = 64);
/// The same for the object without the members `leaves_out` says yes to; only its own members are asked about.
Result<std::string> canonical_json(const boost::json::object& object, bool (*leaves_out)(std::string_view name),
                                   std::size_t depth_max = 64);

}  // namespace swarmdesk::llm::cache
