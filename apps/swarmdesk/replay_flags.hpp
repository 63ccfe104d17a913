#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace swarmdesk::app {

/// Which candles a command looks at.
struct ReplayFlags {
    std::vector<std::string> data;
    std::string from;
    std::string to;

    void add_to(CLI::App& command, const std::string& prefix = {});
    /// As assignments of settings.
    void append_to(std::vector<std::string>& assignments) const;
};

}  // namespace swarmdesk::app
