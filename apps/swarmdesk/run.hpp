#pragma once

#include <filesystem>

#include "settings.hpp"

namespace swarmdesk::app {

struct RunOptions {
    bool exits_at_end = false;  ///< of a replay's data
};

/// Runs the desk with its doors until it is asked to stop. Returns the process's exit code.
int run_desk(const Settings& settings, RunOptions options);

/// A state folder that goes away with its owner.
class TemporaryState {
public:
    TemporaryState();
    ~TemporaryState();
    TemporaryState(const TemporaryState&) = delete;
    TemporaryState& operator=(const TemporaryState&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

}  // namespace swarmdesk::app
