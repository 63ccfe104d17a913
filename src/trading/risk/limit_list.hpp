#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {

/// A limit by its name, as settings write it: what a person reads, and may tighten while the desk runs.
struct NamedLimit {
    std::string_view name;         ///< "position_max"
    std::string_view description;  ///< a sentence
    std::string_view unit;         ///< "USD", "%", or empty for a count
    std::string value;
};

/// Those of the limits that only ever keep somebody from more, in the order of the settings. What could also keep
/// somebody from getting out (the age of prices, the reach of market orders, the budget of reductions) is not among
/// them: it is set before a start.
std::vector<NamedLimit> named_limits(const Limits& limits);

/// One of them; it asserts that there is such a limit.
std::string limit_text(const Limits& limits, std::string_view name);

/// The limits with the named one at `value`, which is as tight as it was or tighter: `out_of_range` where it is looser
/// or out of the setting's bounds, `malformed`, `not_found` with the names there are.
Result<Limits> tightened(const Limits& limits, std::string_view name, std::string_view value);

}  // namespace swarmdesk::trading::risk
