#include "trading/strategy/rule_strategy.hpp"

#include <algorithm>
#include <utility>

#include "trading/strategy/sizing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

/// Far enough for a person to read: two decimals, of what is below one eight.
std::string shown(Decimal value)
{
    const Decimal step = abs(value) >= "1"_dec ? "0.01"_dec : "0.00000001"_dec;
    return round_to_step(value, step, Rounding::half_even).to_string();
}

std::string shown(Price price) { return shown(price.value()); }

Decimal value_of(const Operand& operand, const ProgramBuilder::Values& values)
{
    return operand.parameter.empty() ? operand.number : values.find(operand.parameter)->second;
}

std::string shown(const ProgramBuilder::Values& values)
{
    std::string text;
    for (const auto& [name, value] : values) text += (text.empty() ? "" : ", ") + name + ' ' + value.to_string();
    return text;
}

}  // namespace

Result<std::unique_ptr<RuleStrategy>> RuleStrategy::make(std::shared_ptr<const StrategyDefinition> definition,
                                                         const ProgramBuilder::Values& values)
{
    ProgramBuilder builder{values};
    for (const Expression& requirement : definition->requirements) {
        const auto made = builder.add(requirement);
        if (!made) return made.error();
        const auto holds = builder.known(*made);
        if (!holds || holds->is_zero())
            return Error{Errc::out_of_range, to_text(requirement) + " does not hold with " + shown(values)};
    }
    Rules rules;
    for (const IndicatorDefinition& indicator : definition->indicators) {
        std::vector<Decimal> settings;
        for (const Operand& setting : indicator.settings) settings.push_back(value_of(setting, values));
        const auto first = builder.add_indicator(indicator.name, *indicator.kind, std::move(settings),
                                                 indicator.source ? &*indicator.source : nullptr);
        if (!first) return first.error();
        if (indicator.kind->outputs.empty()) rules.series.emplace_back(indicator.name, *first);
        for (std::size_t i = 0; i < indicator.kind->outputs.size(); ++i)
            rules.series.emplace_back(indicator.name + '.' + std::string{indicator.kind->outputs[i]},
                                      *first + static_cast<Register>(i));
    }
    std::optional<Error> error;
    const auto add = [&](const std::optional<Expression>& expression) -> std::optional<Register> {
        if (!expression) return std::nullopt;
        const auto made = builder.add(*expression);
        if (made) return *made;
        error = made.error();
        return std::nullopt;
    };
    rules.entry = add(definition->entry).value_or(0);
    rules.limit_price = add(definition->limit_price);
    rules.exit = add(definition->exit);
    if (definition->stop) {
        rules.stop = add(definition->stop->expression);
        rules.stop_factor = value_of(definition->stop->factor, values);
    }
    if (definition->take_profit) {
        rules.take_profit = add(definition->take_profit->expression);
        rules.take_profit_factor = value_of(definition->take_profit->factor, values);
    }
    if (error) return *error;
    const SizingDefinition& sizing = definition->sizing;
    rules.size = value_of(sizing.value, values);
    if (sizing.notional_max) rules.notional_max = Amount{value_of(*sizing.notional_max, values)};
    return std::unique_ptr<RuleStrategy>{new RuleStrategy{std::move(definition), std::move(rules), builder.finish()}};
}

RuleStrategy::RuleStrategy(std::shared_ptr<const StrategyDefinition> definition, Rules rules, Program program)
    : definition_(std::move(definition)), rules_(std::move(rules)), program_(std::move(program))
{
    warm_up_ = program_.warm_up(rules_.entry);
    for (const auto& part : {rules_.limit_price, rules_.exit, rules_.stop, rules_.take_profit})
        if (part) warm_up_ = std::max(warm_up_, program_.warm_up(*part));
}

bool RuleStrategy::decides(Register condition)
{
    const auto holds = program_.holds(condition);
    if (!holds && candles_ >= warm_up_) ++undecided_;
    return holds.value_or(false);
}

std::optional<Proposal> RuleStrategy::on_candle(const Candle& candle, const View& view)
{
    program_.run(candle, view);
    if (candles_ < warm_up_) ++candles_;
    standing_ = view.protection;
    try {
        if (view.position.is_positive()) return leave(candle, view);
        stop_.reset();
        take_profit_.reset();
        taken_over_ = {};
        is_judged_by_close_ = false;
        return enter(candle, view);
    } catch (const ArithmeticError&) {
        ++undecided_;  // a size or a level beyond all numbers
        return std::nullopt;
    }
}

