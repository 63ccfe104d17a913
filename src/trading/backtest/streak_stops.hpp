#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/describe.hpp"
#include "trading/execution/event.hpp"

namespace swarmdesk::trading::backtest {

/// A time in which a loss streak kept everything new out, at the levels that one round trip tripped together.
struct StreakStop {
    std::vector<risk::Scope> scopes;  ///< "account paper", "agent online_trading"
    UtcTime from;
    std::optional<UtcTime> until;  ///< when the last of them was re-armed; absent: never
    std::string rearmed_by;        ///< empty: nobody
    std::uint64_t denied = 0;      ///< intents that were denied for it and recorded one by one
};
SWARMDESK_DESCRIBE(StreakStop, scopes, from, until, rearmed_by, denied)

/// Folds events into those times. Without it a run that stood still from its second day on looks like one of two
/// months. Grows with the stops, of which each needs several round trips.
class StreakStops {
public:
    void add(const execution::Event& event, UtcTime time);

    const std::vector<StreakStop>& all() const { return stops_; }
    /// Whether one stands for good: nothing new was entered up to the end.
    bool is_stopped() const { return !standing_.empty(); }

private:
    struct Standing {
        risk::Scope scope;
        std::size_t stop = 0;  ///< which of `stops_`
    };

    std::vector<StreakStop> stops_;
    std::vector<Standing> standing_;
};

/// "LOSS_STREAK from 2025-06-01 12:00 on: nothing new was entered (12 signals denied; account paper)".
std::string sentence_of(const StreakStop& stop);
/// The first of them as such sentences, how many more there are, and where one stands for good what to do about it.
std::vector<std::string> sentences_of(const StreakStops& stops);

}  // namespace swarmdesk::trading::backtest
