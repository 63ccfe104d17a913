#pragma once

#include <vector>

#include "trading/risk/holding.hpp"

namespace swarmdesk::trading::risk {

/// One instrument summed over accounts: of a user, of an agent's lots, of the desk.
struct Exposure {
    Quantity long_quantity;
    Quantity short_quantity;
    Usd reserved_buy;
    Usd reserved_sell;
    Quantity over_reduced_buy;  ///< pending reductions beyond the position they would reduce, summed over accounts
    Quantity over_reduced_sell;

    /// What is held or would be opened on a side.
    Quantity quantity_on(Side side) const
    {
        return side == Side::buy ? long_quantity + over_reduced_buy : short_quantity + over_reduced_sell;
    }
    Usd reserved_on(Side side) const { return side == Side::buy ? reserved_buy : reserved_sell; }

    Exposure& operator+=(const Exposure& other);
    Exposure& operator-=(const Exposure& other);
    friend bool operator==(const Exposure&, const Exposure&) = default;
};
SWARMDESK_DESCRIBE(Exposure, long_quantity, short_quantity, reserved_buy, reserved_sell, over_reduced_buy,
                   over_reduced_sell)

/// What a holding adds to its user and to the desk.
Exposure exposure_of(const Holding& holding);
/// What it adds to each agent, but for what is reserved: only the reservations know for whom.
std::vector<std::pair<AgentId, Exposure>> exposures_of_agents(const Holding& holding);

}  // namespace swarmdesk::trading::risk
