#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace swarmdesk::storage {

/// Writes the file whole or not at all, readable by its owner alone from its first moment. Blocks.
Result<void> write_private_file(const std::filesystem::path& path, std::string_view text);
/// What a small file holds that nobody but its owner can read: `not_found` where there is none, `forbidden` where
/// others can read it too. Follows no link. Blocks.
Result<std::string> read_private_file(const std::filesystem::path& path);
/// The first word of a small plain file; empty if there is none. Follows no link. Blocks.
std::string read_first_word(const std::filesystem::path& path);

}  // namespace swarmdesk::storage
