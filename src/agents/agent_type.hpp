#pragma once

#include <filesystem>

#include "agents/agent.hpp"
#include "agents/registry.hpp"
#include "agents/reports.hpp"
#include "agents/signal_history.hpp"
#include "agents/strategy_book.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::agents {

/// What the swarm lends to what makes agents. Outlives every agent.
struct AgentParts {
    DeskPort& desk;
    const Registry& registry;
    SignalHistory& history;
    Reports& reports;
    const std::filesystem::path& report_folder;            ///< empty: reports are not written
    const trading::strategy::Strategies& more_strategies;  ///< beside the agent's own
    StrategyBook& strategies;                              ///< where an agent that follows strategies finds them
};

/// Makes the agents of one runner, one after another: what must survive a failed one is kept in it.
using AgentFactory = std::function<std::unique_ptr<Agent>(Context)>;

/// A kind of agent that comes with the desk. Said in its own folder, and found there by the build (agents.cmake): the
/// folder `NAME` under src/agents, with a `NAME.cpp`, defines `AgentType NAME::type()`. Its manifest has the same name.
struct AgentType {
    std::string_view name;     ///< its manifest's
    config::Section settings;  ///< its own, by default
    /// For a runner that serves these accounts. Fails where the settings name what does not exist.
    Result<AgentFactory> (*factory)(const AgentParts& parts, const config::Section& settings,
                                    const std::vector<UserAccount>& accounts);
    /// Fits the settings to a replay, if there is anything to fit: years pass in seconds there, nobody reads along, and
    /// what is found must not depend on the day it is run. Times that wait for the real world become candles, and what
    /// asks, tells or fetches outside the desk is switched off.
    void (*stretch)(config::Section& settings, nanoseconds candle_interval) = nullptr;
    /// Of one that runs strategies: the settings of those that are at home with it, within its own.
    const config::Sections& (*strategies)(const config::Section& settings) = nullptr;
};

/// All of them, by the names of their folders.
const std::vector<AgentType>& agent_types();
/// Null where there is none.
const AgentType* find_agent_type(const AgentId& name);
/// `not_found`, with the known ones, where a manifest says it works now and there is no such agent.
Result<void> check_manifests(const std::vector<Manifest>& manifests);

}  // namespace swarmdesk::agents
