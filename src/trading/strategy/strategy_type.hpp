#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/section.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

using StrategyMaker = std::function<std::unique_ptr<Strategy>()>;
/// Strategies by the name settings know them by.
using Strategies = std::map<std::string, StrategyMaker, std::less<>>;

/// A kind of strategy that comes with the desk. Said in its own folder under rules/, and found there by the build: the
/// folder `rules/NAME` defines a function `StrategyType rules::NAME()`.
struct StrategyType {
    std::string_view name;
    std::string_view agent;  ///< who runs it; its settings are a section of that agent's
    config::Section settings;
    StrategyMaker (*maker)(const config::Section& settings);
};

template <class S>
StrategyType strategy_type(std::string_view name, std::string_view agent, std::string_view description)
{
    return {name, agent, config::Section{description, typename S::Settings{}},
            [](const config::Section& section) -> StrategyMaker {
                return [settings = section.as<typename S::Settings>()] { return std::make_unique<S>(settings); };
            }};
}

/// All of them, by the names of their folders.
const std::vector<StrategyType>& strategy_types();

/// The default settings of the strategies that this agent runs, by their names.
config::Sections settings_of_strategies(std::string_view agent);
/// The agent's strategies as they are set.
Strategies make_strategies(std::string_view agent, const config::Sections& settings);

/// What is wrong with a list of names: one that nobody has, told with the known ones, or one that stands there twice.
/// `kind` is what a person calls them.
Result<void> check_names(std::string_view kind, const std::vector<std::string>& names, const Strategies& known);

}  // namespace swarmdesk::trading::strategy
