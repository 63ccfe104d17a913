#include "llm/providers/completion_writer.hpp"

#include "llm/providers/json_access.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

CompletionWriter::CompletionWriter(std::string_view call_id, UtcTime now, std::string_view model)
    : id_("chatcmpl-" + std::string{call_id}), created_(now.ns / 1'000'000'000), model_(model)
{}

json::object CompletionWriter::head(std::string_view object) const
{
    return {{"id", json_text(id_)}, {"object", json_text(object)}, {"created", created_}, {"model", json_text(model_)}};
}

std::string CompletionWriter::chunk(const json::object& delta, std::string_view finish_reason,
                                    const json::object* logprobs) const
{
    json::object choice{{"index", 0}, {"delta", delta}};
    if (logprobs) choice["logprobs"] = *logprobs;
    choice["finish_reason"] = finish_reason.empty() ? json::value(nullptr) : json_text(finish_reason);
    json::object chunk = head("chat.completion.chunk");
    chunk["choices"] = json::array{std::move(choice)};
    return json::serialize(chunk);
}

std::string CompletionWriter::whole(json::object message, std::string_view finish_reason, const Usage& usage,
                                    std::uint64_t cached_tokens, const json::object* logprobs) const
{
    json::object choice{{"index", 0}, {"message", std::move(message)}};
    choice["logprobs"] = logprobs ? json::value(*logprobs) : json::value(nullptr);
    choice["finish_reason"] = json_text(finish_reason);
    json::object answer = head("chat.completion");
    answer["choices"] = json::array{std::move(choice)};
    json::object counts{{"prompt_tokens", usage.prompt_tokens},
                        {"completion_tokens", usage.completion_tokens},
                        {"total_tokens", usage.total()}};
    if (cached_tokens > 0) counts["prompt_tokens_details"] = json::object{{"cached_tokens", cached_tokens}};
    answer["usage"] = std::move(counts);
    return json::serialize(answer);
}

}  // namespace swarmdesk::llm::providers
