#pragma once

#include <filesystem>

#include "base/error.hpp"

namespace swarmdesk::api {

/// The kill switch that needs neither network nor token: while a file of this name is in the state folder, the desk is
/// halted and nobody resumes it.
inline constexpr const char* halt_file = "HALT";
inline constexpr const char* halt_file_advice = "the file HALT is in the state folder; remove it, then resume";

enum class HaltFile { absent = 1, present };

/// Looks whether the file is there now: itself, of whatever kind, and not what a link of that name points to. Blocks.
Result<HaltFile> look_for_halt_file(const std::filesystem::path& state_folder);

}  // namespace swarmdesk::api
