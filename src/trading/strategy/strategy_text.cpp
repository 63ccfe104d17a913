#include "trading/strategy/strategy_text.hpp"

#include <algorithm>

#include "config/value.hpp"

namespace swarmdesk::trading::strategy {
namespace {

std::string quoted(const Expression& expression) { return config::quote(to_text(expression)); }

std::string text_of(const StrategyParameter& parameter)
{
    return "{default: " + parameter.initial.to_string() + ", min: " + parameter.min.to_string() +
           ", max: " + parameter.max.to_string() + ", step: " + parameter.step.to_string() + '}';
}

std::string text_of(const IndicatorDefinition& indicator)
{
    std::string settings;
    for (std::size_t i = 0; i < indicator.settings.size(); ++i) {
        settings.append(settings.empty() ? "" : ", ").append(indicator.kind->settings[i].name);
        settings += ": " + indicator.settings[i].to_text();
    }
    if (indicator.source)
        settings.append(settings.empty() ? "" : ", ").append("source: ").append(quoted(*indicator.source));
    return '{' + std::string{indicator.kind->name} + ": {" + settings + "}}";
}

std::string text_of(const StopDefinition& stop)
{
    const std::string trailing = stop.is_trailing ? ", trailing: true}" : "}";
    switch (stop.kind) {
        case StopKind::range:
            return "{atr: " + quoted(*stop.expression) + ", multiple: " + stop.factor.to_text() + trailing;
        case StopKind::percent: return "{percent: " + stop.factor.to_text() + trailing;
        case StopKind::price: return "{price: " + quoted(*stop.expression) + trailing;
    }
    return {};
}

std::string text_of(const TakeProfitDefinition& take_profit)
{
    switch (take_profit.kind) {
        case TakeProfitKind::percent: return "{percent: " + take_profit.factor.to_text() + '}';
        case TakeProfitKind::risk_multiple: return "{risk_multiple: " + take_profit.factor.to_text() + '}';
        case TakeProfitKind::price: return "{price: " + quoted(*take_profit.expression) + '}';
    }
    return {};
}

std::string text_of(const SizingDefinition& sizing)
{
    const std::string_view key = sizing.kind == SizingKind::risk_percent   ? "risk_percent"
                                 : sizing.kind == SizingKind::quote_amount ? "quote_amount"
                                                                           : "equity_percent";
    std::string text = '{' + std::string{key} + ": " + sizing.value.to_text();
    if (sizing.notional_max) text += ", notional_max: " + sizing.notional_max->to_text();
    return text + '}';
}

}  // namespace

std::vector<std::pair<std::string, std::string>> parts_of(const StrategyDefinition& definition)
{
    std::vector<std::pair<std::string, std::string>> parts;
    parts.emplace_back("name", definition.name);
    if (!definition.description.empty()) parts.emplace_back("description", config::quote(definition.description));
    if (definition.timeframe) parts.emplace_back("timeframe", config::show_duration(*definition.timeframe));
    for (const auto& parameter : definition.parameters)
        parts.emplace_back("parameters." + parameter.name, text_of(parameter));
    for (const auto& indicator : definition.indicators)
        parts.emplace_back("indicators." + indicator.name, text_of(indicator));
    if (!definition.requirements.empty()) {
        std::string all;
        for (const Expression& requirement : definition.requirements)
            all += (all.empty() ? "" : ", ") + quoted(requirement);
        parts.emplace_back("require", '[' + all + ']');
    }
    parts.emplace_back("entry.when", quoted(definition.entry));
    parts.emplace_back("entry.order",
                       definition.limit_price ? "{limit: " + quoted(*definition.limit_price) + '}' : "market");
    if (definition.exit) parts.emplace_back("exit.when", quoted(*definition.exit));
    if (definition.stop) parts.emplace_back("stop", text_of(*definition.stop));
    if (definition.take_profit) parts.emplace_back("take_profit", text_of(*definition.take_profit));
    parts.emplace_back("sizing", text_of(definition.sizing));
    parts.emplace_back("pause", config::show_duration(definition.pause));
    return parts;
}

std::string canonical_text(const StrategyDefinition& definition)
{
    std::string text;
    std::string section;
    for (const auto& [path, value] : parts_of(definition)) {
        const std::size_t dot = path.find('.');
        if (dot == std::string::npos) {
            text += path + ": " + value + '\n';
            continue;
        }
        const std::string head = path.substr(0, dot);
        if (head != section) text += head + ":\n";
        section = head;
        text += "  " + path.substr(dot + 1) + ": " + value + '\n';
    }
    return text;
}

std::vector<std::string> differences(const StrategyDefinition& before, const StrategyDefinition& after)
{
    const auto old_parts = parts_of(before);
    const auto new_parts = parts_of(after);
    const auto find = [](const auto& parts, const std::string& path) {
        return std::find_if(parts.begin(), parts.end(), [&path](const auto& part) { return part.first == path; });
    };
    std::vector<std::string> lines;
    for (const auto& [path, value] : old_parts)
        if (find(new_parts, path) == new_parts.end()) lines.push_back(path + ": gone, was " + value);
    for (const auto& [path, value] : new_parts) {
        const auto old_part = find(old_parts, path);
        if (old_part == old_parts.end())
            lines.push_back(path + ": new, " + value);
        else if (old_part->second != value)
            lines.push_back(path + ": " + value + ", was " + old_part->second);
    }
    return lines;
}

}  // namespace swarmdesk::trading::strategy
