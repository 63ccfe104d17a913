#pragma once

#include "agents/agent.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// The agent's own lot, on the instrument's step; zero where it is dust to the venue. An agent sells only this.
trading::Quantity own_quantity(const Context& context, const trading::Instrument& instrument);

/// What a strategy run by this agent sees.
trading::strategy::View view_of(const Context& context, const trading::Instrument& instrument);

/// Nothing held and nothing to spend: for candles that are only history.
trading::strategy::View empty_view(const trading::Instrument& instrument);

}  // namespace swarmdesk::agents
