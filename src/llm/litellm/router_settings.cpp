#include <algorithm>

#include "config/suggest.hpp"
#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using settings::RouterSettings;
using settings::Strategy;

template <class T>
auto whole(Reading& reading, const Place& place, T& target, std::int64_t min, std::int64_t max,
           std::string_view sentence)
{
    return reading.assign(
        place, target, [=](std::string_view text) { return read_whole(text, min, max); }, sentence);
}

/// A switch which can stand in one position only.
void fixed(Reading& reading, const Place& place, bool position, std::string_view why)
{
    bool value = position;
    const auto text = reading.text(place);
    if (!text) return;
    const auto read = read_bool(text->value);
    if (!read) return reading.wrong(place, "It " + read.error().detail + ".");
    value = read->value;
    if (value == position)
        reading.settle(place, text->repair, why);
    else
        reading.leave(place, std::string{why} + " This cannot be changed.");
}

void strategy(Reading& reading, const Place& place, GatewayDraft& draft)
{
    struct Row {
        std::string_view name;
        Strategy strategy;
        std::string_view repair = {};
    };
    constexpr std::string_view by_load =
        "Usage is held to rpm and tpm anyway; the deployment with the fewest calls is taken.";
    constexpr Row rows[] = {
        {"simple-shuffle", Strategy::simple_shuffle},
        {"least-busy", Strategy::least_busy},
        {"latency-based-routing", Strategy::lowest_latency},
        {"cost-based-routing", Strategy::lowest_cost},
        {"usage-based-routing", Strategy::least_busy, by_load},
        {"usage-based-routing-v2", Strategy::least_busy, by_load},
    };
    const auto text = reading.text(place);
    if (!text) return;
    std::string name = text->value;
    std::ranges::replace(name, '_', '-');
    const auto* row = std::ranges::find(rows, name, &Row::name);
    if (row == std::end(rows)) {
        std::vector<std::string_view> names;
        for (const Row& known : rows) names.push_back(known.name);
        const auto meant = config::nearest(name, names);
        return reading.wrong(place, meant.empty() ? "No such strategy is known; simple-shuffle is the usual one."
                                                  : "No such strategy is known" + config::did_you_mean(meant));
    }
    draft.settings.router.strategy = row->strategy;
    reading.settle(place, Reading::joined(text->repair, row->repair), "How one of a tier's deployments is chosen.");
}

void num_retries(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto read = [](std::string_view text) {
        auto value = read_whole(text, 0, 1000);
        if (value && value->value > RouterSettings::num_retries_most) {
            value->value = RouterSettings::num_retries_most;
            value->repair = "More than five would only wait for the deadline; five it is.";
        }
        return value;
    };
    if (reading.assign(place, draft.settings.router.num_retries, read, "Attempts inside a tier, after its first."))
        draft.num_retries_place = place;
}

void timeout(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto read = [](std::string_view text) { return read_seconds(text, 1ms, 6000s); };
    reading.assign(place, draft.settings.router.timeout, read,
                   "The deadline of a call as a whole, over all its attempts, tiers and fallbacks.");
}

/// `- group: [names]`, or one map of them.
void fallback_map(Reading& reading, const Place& map, FallbackKind kind, GatewayDraft& draft)
{
    for (const config::YamlEntry& entry : map.node->entries) {
        const Place place = map.at(entry);
        const auto list = reading.list(place);
        if (list)
            draft.fallbacks.push_back(
                {kind, place, entry.key, list->items, Reading::joined(reading.misplaced(), list->repair)});
    }
}

