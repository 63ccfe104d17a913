#pragma once

#include <set>
#include <string>
#include <vector>

#include "support/history.hpp"

namespace swarmdesk::testing {

/// What may be taken for granted about a history.
struct Expectations {
    bool is_settled = true;           ///< the desk had the time to learn what became of everything it sent
    bool policy_may_approve = false;  ///< a replay
    std::set<std::string> approvers{"operator"};
    nanoseconds clock_set_back{};        ///< the calendar's clock was, by at most this
    bool may_expire_by_calendar = true;  ///< the desk started again with approvals waiting
};

/// Judges what a desk left behind by the invariants I1 to I10, I13 and I15 of the money contract, from the ledger's
/// events and the exchange's own book alone. It shares the events with the gate, but not a line that decides anything:
/// lifecycle, limits, bindings, lots, round trips and balances are worked out here a second time.
///
/// Returns a sentence for each violation, which begins with the invariant's name and says where: "I7 at 57: …".
std::vector<std::string> judge(const History& history, const Expectations& expectations = {});

}  // namespace swarmdesk::testing
