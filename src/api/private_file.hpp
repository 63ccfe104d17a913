#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::api {

/// Writes the file whole or not at all, readable by its owner alone from its first moment. Blocks.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view text);
/// The first word of a small plain file; empty if there is none. Follows no link. Blocks.
std::string read_first_word(const std::filesystem::path& path);

}  // namespace swarmdesk::api