template <FallbackKind kind>
void fallbacks(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (place.node->kind == config::YamlKind::map && !place.node->entries.empty()) {
        const Reading::Misplaced as_map{reading, "A list of maps is documented; one map is read as that."};
        return fallback_map(reading, place, kind, draft);
    }
    if (!expect_list(reading, place)) return;
    const auto is_map = [](const config::YamlNode& item) { return item.kind == config::YamlKind::map; };
    if (!std::ranges::any_of(place.node->items, is_map))
        return reading.judge_all(place, Verdict::wrong, "Each item must be a map from a group to a list of names.");
    for (std::size_t i = 0; i < place.node->items.size(); ++i) {
        if (is_map(place.node->items[i]) && !place.node->items[i].entries.empty())
            fallback_map(reading, place.at(i), kind, draft);
        else
            reading.judge_all(place.at(i), Verdict::wrong, "It must be a map from a group to a list of names.");
    }
}

void default_fallbacks(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto list = reading.list(place);
    if (list)
        draft.fallbacks.push_back(
            {FallbackKind::any, place, "*", list->items, Reading::joined(reading.misplaced(), list->repair)});
}

void alias_of_map(Reading& reading, const Place& map, const std::string& name, GatewayDraft& draft)
{
    AliasDraft alias{map, name, {}, {}};
    for (const config::YamlEntry& entry : map.node->entries) {
        const Place place = map.at(entry);
        if (entry.key == "model") {
            const auto text = reading.text(place);
            if (!text) continue;
            alias.place = place;
            alias.alias.group = text->value;
            alias.repair = Reading::joined(reading.misplaced(), text->repair);
        } else if (entry.key == "hidden") {
            reading.assign(place, alias.alias.is_hidden, read_bool, "Whether the name is left out of lists.");
        } else {
            judge_unknown(reading, place, entry.key, {"model", "hidden"});
        }
    }
    if (alias.alias.group.empty()) return reading.missing(map, "model", "The alias stands for no group.");
    draft.aliases.push_back(std::move(alias));
}

void aliases(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (!expect_map(reading, place)) return;
    for (const config::YamlEntry& entry : place.node->entries) {
        const Place at = place.at(entry);
        if (entry.value.kind == config::YamlKind::map && !entry.value.entries.empty()) {
            alias_of_map(reading, at, entry.key, draft);
            continue;
        }
        const auto text = reading.text(at);
        if (text)
            draft.aliases.push_back(
                {at, entry.key, {text->value, false}, Reading::joined(reading.misplaced(), text->repair)});
    }
}

void default_priority(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto read = [](std::string_view text) {
        auto value = read_whole(text, 0, 255);
        if (!value) return value;
        value->value = std::max<std::int64_t>(0, settings::priority_top - value->value);
        value->repair = "LiteLLM's lowest number is the most urgent, here it is the highest, 9: turned round.";
        return value;
    };
    reading.assign(place, draft.settings.router.priority_default, read, "The urgency of calls that name none.");
}

void cache_responses(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto read = [](std::string_view text) {
        auto value = read_bool(text);
        if (value) value->repair = "There is one cache; this is the same as litellm_settings.cache.";
        return value;
    };
    bool is_wanted = false;
    if (reading.assign(place, is_wanted, read, "Whether answers are kept.") && is_wanted)
        draft.settings.cache.is_enabled = true;
}

void default_params(Reading& reading, const Place& place, GatewayDraft& draft)
{
    read_map(reading, place, sampling_keys(), draft.defaults);
}

constexpr std::string_view one_process = "Limits and cooldowns are kept in this process; no Redis is asked.";
constexpr std::string_view own_rules =
    "Each kind of failure has a rule of its own here, from the status and Retry-After.";

