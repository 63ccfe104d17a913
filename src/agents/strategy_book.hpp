#pragma once

#include <map>
#include <span>

#include "agents/status.hpp"
#include "agents/strategy_files.hpp"
#include "trading/execution/event.hpp"

namespace swarmdesk::agents {

/// One strategy of an agent, and how the file it came from stands now.
struct StrategyStatus {
    AgentId agent;
    std::string name;
    std::string file;                  ///< empty: it comes with the desk, and its settings are the desk's
    std::string revision;              ///< of the rules that run; empty without a file
    std::string file_revision;         ///< of the file now; empty where it cannot be used
    std::vector<std::string> changes;  ///< from what runs to the file; empty where they mean the same
    std::string problem;               ///< why the file could not take over, in a sentence
};

/// A file that was read again and may take the place of the rules that run.
struct StrategyChange {
    AgentId agent;
    std::string name;
    std::string path;
    std::string from;  ///< revisions
    std::string to;
    std::vector<std::string> changes;
    trading::strategy::NewTerms new_terms;  ///< of what is held
    trading::strategy::StrategyFile before;
    trading::strategy::StrategyFile after;

    bool is_change() const { return from != to; }
    /// Says too what it means for what is held, for a desk that is stopped before that was done (PendingTerms).
    trading::execution::SettingChanged event(trading::Actor by, std::string reason) const;
};

/// Which rules each agent runs. Outlives the agents: one that is replaced takes its rules from here. Reads files, of
/// bounded size, when asked; lives on the swarm's executor.
class StrategyBook {
public:
    /// The first time counts: all accounts of an agent run the same rules, whatever became of the file between.
    void add(const AgentId& agent, NamedStrategies strategies) { agents_.try_emplace(agent, std::move(strategies)); }
    /// Of an agent that was added.
    const NamedStrategies& of(const AgentId& agent) const;

    /// In the order of agents and of their settings; judged as by `read_again`.
    std::vector<StrategyStatus> all(std::span<const nanoseconds> intervals) const;
    /// Reads the file of a strategy again. `intervals` are those of the candles that the desk gets. `not_found`: no
    /// such strategy runs. `conflict`, beginning with a code: NOT_A_FILE, FILE_UNUSABLE, NAME_CHANGED, TIMEFRAME_UNFIT.
    Result<StrategyChange> read_again(const AgentId& agent, std::string_view name,
                                      std::span<const nanoseconds> intervals) const;
    /// From the next agent on.
    void put(const StrategyChange& change);

    /// \name Lots that were entered by rules with another stop or target than those that run now
    /// @{
    void renew(const trading::execution::LotKey& lot, trading::strategy::NewTerms terms);
    std::optional<trading::strategy::NewTerms> new_terms_of(const trading::execution::LotKey& lot) const;
    /// The new terms stand, or the lot is gone.
    void settle(const trading::execution::LotKey& lot) { new_terms_.erase(lot); }
    /// @}

private:
    std::map<AgentId, NamedStrategies> agents_;
    std::map<trading::execution::LotKey, trading::strategy::NewTerms> new_terms_;  ///< lots that are held alone
};

}  // namespace swarmdesk::agents
