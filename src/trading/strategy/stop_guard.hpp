#pragma once

#include <map>
#include <optional>
#include <vector>

#include "trading/strategy/own_lots.hpp"

namespace swarmdesk::trading::strategy {

/// Watches the stops of what an agent's strategies hold, each lot at its own price: the one its strategy gave at entry,
/// or, where that is not known (after a restart), so many percent below the average entry. Pure.
class StopGuard {
public:
    /// `repeat`: pause before a stop that did not close its lot is due again.
    StopGuard(Decimal stop_percent, nanoseconds repeat) : stop_percent_(stop_percent), repeat_(repeat) {}

    void set(const InstrumentId& instrument, const StrategyId& strategy, Price stop)
    {
        watches_[{instrument, strategy}].stop = stop;
    }
    Price stop_of(const InstrumentId& instrument, const OwnLot& lot) const;

    struct Due {
        OwnLot lot;
        Price stop;
    };
    /// The lots whose stop the bid has reached. `lots` are all that the agent holds of the instrument.
    std::vector<Due> on_quote(const Quote& quote, const std::vector<OwnLot>& lots, MonotonicTime now);
    /// An exit of this lot is on its way.
    void note_exit(const InstrumentId& instrument, const StrategyId& strategy, MonotonicTime now)
    {
        watches_[{instrument, strategy}].signalled = now;
    }

private:
    struct Key {
        InstrumentId instrument;
        StrategyId strategy;
        friend auto operator<=>(const Key&, const Key&) = default;
    };
    struct Watch {
        std::optional<Price> stop;  ///< as the strategy set it at entry
        bool was_held = false;
        std::optional<MonotonicTime> signalled;  ///< when an exit was last asked for
    };

    Decimal stop_percent_;
    nanoseconds repeat_;
    std::map<Key, Watch> watches_;
};

/// The exit that a stop makes, lacking only who signals it and its id.
Signal stop_signal(const Quote& quote, const StopGuard::Due& due, UtcTime now);

}  // namespace swarmdesk::trading::strategy
