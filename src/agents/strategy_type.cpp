#include "agents/strategy_type.hpp"

#include <set>

#include "trading/strategy/dca.hpp"
#include "trading/strategy/dip.hpp"
#include "trading/strategy/ema_cross.hpp"
#include "trading/strategy/limit_ladder.hpp"

namespace swarmdesk::agents {

using namespace trading::strategy;

namespace {

template <class S>
StrategyType type_of(std::string_view name, std::string_view agent, std::string_view description)
{
    return {name, agent, config::Section{description, typename S::Settings{}},
            [](const config::Section& section) -> StrategyMaker {
                return [settings = section.as<typename S::Settings>()] { return std::make_unique<S>(settings); };
            }};
}

}  // namespace

const std::vector<StrategyType>& strategy_types()
{
    static const std::vector<StrategyType> types{
        type_of<EmaCross>("ema_cross", "online_trading", "The trend follower."),
        type_of<Dca>("dca", "buy_bot", "Buying on a schedule."),
        type_of<Dip>("dip", "buy_bot", "Buying after a fall."),
        type_of<LimitLadder>("limit", "buy_bot", "Buying with orders that rest below the market."),
    };
    return types;
}

config::Sections settings_of_strategies(std::string_view agent)
{
    config::Sections sections;
    for (const auto& type : strategy_types())
        if (type.agent == agent) sections.emplace_back(type.name, type.settings);
    return sections;
}

Strategies make_strategies(std::string_view agent, const config::Sections& settings)
{
    Strategies strategies;
    for (const auto& type : strategy_types())
        if (type.agent == agent) strategies.emplace(type.name, type.maker(config::section_of(settings, type.name)));
    return strategies;
}

Result<void> check_names(std::string_view kind, const std::vector<std::string>& names, const Strategies& known)
{
    std::set<std::string> seen;
    for (const auto& name : names) {
        if (!seen.insert(name).second) return Error{Errc::conflict, name + " stands there twice"};
        if (known.contains(name)) continue;
        std::string list;
        for (const auto& [its_name, make] : known) list += (list.empty() ? "" : ", ") + its_name;
        return Error{Errc::not_found, "there is no " + std::string{kind} + " " + name + "; known: " + list};
    }
    return {};
}

}  // namespace swarmdesk::agents
