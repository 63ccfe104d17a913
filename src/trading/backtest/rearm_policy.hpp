#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "base/instant.hpp"

namespace swarmdesk::trading::backtest {

/// Who re-arms after a loss streak where nobody is there to look: declared before the run, and recorded as the actor of
/// each re-arming.
struct RearmPolicy {
    std::optional<nanoseconds> delay;  ///< of the recording's time, after the streak; absent: nobody ever does
    std::string words = "never";       ///< as the actor is called: "rearm:1h"

    /// "never", or a duration of a second or more: "1h", "1d".
    static Result<RearmPolicy> parse(std::string_view text);
};

}  // namespace swarmdesk::trading::backtest
