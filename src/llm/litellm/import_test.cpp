#include "llm/litellm/import.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

#include "config/yaml.hpp"
#include "llm/litellm/brief_config.hpp"
#include "llm/litellm/place.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using namespace literals;
using settings::GatewaySettings;
using settings::ProviderKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Surroundings with_keys{{{"GROQ_API_KEY", "gsk-groq-0123456789"},
                              {"OPENROUTER_API_KEY", "or-0123456789"},
                              {"MASTER", "sk-master-0123456789"},
                              {"CALLER", "sk-caller-0123456789"}},
                             {}};

Imported imported(std::string_view text, const Surroundings& surroundings = with_keys)
{
    auto result = import_litellm(text, "config.yaml", surroundings);
    EXPECT_TRUE(result.has_value()) << (result ? "" : to_string(result.error()));
    return result ? std::move(*result) : Imported{};
}

const Finding* find(const Imported& import, std::string_view path)
{
    const auto found = std::ranges::find(import.findings, path, &Finding::path);
    return found == import.findings.end() ? nullptr : &*found;
}

std::string rendered(const Imported& import) { return render_findings(import.findings, Verbosity::everything); }

const settings::Deployment& first(const Imported& import)
{
    return import.settings.groups.at(0).tiers.at(0).deployments.at(0);
}

/// One local model, so that a snippet is a whole file.
const std::string model_list =
    "model_list:\n"
    "  - model_name: m\n"
    "    litellm_params: {model: ollama/qwen3:8b}\n"
    "    model_info: {id: m-1}\n"
    "  - model_name: n\n"
    "    litellm_params: {model: ollama/qwen3:4b}\n";

/// A file whose one deployment has these parameters.
std::string with_params(std::string_view params, std::string_view model = "ollama/qwen3:8b")
{
    return "model_list:\n  - model_name: m\n    litellm_params: {model: \"" + std::string{model} + "\", " +
           std::string{params} + "}\n";
}

std::string with_key(std::string_view fields)
{
    return model_list + "swarmdesk: {keys: [{name: k, key: os.environ/CALLER, " + std::string{fields} + "}]}\n";
}

// --- the brief's file ---------------------------------------------------------------------------------------------

TEST(ImportOfTheBriefsFile, MeansOllamaThenGroqThenOpenRouter)
{
    const Imported import = imported(brief_config);
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    const GatewaySettings& settings = import.settings;
    EXPECT_EQ(settings::check(settings).to_string(), "");
    ASSERT_EQ(settings.groups.size(), 1u);
    EXPECT_EQ(settings.groups[0].name, "trading-llm");
    ASSERT_EQ(settings.groups[0].tiers.size(), 3u);
    const auto deployment = [&](std::size_t tier) -> const settings::Deployment& {
        EXPECT_EQ(settings.groups[0].tiers[tier].order, static_cast<int>(tier) + 1);
        EXPECT_EQ(settings.groups[0].tiers[tier].deployments.size(), 1u);
        return settings.groups[0].tiers[tier].deployments[0];
    };
    EXPECT_EQ(deployment(0).id, "ollama-local");
    EXPECT_EQ(deployment(0).provider, ProviderKind::ollama);
    EXPECT_EQ(deployment(0).model, "qwen3:8b");
    EXPECT_EQ(deployment(0).api_base, "http://localhost:11434");
    EXPECT_EQ(deployment(0).timeout, 10s);
    EXPECT_EQ(deployment(0).max_parallel_requests, 1u);
    EXPECT_TRUE(deployment(0).is_local);
    EXPECT_EQ(deployment(1).provider, ProviderKind::groq);
    EXPECT_EQ(deployment(1).model, "llama-3.1-8b-instant");
    EXPECT_EQ(deployment(1).api_base, "https://api.groq.com/openai/v1");
    ASSERT_EQ(deployment(1).api_keys.size(), 1u);
    EXPECT_EQ(deployment(1).api_keys[0].expose(), "gsk-groq-0123456789");
    EXPECT_FALSE(deployment(1).is_local);
    EXPECT_EQ(deployment(1).cooldown_time, 60s);
    EXPECT_EQ(deployment(1).allowed_fails, 3u);
    EXPECT_EQ(deployment(2).provider, ProviderKind::openrouter);
    EXPECT_EQ(deployment(2).model, "meta-llama/llama-3.1-8b-instruct");
    EXPECT_EQ(deployment(2).timeout, 20s);
    EXPECT_EQ(settings.router.num_retries, 2u);
    EXPECT_EQ(settings.router.retry_after, 1s);
    EXPECT_THAT(settings.router.fallbacks, IsEmpty());
    EXPECT_TRUE(settings.cache.is_enabled);
    EXPECT_EQ(settings.cache.stale_ttl, 3600s);
    EXPECT_EQ(settings.cache.ttl, 300s);
}

TEST(ImportOfTheBriefsFile, HasAFindingForEachOfItsFaults)
{
    const Imported import = imported(brief_config);
    struct Case {
        const char* path;
        int line;
        Verdict verdict;
        const char* words;
    };
    for (const Case& c : {
             Case{"model_list[0].order", 11, Verdict::repaired, "Belongs inside litellm_params"},
             Case{"model_list[2].order", 31, Verdict::repaired, "Belongs inside litellm_params"},
             Case{"model_list[1].litellm_params.api_key", 17, Verdict::repaired, "os.environ/NAME"},
             Case{"model_list[2].litellm_params.api_key", 27, Verdict::repaired, "os.environ/NAME"},
             Case{"router_settings.fallbacks[0].trading-llm", 36, Verdict::honoured, "own group's tiers"},
             // (10 + 15 + 20) s, three attempts each, and two waits of a second in each tier.
             Case{"router_settings.num_retries", 37, Verdict::repaired, "141s"},
             Case{"router_settings.enable_pre_call_checks", 34, Verdict::honoured, "never sent"},
             Case{"cache", 43, Verdict::repaired, "Belongs inside litellm_settings"},
             Case{"cache_params.type", 45, Verdict::repaired, "this process's memory"},
             Case{"cache_params.host", 46, Verdict::unsupported, "outer store"},
             Case{"cache_params.ttl", 48, Verdict::repaired, "labelled stale"},
         }) {
        SCOPED_TRACE(c.path);
        const Finding* finding = find(import, c.path);
        ASSERT_NE(finding, nullptr) << rendered(import);
        EXPECT_EQ(finding->line, c.line);
        EXPECT_EQ(to_text(finding->verdict), to_text(c.verdict)) << finding->message;
        EXPECT_THAT(finding->message, HasSubstr(c.words));
    }
}

TEST(ImportOfTheBriefsFile, LoadsWithoutCloudKeysAndSaysWhoIsMissing)
{
    const Imported import = imported(brief_config, {});
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    ASSERT_EQ(import.settings.groups[0].tiers.size(), 1u);
    EXPECT_EQ(first(import).id, "ollama-local");
    ASSERT_EQ(import.settings.left_out.size(), 2u);
    EXPECT_EQ(import.settings.left_out[0].id, "groq-fallback");
    EXPECT_EQ(import.settings.left_out[1].order, 3);
    const Finding* finding = find(import, "model_list[1].litellm_params.api_key");
    EXPECT_EQ(finding->verdict, Verdict::unsupported);
    EXPECT_EQ(finding->message,
              "The environment variable GROQ_API_KEY is not set. The deployment is left out of service.");
}

// --- one key after another ----------------------------------------------------------------------------------------

