#include <algorithm>

#include "config/value.hpp"
#include "llm/litellm/draft.hpp"
#include "net/url.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using config::YamlEntry;
using settings::ProviderKind;

constexpr nanoseconds timeout_min = 1ms;
constexpr nanoseconds timeout_max = 6000s;  ///< LiteLLM's own default for a request
constexpr std::int64_t rate_max = 1'000'000'000;

template <nanoseconds settings::Deployment::*member>
void seconds(Reading& reading, const Place& place, DeploymentDraft& draft, std::string_view sentence)
{
    const auto read = [](std::string_view text) { return read_seconds(text, timeout_min, timeout_max); };
    reading.assign(place, draft.deployment.*member, read, sentence);
}

template <auto member>
void whole(Reading& reading, const Place& place, DeploymentDraft& draft, std::int64_t min, std::int64_t max,
           std::string_view sentence)
{
    const auto read = [=](std::string_view text) { return read_whole(text, min, max); };
    reading.assign(place, draft.deployment.*member, read, sentence);
}

template <Decimal settings::Deployment::*member>
void cost(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    reading.assign(place, draft.deployment.*member, read_usd, "USD for a token; budgets are kept with it, exactly.");
}

/// The address without what the provider's own paths begin with, and a sentence if anything was taken away.
Read<std::string> tidy_base(std::string base, ProviderKind provider)
{
    Read<std::string> tidy;
    while (base.ends_with('/')) base.pop_back();
    const auto take = [&](std::string_view ending, const char* why) {
        if (!base.ends_with(ending)) return;
        base.resize(base.size() - ending.size());
        tidy.repair = why;
    };
    if (provider == ProviderKind::ollama) {
        take("/v1", "Ollama is spoken to natively, without /v1.");
        take("/api/generate", "The base is meant, without /api/generate.");
        take("/api/chat", "The base is meant, without /api/chat.");
        take("/api", "The base is meant, without /api.");
    } else if (provider == ProviderKind::anthropic) {
        take("/messages", "The base is meant, without /v1/messages.");
        take("/v1", "The base is meant, without /v1.");
    } else {
        take("/chat/completions", "The base is meant, without /chat/completions.");
    }
    tidy.value = std::move(base);
    return tidy;
}

void api_base(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    settings::Deployment& deployment = draft.deployment;
    if (deployment.provider == ProviderKind::scripted)
        return reading.leave(place, "Scripted answers come from inside the gateway; there is no address to go to.");
    const auto url = net::Url::parse(text->value);
    if (!url || url->is_web_socket || url->target.find('?') != std::string::npos)
        return reading.wrong(place, "It must be a http or https URL without user, query or fragment.");
    auto tidy = tidy_base(text->value, deployment.provider);
    deployment.api_base = std::move(tidy.value);
    const bool is_local = settings::stays_local(deployment.provider, deployment.api_base, deployment.model);
    reading.settle(place, Reading::joined(text->repair, tidy.repair),
                   is_local ? "Where it is reached; on this machine."
                            : "Where it is reached; outside this machine, unless model_info.is_local says otherwise.");
}

void api_key(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto hidden = reading.secret(place);
    if (!hidden) return;
    if (!hidden->missing.empty()) {
        draft.left_out = hidden->missing;
        return reading.leave(place, hidden->missing + " The deployment is left out of service.");
    }
    draft.deployment.api_keys.push_back(hidden->secret);
    reading.settle(place, hidden->repair,
                   hidden->was_reference ? "The key, found where the file says."
                                         : "The key stands in the file; os.environ/NAME would keep it out.");
}

