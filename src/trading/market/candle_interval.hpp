#pragma once

#include <chrono>
#include <string>

#include "base/instant.hpp"

namespace swarmdesk::trading::market {

/// As file names and exchanges write it: `5m`, `1h`, `1d`, `1w`; in the largest unit that it is a whole number of.
std::string interval_text(nanoseconds interval);

}  // namespace swarmdesk::trading::market
