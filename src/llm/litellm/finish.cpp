#include <algorithm>

#include "config/suggest.hpp"
#include "config/value.hpp"
#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using settings::Deployment;
using settings::ModelGroup;
using settings::ProviderKind;

constexpr std::string_view own_tiers = "Names its own group's tiers, which are tried in this order anyway.";

bool is_out(const DeploymentDraft& draft) { return draft.is_wrong || draft.left_out.has_value(); }

// --- what holds for all -------------------------------------------------------------------------------------------

void fill_in(const GatewayDraft& gateway, DeploymentDraft& draft)
{
    Deployment& deployment = draft.deployment;
    const auto fill = [&](const char* key, auto& mine, const auto& theirs) {
        if (theirs && !draft.given.contains(key)) mine = *theirs;
    };
    fill("stream_timeout", deployment.stream_timeout, gateway.stream_timeout);
    fill("cooldown_time", deployment.cooldown_time, gateway.cooldown_time);
    fill("allowed_fails", deployment.allowed_fails, gateway.allowed_fails);
    fill("drop_params", deployment.drop_params, gateway.drop_params);
    // A second call would only wait inside Ollama, where nobody sees it.
    if (deployment.provider != ProviderKind::ollama)
        fill("max_parallel_requests", deployment.max_parallel_requests, gateway.max_parallel_requests);
    for (const auto& field : gateway.defaults)
        if (!deployment.defaults.contains(field.key())) deployment.defaults[field.key()] = field.value();
    if (!draft.given.contains("stream_timeout") && !gateway.stream_timeout)
        deployment.stream_timeout = std::min(deployment.stream_timeout, deployment.timeout);
}

void settle_reserved(Reading& reading, const DeploymentDraft& draft)
{
    const auto reserved = draft.deployment.reserved_slots;
    if (reserved && *reserved >= draft.deployment.max_parallel_requests)
        reading.wrong(*draft.reserved_place,
                      "It must be less than max_parallel_requests: nobody below P8 would ever be served.");
}

void use_credential(Reading& reading, const GatewayDraft& gateway, DeploymentDraft& draft)
{
    if (draft.credential.empty()) return;
    const auto found = gateway.credentials.find(draft.credential);
    if (found == gateway.credentials.end())
        return reading.wrong(*draft.credential_place, "credential_list has no credential of this name.");
    const bool has_base = draft.given.contains("api_base") || draft.given.contains("base_url");
    if (!has_base && !found->second.api_base.empty()) draft.deployment.api_base = found->second.api_base;
    if (draft.deployment.api_keys.empty() && found->second.api_key)
        draft.deployment.api_keys.push_back(*found->second.api_key);
}

/// A key in the file counts first; then the provider's usual variable, though never for an address of one's own.
void use_environment_key(Reading& reading, DeploymentDraft& draft)
{
    Deployment& deployment = draft.deployment;
    if (is_out(draft) || !deployment.api_keys.empty()) return;
    const Upstream& upstream = draft.upstream;
    const bool is_usual_place = deployment.api_base == upstream.api_base;
    if (is_usual_place && !upstream.key_variable.empty()) {
        const auto& environment = reading.surroundings().environment;
        const auto found = environment.find(upstream.key_variable);
        if (found != environment.end() && !found->second.empty()) {
            deployment.api_keys.emplace_back(found->second);
            reading.hide(found->second);
            return reading.honour(draft.model_place, "Its key comes from " + upstream.key_variable + ".");
        }
    }
    if (is_usual_place ? !upstream.needs_key : !settings::needs_key(deployment)) return;
    draft.left_out = "The file gives no api_key, and " + upstream.key_variable + " is not set.";
    reading.leave(draft.model_place, *draft.left_out + " The deployment is left out of service.");
}

void settle_address(Reading& reading, DeploymentDraft& draft)
{
    Deployment& deployment = draft.deployment;
    if (is_out(draft)) return;
    if (deployment.api_base.empty() && deployment.provider != ProviderKind::scripted) {
        draft.is_wrong = true;
        return reading.wrong(draft.model_place,
                             "This provider has no usual address: litellm_params.api_base must say it.");
    }
    if (!draft.given.contains("is_local"))
        deployment.is_local = settings::stays_local(deployment.provider, deployment.api_base, deployment.model);
    if (!deployment.max_input_tokens && deployment.num_ctx) deployment.max_input_tokens = *deployment.num_ctx;
}