void api_keys(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    if (!expect_list(reading, place)) return;
    Reading::Hidden all;
    for (std::size_t i = 0; i < place.node->items.size(); ++i) {
        const Place item = place.at(i);
        if (item.node->kind != config::YamlKind::scalar)
            return reading.judge_all(place, Verdict::wrong, "A list of keys is expected here.");
        Resolved resolved = resolve(item.node->text, reading.surroundings());
        reading.hide(resolved.text);
        if (!resolved.missing.empty()) {
            all.missing = resolved.missing;
            continue;
        }
        draft.deployment.api_keys.emplace_back(std::move(resolved.text));
        if (!resolved.repair.empty()) all.repair = resolved.repair;
    }
    if (draft.deployment.api_keys.empty()) {
        draft.left_out = all.missing;
        return reading.leave(place, all.missing + " The deployment is left out of service.");
    }
    if (!all.missing.empty()) return reading.leave(place, all.missing + " It is run with the other keys.");
    reading.settle(place, all.repair, "The keys share the load.");
}

void weight(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto read = [](std::string_view text) -> Result<Read<std::uint32_t>> {
        const auto value = read_decimal(text);
        constexpr std::int64_t weight_max = 1000;
        if (!value || value->is_negative() || *value > Decimal::from_integer(weight_max))
            return Error{Errc::malformed, "must be a number, 0 to 1000"};
        constexpr std::int64_t permille = Decimal::unit / 1000;
        Read<std::uint32_t> whole{static_cast<std::uint32_t>(value->mantissa() / permille), {}};
        if (value->mantissa() % permille != 0) whole.repair = "Weights count in thousandths; the rest is cut off.";
        return whole;
    };
    reading.assign(place, draft.deployment.weight_permille, read, "Its share of the calls in its tier.");
}

void order(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto read = [](std::string_view text) { return read_whole(text, 0, 1000); };
    reading.assign(place, draft.order, read, "Its tier: lower ones are tried first.");
}

void num_ctx(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    if (draft.deployment.provider != ProviderKind::ollama)
        return reading.judge_all(place, Verdict::unsupported, "Only Ollama is told the size of its context.");
    whole<&settings::Deployment::num_ctx>(reading, place, draft, 128, 4'194'304,
                                          "Sent with every call of this model, for a change would reload it.");
    if (draft.deployment.num_ctx) draft.num_ctx_place = place;
}

void keep_alive(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    if (draft.deployment.provider != ProviderKind::ollama)
        return reading.judge_all(place, Verdict::unsupported, "Only Ollama unloads models.");
    const auto read = [](std::string_view text) -> Result<Read<nanoseconds>> {
        constexpr nanoseconds most = 366 * 24h;
        if (const auto bare = read_seconds(text, -most, most); bare && bare->repair.empty()) return bare;
        const auto duration = config::parse_duration(text);
        if (!duration || *duration > most || *duration < -most)
            return Error{Errc::malformed, "must be seconds or a duration such as 30m; negative for ever"};
        return Read<nanoseconds>{*duration, {}};
    };
    reading.assign(place, draft.deployment.keep_alive, read, "How long Ollama keeps the model loaded.");
}

void credential_name(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    draft.credential = text->value;
    draft.credential_place = place;
    reading.settle(place, text->repair, "Key and address come from credential_list.");
}

void drop_params(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    reading.assign(place, draft.deployment.drop_params, read_bool,
                   "Whether what the provider does not know is left out instead of refused.");
}

void cooldown_time(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto read = [](std::string_view text) { return read_seconds(text, 0s, 24h); };
    reading.assign(place, draft.deployment.cooldown_time, read, "How long it is left alone after failing.");
}

void allowed_fails(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    whole<&settings::Deployment::allowed_fails>(
        reading, place, draft, 0, 100'000,
        "Failures in a minute, before it is left alone; without it a share of its calls.");
}

constexpr std::string_view other_cloud = "Belongs to a provider that is not spoken here.";
constexpr std::string_view not_by_unit = "Costs are counted by token here.";

