#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <variant>

#include "llm/failure.hpp"

/// \file
/// What every part of the gateway says to every other. The common form of a call is the body of OpenAI's
/// `POST /v1/chat/completions` (the API reference of 2026-10), for nearly every client and server speaks it; doors
/// translate into it, providers out of it.

namespace swarmdesk::llm {

/// What is asked of a model.
enum class Operation { chat = 1, embedding };
constexpr auto enum_table(Operation)
{
    return std::to_array<EnumName<Operation>>({{Operation::chat, "chat"}, {Operation::embedding, "embeddings"}});
}

/// Whether the answer comes at once or as it is made.
enum class Delivery { whole = 1, streamed };

/// One call, checked by a door. `body` is OpenAI's, without the fields that are the gateway's business (`model`,
/// `stream`, `stream_options`, `priority`, `cache`, `metadata`, `timeout`, `fallbacks`, `user`): a provider adds its
/// own.
struct ModelCall {
    Operation operation = Operation::chat;
    Delivery delivery = Delivery::whole;
    boost::json::object body;
};

/// Tokens, as the upstream counted them; where it did not, as estimated from the text.
struct Usage {
    std::uint64_t prompt_tokens = 0;
    std::uint64_t completion_tokens = 0;
    bool is_estimated = false;

    std::uint64_t total() const { return prompt_tokens + completion_tokens; }
    friend bool operator==(const Usage&, const Usage&) = default;
};

/// The whole answer: the body of OpenAI's response (`chat.completion`, or `list` of embeddings) as JSON text.
struct Answer {
    std::string json;
    Usage usage;
};

/// A piece of a streamed answer: one `chat.completion.chunk` as JSON text on one line, without usage.
struct Chunk {
    std::string json;
    bool has_content = false;  ///< says words, thoughts or tool arguments: counts as the first token
    bool is_last = false;      ///< carries the finish_reason
};

/// What a provider makes of an upstream's bytes, in this order: `Answer` once, or `Chunk`s and then `Finished` once; or
/// a `Failure` at any place, after which nothing comes.
struct Finished {
    Usage usage;
};
using Event = std::variant<Answer, Chunk, Finished, Failure>;

/// About four bytes a token: what budgets and deadlines reckon with before anybody has counted.
std::uint64_t estimate_tokens(std::uint64_t bytes);
/// The text of all messages (or of `input`), in bytes; what a tool or a schema adds counts too.
std::uint64_t prompt_bytes(const ModelCall& call);
/// `max_completion_tokens` or `max_tokens`, whichever the body has; else `otherwise`.
std::uint64_t max_tokens(const ModelCall& call, std::uint64_t otherwise);

}  // namespace swarmdesk::llm
