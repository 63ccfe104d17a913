#pragma once

#include <string_view>

#include "config/violations.hpp"
#include "trading/strategy/strategy_definition.hpp"

namespace swarmdesk::trading::strategy {

/// Reads a strategy file of at most 64 KiB, 32 parameters and 64 indicators. Whatever is wrong with it is added to
/// `violations` with its place and line; only without any is the definition whole.
StrategyDefinition read_strategy(std::string_view text, std::string_view file_name, config::Violations& violations);

}  // namespace swarmdesk::trading::strategy
