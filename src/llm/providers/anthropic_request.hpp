#pragma once

#include <boost/json.hpp>

#include "base/error.hpp"
#include "llm/chat.hpp"
#include "llm/providers/provider.hpp"

namespace swarmdesk::llm::providers {

/// Anthropic wants a limit in every request; this is it where the call has none.
constexpr std::int64_t anthropic_max_tokens_default = 4096;

/// The body for Anthropic's /v1/messages (the API reference of 2026-10). System messages go where Anthropic wants
/// them, neighbours of one role become one message, a tool's result becomes the user's.
Result<boost::json::object> anthropic_body(const ModelCall& call, const Target& target);

}  // namespace swarmdesk::llm::providers