struct Case {
    std::string text;
    std::string path;
    Verdict verdict;
    std::string words = {};
};

void expect_findings(const std::vector<Case>& cases)
{
    for (const Case& c : cases) {
        SCOPED_TRACE(c.text);
        const Imported import = imported(c.text);
        const Finding* finding = find(import, c.path);
        if (!finding) {
            ADD_FAILURE() << c.path << " has no finding:\n" << rendered(import);
            continue;
        }
        EXPECT_EQ(to_text(finding->verdict), to_text(c.verdict)) << finding->message;
        EXPECT_THAT(finding->message, HasSubstr(c.words));
        if (c.verdict != Verdict::wrong) {
            EXPECT_FALSE(has_wrong(import.findings)) << rendered(import);
            EXPECT_EQ(settings::check(import.settings).to_string(), "");
        }
    }
}

TEST(Import, JudgesEveryParameterOfADeployment)
{
    const std::string at = "model_list[0].litellm_params.";
    const auto v = [&](std::string_view params, const char* key, Verdict verdict, const char* words = "") {
        return Case{with_params(params), at + key, verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("timeout: 10", "timeout", honoured),
        v("timeout: 10s", "timeout", repaired, "unit is understood"),
        v("timeout: 0", "timeout", wrong, "must be seconds, 1ms to 100m"),
        v("timeout: soon", "timeout", wrong),
        v("timeout: [1]", "timeout", wrong, "One value is expected"),
        v("timeout: ", "timeout", honoured, "Empty"),
        v("stream_timeout: 0.5", "stream_timeout", honoured),
        v("connect_timeout: 1", "connect_timeout", honoured),
        v("inter_token_timeout: 1", "inter_token_timeout", honoured),
        v("max_retries: 3", "max_retries", unsupported, "router_settings.num_retries"),
        v("rpm: 30", "rpm", honoured),
        v("rpm: 0", "rpm", wrong),
        v("rpm: many", "rpm", wrong),
        v("tpm: 6_000", "tpm", honoured),
        v("itpm: 6000", "itpm", unsupported),
        v("otpm: 6000", "otpm", unsupported),
        v("weight: 0.5", "weight", honoured),
        v("weight: 0.00005", "weight", repaired, "thousandths"),
        v("weight: -1", "weight", wrong),
        v("order: 1", "order", honoured),
        v("order: -1", "order", wrong),
        v("max_parallel_requests: 2", "max_parallel_requests", honoured, "OLLAMA_NUM_PARALLEL"),
        v("max_parallel_requests: 0", "max_parallel_requests", wrong),
        v("cooldown_time: 0", "cooldown_time", honoured),
        v("allowed_fails: 0", "allowed_fails", honoured),
        v("tags: [a, b]", "tags", unsupported),
        v("region_name: eu", "region_name", unsupported),
        v("api_version: v1", "api_version", unsupported),
        v("max_budget: 1", "max_budget", unsupported, "swarmdesk.keys"),
        v("budget_duration: 1d", "budget_duration", unsupported),
        v("mock_response: hi", "mock_response", unsupported, "scripted/"),
        v("drop_params: true", "drop_params", honoured),
        v("drop_params: 2", "drop_params", wrong, "true or false"),
        v("keepalive_seconds: 3", "keepalive_seconds", unsupported),
        v("temperature: 0.2", "temperature", honoured),
        v("temperature: 2.5", "temperature", wrong, "0 to 2"),
        v("max_tokens: 100", "max_tokens", honoured),
        v("stop: [a, b]", "stop", honoured),
        v("num_ctx: 4096", "num_ctx", honoured, "reload"),
        v("num_ctx: 1", "num_ctx", wrong),
        v("keep_alive: -1", "keep_alive", honoured),
        v("keep_alive: 30m", "keep_alive", honoured),
        v("keep_alive: long", "keep_alive", wrong),
        v("num_gpu: 1", "num_gpu", unsupported),
        v("aws_region_name: x", "aws_region_name", unsupported),
        v("input_cost_per_token: 5e-7", "input_cost_per_token", honoured),
        v("input_cost_per_token: -1", "input_cost_per_token", wrong),
        v("mode: chat", "mode", repaired, "Belongs inside model_info"),
        v("temprature: 1", "temprature", unsupported, "did you mean temperature?"),
        v("zzz: {a: 1, b: [2, 3]}", "zzz.b", unsupported, "No such key is known."),
        v("api_base: http://10.0.0.1:11434/", "api_base", honoured, "outside this machine"),
        v("api_base: http://localhost:11434/v1", "api_base", repaired, "natively"),
        v("api_base: http://u:p@localhost", "api_base", wrong, "without user"),
        v("api_base: localhost", "api_base", wrong),
        v("api_base: os.environ/NOWHERE", "api_base", wrong, "NOWHERE is not set"),
        v("litellm_credential_name: c", "litellm_credential_name", wrong, "no credential"),
        {with_params("num_ctx: 10", "groq/x"), at + "num_ctx", unsupported, "Only Ollama"},
        {with_params("api_key: os.environ/NONE", "groq/x"), at + "api_key", unsupported, "left out of service"},
        {with_params("api_key: abcdefghijkl", "groq/x"), at + "api_key", honoured, "stands in the file"},
        {with_params("api_keys: [os.environ/CALLER, os.environ/NONE]", "groq/x"), at + "api_keys", unsupported,
         "other keys"},
    });
}

TEST(Import, JudgesTheProvider)
{
    const auto v = [&](std::string_view model, Verdict verdict, const char* words = "") {
        return Case{with_params("timeout: 1", model), "model_list[0].litellm_params.model", verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("ollama/qwen3:8b", honoured),
        v("ollama_chat/qwen3:8b", honoured),
        v("groq/x", honoured, "Its key comes from GROQ_API_KEY."),
        v("openrouter/a/b", honoured),
        v("scripted/calm", honoured),
        v("openai/gpt-4o", unsupported, "OPENAI_API_KEY is not set"),
        v("anthropic/claude", unsupported, "ANTHROPIC_API_KEY is not set"),
        v("gpt-4o-mini", unsupported, "OPENAI_API_KEY"),
        v("deepseek/deepseek-chat", unsupported, "DEEPSEEK_API_KEY"),
        v("lm_studio/x", repaired, "OpenAI's API"),
        v("hosted_vllm/x", wrong, "api_base must say it"),
        v("qwen3:8b", wrong, "names no provider"),
        v("olama/qwen3:8b", wrong, "did you mean ollama?"),
        v("azure/gpt-4o", wrong, "not spoken here"),
        v("ollama/", wrong, "missing after the slash"),
        v("ollama/*", unsupported, "each must be named"),
        v("os.environ/NONE", wrong, "NONE is not set"),
    });
}

TEST(Import, JudgesModelInfo)
{
    const auto v = [&](std::string_view info, const char* key, Verdict verdict, const char* words = "") {
        return Case{
            "model_list: [{model_name: m, litellm_params: {model: ollama/a}, model_info: {" + std::string{info} + "}}]",
            std::string{"model_list[0].model_info."} + key, verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("id: x", "id", honoured),
        v("mode: embedding", "mode", honoured),
        v("mode: image_generation", "mode", unsupported, "left out of service"),
        v("base_model: x", "base_model", unsupported),
        v("max_input_tokens: 8192", "max_input_tokens", honoured),
        v("input_cost_per_token: 0.0000001", "input_cost_per_token", honoured),
        v("output_cost_per_token: free", "output_cost_per_token", wrong),
        v("supports_vision: true", "supports_vision", unsupported),
        v("allowed_fails: 5", "allowed_fails", honoured),
        v("cooldown_time: 5", "cooldown_time", honoured),
        v("is_local: true", "is_local", honoured),
        v("reserved_slots: 0", "reserved_slots", honoured),
        v("reserved_slots: 1", "reserved_slots", wrong, "less than max_parallel_requests"),
        v("order: 2", "order", repaired, "Belongs inside litellm_params"),
        v("max_tokens: 100", "max_tokens", unsupported),
    });
}

