#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "config/section.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::agents {

using StrategyMaker = std::function<std::unique_ptr<trading::strategy::Strategy>()>;
/// Strategies by the name settings know them by.
using Strategies = std::map<std::string, StrategyMaker, std::less<>>;

/// A kind of strategy that comes with the desk.
struct StrategyType {
    std::string_view name;
    std::string_view agent;  ///< who runs it; its settings are a section of that agent's
    config::Section settings;
    StrategyMaker (*maker)(const config::Section& settings);
};

/// The one list of strategies. To add one: its folder, and a line there.
const std::vector<StrategyType>& strategy_types();

/// The default settings of the strategies that this agent runs, by their names.
config::Sections settings_of_strategies(std::string_view agent);
/// The agent's strategies as they are set.
Strategies make_strategies(std::string_view agent, const config::Sections& settings);

/// What is wrong with a list of names: one that nobody has, told with the known ones, or one that stands there twice.
/// `kind` is what a person calls them.
Result<void> check_names(std::string_view kind, const std::vector<std::string>& names, const Strategies& known);

}  // namespace swarmdesk::agents
