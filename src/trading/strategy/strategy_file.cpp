#include "trading/strategy/strategy_file.hpp"

#include <algorithm>

#include "config/suggest.hpp"
#include "config/value.hpp"
#include "trading/strategy/new_terms.hpp"
#include "trading/strategy/resampled.hpp"
#include "trading/strategy/rule_strategy.hpp"
#include "trading/strategy/strategy_reader.hpp"
#include "trading/strategy/strategy_text.hpp"

namespace swarmdesk::trading::strategy {

Result<StrategyFile> StrategyFile::parse(std::string_view text, std::string_view file_name)
{
    config::Violations violations;
    auto definition = std::make_shared<const StrategyDefinition>(read_strategy(text, file_name, violations));
    if (violations.is_empty()) {
        StrategyFile file{std::move(definition)};
        const auto made = file.make();
        if (made) return file;
        violations.add({{}, std::string{file_name}, made.error().detail});
    }
    std::string all = violations.to_string();
    if (!all.empty()) all.pop_back();  // the last line's end
    return Error{Errc::malformed, std::move(all)};
}

Result<ParameterValues> StrategyFile::all_values(const ParameterValues& values) const
{
    ParameterValues all;
    std::vector<std::string_view> names;
    for (const StrategyParameter& parameter : parameters()) {
        all.emplace(parameter.name, parameter.initial);
        names.push_back(parameter.name);
    }
    for (const auto& [name, value] : values) {
        const auto parameter = std::find_if(parameters().begin(), parameters().end(),
                                            [&name = name](const auto& known) { return known.name == name; });
        if (parameter == parameters().end())
            return Error{Errc::not_found, "strategy " + this->name() + " has no parameter " + name +
                                              config::did_you_mean(config::nearest(name, names))};
        const bool fits = value >= parameter->min && value <= parameter->max;
        if (!fits || (parameter->is_whole && !is_multiple(value, "1"_dec)))
            return Error{Errc::out_of_range, "parameter " + name + " must be " +
                                                 (parameter->is_whole ? "a whole number from " : "") +
                                                 parameter->min.to_string() + " to " + parameter->max.to_string() +
                                                 ", was " + value.to_string()};
        all[name] = value;
    }
    return all;
}

Result<std::unique_ptr<Strategy>> StrategyFile::make(const ParameterValues& values) const
{
    const auto all = all_values(values);
    if (!all) return all.error();
    auto rules = RuleStrategy::make(definition_, *all);
    if (!rules) return rules.error();
    std::unique_ptr<Strategy> strategy = std::move(*rules);
    if (const auto frame = timeframe()) strategy = std::make_unique<Resampled>(*frame, std::move(strategy));
    return strategy;
}

Result<std::uint32_t> StrategyFile::warm_up(const ParameterValues& values) const
{
    const auto all = all_values(values);
    if (!all) return all.error();
    const auto rules = RuleStrategy::make(definition_, *all);
    if (!rules) return rules.error();
    return (*rules)->warm_up().needed;
}

Result<void> StrategyFile::check_interval(nanoseconds interval) const
{
    const auto frame = timeframe();
    if (!frame || Resampled::can_be_made_of(interval, *frame)) return {};
    return Error{Errc::out_of_range, "strategy " + name() + " decides on candles of " + config::show_duration(*frame) +
                                         ", which cannot be made of candles of " + config::show_duration(interval) +
                                         "; give it candles that divide its timeframe, or change that"};
}

std::string StrategyFile::canonical() const { return canonical_text(*definition_); }

std::vector<std::string> difference(const StrategyFile& before, const StrategyFile& after)
{
    return differences(*before.definition_, *after.definition_);
}

NewTerms new_terms(const StrategyFile& before, const StrategyFile& after)
{
    return new_terms(*before.definition_, *after.definition_);
}

}  // namespace swarmdesk::trading::strategy