TEST(Import, JudgesRouterSettings)
{
    const auto v = [&](std::string_view setting, const char* key, Verdict verdict, const char* words = "") {
        return Case{model_list + "router_settings: {" + std::string{setting} + "}\n",
                    std::string{"router_settings."} + key, verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("routing_strategy: simple-shuffle", "routing_strategy", honoured),
        v("routing_strategy: least-busy", "routing_strategy", honoured),
        v("routing_strategy: latency-based-routing", "routing_strategy", honoured),
        v("routing_strategy: cost-based-routing", "routing_strategy", honoured),
        v("routing_strategy: usage-based-routing-v2", "routing_strategy", repaired, "fewest calls"),
        v("routing_strategy: least-bussy", "routing_strategy", wrong, "did you mean least-busy?"),
        v("routing_strategy_args: {ttl: 10}", "routing_strategy_args.ttl", unsupported),
        v("num_retries: 0", "num_retries", honoured),
        v("num_retries: 9", "num_retries", repaired, "five"),
        v("num_retries: -1", "num_retries", wrong),
        v("retry_after: 5", "retry_after", honoured),
        v("retry_policy: {TimeoutErrorRetries: 2}", "retry_policy.TimeoutErrorRetries", unsupported),
        v("model_group_retry_policy: {m: {TimeoutErrorRetries: 2}}", "model_group_retry_policy.m.TimeoutErrorRetries",
          unsupported),
        v("allowed_fails: 3", "allowed_fails", honoured),
        v("allowed_fails_policy: {BadRequestErrorAllowedFails: 9}", "allowed_fails_policy.BadRequestErrorAllowedFails",
          unsupported),
        v("cooldown_time: 60", "cooldown_time", honoured),
        v("disable_cooldowns: false", "disable_cooldowns", honoured),
        v("disable_cooldowns: true", "disable_cooldowns", unsupported, "cannot be changed"),
        v("fallbacks: [{m: [n]}]", "fallbacks[0].m", honoured),
        v("fallbacks: {m: [n]}", "fallbacks.m", repaired, "A list of maps"),
        v("fallbacks: [{m: n}]", "fallbacks[0].m", repaired, "list of one"),
        v("fallbacks: [{m: [m]}]", "fallbacks[0].m", repaired, "left out"),
        v("fallbacks: [{n: [m-1]}]", "fallbacks[0].n", repaired, "whole group"),
        v("fallbacks: [{\"*\": [n]}]", "fallbacks[0][\"*\"]", honoured),
        v("fallbacks: [{m: [nn]}]", "fallbacks[0].m", wrong, "nn is no group"),
        v("fallbacks: [{x: [n]}]", "fallbacks[0].x", wrong, "no group"),
        v("fallbacks: [{m: [m-2]}]", "fallbacks[0].m", wrong, "did you mean m-1?"),
        v("fallbacks: [m]", "fallbacks", wrong),
        v("context_window_fallbacks: [{m: [n]}]", "context_window_fallbacks[0].m", honoured),
        v("content_policy_fallbacks: [{m: [n]}]", "content_policy_fallbacks[0].m", honoured),
        v("default_fallbacks: [n]", "default_fallbacks", honoured),
        v("max_fallbacks: 2", "max_fallbacks", honoured),
        v("timeout: 30", "timeout", honoured, "call as a whole"),
        v("stream_timeout: 5", "stream_timeout", honoured),
        v("enable_pre_call_checks: false", "enable_pre_call_checks", unsupported),
        v("model_group_alias: {x: m}", "model_group_alias.x", honoured),
        v("model_group_alias: {x: {model: m, hidden: true}}", "model_group_alias.x.model", honoured),
        v("model_group_alias: {x: {hidden: true}}", "model_group_alias.x.model", wrong),
        v("model_group_alias: {m: n}", "model_group_alias.m", wrong, "already"),
        v("model_group_alias: {x: m-1}", "model_group_alias.x", wrong, "no group"),
        v("default_max_parallel_requests: 10", "default_max_parallel_requests", honoured),
        v("default_priority: 0", "default_priority", repaired, "turned round"),
        v("polling_interval: 0.003", "polling_interval", unsupported),
        v("redis_host: h", "redis_host", unsupported),
        v("redis_port: 6379", "redis_port", unsupported),
        v("provider_budget_config: {openai: {budget_limit: 1}}", "provider_budget_config.openai.budget_limit",
          unsupported),
        v("optional_pre_call_checks: [x]", "optional_pre_call_checks", unsupported),
        v("enable_tag_filtering: false", "enable_tag_filtering", honoured),
        v("enable_tag_filtering: true", "enable_tag_filtering", unsupported),
        v("tag_filtering_match_any: true", "tag_filtering_match_any", unsupported),
        v("caching_groups: [[a, b]]", "caching_groups[0]", unsupported),
        v("cache_responses: true", "cache_responses", repaired),
        v("client_ttl: 5", "client_ttl", unsupported),
        v("routing_groups: [{a: 1}]", "routing_groups[0].a", unsupported),
        v("default_litellm_params: {temperature: 0.1}", "default_litellm_params.temperature", honoured),
        v("master_key: os.environ/MASTER", "master_key", repaired, "Belongs inside general_settings"),
        v("num_retrys: 1", "num_retrys", unsupported, "did you mean num_retries?"),
    });
}

