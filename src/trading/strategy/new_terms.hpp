#pragma once

#include "trading/strategy/strategy.hpp"
#include "trading/strategy/strategy_definition.hpp"

namespace swarmdesk::trading::strategy {

/// Whether stop and take profit mean another thing, with the parameters' defaults and the indicators they are made of;
/// however they are written, and whatever else was changed.
NewTerms new_terms(const StrategyDefinition& before, const StrategyDefinition& after);

}  // namespace swarmdesk::trading::strategy