/// Two sizes of context for one model would make Ollama load it anew on every change.
void agree_on_context(Reading& reading, GatewayDraft& gateway)
{
    std::map<std::pair<std::string, std::string>, std::uint32_t> largest;
    const auto model_of = [](const DeploymentDraft& draft) {
        return std::pair{draft.deployment.api_base, draft.deployment.model};
    };
    for (const DeploymentDraft& draft : gateway.deployments)
        if (draft.deployment.num_ctx) {
            auto& most = largest[model_of(draft)];
            most = std::max(most, *draft.deployment.num_ctx);
        }
    for (DeploymentDraft& draft : gateway.deployments) {
        const auto most = largest.find(model_of(draft));
        if (draft.deployment.provider != ProviderKind::ollama || most == largest.end()) continue;
        if (draft.deployment.num_ctx == most->second) continue;
        if (draft.num_ctx_place)
            reading.repair(*draft.num_ctx_place,
                           "Another deployment of this model has a larger context; all get that one.");
        draft.deployment.num_ctx = most->second;
    }
}

// --- names --------------------------------------------------------------------------------------------------------

void name_deployments(Reading& reading, GatewayDraft& gateway)
{
    std::set<std::string> ids;
    for (DeploymentDraft& draft : gateway.deployments) {
        if (draft.deployment.id.empty()) continue;
        if (!ids.insert(draft.deployment.id).second) reading.wrong(draft.id_place, "Another deployment has this id.");
    }
    for (DeploymentDraft& draft : gateway.deployments) {
        if (!draft.deployment.id.empty()) continue;
        const std::string base = std::string{to_text(draft.deployment.provider)} + "/" + draft.deployment.model;
        std::string id = base;
        for (int n = 2; !ids.insert(id).second; ++n) id = base + "#" + std::to_string(n);
        draft.deployment.id = id;
    }
}

/// All groups and aliases of the file, left out or not, and which deployment is in which group.
struct Names {
    std::set<std::string> groups;
    std::map<std::string, std::string> aliases;
    std::map<std::string, const DeploymentDraft*> ids;

    explicit Names(const GatewayDraft& gateway)
    {
        for (const DeploymentDraft& draft : gateway.deployments) {
            if (!draft.group.empty()) groups.insert(draft.group);
            ids.emplace(draft.deployment.id, &draft);
        }
        for (const AliasDraft& alias : gateway.aliases)
            if (groups.contains(alias.alias.group)) aliases.emplace(alias.name, alias.alias.group);
    }

    /// The group of that name or alias; empty where there is none.
    std::string group_of(const std::string& name) const
    {
        if (groups.contains(name)) return name;
        const auto alias = aliases.find(name);
        return alias == aliases.end() ? std::string{} : alias->second;
    }

    /// The sentence for a name that leads nowhere. Deployments are suggested only where their ids may stand.
    std::string unknown(const std::string& name, bool ids_count = false) const
    {
        std::vector<std::string_view> known{groups.begin(), groups.end()};
        for (const auto& [alias, group] : aliases) known.push_back(alias);
        if (ids_count)
            for (const auto& [id, draft] : ids) known.push_back(id);
        const std::string_view meant = config::nearest(name, known);
        return shown(name) + " is no group of model_list" + (meant.empty() ? "." : config::did_you_mean(meant));
    }
};

void settle_aliases(Reading& reading, const Names& names, GatewayDraft& gateway)
{
    for (const AliasDraft& alias : gateway.aliases) {
        if (names.groups.contains(alias.name)) {
            reading.wrong(alias.place, "A group has this name already.");
        } else if (!names.groups.contains(alias.alias.group)) {
            reading.wrong(alias.place, names.unknown(alias.alias.group));
        } else {
            gateway.settings.router.model_group_alias.emplace(alias.name, alias.alias);
            reading.settle(alias.place, alias.repair, "A second name for the group.");
        }
    }
}

// --- tiers --------------------------------------------------------------------------------------------------------