TEST(Import, JudgesLitellmSettings)
{
    const auto v = [&](std::string_view setting, const char* key, Verdict verdict, const char* words = "") {
        return Case{model_list + "litellm_settings: {" + std::string{setting} + "}\n",
                    std::string{"litellm_settings."} + key, verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("cache: true", "cache", honoured),
        v("cache: maybe", "cache", wrong),
        v("cache_params: {type: local}", "cache_params.type", honoured),
        v("cache_params: {type: redis-semantic}", "cache_params.type", unsupported, "no semantic cache"),
        v("cache_params: {type: gcs}", "cache_params.type", repaired),
        v("cache_params: {type: tape}", "cache_params.type", wrong),
        v("cache_params: {password: hunter22}", "cache_params.password", unsupported),
        v("cache_params: {namespace: x}", "cache_params.namespace", honoured),
        v("default_team_settings: [{team_id: t, success_callback: [langfuse]}]", "default_team_settings[0].team_id",
          unsupported, "swarmdesk.teams"),
        v("default_team_params: {max_budget: 100}", "default_team_params.max_budget", unsupported, "swarmdesk.teams"),
        v("cache_params: {ttl: 300}", "cache_params.ttl", honoured),
        v("cache_params: {ttl: 301}", "cache_params.ttl", repaired, "five minutes"),
        v("cache_params: {ttl: 10, default_in_memory_ttl: 20}", "cache_params.default_in_memory_ttl", repaired,
          "cache_params.ttl says it too"),
        v("cache_params: {default_in_redis_ttl: 10}", "cache_params.default_in_redis_ttl", unsupported),
        v("cache_params: {redis_startup_nodes: [{host: a, port: 1}]}", "cache_params.redis_startup_nodes[0].port",
          unsupported),
        v("cache_params: {sentinel_nodes: [[a, 1]]}", "cache_params.sentinel_nodes[0]", unsupported),
        v("cache_params: {similarity_threshold: 0.97}", "cache_params.similarity_threshold", unsupported,
          "same question"),
        v("cache_params: {similarity_threshold: 2}", "cache_params.similarity_threshold", wrong),
        v("cache_params: {redis_semantic_cache_embedding_model: m}",
          "cache_params.redis_semantic_cache_embedding_model", unsupported, "another type"),
        v("cache_params: {type: redis-semantic, redis_semantic_cache_embedding_model: m}",
          "cache_params.redis_semantic_cache_embedding_model", unsupported, "mode: embedding"),
        v("cache_params: {type: redis-semantic, redis_semantic_cache_embedding_model: text-embedding-3-small}",
          "cache_params.redis_semantic_cache_embedding_model", unsupported, "no group of model_list"),
        v("cache_params: {qdrant_collection_name: a}", "cache_params.qdrant_collection_name", unsupported),
        v("cache_params: {supported_call_types: [acompletion, aembedding]}", "cache_params.supported_call_types",
          honoured),
        v("cache_params: {supported_call_types: [acompletion, atranscription]}", "cache_params.supported_call_types",
          repaired),
        v("cache_params: {supported_call_types: [singing]}", "cache_params.supported_call_types", wrong),
        v("cache_params: {mode: default_off}", "cache_params.mode", honoured),
        v("cache_params: {mode: off}", "cache_params.mode", wrong),
        v("cache_params: true", "cache_params", wrong, "map"),
        v("callbacks: [otel]", "callbacks", unsupported),
        v("success_callback: [langfuse]", "success_callback", unsupported),
        v("failure_callback: [sentry]", "failure_callback", unsupported),
        v("drop_params: true", "drop_params", honoured),
        v("request_timeout: 10", "request_timeout", honoured, "call as a whole"),
        v("num_retries: 1", "num_retries", repaired, "deadline"),
        v("fallbacks: [{m: [n]}]", "fallbacks[0].m", honoured),
        v("turn_off_message_logging: true", "turn_off_message_logging", honoured),
        v("turn_off_message_logging: false", "turn_off_message_logging", repaired),
        v("json_logs: true", "json_logs", unsupported),
        v("enable_json_schema_validation: true", "enable_json_schema_validation", unsupported),
        v("priority_reservation: {prod: 0.9}", "priority_reservation.prod", unsupported),
        v("priority_reservation_settings: {saturation_policy: x}", "priority_reservation_settings.saturation_policy",
          unsupported),
    });
}

/// A third model, which embeds.
const std::string embedding_model =
    "  - {model_name: e, litellm_params: {model: ollama/nomic-embed-text}, model_info: {mode: embedding}}\n";

TEST(Import, ASemanticCacheNeedsAGroupThatEmbedsAndIsKeptHere)
{
    using enum Verdict;
    for (const char* store : {"redis", "qdrant", "valkey"}) {
        SCOPED_TRACE(store);
        const std::string key = std::string{store} + "_semantic_cache_embedding_model";
        const auto settings = [&](const std::string& more) {
            return model_list + embedding_model + "litellm_settings: {cache: true, cache_params: {type: " + store +
                   "-semantic, " + more + "}}\n";
        };
        const Imported import = imported(settings("similarity_threshold: 0.8, " + key + ": e"));
        ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
        ASSERT_TRUE(import.settings.cache.semantic);
        EXPECT_EQ(import.settings.cache.semantic->embedding_group, "e");
        EXPECT_EQ(import.settings.cache.semantic->similarity_min, 0.8);
        EXPECT_EQ(settings::check(import.settings).to_string(), "");
        const auto verdict = [&](const std::string& name) {
            return find(import, "litellm_settings.cache_params." + name)->verdict;
        };
        EXPECT_EQ(verdict("type"), repaired);
        EXPECT_EQ(verdict("similarity_threshold"), honoured);
        EXPECT_EQ(verdict(key), honoured);
        EXPECT_THAT(find(import, "litellm_settings.cache_params.type")->message, HasSubstr("this process's memory"));
        for (const std::string& without : {std::string{"ttl: 5"}, key + ": m", key + ": f", std::string{"xxx: e"}})
            EXPECT_FALSE(imported(settings(without)).settings.cache.semantic) << without;
    }
    EXPECT_FALSE(imported(model_list + embedding_model + "litellm_settings: {cache: true}\n").settings.cache.semantic);
}

TEST(Import, ASemanticCacheComparesByTheGroupOfAnAliasToo)
{
    const Imported import = imported(model_list + embedding_model +
                                     "router_settings: {model_group_alias: {f: e}}\n"
                                     "cache_params: {type: redis-semantic, redis_semantic_cache_embedding_model: f}\n");
    ASSERT_TRUE(import.settings.cache.semantic) << rendered(import);
    EXPECT_EQ(import.settings.cache.semantic->embedding_group, "e");
    EXPECT_EQ(find(import, "cache_params.redis_semantic_cache_embedding_model")->verdict, Verdict::repaired);
}

TEST(Import, WithItsOnlyEmbeddingModelOutOfServiceThereIsNoSemanticCache)
{
    const Imported import = imported(model_list +
                                     "  - {model_name: e, litellm_params: {model: openai/text-embedding-3-small}, "
                                     "model_info: {mode: embedding}}\n"
                                     "litellm_settings: {cache_params: {type: redis-semantic, "
                                     "redis_semantic_cache_embedding_model: e}}\n");
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    EXPECT_FALSE(import.settings.cache.semantic);
    EXPECT_EQ(find(import, "litellm_settings.cache_params.type")->verdict, Verdict::unsupported);
}

