#include <algorithm>

#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using settings::CacheMode;

/// An answer about a market is old news after this, whatever the file allows.
constexpr nanoseconds fresh_max = 5min;
constexpr nanoseconds ttl_max = 366 * 24h;

/// The outer store of LiteLLM's semantic caches that the type names; empty for the others.
std::string semantic_store(std::string_view type)
{
    for (const std::string_view store : {"redis", "qdrant", "valkey"})
        if (type == std::string{store} + "-semantic") return std::string{store};
    return {};
}

template <std::vector<SemanticDraft::Said> SemanticDraft::*list>
void semantic(Reading& reading, const Place& place, GatewayDraft& draft, std::string_view store = {})
{
    const auto text = reading.text(place);
    if (!text) return;
    (draft.semantic.*list)
        .push_back({place, std::string{store}, text->value, Reading::joined(reading.misplaced(), text->repair)});
}

void cache_type(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    const std::string& type = text->value;
    if (type == "local") return reading.settle(place, text->repair, "Answers are kept in this process's memory.");
    const std::string store = semantic_store(type);
    if (!store.empty()) return semantic<&SemanticDraft::types>(reading, place, draft, store);
    if (type != "redis" && type != "disk" && type != "s3" && type != "gcs" && type != "azure-blob")
        return reading.wrong(place, "It must be local, redis, redis-semantic, qdrant-semantic, disk, s3 or gcs.");
    reading.repair(place, "No outer store is used: answers are kept in this process's memory, and go with it.");
}

void ttl(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto value = read_seconds(text->value, 0s, ttl_max);
    if (!value) return reading.wrong(place, "It " + value.error().detail + ".");
    const auto [first, is_first] = draft.taken.try_emplace("cache ttl", place.path);
    if (!is_first) return reading.repair(place, first->second + " says it too, and is what counts.");
    settings::CacheSettings& cache = draft.settings.cache;
    if (!draft.has_explicit_stale_ttl) cache.stale_ttl = value->value;
    if (!draft.has_explicit_ttl) cache.ttl = std::min(value->value, fresh_max);
    std::string repair = Reading::joined(text->repair, value->repair);
    if (draft.has_explicit_ttl || draft.has_explicit_stale_ttl)
        repair = Reading::joined(repair, "What swarmdesk.cache says of it counts first.");
    else if (value->value > fresh_max)
        repair =
            Reading::joined(repair,
                            "An answer counts as fresh for five minutes at most, and up to the time given serves "
                            "only when every tier has failed, labelled stale; swarmdesk.cache.ttl says otherwise.");
    reading.settle(place, repair, "How long an answer is kept.");
}

void call_types(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto list = reading.list(place);
    if (!list) return;
    std::set<Operation> operations;
    std::string repair = list->repair;
    for (const std::string& type : list->items) {
        if (type == "acompletion" || type == "completion") {
            operations.insert(Operation::chat);
        } else if (type == "aembedding" || type == "embedding") {
            operations.insert(Operation::embedding);
        } else if (type == "atext_completion" || type == "text_completion" || type == "atranscription" ||
                   type == "transcription" || type == "arerank" || type == "rerank" || type == "aresponses" ||
                   type == "responses") {
            repair = "Only chat and embeddings are kept; the other kinds are not served from here.";
        } else {
            return reading.wrong(place, "It must list acompletion, aembedding or their like; one item is neither.");
        }
    }
    draft.settings.cache.operations = std::move(operations);
    reading.settle(place, repair, "The kinds of calls whose answers are kept.");
}

void mode(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto value = from_text<CacheMode>(text->value);
    if (!value) return reading.wrong(place, "It must be " + value.error().detail + ".");
    draft.settings.cache.mode = *value;
    reading.settle(place, text->repair, "Whether a call that says nothing uses the cache.");
}

void name_space(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    draft.settings.cache.name_space = text->value;
    reading.settle(place, text->repair, "Answers of different namespaces are kept apart.");
}

constexpr std::string_view outer = "Belongs to an outer store; answers are kept in this process's memory.";

constexpr Key<GatewayDraft> cache_table[] = {
    {"type", cache_type},
    {"ttl", ttl},
    {"default_in_memory_ttl", ttl},
    {"namespace", name_space},
    {"supported_call_types", call_types},
    {"mode", mode},
    {"similarity_threshold",
     [](Reading& r, const Place& p, GatewayDraft& d) { semantic<&SemanticDraft::thresholds>(r, p, d); }},
    {"redis_semantic_cache_embedding_model",
     [](Reading& r, const Place& p, GatewayDraft& d) { semantic<&SemanticDraft::models>(r, p, d, "redis"); }},
    {"qdrant_semantic_cache_embedding_model",
     [](Reading& r, const Place& p, GatewayDraft& d) { semantic<&SemanticDraft::models>(r, p, d, "qdrant"); }},
    {"valkey_semantic_cache_embedding_model",
     [](Reading& r, const Place& p, GatewayDraft& d) { semantic<&SemanticDraft::models>(r, p, d, "valkey"); }},
    {"default_in_redis_ttl", nullptr, outer},
    {"host", nullptr, outer},
    {"port", nullptr, outer},
    {"db", nullptr, outer},
    {"username", nullptr, outer},
    {"password", nullptr, outer},
    {"url", nullptr, outer},
    {"max_connections", nullptr, outer},
    {"service_name", nullptr, outer},
    {"sentinel_*", nullptr, outer},
    {"redis_*", nullptr, outer},
    {"qdrant_*", nullptr, outer},
    {"valkey_*", nullptr, outer},
    {"s3_*", nullptr, outer},
    {"gcs_*", nullptr, outer},
    {"gcp_*", nullptr, outer},
    {"azure_*", nullptr, outer},
    {"ssl", nullptr, outer},
    {"ssl_*", nullptr, outer},
    {"socket_*", nullptr, outer},
    {"disk_cache_dir", nullptr, outer},
};

