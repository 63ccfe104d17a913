#pragma once

#include <string>

namespace swarmdesk::trading::execution {

/// Why an order is cancelled that a tighter limit leaves no room for: the words its CancelRequested is known by.
inline std::string tightened_reason(const std::string& limit, const std::string& value)
{
    return limit + " was tightened to " + value;
}

}  // namespace swarmdesk::trading::execution
