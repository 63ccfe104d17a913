#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trading/strategy/strategy.hpp"
#include "trading/strategy/strategy_definition.hpp"

namespace swarmdesk::trading::strategy {

/// Values for some of a strategy's parameters; the others have their defaults.
using ParameterValues = std::map<std::string, Decimal, std::less<>>;

/// A strategy written as YAML: indicators, conditions, stops and sizes, without any code. docs/strategies.md has the
/// language. Immutable; copies are cheap, and share what was read.
class StrategyFile {
public:
    /// `malformed` with everything that is wrong, a line each: `entry.when (ema.yaml:12): …`. A file that parses makes
    /// a strategy with its defaults.
    static Result<StrategyFile> parse(std::string_view text, std::string_view file_name = "strategy file");

    const std::string& name() const { return definition_->name; }
    const std::string& description() const { return definition_->description; }
    /// Of the candles it decides on; none: on those it is given.
    std::optional<nanoseconds> timeframe() const { return definition_->timeframe; }
    const std::vector<StrategyParameter>& parameters() const { return definition_->parameters; }

    /// `out_of_range` or `not_found` where the values are not the file's, out of bounds, or do not go together.
    Result<std::unique_ptr<Strategy>> make(const ParameterValues& values = {}) const;
    /// Candles, of the timeframe where there is one, until everything in it has a value. Averages that remember
    /// everything, such as an EMA, go on forgetting their beginning after that.
    Result<std::uint32_t> warm_up(const ParameterValues& values = {}) const;
    /// Whether its candles can be made of such: an error says what is wanted.
    Result<void> check_interval(nanoseconds interval) const;

    /// The file in the one way to write it, without comments; parses to an equal strategy.
    std::string canonical() const;

private:
    friend std::vector<std::string> difference(const StrategyFile& before, const StrategyFile& after);
    friend NewTerms new_terms(const StrategyFile& before, const StrategyFile& after);

    explicit StrategyFile(std::shared_ptr<const StrategyDefinition> definition) : definition_(std::move(definition)) {}
    Result<ParameterValues> all_values(const ParameterValues& values) const;

    std::shared_ptr<const StrategyDefinition> definition_;
};

/// What was changed from one to the other, a line for a person each; empty where they mean the same.
std::vector<std::string> difference(const StrategyFile& before, const StrategyFile& after);
/// Which of its ways out mean another thing now: what is held gets those.
NewTerms new_terms(const StrategyFile& before, const StrategyFile& after);

}  // namespace swarmdesk::trading::strategy
