#pragma once

#include <map>
#include <string>
#include <vector>

#include "settings.hpp"
#include "trading/optimize/space.hpp"
#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::app {

/// A strategy that somebody named: one that comes with the desk, as the settings have it, or a file (.yaml, .yml).
class ChosenStrategy {
public:
    /// `not_found` with the known names, `malformed` with everything that is wrong in a file.
    static Result<ChosenStrategy> find(const std::string& name, const Settings& settings);

    const trading::StrategyId& id() const { return id_; }
    const trading::AgentId& agent() const { return agent_; }  ///< who runs it
    /// What a file says may vary; nothing of one that comes with the desk, whose settings can all be named.
    std::vector<trading::optimize::Parameter> parameters() const;
    /// It, with these of its parameters (or, of one that comes with the desk, settings) changed. What comes of it may
    /// be called from any thread.
    Result<trading::strategy::StrategyMaker> maker(const trading::strategy::ParameterValues& values) const;
    /// Everything about it that decides what it does: equal texts, equal strategies.
    std::string fingerprint() const;

private:
    ChosenStrategy(trading::StrategyId id, trading::AgentId agent) : id_(std::move(id)), agent_(std::move(agent)) {}

    trading::StrategyId id_;
    trading::AgentId agent_;
    std::optional<trading::strategy::StrategyFile> file_;
    // Of one that comes with the desk.
    const trading::strategy::StrategyType* type_ = nullptr;
    std::optional<config::Section> section_;
};

}  // namespace swarmdesk::app
