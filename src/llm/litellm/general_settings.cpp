#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

void master_key(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto hidden = reading.secret(place);
    if (!hidden) return;
    // Without its key the gateway would stand open, or nobody could rule it: neither is what the file asks for.
    if (!hidden->missing.empty()) return reading.wrong(place, hidden->missing);
    constexpr std::size_t size_min = 16;
    const bool is_short = hidden->secret.expose().size() < size_min;
    draft.settings.master_key = hidden->secret;
    reading.settle(place, hidden->repair,
                   is_short
                       ? "The operator's key. It is short enough to be guessed: 16 characters are the least to have."
                       : "The operator's key.");
}

template <std::uint64_t settings::GatewaySettings::*member>
void megabytes(Reading& reading, const Place& place, GatewayDraft& draft)
{
    std::int64_t count = 0;
    const auto read = [](std::string_view text) { return read_whole(text, 1, 1024); };
    if (reading.assign(place, count, read, "Larger ones are refused."))
        draft.settings.*member = static_cast<std::uint64_t>(count) * 1024 * 1024;
}

void not_forwarded(Reading& reading, const Place& place, GatewayDraft&)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto wanted = read_bool(text->value);
    if (!wanted) return reading.wrong(place, "It " + wanted.error().detail + ".");
    constexpr std::string_view sentence = "A caller's headers are never sent on.";
    if (wanted->value)
        reading.leave(place, std::string{sentence} + " This cannot be changed.");
    else
        reading.settle(place, text->repair, sentence);
}

constexpr std::string_view no_database =
    "There is no database: keys stand in the file, spending in the gateway's own books.";
constexpr std::string_view from_calls = "Health is judged from the calls themselves, not from test calls.";
constexpr std::string_view from_metrics = "Alerts come from the metrics.";
constexpr std::string_view always_kept = "Spending is always kept: budgets depend on it.";
constexpr std::string_view not_enforced = "Not enforced here: put it in the proxy in front.";
constexpr std::string_view no_code = "No Python is run: callers are known by keys, swarmdesk.keys and master_key.";
constexpr std::string_view keys_only = "Callers are known by keys only: swarmdesk.keys and master_key.";
constexpr std::string_view caller_names = "The caller names its model.";
constexpr std::string_view no_vault = "Secrets come from the environment or from files: os.environ/NAME, file:/path.";
constexpr std::string_view no_pages = "There are no such pages here.";

constexpr Key<GatewayDraft> table[] = {
    {"master_key", master_key},
    {"max_parallel_requests",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         find_key(router_keys(), "default_max_parallel_requests")->read(r, p, d);
     }},
    {"global_max_parallel_requests",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         r.assign(
             p, d.settings.parallel_max, [](std::string_view text) { return read_whole(text, 1, 1'000'000); },
             "Calls in the gateway at once, at most.");
     }},
    {"max_request_size_mb", megabytes<&settings::GatewaySettings::request_bytes_max>},
    {"max_response_size_mb", nullptr, "The most is fixed: 8 MB for a whole answer, 64 MB for a stream."},
    {"forward_client_headers_to_llm_api", not_forwarded},
    {"forward_llm_provider_auth_headers", not_forwarded},
    {"forward_openai_org_id", not_forwarded},
    {"database_url", nullptr, no_database},
    {"database_*", nullptr, no_database},
    {"store_model_in_db", nullptr, no_database},
    {"supported_db_objects", nullptr, no_database},
    {"allow_requests_on_db_unavailable", nullptr, no_database},
    {"disable_prisma_schema_update", nullptr, no_database},
    {"proxy_batch_*", nullptr, no_database},
    {"proxy_budget_rescheduler_*", nullptr, no_database},
    {"use_redis_transaction_buffer", nullptr, no_database},
    {"user_api_key_cache_ttl", nullptr, no_database},
    {"disable_adding_master_key_hash_to_db", nullptr, no_database},
    {"background_health_checks", nullptr, from_calls},
    {"health_check_*", nullptr, from_calls},
    {"use_shared_health_check", nullptr, from_calls},
    {"enable_health_check_routing", nullptr, from_calls},
    {"alerting", nullptr, from_metrics},
    {"alerting_*", nullptr, from_metrics},
    {"alert_*", nullptr, from_metrics},
    {"spend_report_frequency", nullptr, from_metrics},
    {"disable_spend_logs", nullptr, always_kept},
    {"disable_spend_updates", nullptr, always_kept},
    {"disable_reset_budget", nullptr, always_kept},
    {"maximum_spend_logs_*", nullptr, always_kept},
    {"store_prompts_in_spend_logs", nullptr, "Prompts and answers are never logged."},
    {"custom_auth", nullptr, no_code},
    {"custom_sso", nullptr, no_code},
    {"custom_key_generate", nullptr, no_code},
    {"custom_ui_sso_sign_in_handler", nullptr, no_code},
    {"enable_jwt_auth", nullptr, keys_only},
    {"enable_oauth2_*", nullptr, keys_only},
    {"oauth2_*", nullptr, keys_only},
    {"litellm_jwtauth", nullptr, keys_only},
    {"litellm_license", nullptr, "No licence is needed."},
    {"litellm_key_header_name", nullptr, "Keys come as Authorization: Bearer, or x-api-key."},
    {"allow_user_auth", nullptr, keys_only},
    {"allow_client_side_credentials", nullptr, "Callers cannot bring keys or addresses of their own."},
    {"use_client_credentials_pass_through_routes", nullptr, "There are no pass-through routes."},
    {"pass_through_endpoints", nullptr, "There are no pass-through routes."},
    {"service_account_settings", nullptr, keys_only},
    {"role_permissions", nullptr, keys_only},
    {"default_team_disabled", nullptr, keys_only},
    {"key_management_system", nullptr, no_vault},
    {"key_management_settings", nullptr, no_vault},
    {"use_azure_key_vault", nullptr, no_vault},
    {"use_google_kms", nullptr, no_vault},
    {"allowed_routes", nullptr, not_enforced},
    {"admin_only_routes", nullptr, not_enforced},
    {"public_routes", nullptr, not_enforced},
    {"allowed_ips", nullptr, not_enforced},
    {"enforced_params", nullptr, not_enforced},
    {"enforce_user_param", nullptr, not_enforced},
    {"use_x_forwarded_for", nullptr, "Callers are known by keys, not by addresses."},
    {"reject_clientside_metadata_tags", nullptr, "A call's tags decide nothing here."},
    {"completion_model", nullptr, caller_names},
    {"embedding_model", nullptr, caller_names},
    {"moderation_model", nullptr, caller_names},
    {"image_generation_model", nullptr, caller_names},
    {"infer_model_from_keys", nullptr, caller_names},
    {"ui_access_mode", nullptr, no_pages},
    {"disable_master_key_return", nullptr, no_pages},
    {"user_mcp_management_mode", nullptr, no_pages},
    {"disable_responses_id_security", nullptr, no_pages},
    {"disable_retry_on_max_parallel_request_limit_error", nullptr,
     "A call over its limit waits or is refused, and is never retried."},
};

}  // namespace

std::span<const Key<GatewayDraft>> general_keys() { return table; }

}  // namespace swarmdesk::llm::litellm
