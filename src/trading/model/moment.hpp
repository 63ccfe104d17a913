#pragma once

#include "base/instant.hpp"

namespace swarmdesk::trading {

/// When something is judged or done: the calendar for records and the day, the desk's own line of time for deadlines
/// and windows, the monotonic clock for the age of quotes.
struct Moment {
    UtcTime utc;
    DeskTime desk;
    MonotonicTime monotonic;
};

}  // namespace swarmdesk::trading
