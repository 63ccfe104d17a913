#pragma once

#include <string>
#include <vector>

#include "trading/strategy/strategy_file.hpp"
#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::agents {

/// Whether what names a strategy is a file: it ends with .yaml or .yml.
bool is_strategy_file(std::string_view name);

/// Reads and parses; `malformed` with everything that is wrong, or what keeps it from being read. Only of a regular
/// file: a device or a pipe would keep whoever reads it.
Result<trading::strategy::StrategyFile> read_strategy_file(const std::string& path);

/// Names what a file means, whatever its spacing and comments: 16 hex digits of the hash of its canonical text.
std::string revision_of(const trading::strategy::StrategyFile& file);
trading::strategy::StrategyMaker maker_of(trading::strategy::StrategyFile file);

struct RunningFile {
    std::string path;
    trading::strategy::StrategyFile file;
};

/// What an agent runs: strategies by name, and which of them, in order.
struct NamedStrategies {
    trading::strategy::Strategies known;
    std::vector<std::string> names;
    std::map<std::string, RunningFile, std::less<>> files;  ///< of those that came from one
};

/// Takes names as settings have them, of known strategies and of files. A file's strategy has the name that is written
/// in it. Fails where a name is nobody's, stands there twice, or a file's strategy has one that is taken.
Result<NamedStrategies> find_strategies(std::string_view kind, const std::vector<std::string>& names,
                                        trading::strategy::Strategies known);

}  // namespace swarmdesk::agents
