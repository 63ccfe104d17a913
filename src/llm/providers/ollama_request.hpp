#pragma once

#include <boost/json.hpp>

#include "base/error.hpp"
#include "llm/chat.hpp"
#include "llm/providers/provider.hpp"

namespace swarmdesk::llm::providers {

/// The body for Ollama's /api/chat or /api/embed. Nothing is cut silently: `truncate` and `shift` are off, so a prompt
/// or answer that does not fit is an error. `num_ctx` is the deployment's and no caller's.
Result<boost::json::object> ollama_body(const ModelCall& call, const Target& target);

}  // namespace swarmdesk::llm::providers
