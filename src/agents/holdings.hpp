#pragma once

#include "agents/agent.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

/// What of the account's position this agent's own orders opened, on the instrument's lot; zero below what the venue
/// takes. An agent sells only this.
trading::Quantity own_quantity(const Context& context, const trading::Instrument& instrument);

/// What a strategy run by this agent sees.
trading::strategy::View view_of(const Context& context, const trading::Instrument& instrument);

/// Nothing held and nothing to spend: for candles that are only history.
trading::strategy::View empty_view(const trading::Instrument& instrument);

}  // namespace swarmdesk::agents
