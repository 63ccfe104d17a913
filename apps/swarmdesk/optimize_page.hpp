#pragma once

#include <filesystem>

#include "optimize_text.hpp"

namespace swarmdesk::app {

/// The study as one page that needs nothing else: what was found in training beside what that made on what was held
/// out, and a map of the parameters. Replaces the file; `io` where it cannot be written.
Result<void> write_study_page(const StudyHead& head, const trading::optimize::StudyResult& study,
                              const std::filesystem::path& file);

}  // namespace swarmdesk::app
