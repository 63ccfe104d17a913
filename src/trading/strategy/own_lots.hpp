#pragma once

#include <vector>

#include "trading/risk/rails_state.hpp"
#include "trading/risk/valuation.hpp"
#include "trading/strategy/strategy.hpp"

/// \file
/// What an agent and its strategies may know of an account: their own lots and orders, and nobody else's.

namespace swarmdesk::trading::strategy {

/// What one strategy of an agent holds, on the instrument's step. An agent sells only this.
struct OwnLot {
    StrategyId strategy;  ///< empty: bought by the agent without one
    Quantity quantity;    ///< positive
    Price entry_price;    ///< average
};

/// The agent's lots, without what is dust to the venue; those of strategies that it no longer runs too.
std::vector<OwnLot> own_lots(const risk::RailsState& rails, const risk::Quotes& quotes, const AccountId& account,
                             const AgentId& agent, const Instrument& instrument);

/// What is on record of a lot beside its money.
struct LotNotes {
    Protection protection;              ///< what stands at the venue
    std::optional<UtcTime> last_entry;  ///< when its agent last proposed to buy into it
};

/// What a strategy sees. `equity` is the account's, `quote_usd` what one of the instrument's quote asset is worth;
/// without either the strategy sees none.
View view_of(const risk::RailsState& rails, const risk::Quotes& quotes, std::optional<Usd> equity,
             std::optional<Decimal> quote_usd, const AccountId& account, const LotOwner& owner,
             const Instrument& instrument, const LotNotes& notes);

/// Nothing held and nothing to spend: for candles that are only history.
inline View empty_view(const Instrument& instrument) { return {instrument, {}, {}, {}, {}}; }

}  // namespace swarmdesk::trading::strategy
