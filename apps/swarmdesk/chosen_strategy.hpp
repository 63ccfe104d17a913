#pragma once

#include <map>
#include <span>
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
    /// be called from any thread. What is wrong with them is said of `flag`, by which they were given.
    Result<trading::strategy::StrategyMaker> maker(const trading::strategy::ParameterValues& values,
                                                   std::string_view flag = "--param") const;
    /// Everything about it that decides what it does: equal texts, equal strategies.
    std::string fingerprint() const;
    /// Whether it can decide on candles of that length: an error says what is wanted.
    Result<void> check_interval(nanoseconds interval) const;

private:
    ChosenStrategy(trading::StrategyId id, trading::AgentId agent) : id_(std::move(id)), agent_(std::move(agent)) {}

    trading::StrategyId id_;
    trading::AgentId agent_;
    std::optional<trading::strategy::StrategyFile> file_;
    // Of one that comes with the desk.
    const trading::strategy::StrategyType* type_ = nullptr;
    std::optional<config::Section> section_;
};

/// Whether the strategies that are files, of all agents of these settings, can decide on candles of each of these
/// lengths.
Result<void> check_intervals(const Settings& settings, std::span<const nanoseconds> intervals);

}  // namespace swarmdesk::app
