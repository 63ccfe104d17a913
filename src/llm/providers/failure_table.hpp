#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "llm/failure.hpp"

namespace swarmdesk::llm::providers {

/// What an upstream says went wrong, whichever of the usual shapes it says it in.
struct UpstreamError {
    std::uint16_t status = 0;  ///< of the response; where that is 2xx, the code inside the error if it is one
    std::string type;
    std::string code;
    std::string message;
    std::string details;  ///< further words that help to tell failures apart but are not passed on
};

/// `body` is null where the answer was no JSON. Knows OpenAI's {"error":{…}}, Ollama's {"error":"…"}, Anthropic's
/// {"type":"error","error":{…}}, vLLM's {"object":"error",…}, FastAPI's {"detail":…} and OpenRouter's metadata.
UpstreamError read_error(std::uint16_t status, const boost::json::value& body);

/// One row: the first that fits decides. Words compare without regard to case.
struct FailureRule {
    enum class In {
        any = 1,  ///< the status alone decides
        name,     ///< `word` is the type or the code
        text,     ///< `word` is somewhere in type, code, message or details
    };
    std::uint16_t status;  ///< 0: any
    In in;
    std::string_view word;
    FailureKind kind;
};
using FailureTable = std::span<const FailureRule>;

FailureTable openai_failures();
FailureTable groq_failures();
FailureTable openrouter_failures();
FailureTable ollama_failures();
FailureTable anthropic_failures();

/// By the table; where it has no row, by the words nearly everyone uses; else by the status.
FailureKind classify(const UpstreamError& error, FailureTable table);

}  // namespace swarmdesk::llm::providers
