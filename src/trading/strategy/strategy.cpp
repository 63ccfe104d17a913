#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

Signal to_signal(const StrategyId& strategy, const Proposal& proposal, const Candle& candle)
{
    Signal signal;
    signal.strategy = strategy.to_string();
    signal.instrument = candle.instrument;
    signal.side = proposal.side;
    signal.quantity = proposal.quantity;
    signal.quote_quantity = proposal.quote_quantity;
    signal.limit_price = proposal.limit_price;
    signal.stop_price = proposal.stop_price;
    signal.reduce_only = proposal.reduce_only;
    signal.confidence_percent = proposal.confidence_percent;
    signal.reason = proposal.reason;
    signal.time = close_time(candle);
    signal.expires = signal.time + proposal.valid_for;
    return signal;
}

}  // namespace swarmdesk::trading::strategy
