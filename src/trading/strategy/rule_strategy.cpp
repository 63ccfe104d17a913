#include "trading/strategy/rule_strategy.hpp"

#include <algorithm>

#include "trading/strategy/sizing.hpp"

namespace swarmdesk::trading::strategy {
namespace {

/// Far enough for a person to read: two decimals, of what is below one eight.
std::string shown(Decimal value)
{
    const Decimal step = abs(value) >= "1"_dec ? "0.01"_dec : "0.00000001"_dec;
    return round_to_step(value, step, Rounding::half_even).to_string();
}

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
    try {
        if (view.position.is_positive()) return leave(candle, view);
        stop_.reset();
        take_profit_.reset();
        return enter(candle, view);
    } catch (const ArithmeticError&) {
        ++undecided_;  // a size or a level beyond all numbers
        return std::nullopt;
    }
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
    if (last_entry_ && close_time(candle) - *last_entry_ < definition_->pause) return std::nullopt;

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

    last_entry_ = close_time(candle);
    planned_stop_ = stop;
    Proposal proposal;
    proposal.side = Side::buy;
    proposal.quantity = quantity;
    proposal.limit_price = limit;
    proposal.stop_price = stop;
    planned_take_profit_.reset();
    if (definition_->take_profit)
        if (const auto target = take_profit_of(price, stop); target && *target > price)
            proposal.take_profit_price = planned_take_profit_ = target;
    proposal.confidence_percent = 60;
    proposal.reason = "the entry holds: close " + shown(candle.close.value()) + numbers() +
                      (stop ? ", stop " + stop->to_string() : std::string{});
    return proposal;
}

void RuleStrategy::place_stop(const View& view)
{
    // Just filled: where it was proposed, as it stands at the venue. Restarted while holding: what follows from the
    // entry price we are told.
    if (planned_stop_) {
        stop_ = planned_stop_;
    } else if (const auto distance = stop_distance(view.entry_price)) {
        stop_ = view.entry_price - Price{*distance};
    }
    first_stop_ = stop_;
}

void RuleStrategy::trail(const Candle& candle)
{
    if (!stop_ || !definition_->stop->is_trailing) return;
    if (const auto distance = stop_distance(candle.close)) stop_ = std::max(*stop_, candle.close - Price{*distance});
}

std::optional<Price> RuleStrategy::take_profit_of(Price entry, std::optional<Price> stop) const
{
    switch (definition_->take_profit->kind) {
        case TakeProfitKind::percent: return entry + Price{part_of(entry.value(), rules_.take_profit_factor)};
        case TakeProfitKind::risk_multiple:
            if (!stop) return std::nullopt;
            return entry +
                   Price{multiply((entry - *stop).value(), rules_.take_profit_factor, Rounding::away_from_zero)};
        case TakeProfitKind::price: break;
    }
    const auto& value = program_[*rules_.take_profit];
    return value ? std::optional{Price{*value}} : std::nullopt;
}

Protection RuleStrategy::protection() const
{
    const bool is_stop_moving = definition_->stop && definition_->stop->is_trailing;
    const bool is_target_moving = definition_->take_profit && definition_->take_profit->kind == TakeProfitKind::price;
    if (!is_stop_moving && !is_target_moving) return {};
    Protection wanted{stop_, take_profit_, {}};
    return wanted.check() ? wanted : Protection{};
}

std::optional<Proposal> RuleStrategy::leave(const Candle& candle, const View& view)
{
    if (definition_->stop && !stop_) place_stop(view);
    if (definition_->take_profit) {
        const bool is_planned = planned_take_profit_ && definition_->take_profit->kind != TakeProfitKind::price;
        take_profit_ = is_planned ? planned_take_profit_ : take_profit_of(view.entry_price, first_stop_);
    }
    const bool is_stopped = stop_ && candle.low <= *stop_;
    const bool is_taken = take_profit_ && candle.high >= *take_profit_;
    const std::optional<Price> stop = stop_;
    trail(candle);  // from the close on
    const bool is_over = rules_.exit && decides(*rules_.exit);
    if ((!is_stopped && !is_taken && !is_over) || view.open_sell_orders > 0) return std::nullopt;
    const Quantity quantity = whole_lots(view.position, view.instrument);
    if (quantity.is_zero()) return std::nullopt;

    Proposal proposal;
    proposal.side = Side::sell;
    proposal.quantity = quantity;
    proposal.reduce_only = true;
    proposal.confidence_percent = is_stopped ? 90 : 70;
    if (is_stopped)
        proposal.reason = "low " + candle.low.to_string() + " reached the stop " + shown(stop->value());
    else if (is_taken)
        proposal.reason =
            "high " + candle.high.to_string() + " reached the take profit " + shown(take_profit_->value());
    else
        proposal.reason = "the exit holds: close " + shown(candle.close.value()) + numbers();
    return proposal;
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
