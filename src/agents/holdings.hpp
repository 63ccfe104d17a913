#pragma once

#include "agents/agent.hpp"
#include "trading/strategy/own_lots.hpp"

namespace swarmdesk::agents {

/// What the agent holds for the account it serves, by strategy.
std::vector<trading::strategy::OwnLot> own_lots(const Context& context, const trading::Instrument& instrument);

/// The sum of them, on the instrument's step; zero where it is dust to the venue.
trading::Quantity own_quantity(const Context& context, const trading::Instrument& instrument);

/// What a strategy run by this agent sees: its own lot and orders.
trading::strategy::View view_of(const Context& context, const trading::Instrument& instrument,
                                const trading::StrategyId& strategy);

}  // namespace swarmdesk::agents