TEST(Import, JudgesGeneralSettingsAndTheTop)
{
    const auto v = [&](std::string_view text, const char* path, Verdict verdict, const char* words = "") {
        return Case{model_list + std::string{text} + "\n", path, verdict, words};
    };
    using enum Verdict;
    expect_findings({
        v("general_settings: {master_key: os.environ/MASTER}", "general_settings.master_key", honoured),
        v("general_settings: {master_key: sk-1234}", "general_settings.master_key", honoured, "guessed"),
        v("general_settings: {master_key: os.environ/NONE}", "general_settings.master_key", wrong, "NONE"),
        v("general_settings: {database_url: 'postgresql://u:p@h/d'}", "general_settings.database_url", unsupported),
        v("general_settings: {max_parallel_requests: 5}", "general_settings.max_parallel_requests", honoured),
        v("general_settings: {global_max_parallel_requests: 5}", "general_settings.global_max_parallel_requests",
          honoured),
        v("general_settings: {max_response_size_mb: 5}", "general_settings.max_response_size_mb", unsupported),
        v("general_settings: {background_health_checks: true}", "general_settings.background_health_checks",
          unsupported),
        v("general_settings: {health_check_interval: 5}", "general_settings.health_check_interval", unsupported),
        v("general_settings: {alerting: [slack]}", "general_settings.alerting", unsupported),
        v("general_settings: {allow_requests_on_db_unavailable: true}",
          "general_settings.allow_requests_on_db_unavailable", unsupported),
        v("general_settings: {disable_spend_logs: true}", "general_settings.disable_spend_logs", unsupported),
        v("general_settings: {forward_client_headers_to_llm_api: true}",
          "general_settings.forward_client_headers_to_llm_api", unsupported),
        v("general_settings: {forward_client_headers_to_llm_api: false}",
          "general_settings.forward_client_headers_to_llm_api", honoured),
        v("general_settings: {custom_auth: a.b}", "general_settings.custom_auth", unsupported),
        v("general_settings: {max_request_size_mb: 2}", "general_settings.max_request_size_mb", honoured),
        v("general_settings: {}", "general_settings", honoured, "Empty"),
        v("general_settings: 5", "general_settings", wrong, "map"),
        v("num_retries: 0", "num_retries", repaired, "Belongs inside router_settings"),
        v("fallbacks: {m: [n]}", "fallbacks.m", repaired, "read as if it stood there. A list of maps is documented"),
        v("general_settings: {model_group_alias: {x: m}}", "general_settings.model_group_alias.x", repaired, "Belongs"),
        v("keys: [{name: k, key: os.environ/CALLER, models: [m]}]", "keys[0].models", repaired, "inside swarmdesk"),
        v("master_key: os.environ/MASTER", "master_key", repaired, "Belongs inside general_settings"),
        v("environment_variables: {A: b}", "environment_variables.A", honoured),
        v("environment_variables: {A: os.environ/NONE}", "environment_variables.A", unsupported, "NONE"),
        v("callback_settings: {otel: {message_logging: true}}", "callback_settings.otel.message_logging", unsupported),
        v("guardrails: [{guardrail_name: x}]", "guardrails[0].guardrail_name", unsupported),
        v("credential_list: [{credential_name: a, credential_values: {api_key: os.environ/CALLER}}]",
          "credential_list[0].credential_values.api_key", honoured),
        v("credential_list: [{credential_values: {api_key: os.environ/CALLER}}]",
          "credential_list[0].credential_values.api_key", wrong, "credential_name"),
        v("router_setings: {num_retries: 1}", "router_setings.num_retries", unsupported,
          "did you mean router_settings?"),
        v("router_settings: {num_retries: 0, num_retries: 1}", "router_settings.num_retries", wrong, "twice"),
        {"router_settings: {num_retries: 0}", "model_list", wrong, "no model"},
        {"model_list: []", "model_list", wrong, "no model"},
        {"model_list: [m]", "model_list", wrong, "list of maps"},
        {"model_list: [{model_name: m}]", "model_list[0].litellm_params", wrong},
        {"model_list: [{model_name: m, litellm_params: {rpm: 1}}]", "model_list[0].litellm_params.model", wrong},
        {"model_list: [{litellm_params: {model: ollama/a}}]", "model_list[0].model_name", wrong},
        {"model_list: [{model_name: m, model: ollama/a}]", "model_list[0].model", wrong, "litellm_params"},
        {"model_list: [{model_name: \"*\", litellm_params: {model: ollama/a}}]", "model_list[0].model_name",
         unsupported},
        {"model_list: [{model_name: m, order: 1, litellm_params: {model: ollama/a, order: 1}}]", "model_list[0].order",
         wrong, "twice"},
    });
}

TEST(Import, JudgesOurOwnSection)
{
    const auto v = [&](std::string_view fields, const char* key, Verdict verdict, const char* words = "") {
        return Case{with_key(fields), std::string{"swarmdesk.keys[0]."} + key, verdict, words};
    };
    const auto section = [&](std::string_view text, const char* path, Verdict verdict, const char* words = "") {
        return Case{model_list + "swarmdesk: {" + std::string{text} + "}\n", std::string{"swarmdesk."} + path, verdict,
                    words};
    };
    using enum Verdict;
    expect_findings({
        v("models: [m]", "models", honoured),
        v("models: [all-proxy-models]", "models", honoured, "every model"),
        v("models: [m-1]", "models", wrong, "m-1 is no group of model_list."),
        v("max_budget: 5", "max_budget", honoured),
        v("max_budget_tokens: 1000000", "max_budget_tokens", honoured),
        v("max_budget_tokens: 1.5", "max_budget_tokens", wrong),
        v("max_budget_requests: 0", "max_budget_requests", honoured),
        v("max_budget_requests: -1", "max_budget_requests", wrong),
        v("soft_budget: 4.50", "soft_budget", honoured),
        v("budget_duration: 30d", "budget_duration", honoured),
        v("budget_duration: often", "budget_duration", wrong),
        v("rpm_limit: 10", "rpm_limit", honoured),
        v("rpm_limit: unlimited", "rpm_limit", honoured),
        v("rpm_limit: 0", "rpm_limit", wrong, "or unlimited"),
        v("tpm_limit: 10", "tpm_limit", honoured),
        v("tpm_limit: unlimited", "tpm_limit", honoured),
        v("max_parallel_requests: unlimited", "max_parallel_requests", honoured),
        v("max_parallel_requests: 1", "max_parallel_requests", honoured),
        v("team_id: t", "team_id", wrong, "t is no team of swarmdesk.teams"),
        v("tenant: t", "tenant", honoured),
        v("service_tier: pro", "service_tier", honoured),
        v("service_tier: gold", "service_tier", wrong, "free, plus, pro, operator"),
        v("priority: 9", "priority", honoured),
        v("priority: 10", "priority", wrong),
        v("priority: 7, priority_max: 6", "priority", wrong, "exceeds"),
        v("egress: local_only", "egress", honoured),
        v("egress: [groq, ollama]", "egress", honoured),
        v("egress: [mars]", "egress", wrong),
        v("egress: {providers: [groq], tier_max: 2}", "egress.tier_max", honoured),
        v("egress: nowhere", "egress", wrong, "local_only"),
        v("metadata: {a: {b: 1}}", "metadata.a.b", honoured),
        v("blocked: true", "blocked", honoured),
        v("duration: 30d", "duration", unsupported),
        v("team: a, team_id: b", "team_id", wrong, "twice"),
        v("hash: abcd", "hash", wrong),
        v("rpm: 5", "rpm", unsupported, "No such key"),
        section("keys: [{name: k, key: short}]", "keys[0].key", wrong, "16 characters"),
        section("keys: [{name: k, key: os.environ/NONE}]", "keys[0].key", unsupported, "left out"),
        section("keys: [{name: k}]", "keys[0].key", wrong, "neither given nor its hash"),
        section("keys: [{key: os.environ/CALLER}]", "keys[0].name", wrong),
        section("keys: [{name: a, key: os.environ/CALLER}, {name: b, key: os.environ/CALLER}]", "keys[1].key", wrong,
                "same key"),
        section("keys: [{name: k, key: os.environ/NONE, team: t}]", "keys[0].team", wrong, "no team"),
        section("keys: [{name: k, key: os.environ/CALLER, team: t}], teams: [{name: t}]", "keys[0].team", honoured,
                "this team's limits too"),
        section("teams: [{team_id: t}], keys: [{name: k, key: os.environ/CALLER, team_id: t}]", "keys[0].team_id",
                honoured),
        section("keys: [{name: k, key: os.environ/CALLER, team: T}], teams: [{name: t}]", "keys[0].team", wrong,
                "T is no team"),
        section("teams: [{name: t}]", "teams[0].name", honoured),
        section("teams: [{name: t, max_budget: 0}]", "teams[0].max_budget", honoured),
        section("teams: [{name: t, max_budget: -1}]", "teams[0].max_budget", wrong),
        section("teams: [{name: t, soft_budget: 5}]", "teams[0].soft_budget", honoured, "team_soft_budget_exceeded"),
        section("teams: [{name: t, budget_duration: 30d}]", "teams[0].budget_duration", honoured),
        section("teams: [{name: t, rpm_limit: 0}]", "teams[0].rpm_limit", wrong, "or unlimited"),
        section("teams: [{name: t, tpm_limit: 5000}]", "teams[0].tpm_limit", honoured),
        section("teams: [{name: t, max_parallel_requests: 2}]", "teams[0].max_parallel_requests", honoured),
        section("teams: [{name: t, models: [m]}]", "teams[0].models", wrong, "on each of its keys"),
        section("teams: [{name: t, blocked: true}]", "teams[0].blocked", wrong, "on each of its keys"),
        section("teams: [{name: t, egress: local_only}]", "teams[0].egress", wrong, "on each of its keys"),
        section("teams: [{name: t, priority: 9}]", "teams[0].priority", wrong, "on each of its keys"),
        section("teams: [{name: t, team_alias: x}]", "teams[0].team_alias", unsupported, "one name"),
        section("teams: [{name: t, team_id: x}]", "teams[0].team_id", wrong, "twice"),
        section("teams: [{name: t, rpm: 5}]", "teams[0].rpm", unsupported, "No such key"),
        section("teams: [{max_budget: 5}]", "teams[0].name", wrong, "no name"),
        section("teams: [{name: t}, {name: t}]", "teams[1].name", wrong, "Another team"),
        section("teams: [t]", "teams", wrong, "list of maps"),
        section("service_tiers: {free: {rpm_limit: 5}}", "service_tiers.free.rpm_limit", honoured),
        section("service_tiers: {gold: {rpm_limit: 5}}", "service_tiers.gold.rpm_limit", wrong),
        section("egress: local_only", "egress", honoured),
        section("priority_default: 3", "priority_default", honoured),
        section("deadline: 20s", "deadline", honoured),
        section("cache: {entries_max: 5}", "cache.entries_max", honoured),
        section("cache: {ttl: 10m}", "cache.ttl", honoured),
        section("hedging: {after: 800ms, share: 5%}", "hedging.after", honoured, "another is asked too"),
        section("hedging: {after: 0.8, share: 5%}", "hedging.after", honoured),
        section("hedging: {after: 5ms}", "hedging.after", wrong, "10ms to 1m"),
        section("hedging: {after: 800ms, share: 5%}", "hedging.share", honoured),
        section("hedging: {after: 800ms, share: 0.05}", "hedging.share", wrong, "such as 5%"),
        section("hedging: {after: 800ms, share: 21%}", "hedging.share", wrong, "0.1% to 20%"),
        section("hedging: {share: 5%}", "hedging.after", wrong, "does not say after which time"),
        section("hedging: {after: 800ms, afer: 1s}", "hedging.afer", unsupported, "did you mean after?"),
        section("hedging: on", "hedging", wrong, "map"),
        section("cach: {ttl: 10m}", "cach.ttl", unsupported, "did you mean cache?"),
    });
}