constexpr Key<DeploymentDraft> params_table[] = {
    {"api_base", api_base},
    {"base_url", api_base},
    {"api_key", api_key},
    {"api_keys", api_keys},
    {"litellm_credential_name", credential_name},
    {"timeout",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         seconds<&settings::Deployment::timeout>(
             r, p, d, "The most an attempt may take; the call's deadline may end it sooner.");
     }},
    {"stream_timeout",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         seconds<&settings::Deployment::stream_timeout>(r, p, d, "The most a stream may take to its first token.");
     }},
    {"connect_timeout",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         seconds<&settings::Deployment::connect_timeout>(r, p, d, "The most it may take to connect.");
     }},
    {"inter_token_timeout",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         seconds<&settings::Deployment::inter_token_timeout>(r, p, d, "The longest silence between two tokens.");
     }},
    {"rpm",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         whole<&settings::Deployment::rpm>(r, p, d, 1, rate_max, "Requests it gets in any minute, at most.");
     }},
    {"tpm",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         whole<&settings::Deployment::tpm>(r, p, d, 1, rate_max, "Tokens it gets in any minute, at most.");
     }},
    {"max_parallel_requests",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         whole<&settings::Deployment::max_parallel_requests>(
             r, p, d, 1, 10'000,
             d.deployment.provider == ProviderKind::ollama
                 ? "Calls it has at once, at most: should equal OLLAMA_NUM_PARALLEL, so that none waits unseen."
                 : "Calls it has at once, at most.");
     }},
    {"weight", weight},
    {"order", order},
    {"cooldown_time", cooldown_time},
    {"allowed_fails", allowed_fails},
    {"num_ctx", num_ctx},
    {"keep_alive", keep_alive},
    {"drop_params", drop_params},
    {"input_cost_per_token", cost<&settings::Deployment::input_cost_per_token>},
    {"output_cost_per_token", cost<&settings::Deployment::output_cost_per_token>},
    {"max_retries", nullptr, "Retries are the router's: router_settings.num_retries."},
    {"num_retries", nullptr, "Retries are the router's: router_settings.num_retries."},
    {"itpm", nullptr, "Tokens are limited together, prompt and answer: tpm."},
    {"otpm", nullptr, "Tokens are limited together, prompt and answer: tpm."},
    {"tags", nullptr, "Deployments are not chosen by tags; groups and keys say who may use what."},
    {"max_budget", nullptr, "Budgets belong to keys and service tiers: swarmdesk.keys."},
    {"budget_duration", nullptr, "Budgets belong to keys and service tiers: swarmdesk.keys."},
    {"mock_response", nullptr, "Answers are not made up for a real provider; a model scripted/NAME does that."},
    {"keepalive_seconds", nullptr, "Connections are kept open as the gateway's network settings say."},
    {"api_version", nullptr, other_cloud},
    {"region_name", nullptr, other_cloud},
    {"azure_*", nullptr, other_cloud},
    {"aws_*", nullptr, other_cloud},
    {"vertex_*", nullptr, other_cloud},
    {"watsonx_*", nullptr, other_cloud},
    {"organization", nullptr, "The organisation is the one of the API key."},
    {"extra_headers", nullptr, "The gateway sends its own headers only."},
    {"headers", nullptr, "The gateway sends its own headers only."},
    {"stream", nullptr, "The caller decides whether its answer is streamed."},
    {"stream_options", nullptr, "Usage is always asked for, and passed on to those who want it."},
    {"model_info", nullptr, "Belongs beside litellm_params."},
    {"configurable_clientside_auth_params", nullptr, "Callers cannot bring keys or addresses of their own."},
    {"use_in_pass_through", nullptr, "There are no pass-through routes."},
    {"merge_reasoning_content_in_choices", nullptr, "What a model thinks is passed on as the provider says it."},
    {"input_cost_per_second", nullptr, not_by_unit},
    {"output_cost_per_second", nullptr, not_by_unit},
    {"input_cost_per_character", nullptr, not_by_unit},
    {"output_cost_per_character", nullptr, not_by_unit},
    {"cache_read_input_token_cost", nullptr,
     "A token read from the provider's cache is counted as any other of the prompt."},
    {"cache_creation_input_token_cost", nullptr,
     "A token written to the provider's cache is counted as any other of the prompt."},
    {"cache_control_injection_points", nullptr, "Prompts are sent as they came."},
    {"num_predict", nullptr, "Written max_tokens here, for every provider."},
    {"num_thread", nullptr, "A change would reload the model; it is set where Ollama is run."},
    {"num_gpu", nullptr, "A change would reload the model; it is set where Ollama is run."},
    {"num_batch", nullptr, "A change would reload the model; it is set where Ollama is run."},
    {"guardrails", nullptr, "Guardrails are no part of this gateway."},
    {"auto_router_*", nullptr, "The caller names its group; none is guessed from the prompt."},
    {"cooldown", nullptr, "Written cooldown_time."},
};

