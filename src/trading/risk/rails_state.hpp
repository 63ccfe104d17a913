#pragma once

#include <map>

#include "trading/risk/account.hpp"
#include "trading/risk/exposure.hpp"
#include "trading/risk/limits.hpp"
#include "trading/risk/rate_window.hpp"

namespace swarmdesk::trading::risk {

/// What is summed over accounts at one level: granted before an order, settled after.
struct Budget {
    std::map<InstrumentId, Exposure> exposures;
    RateWindow window;
    LossStreak streak;
    std::int64_t tripped_day = 0;  ///< the UTC day whose loss tripped it (user and desk)
    std::uint32_t approvals_waiting = 0;
    friend bool operator==(const Budget&, const Budget&) = default;
};
SWARMDESK_DESCRIBE(Budget, exposures, window, streak, tripped_day, approvals_waiting)

/// Everything the rails remember. A plain value: equal states have equal encodings.
struct RailsState {
    Limits limits;  ///< those in force: they stand in the event that set them (RAILS 27)
    std::map<InstrumentId, Instrument> instruments;
    std::map<AccountId, Account> accounts;
    std::map<UserId, Budget> users;
    std::map<AgentId, Budget> agents;
    Budget desk;
    TradingState desk_state = TradingState::active;
    std::string desk_state_reason;
    friend bool operator==(const RailsState&, const RailsState&) = default;
};
SWARMDESK_DESCRIBE(RailsState, limits, instruments, accounts, users, agents, desk, desk_state, desk_state_reason)

}  // namespace swarmdesk::trading::risk
