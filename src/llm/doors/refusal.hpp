#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "llm/failure.hpp"
#include "net/http.hpp"

namespace swarmdesk::llm::doors {

/// Why a caller gets no answer, in what both dialects can say: an HTTP status, OpenAI's `type`, `code` and `param`, a
/// sentence. `code` is stable, for programs.
struct Refusal {
    std::uint16_t status = 400;
    std::string_view type = "invalid_request_error";
    std::string_view code = "invalid_request";
    std::string param;
    std::string message;
    std::optional<nanoseconds> retry_after;
    bool may_retry = false;  ///< said as `x-should-retry`, so that no client library multiplies the load
};

/// What a caller is told of an upstream's failure: it is ours to deal with, so an upstream's 401 is not the caller's.
Refusal to_refusal(const Failure& failure);

/// The `error` object OpenAI's clients read, as JSON text. The same goes into a stream that breaks.
std::string to_openai_json(const Refusal& refusal);

/// The whole answer, with Retry-After in whole seconds and in milliseconds.
net::Response to_openai_response(const Refusal& refusal);
net::Response to_anthropic_response(const Refusal& refusal, std::string_view request_id);

}  // namespace swarmdesk::llm::doors
