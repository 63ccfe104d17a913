#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace swarmdesk::app {

/// What `swarmdesk llm simulate` is given.
struct ModelSimulationFlags {
    std::vector<std::uint64_t> users{10'000, 1'000'000};
    std::uint64_t seed = 1;
    double hours = 24;
    double minutes = 0;
    std::string from = "00:00";
    std::string config;
    std::string model;
    double local_speed = 0;
    bool is_unshared = false;
    bool is_json = false;
};

/// Adds llm simulate under `llm`. `code` becomes the process's exit code.
void add_model_simulation_command(CLI::App& llm, ModelSimulationFlags& flags, int& code);

}  // namespace swarmdesk::app
