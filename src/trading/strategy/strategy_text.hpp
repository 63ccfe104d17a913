#pragma once

#include <string>
#include <utility>
#include <vector>

#include "trading/strategy/strategy_definition.hpp"

namespace swarmdesk::trading::strategy {

/// A definition as its parts: "entry.when" and what is written there. Defaults are written out.
std::vector<std::pair<std::string, std::string>> parts_of(const StrategyDefinition& definition);

/// The one way to write a strategy file: reads back as the same definition, and two files that mean the same have the
/// same text.
std::string canonical_text(const StrategyDefinition& definition);

/// What differs, one line for a person each, such as `entry.when: rsi < 70, was rsi < 60`.
std::vector<std::string> differences(const StrategyDefinition& before, const StrategyDefinition& after);

}  // namespace swarmdesk::trading::strategy
