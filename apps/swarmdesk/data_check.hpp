#pragma once

#include <filesystem>
#include <iosfwd>
#include <vector>

namespace swarmdesk::app {

/// Shows what a replay would see of these candle files, without one. Returns the process's exit code: `exit_ok`, or
/// `exit_usage` where a replay would refuse any of them.
int check_data(const std::vector<std::filesystem::path>& files, bool is_json, std::ostream& out);

}  // namespace swarmdesk::app