void id(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    constexpr std::size_t size_max = 128;
    if (text->value.empty() || text->value.size() > size_max)
        return reading.wrong(place, "It must have 1 to 128 characters.");
    draft.deployment.id = text->value;
    draft.id_place = place;
    reading.settle(place, text->repair, "What the deployment is called in answers, metrics and findings.");
}

void mode(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    if (text->value == "chat" || text->value == "embedding") {
        draft.deployment.operation = text->value == "chat" ? Operation::chat : Operation::embedding;
        return reading.settle(place, text->repair, "What is asked of it.");
    }
    draft.left_out = "Only chat and embeddings are served.";
    reading.leave(place, *draft.left_out + " The deployment is left out of service.");
}

void is_local(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    reading.assign(place, draft.deployment.is_local, read_bool,
                   "Whether its text counts as staying on this machine, by the operator's word.");
}

void reserved_slots(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    whole<&settings::Deployment::reserved_slots>(reading, place, draft, 0, 9'999,
                                                 "Of its max_parallel_requests, those that only P8 and P9 may take.");
    draft.reserved_place = place;
}

constexpr std::string_view no_price_list = "There is no built-in list of prices and sizes: the file says them.";

constexpr Key<DeploymentDraft> info_table[] = {
    {"id", id},
    {"mode", mode},
    {"is_local", is_local},
    {"reserved_slots", reserved_slots},
    {"max_input_tokens",
     [](Reading& r, const Place& p, DeploymentDraft& d) {
         whole<&settings::Deployment::max_input_tokens>(r, p, d, 1, 1'000'000'000, "Longer prompts go elsewhere.");
     }},
    {"input_cost_per_token", cost<&settings::Deployment::input_cost_per_token>},
    {"output_cost_per_token", cost<&settings::Deployment::output_cost_per_token>},
    {"allowed_fails", allowed_fails},
    {"cooldown_time", cooldown_time},
    {"base_model", nullptr, no_price_list},
    {"max_tokens", nullptr, "The longest answer is litellm_params.max_tokens, or the caller's."},
    {"max_output_tokens", nullptr, "The longest answer is litellm_params.max_tokens, or the caller's."},
    {"supports_*", nullptr,
     "A call is not matched to abilities; a model without them refuses it, and the next is tried."},
    {"litellm_provider", nullptr, "The provider is what stands before the slash in litellm_params.model."},
    {"cache_read_input_token_cost", nullptr,
     "A token read from the provider's cache is counted as any other of the prompt."},
    {"cache_creation_input_token_cost", nullptr,
     "A token written to the provider's cache is counted as any other of the prompt."},
    {"output_vector_size", nullptr, "The size of an embedding is the model's own."},
    {"access_groups", nullptr, "Keys name their models one by one."},
    {"team_id", nullptr, "A model is not tied to a team; keys say which models they may use."},
    {"db_model", nullptr, "Models stand in the file; there is no database of them."},
    {"description", nullptr, "For readers of the file only."},
    {"metadata", nullptr, "For readers of the file only."},
    {"version", nullptr, "For readers of the file only."},
    {"health_check_*", nullptr, "Health is judged from the calls themselves, not from test calls."},
    {"disable_background_health_check", nullptr, "Health is judged from the calls themselves, not from test calls."},
};

std::vector<std::string_view> names_of_all()
{
    std::vector<std::string_view> names = names_of(std::span<const Key<DeploymentDraft>>{params_table});
    for (const auto name : names_of(std::span<const Key<DeploymentDraft>>{info_table})) names.push_back(name);
    for (const auto name : names_of(sampling_keys())) names.push_back(name);
    for (const std::string_view name : {"model", "custom_llm_provider"}) names.push_back(name);
    return names;
}

/// Fits neither table nor sampling: false.
bool read_known(Reading& reading, const Place& place, std::string_view name, DeploymentDraft& draft,
                std::span<const Key<DeploymentDraft>> keys)
{
    const Key<DeploymentDraft>* key = find_key(keys, name);
    const auto* sampling = key ? nullptr : find_key(sampling_keys(), name);
    if (!key && !sampling) return false;
    const bool has_effect = sampling || key->read;
    const bool has_value = place.node->kind != config::YamlKind::nothing;
    if (has_effect && has_value && !draft.given.emplace(name).second) {
        reading.judge_all(place, Verdict::wrong, "The same deployment says this twice, at two places.");
        return true;
    }
    if (sampling)
        read_key(reading, place, *sampling, draft.deployment.defaults);
    else
        read_key(reading, place, *key, draft);
    return true;
}

/// Which of the two maps of a deployment a key belongs into; for one that stands in the other, or beside them.
void read_stray(Reading& reading, const Place& place, std::string_view name, DeploymentDraft& draft)
{
    const auto try_as = [&](const char* home, std::span<const Key<DeploymentDraft>> keys) {
        if (!find_key(keys, name) && !find_key(sampling_keys(), name)) return false;
        const Reading::Misplaced misplaced{reading,
                                           std::string{"Belongs inside "} + home + "; read as if it stood there."};
        return read_known(reading, place, name, draft, keys);
    };
    if (try_as("litellm_params", params_table) || try_as("model_info", info_table)) return;
    judge_unknown(reading, place, name, names_of_all());
}

/// Provider and model first: what they are decides how the rest is read.
void read_model(Reading& reading, const Place& params, DeploymentDraft& draft)
{
    const YamlEntry* provider = find_entry(*params.node, "custom_llm_provider");
    const auto named = provider ? reading.text(params.at(*provider)) : std::nullopt;
    if (named) reading.settle(params.at(*provider), named->repair, "The provider of a model that names none.");
    const YamlEntry* model = find_entry(*params.node, "model");
    if (!model) {
        draft.is_wrong = true;
        return reading.missing(params, "model", "The deployment names no model.");
    }
    const Place place = params.at(*model);
    draft.model_place = place;
    const auto text = reading.text(place);
    if (!text) {
        draft.is_wrong = true;
        if (model->value.kind == config::YamlKind::nothing) reading.wrong(place, "The deployment names no model.");
        return;
    }
    auto upstream = find_upstream(text->value, named ? std::string_view{named->value} : std::string_view{});
    if (!upstream) {
        draft.is_wrong = true;
        return reading.wrong(place, upstream.error().detail);
    }
    draft.upstream = std::move(*upstream);
    draft.deployment = settings::default_deployment(draft.upstream.provider);
    draft.deployment.model = draft.upstream.model;
    draft.deployment.api_base = draft.upstream.api_base;
    if (draft.deployment.model.find('*') != std::string::npos) {
        draft.left_out = "A model with * stands for many; each must be named.";
        return reading.leave(place, *draft.left_out + " The deployment is left out of service.");
    }
    reading.settle(place, Reading::joined(text->repair, draft.upstream.repair),
                   "The provider, and its name for the model.");
}

void read_params(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    if (place.node->kind != config::YamlKind::map || place.node->entries.empty()) {
        draft.is_wrong = true;
        return reading.judge_all(place, Verdict::wrong, "A map with the deployment's model is expected here.");
    }
    read_model(reading, place, draft);
    for (const YamlEntry& entry : place.node->entries) {
        if (entry.key == "model" || entry.key == "custom_llm_provider") continue;
        if (!read_known(reading, place.at(entry), entry.key, draft, params_table))
            read_stray(reading, place.at(entry), entry.key, draft);
    }
}

void read_info(Reading& reading, const Place& place, DeploymentDraft& draft)
{
    if (!expect_map(reading, place)) return;
    for (const YamlEntry& entry : place.node->entries) {
        const Key<DeploymentDraft>* key = find_key(std::span<const Key<DeploymentDraft>>{info_table}, entry.key);
        // A sampling default there describes the model; it is not meant to be sent.
        if (key)
            read_known(reading, place.at(entry), entry.key, draft, info_table);
        else
            read_stray(reading, place.at(entry), entry.key, draft);
    }
}

void read_group(Reading& reading, const Place& item, DeploymentDraft& draft)
{
    const YamlEntry* entry = find_entry(*item.node, "model_name");
    if (!entry || entry->value.kind == config::YamlKind::nothing) {
        draft.is_wrong = true;
        if (entry) return reading.wrong(item.at(*entry), "The deployment has no name to be called by.");
        return reading.missing(item, "model_name", "The deployment has no name to be called by.");
    }
    const Place place = item.at(*entry);
    const auto text = reading.text(place);
    constexpr std::size_t size_max = 128;
    if (!text || text->value.empty() || text->value.size() > size_max) {
        draft.is_wrong = true;
        if (text) reading.wrong(place, "It must have 1 to 128 characters.");
        return;
    }
    draft.group = text->value;
    if (draft.group.find('*') != std::string::npos) {
        draft.left_out = "A name with * stands for many; each must be named.";
        return reading.leave(place, *draft.left_out + " The deployment is left out of service.");
    }
    reading.settle(place, text->repair, "The group it belongs to: what callers name as their model.");
}

void read_deployment(Reading& reading, const Place& item, GatewayDraft& gateway)
{
    if (item.node->kind != config::YamlKind::map || item.node->entries.empty())
        return reading.judge_all(item, Verdict::wrong, "A deployment is a map with model_name and litellm_params.");
    DeploymentDraft draft{.place = item, .model_place = item, .id_place = item};
    // First what decides how the rest is read.
    const YamlEntry* params = find_entry(*item.node, "litellm_params");
    if (params) {
        read_params(reading, item.at(*params), draft);
    } else {
        draft.is_wrong = true;
        reading.missing(item, "litellm_params", "The deployment does not say where it is.");
    }
    read_group(reading, item, draft);
    for (const YamlEntry& entry : item.node->entries) {
        if (entry.key == "litellm_params" || entry.key == "model_name") continue;
        if (entry.key == "model_info")
            read_info(reading, item.at(entry), draft);
        else if (entry.key == "model" || entry.key == "custom_llm_provider")
            reading.judge_all(item.at(entry), Verdict::wrong, "Belongs inside litellm_params.");
        else
            read_stray(reading, item.at(entry), entry.key, draft);
    }
    gateway.deployments.push_back(std::move(draft));
}

}  // namespace

void read_model_list(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (place.node->kind != config::YamlKind::list || place.node->items.empty())
        return reading.judge_all(place, Verdict::wrong,
                                 "A list of deployments is expected here: there is no model to serve.");
    if (!expect_maps(reading, place)) return;
    for (std::size_t i = 0; i < place.node->items.size(); ++i) read_deployment(reading, place.at(i), draft);
}

}  // namespace swarmdesk::llm::litellm
