#include "trading/strategy/rules/dip/dip.hpp"

#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::trading::strategy {

Dip::Dip(Settings settings) : settings_(settings), range_(settings.window) {}

std::optional<Proposal> Dip::on_candle(const Candle& candle, const View& view)
{
    range_.update(candle);
    if (!warm_up().is_complete()) ++seen_;
    if (!range_.is_full() || view.cash < settings_.quote_amount) return std::nullopt;
    if (is_resting(view, candle, settings_.cool_down)) return std::nullopt;
    // (high − close) / high >= drop, multiplied out.
    const Decimal high = range_.high()->value();
    const Decimal fall = multiply(high - candle.close.value(), Decimal::from_integer(100), Rounding::toward_zero);
    if (fall < multiply(high, settings_.drop_percent, Rounding::away_from_zero)) return std::nullopt;
    Proposal proposal;
    proposal.quote_quantity = settings_.quote_amount;
    proposal.reason = "close " + candle.close.to_string() + " is at least " + settings_.drop_percent.to_string() +
                      " % below the high " + high.to_string();
    return proposal;
}

namespace rules {

StrategyType dip();
StrategyType dip() { return strategy_type<Dip>("dip", "buy_bot", "Buying after a fall."); }

}  // namespace rules
}  // namespace swarmdesk::trading::strategy
