#pragma once

#include <filesystem>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::trading::market {

/// Writes a file that is there whole or as it was before: beside its place first (`.new`), synced, then renamed. Blocks
/// on the disk. The error names the file.
Result<void> write_whole_file(const std::filesystem::path& path, std::string_view text);

}  // namespace swarmdesk::trading::market
