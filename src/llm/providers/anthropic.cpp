#include <utility>

#include "llm/providers/anthropic_reader.hpp"
#include "llm/providers/anthropic_request.hpp"
#include "llm/providers/provider.hpp"
#include "llm/providers/request_parts.hpp"

namespace swarmdesk::llm::providers {

namespace {

constexpr std::string_view api_version = "2023-06-01";

class Anthropic final : public Provider {
public:
    Result<UpstreamRequest> request(const ModelCall& call, const Target& target) const override
    {
        const auto body = anthropic_body(call, target);
        if (!body) return body.error();
        UpstreamRequest request{
            .url = joined_url(target.api_base, "/v1/messages"), .headers = {}, .body = boost::json::serialize(*body)};
        request.headers.add("Accept", call.delivery == Delivery::streamed ? "text/event-stream" : "application/json");
        request.headers.add("anthropic-version", api_version);
        if (auto added = add_key(request.headers, "x-api-key", "", target.api_key); !added) return added.error();
        return request;
    }

    std::unique_ptr<AnswerReader> reader(const ModelCall& call, const Target& target, std::string_view call_id,
                                         UtcTime now) const override
    {
        DialectReader::Setup setup{.framing = DialectReader::Framing::sse,
                                   .delivery = call.delivery,
                                   .failures = anthropic_failures(),
                                   .key = target.api_key,
                                   .limits = {}};
        return std::make_unique<AnthropicReader>(std::move(setup), call, target.model, call_id, now);
    }
};

}  // namespace

const Provider& anthropic()
{
    static const Anthropic dialect;
    return dialect;
}

}  // namespace swarmdesk::llm::providers
