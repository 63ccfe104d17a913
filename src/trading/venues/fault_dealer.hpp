#pragma once

#include <vector>

#include "runtime/random.hpp"
#include "trading/venues/fault_script.hpp"

namespace swarmdesk::trading::venues {

/// What is in store for one request.
struct Fate {
    std::optional<Fault> end;  ///< how it goes wrong: one of the first four faults, or `refuse`
    std::string code;          ///< of a refusal
    std::string message;
    nanoseconds delay{};
    nanoseconds not_found_lag{};
    bool loses_reports = false;
    bool duplicates_reports = false;
    bool reorders_reports = false;
};

/// Deals a script's faults out to requests. Every rule that matches adds its own; of two ways to end, the first rule's
/// counts. Counting starts with the process.
class FaultDealer {
public:
    FaultDealer(FaultScript script, runtime::Random random);

    Fate deal(RequestKind request, const InstrumentId& instrument, std::optional<Side> side);
    /// The longest that any rule can hide an order.
    nanoseconds not_found_lag_max() const;

private:
    FaultScript script_;
    std::vector<std::uint64_t> matched_;  ///< of each rule, so far
    runtime::Random random_;
};

}  // namespace swarmdesk::trading::venues
