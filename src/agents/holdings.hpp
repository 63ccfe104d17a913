#pragma once

#include "agents/agent.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// What one strategy of the agent holds, on the instrument's step. An agent sells only this.
struct OwnLot {
    trading::StrategyId strategy;  ///< empty: bought by the agent without one
    trading::Quantity quantity;    ///< positive
    trading::Price entry_price;    ///< average
};

/// The agent's lots, without what is dust to the venue; those of strategies that it no longer runs too.
std::vector<OwnLot> own_lots(const Context& context, const trading::Instrument& instrument);

/// The sum of them.
trading::Quantity own_quantity(const Context& context, const trading::Instrument& instrument);

/// What a strategy run by this agent sees: its own lot and orders.
trading::strategy::View view_of(const Context& context, const trading::Instrument& instrument,
                                const trading::StrategyId& strategy);

/// Nothing held and nothing to spend: for candles that are only history.
trading::strategy::View empty_view(const trading::Instrument& instrument);

}  // namespace swarmdesk::agents