void cache_switch(Reading& reading, const Place& place, GatewayDraft& draft)
{
    reading.assign(place, draft.settings.cache.is_enabled, read_bool, "Whether answers are kept.");
}

void drop_params(Reading& reading, const Place& place, GatewayDraft& draft)
{
    reading.assign(
        place, draft.drop_params, read_bool,
        "Whether what a provider does not know is left out instead of refused, where a deployment is silent.");
}

void no_prompts_in_logs(Reading& reading, const Place& place, GatewayDraft&)
{
    bool is_off = true;
    const auto read = [](std::string_view text) {
        auto value = read_bool(text);
        if (value && !value->value) value->repair = "It stays that way whatever stands here:";
        return value;
    };
    reading.assign(place, is_off, read, "Prompts and answers are never logged.");
}

constexpr std::string_view callbacks =
    "Nothing is called on success or failure; metrics, traces and the ledger tell of calls.";
constexpr std::string_view teams =
    "No team is made while the gateway runs, and nothing is called for one: teams and their limits stand in "
    "swarmdesk.teams.";
constexpr std::string_view logging = "How the process logs is the process's own setting.";
constexpr std::string_view reservation =
    "Urgency is a call's own, 0 to 9: urgent calls wait less and have places kept for them, always.";

constexpr Key<GatewayDraft> table[] = {
    {"cache", cache_switch},
    {"cache_params", read_cache_params},
    {"drop_params", drop_params},
    {"request_timeout",
     [](Reading& r, const Place& p, GatewayDraft& d) { find_key(router_keys(), "timeout")->read(r, p, d); }},
    {"turn_off_message_logging", no_prompts_in_logs},
    {"callbacks", nullptr, callbacks},
    {"success_callback", nullptr, callbacks},
    {"failure_callback", nullptr, callbacks},
    {"service_callback", nullptr, callbacks},
    {"service_callbacks", nullptr, callbacks},
    {"default_team_settings", nullptr, teams},
    {"default_team_params", nullptr, teams},
    {"langfuse_default_tags", nullptr, callbacks},
    {"redact_user_api_key_info", nullptr, "Keys appear nowhere but as the names they were given."},
    {"json_logs", nullptr, logging},
    {"set_verbose", nullptr, logging},
    {"enable_json_schema_validation", nullptr,
     "A schema is sent to the provider, and its answer is passed on as it came."},
    {"priority_reservation", nullptr, reservation},
    {"priority_reservation_settings", nullptr, reservation},
    {"modify_params", nullptr, "Messages are sent as they came."},
    {"add_function_to_prompt", nullptr, "Messages are sent as they came."},
    {"enable_preview_features", nullptr, "There are none."},
    {"force_ipv4", nullptr, "Both kinds of addresses are tried."},
    {"ssl_verify", nullptr, "Certificates are always verified."},
    {"mcp_*", nullptr, "Tools are not served by the model gateway."},
    {"disable_end_user_cost_tracking*", nullptr, "Costs are kept by key, not by end user."},
    {"key_generation_settings", nullptr, "Keys stand in the file: swarmdesk.keys."},
    {"default_internal_user_params", nullptr, "There are keys, no users."},
    {"upperbound_key_generate_params", nullptr, "Keys stand in the file: swarmdesk.keys."},
    {"max_internal_user_budget", nullptr, "There are keys, no users."},
    {"max_budget", nullptr, "Budgets belong to keys and their teams: swarmdesk.keys, swarmdesk.teams."},
    {"budget_duration", nullptr, "Budgets belong to keys and their teams: swarmdesk.keys, swarmdesk.teams."},
    {"max_end_user_budget*", nullptr, "Costs are kept by key, not by end user."},
    {"disable_hf_tokenizer_download", nullptr, "Tokens are counted by the upstream, and estimated before."},
    {"public_model_groups", nullptr, "Who may see which model is said by the keys."},
    {"custom_provider_map", nullptr,
     "No Python is run; a server with OpenAI's API is reached as openai/ with api_base."},
    {"token_rate_limit_type", nullptr, "Tokens are limited together, prompt and answer."},
    {"cost_discount_config", nullptr, "Costs are as the deployments say."},
    {"model_alias_map", nullptr, "Written router_settings.model_group_alias."},
    {"prometheus_*", nullptr, "What is measured is fixed."},
    {"enable_key_alias_format_validation", nullptr, "Keys stand in the file: swarmdesk.keys."},
    {"use_chat_completions_url_for_anthropic_messages", nullptr, "Every model is reached in one way only."},
    {"disable_add_transform_inline_image_block", nullptr, "Messages are sent as they came."},
    {"disable_copilot_system_to_assistant", nullptr, "Messages are sent as they came."},
};

}  // namespace

std::span<const Key<GatewayDraft>> litellm_keys() { return table; }

void read_cache_params(Reading& reading, const Place& place, GatewayDraft& draft)
{
    read_map(reading, place, std::span<const Key<GatewayDraft>>{cache_table}, draft);
}

}  // namespace swarmdesk::llm::litellm