// --- what the settings come to ------------------------------------------------------------------------------------

TEST(Import, WhatTheFileDoesNotNameIsNotThere)
{
    const Imported silent = imported(model_list);
    EXPECT_EQ(first(silent).allowed_fails, std::nullopt);
    EXPECT_EQ(silent.settings.parallel_max, std::nullopt);
    const Imported import = imported(model_list + "general_settings: {global_max_parallel_requests: 5}\n");
    EXPECT_EQ(import.settings.parallel_max, 5u);
}

TEST(Import, HedgingIsOffUnlessTheFileSaysWhen)
{
    for (const char* silent : {"", "swarmdesk: {hedging: {}}\n", "swarmdesk: {hedging: {after: ~, share: 5%}}\n"})
        EXPECT_FALSE(imported(model_list + silent).settings.router.hedging) << silent;
    const auto hedging = [](std::string_view text) {
        return imported(model_list + "swarmdesk: {hedging: " + std::string{text} + "}\n").settings.router.hedging;
    };
    const auto usual = hedging("{after: 800ms}");
    ASSERT_TRUE(usual);
    EXPECT_EQ(usual->after, 800ms);
    EXPECT_EQ(usual->share_permille, 50u);
    EXPECT_EQ(hedging("{after: 1.5, share: 0.5%}")->after, 1500ms);
    EXPECT_EQ(hedging("{after: 1.5, share: 0.5%}")->share_permille, 5u);
}

TEST(Import, UnlimitedIsALimitThatIsNone)
{
    const Imported import =
        imported(model_list +
                 "swarmdesk:\n"
                 "  service_tiers: {free: {rpm_limit: unlimited, tpm_limit: 5}}\n"
                 "  keys: [{name: k, key: sk-0123456789abcdef, max_parallel_requests: unlimited}]\n");
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    const auto allowed = settings::allowance_of(import.settings, import.settings.keys.at(0));
    EXPECT_EQ(allowed.rpm_limit, settings::Limit<std::uint64_t>{});
    EXPECT_EQ(allowed.tpm_limit, 5u);
    EXPECT_EQ(allowed.max_parallel_requests, settings::Limit<std::uint32_t>{});
}

TEST(Import, SettingsReachTheDeploymentsThatSayNothing)
{
    const Imported import = imported(
        "model_list:\n"
        "  - {model_name: m, litellm_params: {model: groq/a, cooldown_time: 7, temperature: 0.5}}\n"
        "  - {model_name: m, litellm_params: {model: groq/b}}\n"
        "  - {model_name: m, litellm_params: {model: ollama/c}}\n"
        "router_settings: {cooldown_time: 9, allowed_fails: 2, default_max_parallel_requests: 8, stream_timeout: 4,\n"
        "                  default_litellm_params: {temperature: 0.1, seed: 7}}\n"
        "litellm_settings: {drop_params: true}\n");
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    const auto& deployments = import.settings.groups.at(0).tiers.at(0).deployments;
    ASSERT_EQ(deployments.size(), 3u);
    EXPECT_EQ(deployments[0].cooldown_time, 7s);
    EXPECT_EQ(deployments[1].cooldown_time, 9s);
    EXPECT_EQ(deployments[1].allowed_fails, 2u);
    EXPECT_EQ(deployments[1].max_parallel_requests, 8u);
    EXPECT_EQ(deployments[2].max_parallel_requests, 1u);
    EXPECT_EQ(deployments[1].stream_timeout, 4s);
    EXPECT_TRUE(deployments[1].drop_params);
    EXPECT_EQ(deployments[0].defaults, (boost::json::object{{"temperature", 0.5}, {"seed", 7}}));
    EXPECT_EQ(deployments[1].defaults, (boost::json::object{{"temperature", 0.1}, {"seed", 7}}));
    EXPECT_EQ(deployments[1].id, "groq/b");
}

TEST(Import, FallbacksToIdsAreTheTiersWhereNoOrderIsGiven)
{
    const Imported import = imported(
        "model_list:\n"
        "  - {model_name: m, litellm_params: {model: ollama/a}, model_info: {id: a}}\n"
        "  - {model_name: m, litellm_params: {model: groq/b}, model_info: {id: b}}\n"
        "  - {model_name: m, litellm_params: {model: openrouter/c}, model_info: {id: c}}\n"
        "router_settings: {fallbacks: [{m: [c, b]}]}\n");
    const auto& tiers = import.settings.groups.at(0).tiers;
    ASSERT_EQ(tiers.size(), 3u) << rendered(import);
    EXPECT_EQ(tiers[0].deployments[0].id, "a");
    EXPECT_EQ(tiers[1].deployments[0].id, "c");
    EXPECT_EQ(tiers[2].deployments[0].id, "b");
}

