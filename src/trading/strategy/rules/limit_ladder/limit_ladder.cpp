#include "trading/strategy/rules/limit_ladder/limit_ladder.hpp"

#include "trading/strategy/sizing.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::trading::strategy {

void LimitLadder::Settings::validate(config::Violations& violations) const
{
    const Decimal lowest = multiply(below_percent, Decimal::from_integer(rungs), Rounding::away_from_zero);
    violations.require(lowest < Decimal::from_integer(100), "rungs", "the lowest rung must be above a price of zero");
}

std::optional<Proposal> LimitLadder::on_candle(const Candle& candle, const View& view)
{
    if (view.open_buy_orders >= static_cast<std::int32_t>(settings_.rungs)) return std::nullopt;
    if (is_resting(view, candle, settings_.pause)) return std::nullopt;
    if (view.cash < settings_.quote_amount) return std::nullopt;
    const Decimal below =
        multiply(settings_.below_percent, Decimal::from_integer(view.open_buy_orders + 1), Rounding::away_from_zero);
    const Price close = candle.close;
    const Price limit{round_to_step(close.value() - part_of(close.value(), below), view.instrument.tick.value(),
                                    Rounding::toward_zero)};
    const Quantity quantity = quantity_for(settings_.quote_amount, limit, view.instrument);
    if (quantity.is_zero()) return std::nullopt;
    Proposal proposal;
    proposal.quantity = quantity;
    proposal.limit_price = limit;
    proposal.reason = "limit buy " + below.to_string() + " % below the close " + close.to_string();
    return proposal;
}

namespace rules {

StrategyType limit_ladder();
StrategyType limit_ladder()
{
    return strategy_type<LimitLadder>("limit", "buy_bot", "Buying with orders that rest below the market.");
}

}  // namespace rules
}  // namespace swarmdesk::trading::strategy
