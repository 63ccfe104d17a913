#include "trading/strategy/new_terms.hpp"

#include <algorithm>

#include "config/value.hpp"

namespace swarmdesk::trading::strategy {
namespace {

/// Writes down what parts of a definition mean: values for parameters, and after it whatever is named.
class Meaning {
public:
    explicit Meaning(const StrategyDefinition& definition) : definition_(definition) {}

    void add(const Operand& operand) { text_ += ' ' + value_of(operand.parameter, operand.number).to_string(); }
    void add(const Expression& expression)
    {
        Expression plain = expression;
        for (Expression::Node& node : plain.nodes)
            if (node.operation == Operation::parameter) {
                node.number = value_of(node.name, {});
                node.operation = Operation::number;
                node.name.clear();
            }
        text_ += " (" + to_text(plain) + ')';
        for (const Expression::Node& node : plain.nodes)
            if (node.operation == Operation::symbol) add_indicator(node.name.substr(0, node.name.find('.')));
        if (definition_.timeframe) text_ += " on " + config::show_duration(*definition_.timeframe);
    }
    void add(const StopDefinition& stop)
    {
        text_ += "stop " + std::to_string(static_cast<int>(stop.kind)) + (stop.is_trailing ? " trailing" : "");
        if (stop.expression) add(*stop.expression);
        if (stop.kind != StopKind::price) add(stop.factor);
    }
    void add(const TakeProfitDefinition& take_profit)
    {
        text_ += "target " + std::to_string(static_cast<int>(take_profit.kind));
        if (take_profit.expression) add(*take_profit.expression);
        if (take_profit.kind != TakeProfitKind::price) add(take_profit.factor);
        if (take_profit.kind == TakeProfitKind::risk_multiple && definition_.stop) add(*definition_.stop);
    }
    const std::string& text() const { return text_; }

private:
    Decimal value_of(const std::string& parameter, Decimal number) const
    {
        const auto& all = definition_.parameters;
        const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == parameter; });
        return found == all.end() ? number : found->initial;
    }
    /// Made of those above it alone, so this ends; the candle's own names are none.
    void add_indicator(std::string_view name)
    {
        for (const IndicatorDefinition& indicator : definition_.indicators) {
            if (indicator.name != name) continue;
            text_.append(" of ").append(indicator.kind->name);
            for (const Operand& setting : indicator.settings) add(setting);
            if (indicator.source) add(*indicator.source);
        }
    }

    const StrategyDefinition& definition_;
    std::string text_;
};

template <class Part>
std::string meaning_of(const StrategyDefinition& definition, const std::optional<Part>& part)
{
    Meaning meaning{definition};
    if (part) meaning.add(*part);
    return meaning.text();
}

}  // namespace

NewTerms new_terms(const StrategyDefinition& before, const StrategyDefinition& after)
{
    return {meaning_of(before, before.stop) != meaning_of(after, after.stop),
            meaning_of(before, before.take_profit) != meaning_of(after, after.take_profit)};
}

}  // namespace swarmdesk::trading::strategy
