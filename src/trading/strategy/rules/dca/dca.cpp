#include "trading/strategy/rules/dca/dca.hpp"

#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::trading::strategy {

namespace {

constexpr nanoseconds begin_pause = std::chrono::minutes{5};  ///< before it tries again to begin

}  // namespace

std::optional<Proposal> Dca::on_candle(const Candle& candle, const View& view)
{
    const std::int64_t slot = close_time(candle).ns / nanoseconds{settings_.interval}.count();
    bool is_due = slot_ && slot > *slot_;
    slot_ = slot;
    has_held_ = has_held_ || !view.position.is_zero();
    if (!has_held_ && !is_resting(view, candle, begin_pause)) is_due = true;
    if (!is_due || view.cash < settings_.quote_amount) return std::nullopt;
    Proposal proposal;
    proposal.quote_quantity = settings_.quote_amount;
    proposal.reason = "scheduled purchase of " + settings_.quote_amount.to_string();
    return proposal;
}

namespace rules {

StrategyType dca();
StrategyType dca() { return strategy_type<Dca>("dca", "buy_bot", "Buying on a schedule."); }

}  // namespace rules
}  // namespace swarmdesk::trading::strategy
