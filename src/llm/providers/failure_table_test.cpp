#include "llm/providers/failure_table.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::llm::providers {
namespace {

struct Case {
    std::uint16_t status;
    const char* body;
    FailureKind kind;
};

void expect(FailureTable table, std::initializer_list<Case> cases)
{
    for (const Case& c : cases) {
        const auto error = read_error(c.status, boost::json::parse(c.body));
        EXPECT_EQ(to_text(classify(error, table)), to_text(c.kind)) << c.status << ' ' << c.body;
    }
}

using enum FailureKind;

TEST(FailureTable, KnowsOpenAisFailures)
{
    expect(openai_failures(),
           {{400, R"({"error":{"message":"no","type":"invalid_request_error","code":null}})", invalid},
            {400, R"({"error":{"message":"x","code":"context_length_exceeded"}})", context_too_long},
            {400, R"({"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400})",
             context_too_long},
            {400, R"({"error":{"message":"exceeds the available context size","type":"exceed_context_size_error"}})",
             context_too_long},
            {400, R"({"error":{"message":"x","code":"content_filter"}})", refused_content},
            {401, R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})", unauthenticated},
            {403, "null", unauthenticated},
            {404, R"({"error":{"code":"model_not_found","type":"invalid_request_error"}})", model_missing},
            {404, R"({"detail":"Not Found"})", model_missing},
            {408, "null", timed_out},
            {413, "null", invalid},
            {422, R"({"detail":[{"msg":"field required"}]})", invalid},
            {429, R"({"error":{"code":"rate_limit_exceeded","message":"reduce the context window"}})", rate_limited},
            {429, R"({"error":{"code":"insufficient_quota","type":"insufficient_quota"}})", out_of_budget},
            {500, "null", failed},
            {502, "null", failed},
            {503, "null", overloaded},
            {504, "null", failed},
            {301, "null", failed},
            {200, R"({"error":{"message":"The server had an error","type":"server_error"}})", failed},
            {200, R"({"error":{"message":"x","type":"rate_limit_exceeded"}})", rate_limited},
            {200, R"({"error":"a text"})", failed}});
}

TEST(FailureTable, KnowsGroqsFailures)
{
    expect(groq_failures(),
           {{498, R"({"error":{"message":"x","code":"capacity_exceeded"}})", rate_limited},
            {413, R"({"error":{"type":"tokens","code":"rate_limit_exceeded","message":"TPM"}})", context_too_long},
            {429, R"({"error":{"type":"tokens","code":"rate_limit_exceeded"}})", rate_limited},
            {400, R"({"error":{"code":"tool_use_failed","message":"x"}})", failed},
            {400, R"({"error":{"code":"model_decommissioned"}})", model_missing},
            {400, R"({"error":{"type":"invalid_request_error"}})", invalid}});
}

TEST(FailureTable, KnowsOpenRoutersFailures)
{
    expect(openrouter_failures(),
           {{402, R"({"error":{"code":402,"message":"Insufficient credits"}})", out_of_budget},
            {200, R"({"error":{"code":402,"message":"Insufficient credits"}})", out_of_budget},
            {200, R"({"error":{"code":502,"message":"Provider returned error"}})", failed},
            {200, R"({"error":{"code":429,"message":"Rate limited"}})", rate_limited},
            {200, R"({"error":{"code":"server_error","message":"disconnected"}})", failed},
            {403, R"({"error":{"code":403,"message":"x","metadata":{"reasons":["violence"],"flagged_input":"y"}}})",
             refused_content},
            {403, R"({"error":{"code":403,"message":"no permission"}})", unauthenticated},
            {408, "null", timed_out},
            {503, R"({"error":{"code":503,"message":"no provider"}})", overloaded},
            {400, R"({"error":{"code":400,"message":"Provider returned error",
                     "metadata":{"raw":"maximum context length is 8192"}}})",
             context_too_long}});
}

TEST(FailureTable, KnowsOllamasFailures)
{
    expect(ollama_failures(),
           {{404, R"({"error":"model 'x' not found"})", model_missing},
            {503, R"({"error":"server busy, please try again.  maximum pending requests exceeded"})", overloaded},
            {400, R"({"error":"registry.ollama.ai/library/x does not support tools"})", refused_content},
            {400, R"({"error":"the input length exceeds the context length"})", context_too_long},
            {400, R"({"error":"invalid options"})", invalid},
            {500, R"({"error":"llama runner process has terminated"})", failed},
            {200, R"({"error":"an error was encountered while running the model"})", failed}});
}

TEST(FailureTable, KnowsAnthropicsFailures)
{
    expect(anthropic_failures(),
           {{400, R"({"type":"error","error":{"type":"invalid_request_error","message":"x"}})", invalid},
            {400, R"({"type":"error","error":{"type":"invalid_request_error",
                     "message":"prompt is too long: 210000 tokens > 200000 maximum"}})",
             context_too_long},
            {400, R"({"type":"error","error":{"type":"invalid_request_error",
                     "message":"Your credit balance is too low"}})",
             out_of_budget},
            {401, R"({"type":"error","error":{"type":"authentication_error"}})", unauthenticated},
            {402, R"({"type":"error","error":{"type":"billing_error"}})", out_of_budget},
            {403, R"({"type":"error","error":{"type":"permission_error"}})", unauthenticated},
            {404, R"({"type":"error","error":{"type":"not_found_error"}})", model_missing},
            {413, R"({"type":"error","error":{"type":"request_too_large"}})", invalid},
            {429, R"({"type":"error","error":{"type":"rate_limit_error"}})", rate_limited},
            {429, R"({"type":"error","error":{"type":"rate_limit_error",
                     "details":{"error_code":"enforced_spend_limit_reached"}}})",
             out_of_budget},
            {500, R"({"type":"error","error":{"type":"api_error"}})", failed},
            {529, R"({"type":"error","error":{"type":"overloaded_error"}})", overloaded},
            {529, "null", overloaded},
            {200, R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", overloaded}});
}

TEST(FailureTable, TakesTheCodeInsideASuccessForTheStatus)
{
    EXPECT_EQ(read_error(200, boost::json::parse(R"({"error":{"code":502}})")).status, 502);
    EXPECT_EQ(read_error(200, boost::json::parse(R"({"error":{"code":42}})")).status, 200);
    EXPECT_EQ(read_error(200, boost::json::parse(R"({"error":{"code":600}})")).status, 200);
    EXPECT_EQ(read_error(400, boost::json::parse(R"({"error":{"code":502}})")).status, 400);
}

}  // namespace
}  // namespace swarmdesk::llm::providers
