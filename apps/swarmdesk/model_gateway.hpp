#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <map>
#include <string>

#include "llm/litellm/import.hpp"
#include "model_simulation.hpp"

namespace swarmdesk::app {

/// What `swarmdesk llm` and the commands under it are given.
struct ModelGatewayFlags {
    std::string config;
    std::string host = "127.0.0.1";
    std::uint16_t port = 4000;
    std::string records;
    bool keeps_bodies = false;
    std::string spending = "state/spending.db";
    bool is_behind_tls = false;
    bool is_json = false;
    bool shows_all = false;
    std::uint16_t mock_port = 11434;
    std::uint32_t mock_slots = 0;
    ModelSimulationFlags simulation;
};

/// Reads a gateway's file. `otherwise` is what the environment is taken to hold where it does not.
Result<llm::litellm::Imported> load_gateway_file(const std::string& path,
                                                 const std::map<std::string, std::string>& otherwise = {});

/// Adds llm, llm check, llm mock and llm simulate. `code` becomes the process's exit code.
void add_model_gateway_commands(CLI::App& app, ModelGatewayFlags& flags, int& code);

}  // namespace swarmdesk::app