std::optional<Proposal> RuleStrategy::take_over(const Candle& newest, const View& view, NewTerms terms)
{
    if (!view.position.is_positive()) return std::nullopt;
    standing_ = view.protection;
    taken_over_ = terms;
    is_judged_by_close_ = true;
    if (terms.stop) {
        planned_stop_.reset();
        stop_.reset();
    }
    if (terms.target) {
        planned_take_profit_.reset();
        take_profit_.reset();
    }
    try {
        place_levels(view);
        // Where the market is now, and not where it was before these levels were.
        const Price close = newest.close;
        if (stop_ && close <= *stop_)
            return sell_all(view, 90, "close " + close.to_string() + " is at or below the new stop " + shown(*stop_));
        if (take_profit_ && close >= *take_profit_)
            return sell_all(
                view, 70, "close " + close.to_string() + " is at or above the new take profit " + shown(*take_profit_));
        trail(newest, view.instrument);
    } catch (const ArithmeticError&) {
        ++undecided_;
    }
    return std::nullopt;
}

/// How far below a price its stop lies.
std::optional<Decimal> RuleStrategy::stop_distance(Price price) const
{
    const StopDefinition& stop = *definition_->stop;
    if (stop.kind == StopKind::percent) return part_of(price.value(), rules_.stop_factor);
    const auto& value = program_[*rules_.stop];
    if (!value) return std::nullopt;
    if (stop.kind == StopKind::price) return price.value() - *value;
    return multiply(*value, rules_.stop_factor, Rounding::away_from_zero);
}

Amount RuleStrategy::spend(const View& view, Price price, std::optional<Decimal> distance) const
{
    Amount amount = view.cash;
    switch (definition_->sizing.kind) {
        case SizingKind::risk_percent:
            amount = std::min(amount, amount_at_risk(view.equity, rules_.size, price, *distance));
            break;
        case SizingKind::quote_amount: amount = std::min(amount, Amount{rules_.size}); break;
        case SizingKind::equity_percent:
            amount = std::min(amount, Amount{part_of(view.equity.value(), rules_.size)});
            break;
    }
    return rules_.notional_max ? std::min(amount, *rules_.notional_max) : amount;
}

std::optional<Proposal> RuleStrategy::enter(const Candle& candle, const View& view)
{
    const bool holds = decides(rules_.entry);
    if (!holds || !warm_up().is_complete() || view.open_buy_orders > 0) return std::nullopt;
    if (is_resting(view, candle, definition_->pause)) return std::nullopt;

    Price price = candle.close;
    std::optional<Price> limit;
    if (rules_.limit_price) {
        const auto& wanted = program_[*rules_.limit_price];
        if (!wanted) {
            ++undecided_;
            return std::nullopt;
        }
        limit = Price{round_to_step(*wanted, view.instrument.tick.value(), Rounding::toward_zero)};
        if (!limit->is_positive()) return std::nullopt;
        price = *limit;
    }
    std::optional<Decimal> distance;
    std::optional<Price> stop;
    if (definition_->stop) {
        distance = stop_distance(price);
        if (!distance) {
            ++undecided_;
            return std::nullopt;
        }
        stop = stop_below(price, *distance, view.instrument);
        if (!stop) return std::nullopt;
    }
    const Quantity quantity = quantity_for(spend(view, price, distance), price, view.instrument);
    if (quantity.is_zero()) return std::nullopt;

    planned_stop_ = stop;
    Proposal proposal;
    proposal.side = Side::buy;
    proposal.quantity = quantity;
    proposal.limit_price = limit;
    proposal.stop_price = stop;
    planned_take_profit_.reset();
    if (definition_->take_profit)
        if (const auto target = take_profit_of(price, stop, view.instrument); target && *target > price)
            proposal.take_profit_price = planned_take_profit_ = target;
    proposal.confidence_percent = 60;
    proposal.reason = "the entry holds: close " + shown(candle.close.value()) + numbers() +
                      (stop ? ", stop " + stop->to_string() : std::string{});
    return proposal;
}

/// Where it follows from the price of the entry.
std::optional<Price> RuleStrategy::stop_from(Price entry, const Instrument& instrument) const
{
    const auto distance = stop_distance(entry);
    if (!distance) return std::nullopt;
    return Price{round_to_step(entry.value() - *distance, instrument.tick.value(), Rounding::toward_zero)};
}

/// Just filled: where it was proposed. Restarted while holding: as it stands at the venue, since that was agreed by the
/// price of the signal and we are told only the average of the fills. Where nothing stands, or another rule set it:
/// what follows from that average.
void RuleStrategy::place_stop(const View& view)
{
    first_stop_.reset();
    if (planned_stop_) {
        stop_ = first_stop_ = planned_stop_;
        return;
    }
    const auto standing = taken_over_.stop ? std::nullopt : standing_stop(view.protection);
    stop_ = standing ? standing : stop_from(view.entry_price, view.instrument);
    // What stands may have risen since.
    first_stop_ = standing && definition_->stop->is_trailing ? stop_from(view.entry_price, view.instrument) : stop_;
}

