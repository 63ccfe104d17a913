#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/instant.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::providers {

/// Writes OpenAI's answers for upstreams that speak otherwise.
class CompletionWriter {
public:
    /// The answer's id is "chatcmpl-" and `call_id`, until the upstream gives one.
    CompletionWriter(std::string_view call_id, UtcTime now, std::string_view model);

    void set_id(std::string_view id) { id_ = id; }
    void set_model(std::string_view model) { model_ = model; }

    /// One `chat.completion.chunk` of choice 0. `finish_reason` empty: not yet; `logprobs` may be null.
    std::string chunk(const boost::json::object& delta, std::string_view finish_reason,
                      const boost::json::object* logprobs = nullptr) const;
    /// A `chat.completion` of one choice. `cached_tokens` are those of the prompt that were read from a cache.
    std::string whole(boost::json::object message, std::string_view finish_reason, const Usage& usage,
                      std::uint64_t cached_tokens, const boost::json::object* logprobs = nullptr) const;

private:
    boost::json::object head(std::string_view object) const;

    std::string id_;
    std::int64_t created_;
    std::string model_;
};

}  // namespace swarmdesk::llm::providers