constexpr Key<GatewayDraft> table[] = {
    {"routing_strategy", strategy},
    {"num_retries", num_retries},
    {"retry_after",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         const auto read = [](std::string_view text) { return read_seconds(text, 0s, 300s); };
         r.assign(p, d.settings.router.retry_after, read,
                  "The least wait before a retry; one that would outlast the deadline is not begun.");
     }},
    {"timeout", timeout},
    {"stream_timeout",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         const auto read = [](std::string_view text) { return read_seconds(text, 1ms, 6000s); };
         r.assign(p, d.stream_timeout, read,
                  "The most a stream may take to its first token, where a deployment is silent.");
     }},
    {"allowed_fails",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         whole(r, p, d.allowed_fails, 0, 100'000,
               "Failures in a minute before a deployment is left alone; without it a share of its calls.");
     }},
    {"cooldown_time",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         const auto read = [](std::string_view text) { return read_seconds(text, 0s, 24h); };
         r.assign(p, d.cooldown_time, read, "How long a failing deployment is left alone; one probe ends it.");
     }},
    {"fallbacks", fallbacks<FallbackKind::any>},
    {"context_window_fallbacks", fallbacks<FallbackKind::context_window>},
    {"content_policy_fallbacks", fallbacks<FallbackKind::content_policy>},
    {"default_fallbacks", default_fallbacks},
    {"max_fallbacks",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         whole(r, p, d.settings.router.max_fallbacks, 0, 20, "Groups tried after the one asked for, at most.");
     }},
    {"model_group_alias", aliases},
    {"default_max_parallel_requests",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         whole(r, p, d.max_parallel_requests, 1, 10'000,
               "Calls a deployment has at once, at most, where it does not say; Ollama keeps its one.");
     }},
    {"default_priority", default_priority},
    {"default_litellm_params", default_params},
    {"cache_responses", cache_responses},
    {"enable_pre_call_checks",
     [](Reading& r, const Place& p, GatewayDraft&) {
         fixed(r, p, true, "A prompt too long for a deployment is never sent to it.");
     }},
    {"enable_pre_call_check",
     [](Reading& r, const Place& p, GatewayDraft&) {
         fixed(r, p, true, "A prompt too long for a deployment is never sent to it.");
     }},
    {"disable_cooldowns",
     [](Reading& r, const Place& p, GatewayDraft&) {
         fixed(r, p, false, "A deployment that fails is left alone for a while.");
     }},
    {"enable_tag_filtering",
     [](Reading& r, const Place& p, GatewayDraft&) { fixed(r, p, false, "Deployments are not chosen by tags."); }},
    {"routing_strategy_args", nullptr, "The strategies measure by fixed windows of their own."},
    {"retry_policy", nullptr, own_rules},
    {"model_group_retry_policy", nullptr, own_rules},
    {"allowed_fails_policy", nullptr, own_rules},
    {"polling_interval", nullptr, "Waiting calls are woken as a place falls free; nothing polls."},
    {"redis_*", nullptr, one_process},
    {"cache_kwargs", nullptr, one_process},
    {"provider_budget_config", nullptr, "Budgets belong to keys and service tiers: swarmdesk.keys."},
    {"optional_pre_call_checks", nullptr, "What is checked before a call is fixed: context, limits, budget, egress."},
    {"tag_filtering_match_any", nullptr, "Deployments are not chosen by tags."},
    {"caching_groups", nullptr, "Groups do not share answers: another model's answer is another answer."},
    {"client_ttl", nullptr, "Connections are kept open as the gateway's network settings say."},
    {"routing_groups", nullptr, "Every group is routed alike; priorities among models are the deployments' order."},
    {"debug_level", nullptr, "How much is logged is the process's own setting."},
    {"set_verbose", nullptr, "How much is logged is the process's own setting."},
    {"alerting_config", nullptr, "Alerts come from the metrics."},
    {"assistants_config", nullptr, "Assistants are not served."},
    {"ignore_invalid_deployments", nullptr,
     "A wrong deployment always stops the start; one without its key is left out."},
    {"enable_weighted_failover", nullptr, "Failover goes by tier, inside a tier by weight."},
    {"deployment_affinity_ttl_seconds", nullptr, "Calls are not tied to a deployment."},
    {"search_tools", nullptr, "Search is not served."},
    {"fallback_depth", nullptr, "Written max_fallbacks."},
};

}  // namespace

std::span<const Key<GatewayDraft>> router_keys() { return table; }

}  // namespace swarmdesk::llm::litellm
