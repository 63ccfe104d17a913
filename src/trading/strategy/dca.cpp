#include "trading/strategy/dca.hpp"

namespace swarmdesk::trading::strategy {

std::optional<Proposal> Dca::on_candle(const Candle& candle, const View& view)
{
    const std::int64_t slot = close_time(candle).ns / nanoseconds{settings_.interval}.count();
    const bool is_due = slot_ && slot > *slot_;
    slot_ = slot;
    if (!is_due || view.cash < settings_.quote_amount) return std::nullopt;
    Proposal proposal;
    proposal.quote_quantity = settings_.quote_amount;
    proposal.reason = "scheduled purchase of " + settings_.quote_amount.to_string();
    return proposal;
}

}  // namespace swarmdesk::trading::strategy
