#pragma once

#include <optional>

#include "base/instant.hpp"

namespace swarmdesk::trading::report {

/// What lies outside is left out of a report; the fold before it is whole all the same.
struct Range {
    std::optional<UtcTime> from;  ///< itself included
    std::optional<UtcTime> to;    ///< events at it are left out; a point at it closes the period
    bool contains(UtcTime time) const { return (!from || time >= *from) && (!to || time < *to); }
    bool contains_point(UtcTime time) const { return (!from || time >= *from) && (!to || time <= *to); }
};

}  // namespace swarmdesk::trading::report
