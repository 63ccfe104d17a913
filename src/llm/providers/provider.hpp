#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/instant.hpp"
#include "base/secret.hpp"
#include "llm/chat.hpp"
#include "net/http.hpp"

namespace swarmdesk::llm::providers {

/// One model at one upstream, as far as its dialect needs to know.
struct Target {
    std::string api_base;  ///< http or https URL; a slash at its end does no harm
    std::string model;     ///< its name there
    Secret api_key;        ///< empty where none is asked for
    std::optional<std::uint32_t>
        num_ctx;                   ///< Ollama only: the context, always the same, for a change reloads the model
    std::string keep_alive;        ///< Ollama only: "30m", or whole seconds; empty: its own default
    boost::json::object defaults;  ///< fields of the body that hold where the caller says nothing
    bool drops_unknown = false;    ///< leave out what the upstream cannot do, instead of refusing the call
};

/// What is sent: always a POST of application/json. `headers` holds neither Host nor Content-Type.
struct UpstreamRequest {
    std::string url;
    net::Headers headers;
    std::string body;
};

/// Makes events of one upstream's answer to one request. Whatever the bytes are, it ends in one `Answer`, one
/// `Finished` or one `Failure`, and says nothing after that. No I/O, no clock.
class AnswerReader {
public:
    virtual ~AnswerReader() = default;
    /// Status and fields are there. `now` is what a Retry-After date is reckoned from.
    virtual void on_head(std::uint16_t status, const net::Headers& headers, UtcTime now,
                         std::vector<Event>& events) = 0;
    /// The next bytes of the body, cut anywhere.
    virtual void on_bytes(std::string_view bytes, std::vector<Event>& events) = 0;
    /// The body is complete by HTTP's own framing. A connection that breaks inside the body is not this: that is the
    /// caller's `truncated`.
    virtual void on_end(std::vector<Event>& events) = 0;
};

/// A dialect. Has no state, so one serves every call.
class Provider {
public:
    virtual ~Provider() = default;
    /// Fails with `out_of_range` where this upstream cannot do what is asked (another might), with `malformed` where
    /// no upstream could; either names the field.
    virtual Result<UpstreamRequest> request(const ModelCall& call, const Target& target) const = 0;
    /// Borrows nothing once it has returned. `call_id` becomes the id of answers that come without one, and `now`
    /// their time. Safe for a call that `request` refuses.
    virtual std::unique_ptr<AnswerReader> reader(const ModelCall& call, const Target& target, std::string_view call_id,
                                                 UtcTime now) const = 0;
};

/// Ollama's native API, for its /v1 can set neither `num_ctx` nor `keep_alive` and invents a temperature.
const Provider& ollama();
/// OpenAI itself, vLLM, LM Studio, llama.cpp and the many that copy it. `api_base` includes the "/v1".
const Provider& openai_compatible();
const Provider& groq();
const Provider& openrouter();
/// Anthropic's Messages API. `api_base` is without the "/v1".
const Provider& anthropic();

}  // namespace swarmdesk::llm::providers
