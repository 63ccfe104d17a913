#include <utility>

#include "llm/providers/ollama_reader.hpp"
#include "llm/providers/ollama_request.hpp"
#include "llm/providers/provider.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm::providers {

namespace {

class Ollama final : public Provider {
public:
    Result<UpstreamRequest> request(const ModelCall& call, const Target& target) const override
    {
        const auto body = ollama_body(call, target);
        if (!body) return body.error();
        const bool is_chat = call.operation == Operation::chat;
        UpstreamRequest request{.url = joined_url(target.api_base, is_chat ? "/api/chat" : "/api/embed"),
                                .headers = {},
                                .body = boost::json::serialize(*body)};
        request.headers.add("Accept", "application/x-ndjson, application/json");
        // Ollama itself asks for no key; a proxy before it, and its cloud, do.
        if (auto added = add_key(request.headers, "Authorization", "Bearer ", target.api_key); !added)
            return added.error();
        return request;
    }

    std::unique_ptr<AnswerReader> reader(const ModelCall& call, const Target& target, std::string_view call_id,
                                         UtcTime now) const override
    {
        DialectReader::Setup setup{.framing = DialectReader::Framing::ndjson,
                                   .delivery = call.delivery,
                                   .failures = ollama_failures(),
                                   .key = target.api_key,
                                   .limits = {}};
        if (call.operation == Operation::chat)
            return std::make_unique<OllamaChatReader>(std::move(setup), call, target.model, call_id, now);
        setup.delivery = Delivery::whole;
        return std::make_unique<OllamaEmbeddingReader>(std::move(setup), call, target.model);
    }
};

}  // namespace

const Provider& ollama()
{
    static const Ollama dialect;
    return dialect;
}

}  // namespace swarmdesk::llm::providers
