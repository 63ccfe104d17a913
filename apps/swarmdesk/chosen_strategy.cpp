#include "chosen_strategy.hpp"

#include <algorithm>

#include "agents/agent_type.hpp"
#include "agents/buy_bot/settings.hpp"
#include "agents/online_trading/settings.hpp"
#include "agents/strategy_files.hpp"
#include "config/load.hpp"
#include "config/print.hpp"

namespace swarmdesk::app {

using namespace trading;

namespace {

/// Settings are read as those of --set; whoever typed another flag is told of that one.
std::string said_of(std::string_view flag, std::string words)
{
    constexpr std::string_view set = "(--set)";
    for (auto at = words.find(set); at != std::string::npos; at = words.find(set, at + flag.size()))
        words.replace(at + 1, set.size() - 2, flag);
    return words;
}

}  // namespace

Result<ChosenStrategy> ChosenStrategy::find(const std::string& name, const Settings& settings)
{
    if (agents::is_strategy_file(name)) {
        auto file = agents::read_strategy_file(name);
        if (!file) return file.error();
        auto id = StrategyId::parse(file->name());
        if (!id) return Error{Errc::malformed, name + ": " + id.error().detail};
        ChosenStrategy chosen{std::move(*id), AgentId{agents::OnlineTradingSettings::agent}};
        chosen.file_ = std::move(*file);
        return chosen;
    }
    std::string known;
    for (const auto& type : strategy::strategy_types()) {
        known += (known.empty() ? "" : ", ") + std::string{type.name};
        if (type.name != name) continue;
        ChosenStrategy chosen{StrategyId{type.name}, AgentId{type.agent}};
        const auto* home = agents::find_agent_type(chosen.agent());
        SWARMDESK_ASSERT(home != nullptr && home->strategies != nullptr);
        const auto& own = home->strategies(config::section_of(settings.agents.sections, type.agent));
        chosen.type_ = &type;
        chosen.section_ = config::section_of(own, type.name);
        return chosen;
    }
    return Error{Errc::malformed,
                 "there is no strategy " + name + "; known: " + known + ", or a file that ends with .yaml"};
}

std::vector<optimize::Parameter> ChosenStrategy::parameters() const
{
    std::vector<optimize::Parameter> parameters;
    if (file_)
        for (const auto& one : file_->parameters()) parameters.push_back({one.name, one.min, one.max, one.step});
    return parameters;
}

Result<strategy::StrategyMaker> ChosenStrategy::maker(const strategy::ParameterValues& values,
                                                      std::string_view flag) const
{
    if (file_) {
        if (auto made = file_->make(values); !made) return Error{Errc::malformed, made.error().detail};
        return strategy::StrategyMaker{[file = *file_, values] { return std::move(file.make(values).value()); }};
    }
    config::Section section = *section_;
    config::Sources sources;
    for (const auto& [name, value] : values) sources.assignments.push_back(name + "=" + value.to_string());
    config::Violations violations;
    config::Node node = section.bind();
    config::load(node, sources, violations);
    if (!violations.is_empty())
        return Error{Errc::out_of_range, std::string{type_->name} + ": " + said_of(flag, violations.to_string())};
    return type_->maker(section);
}

Result<void> ChosenStrategy::check_interval(nanoseconds interval) const
{
    if (!file_) return {};
    if (auto checked = file_->check_interval(interval); !checked)
        return Error{Errc::malformed, checked.error().detail};  // on the command line
    return {};
}

std::string ChosenStrategy::fingerprint() const
{
    if (file_) return file_->canonical();
    config::Section section = *section_;
    return std::string{type_->name} + "\n" + config::print(section.bind());
}

Result<void> check_intervals(const Settings& settings, std::span<const nanoseconds> intervals)
{
    std::vector<std::string> names = settings.agents.of<agents::OnlineTradingSettings>().strategies;
    const auto& rules = settings.agents.of<agents::BuyBotSettings>().rules;
    names.insert(names.end(), rules.begin(), rules.end());
    for (const std::string& name : names) {
        if (!agents::is_strategy_file(name)) continue;
        const auto strategy = ChosenStrategy::find(name, settings);
        if (!strategy) return strategy.error();
        for (const nanoseconds interval : intervals)
            if (auto checked = strategy->check_interval(interval); !checked) return checked;
    }
    return {};
}

}  // namespace swarmdesk::app
