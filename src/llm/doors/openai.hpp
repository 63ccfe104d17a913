#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "llm/admission/ticket.hpp"
#include "llm/cache/shared_analysis.hpp"
#include "llm/chat.hpp"
#include "llm/doors/refusal.hpp"

namespace swarmdesk::llm::doors {

/// What a caller wants of the cache: LiteLLM's `cache` object.
struct CacheWish {
    std::optional<bool> reads;   ///< `no-cache` turns it off
    std::optional<bool> writes;  ///< `no-store` turns it off
    std::optional<nanoseconds> ttl;
    std::optional<nanoseconds> age_max;  ///< `s-maxage`
    std::string name_space;
};

/// One request of a client, checked and taken apart.
struct Asked {
    std::string model;
    ModelCall call;
    bool includes_usage = false;  ///< wants a last chunk with the tokens
    std::optional<admission::Priority> priority;
    std::optional<nanoseconds> timeout;
    CacheWish cache;
    std::string agent;           ///< `metadata.agent`
    std::string prompt_version;  ///< `metadata.prompt_version`
    std::string data_version;    ///< `metadata.data_version`: what the answer depends on beside the prompt
    bool is_completion = false;  ///< came through `/v1/completions`, and is to be answered so
    /// The question is made of these facts alone, so its answer is everybody's. No door reads this from a request: only
    /// code in this process can say so.
    std::optional<cache::SharedAnalysis> analysis;
};
using Reading = std::variant<Refusal, Asked>;

/// Bodies of `POST /v1/chat/completions`, `/v1/completions` and `/v1/embeddings` (OpenAI's API reference), with the
/// extras LiteLLM's clients send: `priority`, `cache`, `metadata`, `timeout`. What only makes sense to a provider is
/// passed on unread.
Reading read_chat(std::string_view body);
Reading read_completion(std::string_view body);
Reading read_embeddings(std::string_view body);
/// From a body that another dialect's door has translated.
Reading read_chat(boost::json::object body);

/// `chat.completion` as the `text_completion` that `/v1/completions` promises, and its chunks likewise. What does not
/// parse comes back as it was.
std::string to_completion(const std::string& chat_json);

/// The chunk that carries nothing but the tokens.
std::string usage_chunk(const Usage& usage, std::string_view model);

/// `data: …` and the empty line after it.
std::string sse(std::string_view data);

}  // namespace swarmdesk::llm::doors
