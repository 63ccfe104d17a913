#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "llm/litellm/import.hpp"

namespace swarmdesk::app {

/// What `swarmdesk llm` and the commands under it are given.
struct ModelGatewayFlags {
    std::string config;
    std::string host = "127.0.0.1";
    std::uint16_t port = 4000;
    std::string records;
    bool is_behind_tls = false;
    bool is_json = false;
    bool shows_all = false;
    std::uint16_t mock_port = 11434;
    std::uint32_t mock_slots = 0;
};

/// Reads a LiteLLM file, with what its references to the environment and to other files lead to.
Result<llm::litellm::Imported> load_model_file(const std::string& path);

/// Adds llm, llm check and llm mock. `code` becomes the process's exit code.
void add_model_gateway_commands(CLI::App& app, ModelGatewayFlags& flags, int& code);

}  // namespace swarmdesk::app
