#include "trading/strategy/strategy_type.hpp"

#include <set>

namespace swarmdesk::trading::strategy {

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

}  // namespace swarmdesk::trading::strategy