std::vector<DeploymentDraft*> members(GatewayDraft& gateway, const std::string& group)
{
    std::vector<DeploymentDraft*> all;
    for (DeploymentDraft& draft : gateway.deployments)
        if (draft.group == group) all.push_back(&draft);
    return all;
}

/// The deployments of `group` which its own fallbacks name by id, in that order.
std::vector<std::string> named_by_fallbacks(const GatewayDraft& gateway, const Names& names, const std::string& group)
{
    std::vector<std::string> order;
    for (const FallbackDraft& fallback : gateway.fallbacks) {
        if (fallback.kind != FallbackKind::any || names.group_of(fallback.from) != group) continue;
        for (const std::string& name : fallback.to) {
            const auto found = names.groups.contains(name) ? names.ids.end() : names.ids.find(name);
            if (found != names.ids.end() && found->second->group == group) order.push_back(name);
        }
    }
    return order;
}

void settle_orders(Reading& reading, const Names& names, GatewayDraft& gateway, const std::string& group)
{
    const auto all = members(gateway, group);
    std::int32_t last = 0;
    for (const DeploymentDraft* draft : all) last = std::max(last, draft->order.value_or(0));
    const bool has_orders =
        std::ranges::any_of(all, [](const DeploymentDraft* draft) { return draft->order.has_value(); });
    const auto named = has_orders ? std::vector<std::string>{} : named_by_fallbacks(gateway, names, group);
    for (DeploymentDraft* draft : all) {
        if (draft->order) continue;
        const auto at = std::ranges::find(named, draft->deployment.id);
        if (has_orders) {
            draft->order = last + 1;
            if (draft->is_wrong) continue;
            reading.repair(draft->model_place, "Others of its group have an order and it has none: it is tried last.");
        } else {
            draft->order = at == named.end() ? 1 : 2 + static_cast<std::int32_t>(at - named.begin());
        }
    }
}

ModelGroup build_group(GatewayDraft& gateway, const std::string& name)
{
    std::map<std::int32_t, settings::Tier> tiers;
    for (DeploymentDraft* draft : members(gateway, name)) {
        const std::int32_t order = *draft->order;
        if (draft->left_out) gateway.settings.left_out.push_back({name, order, draft->deployment.id, *draft->left_out});
        if (is_out(*draft)) continue;
        tiers[order].order = order;
        tiers[order].deployments.push_back(draft->deployment);
    }
    ModelGroup group{name, {}};
    for (auto& [order, tier] : tiers) group.tiers.push_back(std::move(tier));
    return group;
}

void build_groups(Reading& reading, const Names& names, GatewayDraft& gateway)
{
    std::set<std::string> done;
    for (const DeploymentDraft& draft : gateway.deployments) {
        if (draft.group.empty() || !done.insert(draft.group).second) continue;
        settle_orders(reading, names, gateway, draft.group);
        gateway.settings.groups.push_back(build_group(gateway, draft.group));
    }
}

// --- fallbacks ----------------------------------------------------------------------------------------------------

/// What a list of fallbacks comes to.
struct Target {
    std::vector<std::string> groups;
    std::vector<std::int32_t> own_orders;  ///< of the deployments named in the group itself
    std::string repair;
    std::string wrong;
};

Target follow(const Names& names, const FallbackDraft& fallback, const std::string& from)
{
    Target target;
    target.repair = fallback.repair;
    for (const std::string& name : fallback.to) {
        std::string group = names.group_of(name);
        const auto id = names.ids.find(name);
        if (group.empty() && id != names.ids.end()) {
            if (id->second->group == from) {
                target.own_orders.push_back(id->second->order.value_or(1));
                continue;
            }
            group = id->second->group;
            target.repair = "A single deployment of another group is named; the whole group is meant.";
        }
        if (group.empty()) {
            target.wrong = names.unknown(name, true);
            return target;
        }
        const bool is_known = group == from || std::ranges::find(target.groups, group) != target.groups.end();
        if (is_known)
            target.repair = "What repeats itself is left out.";
        else
            target.groups.push_back(std::move(group));
    }
    return target;
}

