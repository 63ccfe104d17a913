#include "llm/doors/refusal.hpp"

#include <boost/json.hpp>

#include "llm/providers/anthropic_door.hpp"

namespace swarmdesk::llm::doors {

namespace json = boost::json;

namespace {

constexpr std::string_view caller = "invalid_request_error";
constexpr std::string_view upstream = "upstream_error";

net::Response respond(const Refusal& refusal, std::string body)
{
    net::Response response;
    response.status = refusal.status;
    response.content_type = "application/json";
    response.body = std::move(body);
    response.headers.add("x-should-retry", refusal.may_retry ? "true" : "false");
    if (refusal.retry_after) {
        using std::chrono::ceil;
        response.headers.add("Retry-After", std::to_string(ceil<std::chrono::seconds>(*refusal.retry_after).count()));
        response.headers.add("retry-after-ms",
                             std::to_string(ceil<std::chrono::milliseconds>(*refusal.retry_after).count()));
    }
    return response;
}

}  // namespace

Refusal to_refusal(const Failure& failure)
{
    const auto refusal = [&](std::uint16_t status, std::string_view type, bool may_retry) {
        return Refusal{status, type, to_text(failure.kind), {}, failure.message, failure.retry_after, may_retry};
    };
    switch (failure.kind) {
        case FailureKind::invalid:
        case FailureKind::unsupported:
        case FailureKind::context_too_long:
        case FailureKind::refused_content: return refusal(400, caller, false);
        case FailureKind::model_missing: return refusal(404, caller, false);
        case FailureKind::rate_limited: return refusal(429, "rate_limit_error", true);
        case FailureKind::overloaded: return refusal(503, "overloaded_error", true);
        case FailureKind::timed_out: return refusal(504, "timeout_error", false);  // its deadline is over
        case FailureKind::cancelled: return refusal(499, caller, false);
        case FailureKind::unauthenticated:
        case FailureKind::out_of_budget: return refusal(502, upstream, false);
        case FailureKind::failed:
        case FailureKind::unreachable:
        case FailureKind::stalled:
        case FailureKind::truncated:
        case FailureKind::garbled: break;
    }
    return refusal(502, upstream, true);
}

std::string to_openai_json(const Refusal& refusal)
{
    json::object error{
        {"message", refusal.message}, {"type", refusal.type}, {"param", nullptr}, {"code", refusal.code}};
    if (!refusal.param.empty()) error["param"] = refusal.param;
    return json::serialize(json::object{{"error", std::move(error)}});
}

net::Response to_openai_response(const Refusal& refusal) { return respond(refusal, to_openai_json(refusal)); }

net::Response to_anthropic_response(const Refusal& refusal, std::string_view request_id)
{
    return respond(refusal, providers::anthropic_error(refusal.status, refusal.message, request_id));
}

}  // namespace swarmdesk::llm::doors
