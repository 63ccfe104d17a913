#include "llm/settings/gateway_settings.hpp"

#include <algorithm>

namespace swarmdesk::llm::settings {
namespace {

/// Collects violations of one group of names that must not repeat.
class Unique {
public:
    Unique(config::Violations& violations, std::string_view what) : violations_(violations), what_(what) {}

    void see(const std::string& name, const std::string& path)
    {
        violations_.require(!name.empty(), path, what_ + " must not be empty");
        violations_.require(seen_.insert(name).second, path, what_ + " must be unique");
    }

private:
    config::Violations& violations_;
    std::string what_;
    std::set<std::string> seen_;
};

void check_deployment(const Deployment& deployment, const std::string& path, config::Violations& violations)
{
    const bool is_scripted = deployment.provider == ProviderKind::scripted;
    violations.require(!deployment.model.empty(), path, "must name its model");
    violations.require(is_scripted || !deployment.api_base.empty(), path, "must have an address");
    violations.require(!needs_key(deployment) || !deployment.api_keys.empty(), path, "must have an API key");
    violations.require(deployment.timeout > nanoseconds{} && deployment.connect_timeout > nanoseconds{} &&
                           deployment.stream_timeout > nanoseconds{} && deployment.inter_token_timeout > nanoseconds{},
                       path, "must have positive timeouts");
    violations.require(deployment.max_parallel_requests > 0, path, "must allow at least one call at a time");
    violations.require(deployment.reserved_slots.value_or(0) < std::max(1u, deployment.max_parallel_requests), path,
                       "must reserve fewer places than it has");
    violations.require(
        !deployment.input_cost_per_token.is_negative() && !deployment.output_cost_per_token.is_negative(), path,
        "must not cost less than nothing");
}

void check_groups(const GatewaySettings& settings, config::Violations& violations)
{
    Unique names{violations, "a group's name"};
    Unique ids{violations, "a deployment's id"};
    for (const ModelGroup& group : settings.groups) {
        names.see(group.name, "groups");
        const Tier* previous = nullptr;
        for (const Tier& tier : group.tiers) {
            const std::string path = group.name + " tier " + std::to_string(tier.order);
            violations.require(previous == nullptr || previous->order < tier.order, path, "tiers must ascend");
            violations.require(!tier.deployments.empty(), path, "must have a deployment");
            previous = &tier;
            for (const Deployment& deployment : tier.deployments) {
                ids.see(deployment.id, path);
                check_deployment(deployment, path + " " + deployment.id, violations);
            }
        }
    }
}

void check_fallbacks(const GatewaySettings& settings, const Fallbacks& fallbacks, const std::string& path,
                     config::Violations& violations)
{
    for (const auto& [from, to] : fallbacks) {
        violations.require(find_group(settings, from) != nullptr, path, "names a group that does not exist");
        for (const std::string& name : to)
            violations.require(find_group(settings, name) != nullptr, path, "leads to a group that does not exist");
    }
}

void check_router(const GatewaySettings& settings, config::Violations& violations)
{
    const RouterSettings& router = settings.router;
    check_fallbacks(settings, router.fallbacks, "fallbacks", violations);
    check_fallbacks(settings, router.context_window_fallbacks, "context_window_fallbacks", violations);
    check_fallbacks(settings, router.content_policy_fallbacks, "content_policy_fallbacks", violations);
    for (const std::string& name : router.default_fallbacks)
        violations.require(find_group(settings, name) != nullptr, "default_fallbacks",
                           "leads to a group that does not exist");
    for (const auto& [name, alias] : router.model_group_alias) {
        const auto is_it = [&name = name](const ModelGroup& group) { return group.name == name; };
        violations.require(std::ranges::none_of(settings.groups, is_it), "model_group_alias",
                           "must not have a group's own name");
        violations.require(find_group(settings, name) != nullptr, "model_group_alias",
                           "leads to a group that does not exist");
    }
    violations.require(router.timeout > nanoseconds{}, "timeout", "must be positive");
    violations.require(router.num_retries <= RouterSettings::num_retries_most, "num_retries", "must be 0 to 5");
    violations.require(router.priority_default <= priority_top, "priority_default", "must be 0 to 9");
    if (const auto& hedging = router.hedging) {
        violations.require(
            hedging->after >= HedgingSettings::after_least && hedging->after <= HedgingSettings::after_most,
            "hedging.after", "must be 10ms to 1m");
        violations.require(
            hedging->share_permille > 0 && hedging->share_permille <= HedgingSettings::share_permille_most,
            "hedging.share", "must be 0.1% to 20%");
    }
}

void check_teams(const GatewaySettings& settings, config::Violations& violations)
{
    violations.require(settings.teams.size() <= teams_most, "teams",
                       "must not be more than " + std::to_string(teams_most));
    Unique names{violations, "a team's name"};
    for (const Team& team : settings.teams) {
        names.see(team.name, "teams");
        const Allowance& allowed = team.allowance;
        violations.require(!allowed.priority && !allowed.priority_max && !allowed.egress, "teams",
                           "urgency and egress are each key's own");
    }
    for (const VirtualKey& key : settings.keys) {
        const bool is_known =
            key.team.empty() || std::ranges::find(settings.teams, key.team, &Team::name) != settings.teams.end();
        violations.require(is_known, "keys", "names a team that does not exist");
    }
}

void check_keys(const GatewaySettings& settings, config::Violations& violations)
{
    violations.require(settings.keys.size() <= keys_most, "keys", "must not be more than " + std::to_string(keys_most));
    Unique names{violations, "a key's name"};
    std::set<Hash> hashes;
    for (const VirtualKey& key : settings.keys) {
        names.see(key.name, "keys");
        violations.require(hashes.insert(key.hash).second, "keys", "two names must not share one key");
        // A default that is in the way of what the file says gives way (`keys::standing_of`).
        const Allowance allowed = allowance_in_file(settings, key);
        violations.require(allowed.priority.value_or(0) <= allowed.priority_max.value_or(priority_top), "keys",
                           "a key's priority must not exceed its greatest");
        for (const std::string& model : key.models)
            violations.require(find_group(settings, model) != nullptr, "keys", "names a model that does not exist");
    }
}

}  // namespace

const ModelGroup* find_group(const GatewaySettings& settings, std::string_view name)
{
    const auto alias = settings.router.model_group_alias.find(std::string{name});
    const std::string_view real = alias == settings.router.model_group_alias.end() ? name : alias->second.group;
    const auto found = std::ranges::find(settings.groups, real, &ModelGroup::name);
    return found == settings.groups.end() ? nullptr : &*found;
}

bool can(const ModelGroup& group, Operation operation)
{
    return std::ranges::any_of(group.tiers, [operation](const Tier& tier) {
        return std::ranges::find(tier.deployments, operation, &Deployment::operation) != tier.deployments.end();
    });
}

Allowance allowance_in_file(const GatewaySettings& settings, const VirtualKey& key)
{
    const auto tier = settings.service_tiers.find(key.tier);
    return tier == settings.service_tiers.end() ? key.allowance : key.allowance.otherwise(tier->second);
}

Allowance allowance_of(const GatewaySettings& settings, const VirtualKey& key)
{
    Allowance allowed = allowance_in_file(settings, key).otherwise(default_allowance(key.tier));
    if (!allowed.egress) allowed.egress = settings.egress;
    return allowed;
}

bool has_budgets(const GatewaySettings& settings)
{
    const auto has = [](const Allowance& allowed) { return allowed.has_budget() || allowed.soft_budget; };
    return std::ranges::any_of(settings.keys, [&](const auto& key) { return has(allowance_of(settings, key)); }) ||
           std::ranges::any_of(settings.teams, has, &Team::allowance);
}

nanoseconds worst_case(const ModelGroup& group, const RouterSettings& router)
{
    nanoseconds total{};
    for (const Tier& tier : group.tiers) {
        nanoseconds slowest{};
        for (const Deployment& deployment : tier.deployments) slowest = std::max(slowest, deployment.timeout);
        total += slowest * (router.num_retries + 1) + router.retry_after * router.num_retries;
    }
    return total;
}

config::Violations check(const GatewaySettings& settings)
{
    config::Violations violations;
    check_groups(settings, violations);
    check_router(settings, violations);
    check_keys(settings, violations);
    check_teams(settings, violations);
    const CacheSettings& cache = settings.cache;
    violations.require(cache.ttl >= nanoseconds{} && cache.stale_ttl >= nanoseconds{}, "cache",
                       "times must not be negative");
    violations.require(cache.entries_max > 0 && cache.bytes_max > 0, "cache", "must have room for an answer");
    if (cache.semantic) {
        const ModelGroup* group = find_group(settings, cache.semantic->embedding_group);
        violations.require(group != nullptr && can(*group, Operation::embedding), "cache.semantic",
                           "must name a group with a model for embeddings");
        violations.require(cache.semantic->similarity_min >= 0 && cache.semantic->similarity_min <= 1, "cache.semantic",
                           "must compare from 0 to 1");
    }
    violations.require(settings.parallel_max.value_or(1) > 0, "parallel_max", "must be positive");
    violations.require(settings.request_bytes_max > 0, "request_bytes_max", "must be positive");
    return violations;
}

}  // namespace swarmdesk::llm::settings