void settle_fallback(Reading& reading, const Names& names, const FallbackDraft& fallback, GatewayDraft& gateway)
{
    const bool is_default = fallback.from == "*";
    const std::string from = is_default ? std::string{} : names.group_of(fallback.from);
    if (!is_default && from.empty()) return reading.wrong(fallback.place, names.unknown(fallback.from));
    Target target = follow(names, fallback, from);
    if (!target.wrong.empty()) return reading.wrong(fallback.place, target.wrong);
    settings::RouterSettings& router = gateway.settings.router;
    settings::Fallbacks& map = fallback.kind == FallbackKind::any              ? router.fallbacks
                               : fallback.kind == FallbackKind::context_window ? router.context_window_fallbacks
                                                                               : router.content_policy_fallbacks;
    if (is_default && fallback.kind != FallbackKind::any)
        return reading.leave(fallback.place, "Only fallbacks has a * for all groups; name the groups one by one.");
    std::vector<std::string>& place = is_default ? router.default_fallbacks : map[from];
    for (std::string& group : target.groups)
        if (std::ranges::find(place, group) == place.end()) place.push_back(std::move(group));
    if (!is_default && place.empty()) map.erase(from);
    if (!std::ranges::is_sorted(target.own_orders))
        return reading.repair(fallback.place,
                              "Names its own group's deployments against their order; the order counts.");
    std::string sentence{target.own_orders.empty() ? "" : own_tiers};
    if (target.own_orders.empty() || !target.groups.empty())
        sentence = Reading::joined(
            sentence, is_default ? "Tried last, for every group." : "Tried in this order, after all its tiers.");
    reading.settle(fallback.place, target.repair, sentence);
}

// --- the rest -----------------------------------------------------------------------------------------------------

void settle_models(Reading& reading, const Names& names, GatewayDraft& gateway)
{
    for (ModelsDraft& models : gateway.models) {
        std::vector<std::string> allowed;
        bool is_all = false;
        const auto is_unknown = [&](const std::string& name) {
            const bool means_all = name == "*" || name == "all-proxy-models" || name == "all-team-models";
            is_all = is_all || means_all;
            return !means_all && names.group_of(name).empty();
        };
        const auto unknown = std::ranges::find_if(models.models, is_unknown);
        if (unknown != models.models.end()) {
            reading.wrong(models.place, names.unknown(*unknown));
            continue;
        }
        if (is_all) models.models.clear();
        if (models.key != std::string::npos) gateway.settings.keys[models.key].models = models.models;
        reading.settle(models.place, models.repair,
                       models.models.empty() ? "It may use every model." : "The models it may use, and no other.");
    }
}

/// Which group makes the vectors of a semantic cache; empty, after saying why, where none does.
std::string settle_embedding_model(Reading& reading, const Names& names, const GatewayDraft& gateway)
{
    const SemanticDraft& semantic = gateway.semantic;
    const std::string store = semantic.types.empty() ? std::string{} : semantic.types.front().store;
    std::string chosen;
    for (const SemanticDraft::Said& model : semantic.models) {
        const std::string group = names.group_of(model.value);
        const ModelGroup* built = group.empty() ? nullptr : settings::find_group(gateway.settings, group);
        if (model.store != store) {
            reading.leave(model.place, "Belongs to a semantic cache of another type than cache_params.type.");
        } else if (!chosen.empty()) {
            reading.repair(model.place, "Another place says it too, and is what counts.");
        } else if (built == nullptr) {
            reading.leave(model.place, names.unknown(model.value) + " Without it there is no semantic cache.");
        } else if (!settings::can(*built, Operation::embedding)) {
            reading.leave(model.place,
                          "This group has no model for embeddings in service, with model_info: {mode: embedding}. "
                          "Without it there is no semantic cache.");
        } else {
            chosen = group;
            reading.settle(model.place, model.repair,
                           "Its models compare questions, under the caller's egress rules and at his cost.");
        }
    }
    return chosen;
}

