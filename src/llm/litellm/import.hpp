#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "llm/litellm/finding.hpp"
#include "llm/litellm/reference.hpp"
#include "llm/settings/gateway_settings.hpp"

namespace swarmdesk::llm::litellm {

struct Imported {
    settings::GatewaySettings settings;  ///< to be used only where no finding is `wrong`; then `check` accepts them
    std::vector<Finding> findings;       ///< by line; one for every key of the file
};

/// Reads the config.yaml of a LiteLLM proxy, as its documentation of 2026-10 describes it, with a section `swarmdesk`
/// of our own for keys, service tiers and egress. Nothing is passed over in silence: each key that holds a value (a
/// list of plain values is one) has exactly one finding, and a key that is missing has one too.
///
/// `file_name` is for messages. An error is returned only for what is no YAML map, or uses anchors, aliases or tags.
/// A cloud deployment whose key is not in the environment is left out of service, with a finding, so that the same file
/// serves with and without cloud keys.
Result<Imported> import_litellm(std::string_view text, std::string_view file_name, const Surroundings& surroundings);

}  // namespace swarmdesk::llm::litellm
