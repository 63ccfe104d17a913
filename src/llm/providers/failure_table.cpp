#include "llm/providers/failure_table.hpp"

#include <algorithm>
#include <array>

#include "llm/providers/json_access.hpp"
#include "net/http.hpp"

namespace swarmdesk::llm::providers {

namespace json = boost::json;

namespace {

using In = FailureRule::In;
using enum FailureKind;

constexpr std::array openai_table{
    FailureRule{429, In::name, "insufficient_quota", out_of_budget},
    FailureRule{429, In::name, "billing_hard_limit_reached", out_of_budget},
    FailureRule{429, In::name, "billing_not_active", out_of_budget},
};

// https://console.groq.com/docs/errors. A model that writes a call nobody can parse is not the caller's fault.
constexpr std::array groq_table{
    FailureRule{498, In::any, "", rate_limited},
    FailureRule{413, In::any, "", context_too_long},  // more tokens than a minute allows: no waiting helps
    FailureRule{0, In::name, "tool_use_failed", failed},
    FailureRule{0, In::name, "json_validate_failed", failed},
    FailureRule{0, In::name, "model_decommissioned", model_missing},
    FailureRule{0, In::name, "model_terms_required", model_missing},
    FailureRule{0, In::name, "organization_restricted", unauthenticated},
};

// https://openrouter.ai/docs/errors: the status, or `code` inside a 200.
constexpr std::array openrouter_table{
    FailureRule{402, In::any, "", out_of_budget},
    FailureRule{403, In::text, "moderation", refused_content},
    FailureRule{403, In::text, "flagged", refused_content},
    FailureRule{403, In::text, "guardrail", refused_content},
    FailureRule{403, In::text, "key limit exceeded", out_of_budget},
    FailureRule{404, In::any, "", model_missing},
    FailureRule{408, In::any, "", timed_out},
    FailureRule{503, In::any, "", overloaded},
};

// server/routes.go and server/sched.go: a text alone. What a model cannot do another can, and neither is to blame.
constexpr std::array ollama_table{
    FailureRule{503, In::any, "", overloaded},
    FailureRule{404, In::any, "", model_missing},
    FailureRule{0, In::text, "server busy", overloaded},
    FailureRule{0, In::text, "no slot", overloaded},
    FailureRule{0, In::text, "try pulling it first", model_missing},
    FailureRule{0, In::text, "does not support", refused_content},
    FailureRule{0, In::text, "input length exceeds", context_too_long},
};

// https://platform.claude.com/docs/en/api/errors. A spending limit shows as 400 or 429, and waiting does not cure it.
constexpr std::array anthropic_table{
    FailureRule{0, In::text, "enforced_spend_limit_reached", out_of_budget},
    FailureRule{400, In::text, "credit balance is too low", out_of_budget},
    FailureRule{400, In::text, "api usage limits", out_of_budget},
    FailureRule{0, In::name, "billing_error", out_of_budget},
    FailureRule{0, In::name, "overloaded_error", overloaded},
    FailureRule{0, In::name, "rate_limit_error", rate_limited},
    FailureRule{0, In::name, "authentication_error", unauthenticated},
    FailureRule{0, In::name, "permission_error", unauthenticated},
    FailureRule{0, In::name, "not_found_error", model_missing},
    FailureRule{0, In::name, "request_too_large", invalid},
    FailureRule{0, In::name, "timeout_error", timed_out},
    FailureRule{0, In::name, "api_error", failed},
};

constexpr std::array common_table{
    FailureRule{0, In::name, "insufficient_quota", out_of_budget},
    FailureRule{429, In::any, "", rate_limited},
    FailureRule{401, In::any, "", unauthenticated},
    FailureRule{402, In::any, "", out_of_budget},
    FailureRule{503, In::any, "", overloaded},
    FailureRule{529, In::any, "", overloaded},
    FailureRule{0, In::name, "context_length_exceeded", context_too_long},
    FailureRule{0, In::name, "exceed_context_size_error", context_too_long},
    FailureRule{0, In::text, "maximum context", context_too_long},
    FailureRule{0, In::text, "context length", context_too_long},
    FailureRule{0, In::text, "context size", context_too_long},
    FailureRule{0, In::text, "context window", context_too_long},
    FailureRule{0, In::text, "prompt is too long", context_too_long},
    FailureRule{0, In::name, "content_filter", refused_content},
    FailureRule{0, In::name, "content_policy_violation", refused_content},
    FailureRule{0, In::name, "moderation_blocked", refused_content},
    FailureRule{0, In::name, "model_not_found", model_missing},
    FailureRule{0, In::name, "invalid_api_key", unauthenticated},
    FailureRule{200, In::name, "authentication_error", unauthenticated},
    FailureRule{200, In::name, "rate_limit_exceeded", rate_limited},
    FailureRule{200, In::name, "rate_limit_error", rate_limited},
    FailureRule{200, In::name, "overloaded_error", overloaded},
    FailureRule{200, In::name, "invalid_request_error", invalid},
};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool contains(std::string_view text, std::string_view word)
{
    return std::search(text.begin(), text.end(), word.begin(), word.end(),
                       [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

bool fits(const FailureRule& rule, const UpstreamError& error)
{
    if (rule.status != 0 && rule.status != error.status) return false;
    switch (rule.in) {
        case In::any: return true;
        case In::name:
            return net::equal_ignoring_case(error.type, rule.word) || net::equal_ignoring_case(error.code, rule.word);
        case In::text:
            return std::ranges::any_of(
                std::array<std::string_view, 4>{error.type, error.code, error.message, error.details},
                [&](std::string_view text) { return contains(text, rule.word); });
    }
    return false;
}

FailureKind by_status(std::uint16_t status)
{
    switch (status) {
        case 401:
        case 403: return unauthenticated;
        case 402: return out_of_budget;
        case 404:
        case 410: return model_missing;
        case 408: return timed_out;
        case 409:
        case 424:
        case 425:
        case 499: return failed;
        case 429:
        case 498: return rate_limited;
        case 503:
        case 529: return overloaded;
        default: return status >= 400 && status < 500 ? invalid : failed;
    }
}

/// As text: a string itself, anything else as JSON.
std::string as_text(const json::value* value)
{
    if (!value) return {};
    if (value->is_string()) return std::string{view(value->get_string())};
    return json::serialize(*value);
}

bool is_status(std::uint64_t number) { return number >= 400 && number <= 599; }

void read_error_object(const json::object& object, UpstreamError& error)
{
    error.type = as_text(member(object, "type"));
    error.code = as_text(member(object, "code"));
    error.message = as_text(member(object, "message"));
    error.details = as_text(member(object, "metadata")) + as_text(member(object, "details"));
    const auto code = count_in(object, "code");
    if (error.status < 300 && code && is_status(*code)) error.status = static_cast<std::uint16_t>(*code);
}

}  // namespace

UpstreamError read_error(std::uint16_t status, const json::value& body)
{
    UpstreamError error{.status = status >= 200 && status < 300 ? std::uint16_t{200} : status};
    const auto* object = body.if_object();
    if (!object) return error;
    const auto* told = member(*object, "error");
    if (told && told->is_object()) {
        read_error_object(told->get_object(), error);
    } else if (told) {
        error.message = as_text(told);
    } else if (member(*object, "message")) {
        read_error_object(*object, error);
    } else {
        error.message = as_text(member(*object, "detail"));
    }
    return error;
}

FailureTable openai_failures() { return openai_table; }
FailureTable groq_failures() { return groq_table; }
FailureTable openrouter_failures() { return openrouter_table; }
FailureTable ollama_failures() { return ollama_table; }
FailureTable anthropic_failures() { return anthropic_table; }

FailureKind classify(const UpstreamError& error, FailureTable table)
{
    for (const FailureTable rules : {table, FailureTable{common_table}})
        for (const FailureRule& rule : rules)
            if (fits(rule, error)) return rule.kind;
    return by_status(error.status);
}

}  // namespace swarmdesk::llm::providers
