#pragma once

#include <vector>

#include "runtime/random.hpp"
#include "trading/venues/fault_script.hpp"

namespace swarmdesk::trading::venues {

/// What happens to one request.
struct Fate {
    std::optional<Fault> end;  ///< how it goes wrong: one of the first four faults, `reject` or `throttled`
    std::string code;          ///< of a rejection
    std::string message;
    nanoseconds retry_after{};  ///< of a throttled one
    nanoseconds delay{};
    nanoseconds stream_lost_for{};
    nanoseconds not_found_lag{};
    bool loses_reports = false;
    bool duplicates_reports = false;
    bool reorders_reports = false;
};

/// Decides which faults of a script strike a request. Every rule that matches adds its own; of two ways to end, the
/// first rule's counts. Counting starts with the process.
class FaultInjector {
public:
    FaultInjector(FaultScript script, runtime::Random random);

    Fate strike(RequestKind request, const AccountId& account, const InstrumentId& instrument,
                std::optional<Side> side);
    /// The longest that any rule can hide an order.
    nanoseconds not_found_lag_max() const;

private:
    FaultScript script_;
    std::vector<std::uint64_t> matched_;  ///< of each rule, so far
    runtime::Random random_;
};

}  // namespace swarmdesk::trading::venues