void settle_semantic(Reading& reading, const Names& names, GatewayDraft& gateway)
{
    const SemanticDraft& semantic = gateway.semantic;
    settings::SemanticSettings made;
    made.embedding_group = settle_embedding_model(reading, names, gateway);
    const bool is_on = !made.embedding_group.empty();
    for (const SemanticDraft::Said& type : semantic.types)
        if (is_on)
            reading.repair(
                type.place,
                Reading::joined(
                    type.repair,
                    "It is kept in this process's memory, in no outer store, behind that for equal questions. It "
                    "serves plain chat, and no question that differs in a number, a name, a side, a negation or any "
                    "word that says something."));
        else
            reading.leave(type.place,
                          "There is no semantic cache: " + type.store +
                              "_semantic_cache_embedding_model names no group that embeds. An answer serves again for "
                              "the same question only, from this process's memory.");
    for (const SemanticDraft::Said& threshold : semantic.thresholds) {
        const auto value = read_number(threshold.value, 0, 1);
        if (!value) {
            reading.wrong(threshold.place, "It " + value.error().detail + ".");
        } else if (!is_on) {
            reading.leave(threshold.place, "There is no semantic cache: an answer serves again for the same question.");
        } else {
            made.similarity_min = value->value;
            reading.settle(
                threshold.place, Reading::joined(threshold.repair, value->repair),
                "Questions less alike (cosine) share no answer; those more alike only if they say the same.");
        }
    }
    if (is_on) gateway.settings.cache.semantic = made;
}

void settle_teams(Reading& reading, const GatewayDraft& gateway)
{
    for (const auto& [place, team] : gateway.teams)
        if (std::ranges::find(gateway.settings.teams, team, &settings::Team::name) == gateway.settings.teams.end())
            reading.wrong(place, team + " is no team of swarmdesk.teams.");
}

void settle_priorities(Reading& reading, GatewayDraft& gateway)
{
    for (std::size_t i = 0; i < gateway.settings.keys.size(); ++i) {
        const auto allowed = settings::allowance_in_file(gateway.settings, gateway.settings.keys[i]);
        if (allowed.priority.value_or(0) <= allowed.priority_max.value_or(settings::priority_top)) continue;
        const Place& item = gateway.key_places[i];
        const config::YamlEntry* entry = find_entry(*item.node, "priority");
        if (!entry) entry = find_entry(*item.node, "priority_max");
        if (!entry) entry = &item.node->entries.front();
        reading.wrong(item.at(*entry), "The key's priority exceeds its priority_max, its tier's included.");
    }
}

/// Retries that could not all be made before the deadline are not lost silently.
void settle_retries(Reading& reading, const GatewayDraft& gateway)
{
    const settings::RouterSettings& router = gateway.settings.router;
    if (!gateway.num_retries_place || router.num_retries == 0) return;
    // As if every deployment were in service: the file is judged, not today's environment.
    nanoseconds worst{};
    for (const ModelGroup& built : gateway.settings.groups) {
        std::map<std::int32_t, settings::Tier> tiers;
        for (const DeploymentDraft& draft : gateway.deployments)
            if (draft.group == built.name) tiers[*draft.order].deployments.push_back(draft.deployment);
        ModelGroup whole;
        for (auto& [order, tier] : tiers) whole.tiers.push_back(std::move(tier));
        worst = std::max(worst, settings::worst_case(whole, router));
    }
    if (worst <= router.timeout) return;
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(worst);
    reading.repair(*gateway.num_retries_place,
                   "With every attempt at its timeout a call would take " + config::show_duration(seconds) +
                       ": the deadline of the whole call, " + config::show_duration(router.timeout) +
                       " or the caller's own, ends it sooner.");
}

}  // namespace

void finish(Reading& reading, GatewayDraft& gateway)
{
    for (DeploymentDraft& draft : gateway.deployments) {
        fill_in(gateway, draft);
        settle_reserved(reading, draft);
        use_credential(reading, gateway, draft);
        use_environment_key(reading, draft);
        settle_address(reading, draft);
    }
    agree_on_context(reading, gateway);
    name_deployments(reading, gateway);
    const Names names{gateway};
    settle_aliases(reading, names, gateway);
    build_groups(reading, names, gateway);
    for (const FallbackDraft& fallback : gateway.fallbacks) settle_fallback(reading, names, fallback, gateway);
    settle_models(reading, names, gateway);
    settle_semantic(reading, names, gateway);
    settle_teams(reading, gateway);
    settle_priorities(reading, gateway);
    settle_retries(reading, gateway);
}

}  // namespace swarmdesk::llm::litellm