TEST(Import, OrderCountsMoreThanFallbacksAndNoOrderComesLast)
{
    const Imported import = imported(
        "model_list:\n"
        "  - {model_name: m, litellm_params: {model: ollama/a, order: 2}, model_info: {id: a}}\n"
        "  - {model_name: m, litellm_params: {model: groq/b, order: 1}, model_info: {id: b}}\n"
        "  - {model_name: m, litellm_params: {model: openrouter/c}, model_info: {id: c}}\n"
        "router_settings: {fallbacks: [{m: [a, b]}]}\n");
    const auto& tiers = import.settings.groups.at(0).tiers;
    ASSERT_EQ(tiers.size(), 3u) << rendered(import);
    EXPECT_EQ(tiers[0].deployments[0].id, "b");
    EXPECT_EQ(tiers[2].deployments[0].id, "c");
    EXPECT_EQ(find(import, "router_settings.fallbacks[0].m")->verdict, Verdict::repaired);
    EXPECT_EQ(find(import, "model_list[2].litellm_params.model")->verdict, Verdict::repaired);
}

TEST(Import, OfTwoPlacesThatSayTheSameTheFirstCounts)
{
    const Imported import = imported(model_list +
                                     "num_retries: 3\n"
                                     "litellm_settings: {num_retries: 2, request_timeout: 50}\n"
                                     "router_settings: {num_retries: 0, timeout: 40}\n"
                                     "swarmdesk: {deadline: 30s}\n");
    EXPECT_EQ(import.settings.router.num_retries, 0u);
    EXPECT_EQ(import.settings.router.timeout, 30s);
    EXPECT_THAT(find(import, "num_retries")->message, HasSubstr("router_settings.num_retries says it too"));
    EXPECT_EQ(find(import, "litellm_settings.num_retries")->verdict, Verdict::repaired);
    EXPECT_THAT(find(import, "router_settings.timeout")->message, HasSubstr("swarmdesk.deadline says it too"));
}

TEST(Import, OneModelOfOllamaHasOneContext)
{
    const Imported import = imported(
        "model_list:\n"
        "  - {model_name: m, litellm_params: {model: ollama/a, num_ctx: 4096}}\n"
        "  - {model_name: n, litellm_params: {model: ollama/a, num_ctx: 8192}}\n"
        "  - {model_name: o, litellm_params: {model: ollama/b, num_ctx: 2048}}\n");
    EXPECT_EQ(import.settings.groups[0].tiers[0].deployments[0].num_ctx, 8192u);
    EXPECT_EQ(import.settings.groups[1].tiers[0].deployments[0].num_ctx, 8192u);
    EXPECT_EQ(import.settings.groups[2].tiers[0].deployments[0].num_ctx, 2048u);
    EXPECT_EQ(find(import, "model_list[0].litellm_params.num_ctx")->verdict, Verdict::repaired);
    EXPECT_EQ(find(import, "model_list[1].litellm_params.num_ctx")->verdict, Verdict::honoured);
}

TEST(Import, KeysAreKeptAsHashesWithWhatTheyMayDo)
{
    const Imported import = imported(with_key("models: [m], max_budget: 2.5, service_tier: plus, egress: [groq]") +
                                     "general_settings: {master_key: os.environ/MASTER}\n");
    ASSERT_EQ(import.settings.keys.size(), 1u) << rendered(import);
    const settings::VirtualKey& key = import.settings.keys[0];
    EXPECT_EQ(key.name, "k");
    EXPECT_EQ(key.hash, sha256("sk-caller-0123456789"));
    EXPECT_THAT(key.models, ElementsAre("m"));
    EXPECT_EQ(key.allowance.max_budget, "2.5"_dec);
    EXPECT_EQ(key.tier, settings::ServiceTier::plus);
    EXPECT_EQ(key.allowance.egress->providers, std::set{ProviderKind::groq});
    EXPECT_EQ(import.settings.master_key.expose(), "sk-master-0123456789");
}

TEST(Import, TeamsHaveTheLimitsTheFileSaysAndNoOthers)
{
    const Imported import =
        imported(model_list +
                 "swarmdesk:\n"
                 "  keys: [{name: k, key: os.environ/CALLER, team: quants}]\n"
                 "  teams:\n"
                 "    - {name: quants, max_budget: 100.5, soft_budget: 80, budget_duration: 30d, rpm_limit: 7}\n");
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    EXPECT_EQ(settings::check(import.settings).to_string(), "");
    EXPECT_EQ(import.settings.keys.at(0).team, "quants");
    const settings::Team& team = import.settings.teams.at(0);
    EXPECT_EQ(team.name, "quants");
    EXPECT_EQ(team.allowance.max_budget, "100.5"_dec);
    EXPECT_EQ(team.allowance.soft_budget, "80"_dec);
    EXPECT_EQ(team.allowance.budget_duration, nanoseconds{24h * 30});
    EXPECT_EQ(team.allowance.rpm_limit, 7u);
    EXPECT_EQ(team.allowance.tpm_limit, std::nullopt);
    EXPECT_EQ(team.allowance.max_parallel_requests, std::nullopt);
}

TEST(Import, CredentialsAndEnvironmentVariablesServeTheDeploymentsThatNameThem)
{
    const Imported import = imported(
        "environment_variables: {HERE: abcdefghijkl}\n"
        "credential_list:\n"
        "  - credential_name: c\n"
        "    credential_values: {api_key: os.environ/HERE, api_base: 'http://localhost:9/v1/'}\n"
        "model_list:\n"
        "  - {model_name: m, litellm_params: {model: openai/a, litellm_credential_name: c}}\n");
    ASSERT_FALSE(has_wrong(import.findings)) << rendered(import);
    EXPECT_EQ(first(import).api_base, "http://localhost:9/v1");
    EXPECT_EQ(first(import).api_keys.at(0).expose(), "abcdefghijkl");
    EXPECT_TRUE(first(import).is_local);
}

TEST(Import, AProvidersUsualKeyIsNotSentToAnAddressOfOnesOwn)
{
    const Surroundings surroundings{{{"OPENAI_API_KEY", "sk-real-0123456789"}}, {}};
    const Imported own = imported(with_params("api_base: 'http://10.0.0.5/v1'", "openai/a"), surroundings);
    EXPECT_THAT(first(own).api_keys, IsEmpty());
    const Imported usual = imported(with_params("timeout: 5", "openai/a"), surroundings);
    EXPECT_EQ(first(usual).api_keys.size(), 1u);
}

TEST(Import, KeysFromFilesAreRead)
{
    const Surroundings surroundings{{}, [](const std::string&) { return Result<std::string>{"from-file-01\n"}; }};
    const Imported import = imported(with_params("api_key: 'file:/run/secrets/groq'", "groq/a"), surroundings);
    EXPECT_EQ(first(import).api_keys.at(0).expose(), "from-file-01");
    EXPECT_EQ(imported(with_params("api_key: 'file:/none'", "groq/a"), {}).settings.left_out.size(), 1u);
}

// --- refusals, secrets, completeness ------------------------------------------------------------------------------

