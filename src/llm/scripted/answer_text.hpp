#pragma once

#include <boost/json.hpp>
#include <string>

#include "llm/scripted/script.hpp"

namespace swarmdesk::llm::scripted {

/// What a scripted model says when its answer comes whole: the script's `text`; else, where the body asks for JSON of a
/// schema (OpenAI's `response_format`, Ollama's `format`), the plainest value that fits it; else its words.
std::string answer_text(const Script& script, const boost::json::object& body);

}  // namespace swarmdesk::llm::scripted
