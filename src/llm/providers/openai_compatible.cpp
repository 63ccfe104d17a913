#include <array>
#include <utility>

#include "llm/providers/json_access.hpp"
#include "llm/providers/openai_reader.hpp"
#include "llm/providers/provider.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

/// Putting an ordinary body together allocates nothing.
constexpr std::size_t body_memory = 8 * 1024;

/// What an upstream that speaks OpenAI's language does differently.
struct Quirks {
    std::string_view name;
    FailureTable (*failures)();
    bool has_embeddings;
    /// Takes out, or refuses, what it answers 400 to.
    Result<void> (*adapt)(json::object& body, bool drops_unknown);
};

Result<void> adapt_nothing(json::object&, bool) { return {}; }

bool asks_for(const json::object& body, std::string_view name)
{
    const auto* value = member(body, name);
    if (!value || (value->is_bool() && !value->get_bool())) return false;
    if (const auto* object = value->if_object()) return !object->empty();
    return as_count(*value) != 0;
}

/// https://console.groq.com/docs/openai: these fields get a 400, even where they ask for nothing.
Result<void> adapt_to_groq(json::object& body, bool drops_unknown)
{
    constexpr std::array<std::string_view, 3> refused{"logit_bias", "logprobs", "top_logprobs"};
    for (const auto name : refused) {
        if (asks_for(body, name) && !drops_unknown) return cannot("Groq", name);
        body.erase(name);
    }
    if (const auto count = count_in(body, "n"); count && *count > 1) {
        if (!drops_unknown) return cannot("Groq", "n");
        body.erase("n");
    }
    return {};
}

class OpenAiDialect final : public Provider {
public:
    explicit OpenAiDialect(const Quirks& quirks) : quirks_(quirks) {}

    Result<UpstreamRequest> request(const ModelCall& call, const Target& target) const override
    {
        const bool is_chat = call.operation == Operation::chat;
        if (!is_chat && !quirks_.has_embeddings) return cannot(quirks_.name, "embeddings");
        std::array<unsigned char, body_memory> memory;
        json::monotonic_resource resource{memory.data(), memory.size()};
        json::object fields = merged_body(call, target, &resource);
        if (auto adapted = quirks_.adapt(fields, target.drops_unknown); !adapted) return adapted.error();
        json::object body{{{"model", json_text(target.model)}}, &resource};
        for (auto& [key, value] : fields) body.insert_or_assign(key, std::move(value));
        const bool is_streamed = is_chat && call.delivery == Delivery::streamed;
        if (is_streamed) {
            body["stream"] = true;
            body["stream_options"] = json::object{{"include_usage", true}};
        }
        UpstreamRequest request{.url = joined_url(target.api_base, is_chat ? "/chat/completions" : "/embeddings"),
                                .headers = {},
                                .body = json::serialize(body)};
        request.headers.add("Accept", is_streamed ? "text/event-stream" : "application/json");
        if (auto added = add_key(request.headers, "Authorization", "Bearer ", target.api_key); !added)
            return added.error();
        return request;
    }

    std::unique_ptr<AnswerReader> reader(const ModelCall& call, const Target& target, std::string_view call_id,
                                         UtcTime) const override
    {
        DialectReader::Setup setup{.framing = DialectReader::Framing::sse,
                                   .delivery = call.delivery,
                                   .failures = quirks_.failures(),
                                   .key = target.api_key,
                                   .limits = {}};
        if (call.operation == Operation::chat)
            return std::make_unique<OpenAiChatReader>(std::move(setup), call, call_id);
        setup.delivery = Delivery::whole;
        return std::make_unique<OpenAiEmbeddingReader>(std::move(setup), call);
    }

private:
    Quirks quirks_;
};

}  // namespace

const Provider& openai_compatible()
{
    static const OpenAiDialect dialect{
        {.name = "the upstream", .failures = openai_failures, .has_embeddings = true, .adapt = adapt_nothing}};
    return dialect;
}

const Provider& groq()
{
    static const OpenAiDialect dialect{
        {.name = "Groq", .failures = groq_failures, .has_embeddings = false, .adapt = adapt_to_groq}};
    return dialect;
}

const Provider& openrouter()
{
    static const OpenAiDialect dialect{
        {.name = "OpenRouter", .failures = openrouter_failures, .has_embeddings = true, .adapt = adapt_nothing}};
    return dialect;
}

}  // namespace swarmdesk::llm::providers