TEST(Import, WhatIsNoYamlMapIsAnError)
{
    struct Refused {
        const char* text;
        const char* words;
    };
    for (const Refused& c : {
             Refused{"a: &x 1\nb: *x\n", "config.yaml: line 1: anchors are not accepted; write out"},
             Refused{"a: !!binary abcd", "tags are not accepted; write out"},
             Refused{"a: 'open", "config.yaml: line "},
             Refused{"- a\n", "a map with model_list is expected"},
             Refused{"", "a map with model_list is expected"},
         }) {
        SCOPED_TRACE(c.text);
        const auto result = import_litellm(c.text, "config.yaml", {});
        ASSERT_FALSE(result.has_value());
        EXPECT_THAT(result.error().detail, HasSubstr(c.words));
    }
}

TEST(Import, SecretsAppearInNoFinding)
{
    const std::vector<std::string> secrets{"gsk_live0123456789", "hunter22hunter22", "sk-misplaced-0123456789",
                                           "from-environment-0", "postgres-pass-1",  "sk-as-a-name-0123456789"};
    const std::string text =
        "model_list:\n"
        "  - model_name: sk-as-a-name-0123456789\n"
        "    litellm_params: {model: groq/x, api_key: gsk_live0123456789, api_version: gsk_live0123456789}\n"
        "  - model_name: m\n"
        "    litellm_params: {model: sk-misplaced-0123456789, api_base: sk-misplaced-0123456789}\n"
        "    model_info: {id: hunter22hunter22}\n"
        "general_settings: {master_key: hunter22hunter22, database_url: 'p://u:postgres-pass-1@h'}\n"
        "router_settings:\n"
        "  redis_password: hunter22hunter22\n"
        "  fallbacks: [{m: [sk-as-a-name-012345678, sk-misplaced-0123456789]}, {hunter22hunter22: [m]}]\n"
        "  model_group_alias: {a: from-environment-0}\n"
        "sk-misplaced-0123456789: {hunter22hunter22: 1}\n"
        "swarmdesk: {keys: [{name: k, key: hunter22hunter22, models: [hunter22hunter22x]}]}\n"
        "environment_variables: {X_KEY: os.environ/SOME_TOKEN}\n";
    const Surroundings surroundings{{{"SOME_TOKEN", "from-environment-0"}}, {}};
    const Imported import = imported(text, surroundings);
    const std::string all =
        render_findings(import.findings, Verbosity::everything) + boost::json::serialize(to_json(import.findings));
    for (const std::string& secret : secrets) EXPECT_THAT(all, Not(HasSubstr(secret)));
}

void expect_complete(const std::string& text)
{
    const auto tree = config::parse_yaml(text);
    ASSERT_TRUE(tree.has_value());
    std::multiset<std::string> leaves;
    for_each_leaf({"", &*tree}, [&](const Place& leaf) { leaves.insert(leaf.path); });
    std::multiset<std::string> found;
    for (const Finding& finding : imported(text).findings) {
        EXPECT_THAT(finding.message, Not(HasSubstr("Nothing here reads")));
        EXPECT_FALSE(finding.message.empty());
        found.insert(finding.path);
    }
    EXPECT_EQ(found, leaves);
}

TEST(Import, EveryKeyOfAFileHasExactlyOneFinding)
{
    for (const char* value : {"[m]", "[{}, 1, [2]]", "[]", "~", "x", "{a: [b]}"})
        for (const char* key : {"credential_list", "environment_variables", "guardrails", "swarmdesk"})
            expect_complete(model_list + key + ": " + value + "\n");
    expect_complete(std::string{brief_config});
    expect_complete(model_list);
    expect_complete(
        with_key("egress: {rule: listed, providers: [groq]}, metadata: {a: 1, b: [1, {c: 2}]}, models: []"));
    expect_complete(model_list + "guardrails: [{a: 1, b: {c: [1, 2], d: [[1], {e: 2}]}}, 5, {}]\n");
}

/// Keys that exist, keys that do not, and values of every shape.
rc::Gen<std::string> any_value()
{
    return rc::gen::element<std::string>("1", "true", "x", "''", "~", "[]", "{}", "[a, b]", "{a: 1}", "[{a: 1}, [2]]",
                                         "os.environ/NONE", "'${NONE}'", "10s", "-1", "1e99", "[m]", "{m: [n]}",
                                         "redis-semantic", "[{m: [n]}]");
}

std::string any_map(const std::vector<std::string>& keys)
{
    std::string map = "{";
    std::set<std::string> used;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) {
        const std::string key = *rc::gen::elementOf(keys);
        if (used.insert(key).second) map += (used.size() > 1 ? ", " : "") + key + ": " + *any_value();
    }
    return map + "}";
}

RC_GTEST_PROP(Import, EveryKeyOfAnyFileHasExactlyOneFinding, ())
{
    const std::vector<std::string> params{"timeout", "rpm",     "order",      "api_key",     "api_base",  "temperature",
                                          "stop",    "num_ctx", "extra_body", "weight",      "zzz",       "tags",
                                          "mode",    "think",   "api_keys",   "drop_params", "keep_alive"};
    const std::vector<std::string> router{"num_retries",       "fallbacks", "timeout",  "routing_strategy",
                                          "model_group_alias", "cache",     "redis_db", "default_litellm_params",
                                          "default_fallbacks", "master_key"};
    const std::vector<std::string> own{"keys",  "teams",    "service_tiers", "egress",
                                       "cache", "deadline", "hedging",       "zzz"};
    const std::vector<std::string> cache{"type",
                                         "ttl",
                                         "mode",
                                         "supported_call_types",
                                         "host",
                                         "similarity_threshold",
                                         "redis_semantic_cache_embedding_model",
                                         "qdrant_semantic_cache_embedding_model"};
    std::string item_params = any_map(params);
    item_params.insert(1, item_params == "{}" ? "model: ollama/a" : "model: ollama/a, ");
    const std::string text =
        "model_list:\n  - {model_name: m, litellm_params: " + item_params +
        ", model_info: " + any_map({"id", "mode", "is_local", "max_tokens", "supports_x"}) +
        "}\n  - {model_name: n, litellm_params: {model: ollama/b}}\nrouter_settings: " + any_map(router) +
        "\nlitellm_settings: {cache_params: " + any_map(cache) + "}\nswarmdesk: " + any_map(own) +
        "\ngeneral_settings: " +
        any_map({"master_key", "max_parallel_requests", "alerting", "max_request_size_mb", "x"}) +
        "\ncredential_list: " + *any_value() + "\nenvironment_variables: " + *any_value() + "\n";
    const auto tree = config::parse_yaml(text);
    RC_ASSERT(tree.has_value());
    std::set<std::string> leaves;
    for_each_leaf({"", &*tree}, [&](const Place& leaf) { leaves.insert(leaf.path); });
    const auto result = import_litellm(text, "config.yaml", {});
    RC_ASSERT(result.has_value());
    std::set<std::string> found;
    for (const Finding& finding : result->findings) {
        RC_LOG() << text << finding.path << ": " << to_text(finding.verdict) << ": " << finding.message;
        RC_ASSERT(found.insert(finding.path).second);
        RC_ASSERT(finding.message.find("Nothing here reads") == std::string::npos);
        // Only what is missing may be found where no key is.
        if (!leaves.contains(finding.path)) RC_ASSERT(finding.verdict == Verdict::wrong);
    }
    for (const std::string& leaf : leaves) RC_ASSERT(found.contains(leaf));
    if (!has_wrong(result->findings)) RC_ASSERT(settings::check(result->settings).is_empty());
}

}  // namespace
}  // namespace swarmdesk::llm::litellm
