#pragma once

#include "trading/execution/event.hpp"

namespace swarmdesk::trading::execution {

/// \file
/// How much a `SettingChanged` may say. The gate refuses what is longer; whoever makes one from texts of any length has
/// `fit` cut them first.

constexpr std::size_t setting_name_max = 120;   ///< bytes of `setting`
constexpr std::size_t setting_value_max = 200;  ///< bytes of `from` and of `to`
constexpr std::size_t setting_lines_max = 64;   ///< of `changes`
constexpr std::size_t setting_line_max = 300;   ///< bytes of one

/// "strategy online_trading/ema_pullback": the subject that the changes of a strategy's rules are found by.
std::string strategy_setting(const AgentId& agent, std::string_view strategy);

/// At most so many bytes of a text, never half of a character; one that was cut ends with "…", which counts.
std::string cut_text(std::string_view text, std::size_t bytes_max);
/// Lines that fit into an event: each cut, and of too many the last says how many more there were.
std::vector<std::string> fit_changes(std::vector<std::string> lines);

/// `out_of_range` with a sentence where a text is longer than it may be, `malformed` where setting or whoever did it
/// has no name.
Result<void> check(const SettingChanged& change);

}  // namespace swarmdesk::trading::execution