/// Likewise. One that is a price is what it is now.
void RuleStrategy::place_take_profit(const View& view)
{
    const bool is_fixed = definition_->take_profit->kind != TakeProfitKind::price;
    if (is_fixed && !planned_take_profit_ && !take_profit_ && !taken_over_.target)
        planned_take_profit_ = view.protection.take_profit_price;
    take_profit_ = is_fixed && planned_take_profit_ ? planned_take_profit_
                                                    : take_profit_of(view.entry_price, first_stop_, view.instrument);
}

void RuleStrategy::place_levels(const View& view)
{
    if (definition_->stop && !stop_) place_stop(view);
    if (definition_->take_profit) place_take_profit(view);
}

void RuleStrategy::trail(const Candle& candle, const Instrument& instrument)
{
    if (!stop_ || !definition_->stop->is_trailing) return;
    if (const auto stop = stop_from(candle.close, instrument)) stop_ = std::max(*stop_, *stop);
}

/// On the tick above, as a stop is on the one below: what is written there is reached by the same prices, and nothing
/// is sold for less.
std::optional<Price> RuleStrategy::take_profit_of(Price entry, std::optional<Price> stop,
                                                  const Instrument& instrument) const
{
    std::optional<Decimal> target;
    switch (definition_->take_profit->kind) {
        case TakeProfitKind::percent: target = entry.value() + part_of(entry.value(), rules_.take_profit_factor); break;
        case TakeProfitKind::risk_multiple:
            if (stop)
                target = entry.value() +
                         multiply((entry - *stop).value(), rules_.take_profit_factor, Rounding::away_from_zero);
            break;
        case TakeProfitKind::price: target = program_[*rules_.take_profit]; break;
    }
    if (!target) return std::nullopt;
    return Price{round_to_step(*target, instrument.tick.value(), Rounding::away_from_zero)};
}

Protection RuleStrategy::protection() const
{
    const bool is_stop_moving = definition_->stop && definition_->stop->is_trailing;
    const bool is_target_moving = definition_->take_profit && definition_->take_profit->kind == TakeProfitKind::price;
    if (!is_stop_moving && !is_target_moving && !taken_over_.is_any()) return {};
    Protection wanted{stop_, take_profit_, {}};
    // What neither moves nor is new stays as it stands, also where a person took it away; and so does a stop that the
    // rule says nothing of.
    if ((!is_stop_moving && !taken_over_.stop) || !wanted.stop_price) wanted.stop_price = standing_.stop_price;
    if (!is_target_moving && !taken_over_.target) wanted.take_profit_price = standing_.take_profit_price;
    return wanted.check() ? wanted : Protection{};
}

std::optional<Proposal> RuleStrategy::sell_all(const View& view, std::int32_t confidence_percent,
                                               std::string reason) const
{
    const Quantity quantity = whole_lots(view.position, view.instrument);
    if (view.open_sell_orders > 0 || quantity.is_zero()) return std::nullopt;
    Proposal proposal;
    proposal.side = Side::sell;
    proposal.quantity = quantity;
    proposal.reduce_only = true;
    proposal.confidence_percent = confidence_percent;
    proposal.reason = std::move(reason);
    return proposal;
}

std::optional<Proposal> RuleStrategy::leave(const Candle& candle, const View& view)
{
    place_levels(view);
    const bool is_by_close = std::exchange(is_judged_by_close_, false);
    const Price low = is_by_close ? candle.close : candle.low;
    const Price high = is_by_close ? candle.close : candle.high;
    const bool is_stopped = stop_ && low <= *stop_;
    const bool is_taken = take_profit_ && high >= *take_profit_;
    const std::optional<Price> stop = stop_;
    trail(candle, view.instrument);  // from the close on
    const bool is_over = rules_.exit && decides(*rules_.exit);
    if (is_stopped)
        return sell_all(view, 90,
                        (is_by_close ? "close " : "low ") + low.to_string() + " reached the stop " + shown(*stop));
    if (is_taken)
        return sell_all(
            view, 70,
            (is_by_close ? "close " : "high ") + high.to_string() + " reached the take profit " + shown(*take_profit_));
    if (is_over) return sell_all(view, 70, "the exit holds: close " + shown(candle.close.value()) + numbers());
    return std::nullopt;
}

/// The indicators, for a reason.
std::string RuleStrategy::numbers() const
{
    constexpr std::size_t shown_max = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(rules_.series.size(), shown_max); ++i)
        if (const auto& value = program_[rules_.series[i].second])
            text += ", " + rules_.series[i].first + ' ' + shown(*value);
    return text;
}

NamedValues RuleStrategy::series() const
{
    const auto number = [](const std::optional<Price>& price) {
        return price ? std::optional{price->value()} : std::nullopt;
    };
    NamedValues values;
    values.reserve(rules_.series.size() + 2);
    for (const auto& [name, at] : rules_.series) values.emplace_back(name, program_[at]);
    if (definition_->stop) values.emplace_back("stop", number(stop_));
    if (definition_->take_profit) values.emplace_back("take_profit", number(take_profit_));
    return values;
}

}  // namespace swarmdesk::trading::strategy
