#include "trading/strategy/rules/ema_cross/ema_cross.hpp"

#include <algorithm>

#include "trading/strategy/sizing.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::trading::strategy {
namespace {

/// Far enough for a person to read, near enough to be exact for him.
std::string shown(Decimal value) { return round_to_step(value, "0.01"_dec, Rounding::half_even).to_string(); }

}  // namespace

void EmaCross::Settings::validate(config::Violations& violations) const
{
    violations.require(fast_period < slow_period, "fast_period", "must be below slow_period");
}

EmaCross::EmaCross(Settings settings)
    : settings_(settings),
      fast_(settings.fast_period),
      slow_(settings.slow_period),
      rsi_(settings.rsi_period),
      atr_(settings.atr_period),
      regime_(settings.regime_period, settings.regime_efficiency_min)
{}

std::optional<Proposal> EmaCross::on_candle(const Candle& candle, const View& view)
{
    const Decimal close = candle.close.value();
    fast_.update(close);
    slow_.update(close);
    rsi_.update(close);
    atr_.update(candle);
    regime_.update(close);
    if (!warm_up().is_complete()) ++seen_;
    const auto fast = fast_.value();
    const auto slow = slow_.value();
    if (!fast || !slow || !atr_.value()) return std::nullopt;

    const bool is_above = *fast > *slow;
    const bool crossed = fast_was_above_ && *fast_was_above_ != is_above;
    fast_was_above_ = is_above;

    if (view.position.is_positive()) return leave(candle, view, !is_above);
    stop_.reset();
    return crossed && is_above ? enter(candle, view) : std::nullopt;
}

/// The averages of two candles, for a cross; what compares with the close before needs one more than its period.
WarmUp EmaCross::warm_up() const
{
    const std::uint32_t period =
        std::max({settings_.slow_period, settings_.rsi_period, settings_.atr_period, settings_.regime_period});
    return {{}, period + 1, seen_};
}

Decimal EmaCross::stop_distance() const
{
    return multiply(*atr_.value(), settings_.stop_atr_multiple, Rounding::away_from_zero);
}

NamedValues EmaCross::series() const
{
    return {{"fast", fast_.value()},
            {"slow", slow_.value()},
            {"rsi", rsi_.value()},
            {"atr", atr_.value()},
            {"stop", stop_ ? std::optional{stop_->value()} : std::nullopt}};
}

std::optional<Proposal> EmaCross::enter(const Candle& candle, const View& view)
{
    const auto rsi = rsi_.value();
    if (!rsi || *rsi > settings_.rsi_max || regime_.value() != Regime::rising || view.open_buy_orders > 0)
        return std::nullopt;
    if (is_resting(view, candle, settings_.pause)) return std::nullopt;

    const Decimal distance = stop_distance();
    const auto stop = stop_below(candle.close, distance, view.instrument);
    if (!stop) return std::nullopt;
    const Amount by_volatility = amount_at_risk(view.equity, settings_.risk_percent, candle.close, distance);
    const Amount spend = std::min({by_volatility, settings_.order_notional_max, view.cash});
    const Quantity quantity = quantity_for(spend, candle.close, view.instrument);
    if (quantity.is_zero()) return std::nullopt;

    Proposal proposal;
    proposal.side = Side::buy;
    proposal.quantity = quantity;
    proposal.stop_price = planned_stop_ = stop;
    proposal.confidence_percent = 60;
    proposal.reason =
        "fast average crossed above slow in a rising market, RSI " + shown(*rsi) + ", stop " + stop->to_string();
    return proposal;
}

std::optional<Proposal> EmaCross::leave(const Candle& candle, const View& view, bool is_below)
{
    // Just filled: where it was proposed. Restarted while holding: what stands at the venue, and only without that what
    // follows from the entry price we are told.
    if (!stop_) stop_ = planned_stop_ ? planned_stop_ : standing_stop(view.protection);
    if (!stop_) stop_ = view.entry_price - Price{stop_distance()};
    const bool is_stopped = candle.low <= *stop_;
    if ((!is_stopped && !is_below) || view.open_sell_orders > 0) return std::nullopt;
    const Quantity quantity = whole_lots(view.position, view.instrument);
    if (quantity.is_zero()) return std::nullopt;
    Proposal proposal;
    proposal.side = Side::sell;
    proposal.quantity = quantity;
    proposal.reduce_only = true;
    proposal.confidence_percent = is_stopped ? 90 : 70;
    proposal.reason = is_stopped ? "low " + candle.low.to_string() + " reached the stop " + shown(stop_->value())
                                 : std::string{"the fast average is below the slow one"};
    return proposal;
}

namespace rules {

StrategyType ema_cross();
StrategyType ema_cross() { return strategy_type<EmaCross>("ema_cross", "online_trading", "The trend follower."); }

}  // namespace rules
}  // namespace swarmdesk::trading::strategy
