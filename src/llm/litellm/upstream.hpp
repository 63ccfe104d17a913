#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "llm/settings/deployment.hpp"

namespace swarmdesk::llm::litellm {

/// What LiteLLM's `provider/model` means here.
struct Upstream {
    settings::ProviderKind provider = settings::ProviderKind::openai_compatible;
    std::string model;
    std::string api_base;      ///< the provider's usual one; empty where the file must give it
    std::string key_variable;  ///< where LiteLLM looks for its key; may be empty
    bool needs_key = false;    ///< at its usual address
    std::string repair;        ///< a sentence, when the provider was guessed or is spoken to otherwise
};

/// `model` as written, and `custom_llm_provider` (may be empty), which counts where the model names no provider. The
/// error is a sentence with what can be written instead.
Result<Upstream> find_upstream(std::string_view model, std::string_view provider);

}  // namespace swarmdesk::llm::litellm
