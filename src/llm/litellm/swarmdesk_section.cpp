#include <algorithm>
#include <initializer_list>
#include <utility>

#include "llm/litellm/draft.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using namespace std::chrono_literals;
using settings::Allowance;
using settings::Egress;
using settings::EgressRule;
using settings::ProviderKind;
using settings::ServiceTier;

struct KeyDraft {
    settings::VirtualKey key;
    std::optional<ModelsDraft> models;
    std::optional<TeamDraft> team;
    bool has_secret = false;
    bool is_usable = true;
};

template <auto member, std::int64_t min, std::int64_t max>
void whole(Reading& reading, const Place& place, Allowance& allowance, std::string_view sentence)
{
    reading.assign(
        place, allowance.*member, [](std::string_view text) { return read_whole(text, min, max); }, sentence);
}

/// A number, or `unlimited`: an empty value would be as the tier usually has it.
template <auto member, std::int64_t max>
void limit(Reading& reading, const Place& place, Allowance& allowance, std::string_view sentence)
{
    using Limit = typename std::remove_cvref_t<decltype(allowance.*member)>::value_type;
    using Number = typename decltype(Limit::most)::value_type;
    const auto read = [](std::string_view text) -> Result<Read<Limit>> {
        if (text == "unlimited") return Read<Limit>{};
        const auto number = read_whole(text, 1, max);
        if (!number) return Error{number.error().code, number.error().detail + ", or unlimited"};
        return Read<Limit>{static_cast<Number>(number->value), number->repair};
    };
    reading.assign(place, allowance.*member, read, sentence);
}

void egress_providers(Reading& reading, const Place& place, Egress& egress)
{
    const auto list = reading.list(place);
    if (!list) return;
    for (const std::string& name : list->items) {
        const auto provider = from_text<ProviderKind>(name == "openai" ? "openai_compatible" : name);
        if (!provider) return reading.wrong(place, "Each must be " + provider.error().detail + ".");
        egress.providers.insert(*provider);
    }
    egress.rule = EgressRule::listed;
    reading.settle(place, list->repair, "Besides this machine, the only ones that see the text.");
}

void egress_rule(Reading& reading, const Place& place, Egress& egress)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto rule = from_text<EgressRule>(text->value);
    if (!rule) return reading.wrong(place, "It must be " + rule.error().detail + ".");
    egress.rule = *rule;
    reading.settle(place, text->repair, "Which upstreams may see the text.");
}

constexpr Key<Egress> egress_table[] = {
    {"rule", egress_rule},
    {"providers", egress_providers},
    {"tier_max",
     [](Reading& r, const Place& p, Egress& e) {
         r.assign(
             p, e.order_max, [](std::string_view text) { return read_whole(text, 0, 1000); },
             "No tier of a higher order sees the text.");
     }},
};

/// `local_only`, `[groq]`, or a map of both with `tier_max`. Nothing where it could not be read.
std::optional<Egress> read_egress(Reading& reading, const Place& place)
{
    Egress egress;
    if (place.node->kind == config::YamlKind::list && !place.node->items.empty()) {
        egress_providers(reading, place, egress);
    } else if (place.node->kind == config::YamlKind::scalar) {
        egress_rule(reading, place, egress);
    } else if (expect_map(reading, place)) {
        read_map(reading, place, std::span<const Key<Egress>>{egress_table}, egress);
    } else {
        return std::nullopt;
    }
    return egress;
}

void allowance_egress(Reading& reading, const Place& place, Allowance& allowance)
{
    if (auto egress = read_egress(reading, place)) allowance.egress = std::move(egress);
}

constexpr std::string_view budget = "USD it may spend; calls are refused beyond.";

constexpr Key<Allowance> allowance_table[] = {
    {"max_budget", [](Reading& r, const Place& p, Allowance& a) { r.assign(p, a.max_budget, read_usd, budget); }},
    {"max_budget_tokens",
     [](Reading& r, const Place& p, Allowance& a) {
         whole<&Allowance::max_budget_tokens, 0, 1'000'000'000'000'000>(
             r, p, a, "Tokens it may use within its budget_duration; calls are refused beyond.");
     }},
    {"max_budget_requests",
     [](Reading& r, const Place& p, Allowance& a) {
         whole<&Allowance::max_budget_requests, 0, 1'000'000'000'000>(
             r, p, a, "Requests it may make within its budget_duration; calls are refused beyond.");
     }},
    {"soft_budget",
     [](Reading& r, const Place& p, Allowance& a) {
         r.assign(p, a.soft_budget, read_usd, "USD beyond which the metric swarmdesk_llm_soft_budget_exceeded is 1.");
     }},
    {"budget_duration",
     [](Reading& r, const Place& p, Allowance& a) {
         r.assign(p, a.budget_duration, read_period, "After which its spending starts from zero.");
     }},
    {"rpm_limit",
     [](Reading& r, const Place& p, Allowance& a) {
         limit<&Allowance::rpm_limit, 1'000'000'000>(r, p, a, "Requests it may make in any minute.");
     }},
    {"tpm_limit",
     [](Reading& r, const Place& p, Allowance& a) {
         limit<&Allowance::tpm_limit, 1'000'000'000'000>(r, p, a, "Tokens it may use in any minute.");
     }},
    {"max_parallel_requests",
     [](Reading& r, const Place& p, Allowance& a) {
         limit<&Allowance::max_parallel_requests, 1'000'000>(r, p, a, "Calls it may have at once.");
     }},
    {"priority",
     [](Reading& r, const Place& p, Allowance& a) {
         whole<&Allowance::priority, 0, settings::priority_top>(r, p, a,
                                                                "The urgency of calls that name none; 9 is the most.");
     }},
    {"priority_max",
     [](Reading& r, const Place& p, Allowance& a) {
         whole<&Allowance::priority_max, 0, settings::priority_top>(r, p, a, "The most urgent its calls can be.");
     }},
    {"egress", allowance_egress},
};

void word(Reading& reading, const Place& place, std::string& target, std::string_view sentence)
{
    const auto text = reading.text(place);
    if (!text) return;
    constexpr std::size_t size_max = 128;
    if (text->value.empty() || text->value.size() > size_max)
        return reading.wrong(place, "It must have 1 to 128 characters.");
    target = text->value;
    reading.settle(place, text->repair, sentence);
}

void name(Reading& reading, const Place& place, KeyDraft& draft)
{
    word(reading, place, draft.key.name, "What the key is called in metrics and books.");
}

void team(Reading& reading, const Place& place, KeyDraft& draft)
{
    word(reading, place, draft.key.team, "Its calls must fit this team's limits too.");
    if (!draft.key.team.empty()) draft.team = TeamDraft{place, draft.key.team};
}

/// Whether the key has two of `key` and `hash`; says so.
bool is_second(Reading& reading, const Place& place, KeyDraft& draft)
{
    if (draft.has_secret) reading.wrong(place, "Either key or hash is given, not both.");
    return std::exchange(draft.has_secret, true);
}

void secret(Reading& reading, const Place& place, KeyDraft& draft)
{
    const auto hidden = reading.secret(place);
    if (!hidden || is_second(reading, place, draft)) return;
    if (!hidden->missing.empty()) {
        draft.is_usable = false;
        return reading.leave(place, hidden->missing + " The key is left out: nobody can call with it.");
    }
    constexpr std::size_t size_min = 16;
    if (hidden->secret.expose().size() < size_min)
        return reading.wrong(place, "A key must have 16 characters at least; shorter ones are guessed.");
    draft.key.hash = sha256(hidden->secret.expose());
    reading.settle(place, hidden->repair, "What the caller shows; only its SHA-256 is kept.");
}

void hash(Reading& reading, const Place& place, KeyDraft& draft)
{
    const auto text = reading.text(place);
    if (!text || is_second(reading, place, draft)) return;
    std::string_view hex = text->value;
    if (hex.starts_with("sha256:")) hex.remove_prefix(7);
    const auto bytes = from_hex(hex);
    if (!bytes || bytes->size() != draft.key.hash.size())
        return reading.wrong(place, "It must be the SHA-256 of the key, 64 hexadecimal digits.");
    std::ranges::copy(*bytes, draft.key.hash.begin());
    reading.settle(place, text->repair, "The SHA-256 of what the caller shows.");
}

void models(Reading& reading, const Place& place, KeyDraft& draft)
{
    const auto list = reading.list(place);
    if (list) draft.models = ModelsDraft{place, 0, list->items, Reading::joined(reading.misplaced(), list->repair)};
}

void service_tier(Reading& reading, const Place& place, KeyDraft& draft)
{
    const auto text = reading.text(place);
    if (!text) return;
    const auto tier = from_text<ServiceTier>(text->value);
    if (!tier) return reading.wrong(place, "It must be " + tier.error().detail + ".");
    draft.key.tier = *tier;
    reading.settle(place, text->repair, "Fills in what the key itself leaves open.");
}

void metadata(Reading& reading, const Place& place, KeyDraft& draft)
{
    if (!expect_map(reading, place)) return;
    draft.key.metadata = to_json(*place.node).as_object();
    for_each_leaf(place, [&](const Place& leaf) { reading.honour(leaf, "Kept with the key; decides nothing."); });
}

constexpr std::string_view per_model = "A key has one budget, for all its models.";

constexpr Key<KeyDraft> key_table[] = {
    {"name", name},
    {"key_alias", name},
    {"key", secret},
    {"hash", hash},
    {"models", models},
    {"team", team},
    {"team_id", team},
    {"tenant",
     [](Reading& r, const Place& p, KeyDraft& d) {
         word(r, p, d.key.tenant, "Whose data it is: cached answers are not shared across tenants.");
     }},
    {"service_tier", service_tier},
    {"tier", service_tier},
    {"blocked", [](Reading& r, const Place& p,
                   KeyDraft& d) { r.assign(p, d.key.is_blocked, read_bool, "Whether the key is refused."); }},
    {"metadata", metadata},
    {"duration", nullptr, "A key in the file holds until it is taken out or blocked."},
    {"expires", nullptr, "A key in the file holds until it is taken out or blocked."},
    {"aliases", nullptr, "Aliases hold for all keys: router_settings.model_group_alias."},
    {"permissions", nullptr, "What a key may do is models, limits, priority_max and egress."},
    {"model_max_budget", nullptr, per_model},
    {"model_rpm_limit", nullptr, "A key has one limit, for all its models."},
    {"model_tpm_limit", nullptr, "A key has one limit, for all its models."},
    {"user_id", nullptr, "There are keys, no users; tenant says whose data it is."},
};

/// Where one of the names stands in the map; the map itself where none does.
Place place_of(const Place& map, std::initializer_list<std::string_view> names)
{
    for (const std::string_view name : names)
        if (const config::YamlEntry* entry = find_entry(*map.node, name)) return map.at(*entry);
    return map;
}

void check_against_others(Reading& reading, const Place& item, const settings::VirtualKey& key,
                          const std::vector<settings::VirtualKey>& others)
{
    for (const settings::VirtualKey& other : others) {
        if (!key.name.empty() && other.name == key.name)
            reading.wrong(place_of(item, {"name", "key_alias"}), "Another key has this name.");
        if (key.hash != Hash{} && other.hash == key.hash)
            reading.wrong(place_of(item, {"key", "hash"}), "Another name has the same key.");
    }
}

void read_key_item(Reading& reading, const Place& item, GatewayDraft& gateway)
{
    if (item.node->kind != config::YamlKind::map || item.node->entries.empty())
        return reading.judge_all(item, Verdict::wrong, "A key is a map with name, and key or hash.");
    KeyDraft draft;
    std::set<decltype(Key<KeyDraft>::read)> seen;
    for (const config::YamlEntry& entry : item.node->entries) {
        const Place place = item.at(entry);
        if (const auto* key = find_key(std::span<const Key<KeyDraft>>{key_table}, entry.key)) {
            if (key->read && !seen.insert(key->read).second)
                reading.judge_all(place, Verdict::wrong, "The same key says this twice, under two names.");
            else
                read_key(reading, place, *key, draft);
        } else if (const auto* allowed = find_key(std::span<const Key<Allowance>>{allowance_table}, entry.key)) {
            read_key(reading, place, *allowed, draft.key.allowance);
        } else {
            auto names = names_of(std::span<const Key<KeyDraft>>{key_table});
            for (const Key<Allowance>& known : allowance_table) names.push_back(known.name);
            judge_unknown(reading, place, entry.key, names);
        }
    }
    if (!find_entry(*item.node, "name") && !find_entry(*item.node, "key_alias"))
        reading.missing(item, "name", "The key has no name.");
    if (!draft.has_secret) reading.missing(item, "key", "The key is neither given nor its hash.");
    if (draft.models) {
        draft.models->key = gateway.settings.keys.size();
        gateway.models.push_back(*draft.models);
        if (!draft.is_usable) gateway.models.back().key = std::string::npos;
    }
    if (draft.team) gateway.teams.push_back(std::move(*draft.team));
    if (!draft.is_usable) return;
    check_against_others(reading, item, draft.key, gateway.settings.keys);
    gateway.settings.keys.push_back(std::move(draft.key));
    gateway.key_places.push_back(item);
}

void read_keys(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (!expect_maps(reading, place)) return;
    const std::size_t count = place.node->items.size();
    for (std::size_t i = 0; i < std::min(count, settings::keys_most); ++i) read_key_item(reading, place.at(i), draft);
    if (count > settings::keys_most)
        reading.wrong(place, "There are more than " + std::to_string(settings::keys_most) + " keys.");
}

void team_name(Reading& reading, const Place& place, settings::Team& team)
{
    word(reading, place, team.name, "What its keys call the team.");
}

/// For what would let a key do more than its team's people think.
void on_each_key(Reading& reading, const Place& place, settings::Team&)
{
    reading.judge_all(place, Verdict::wrong, "A team has limits only; this is to be said on each of its keys.");
}

constexpr Key<settings::Team> team_table[] = {
    {"name", team_name},
    {"team_id", team_name},
    {"team_alias", nullptr, "A team has one name, the one its keys give."},
    {"soft_budget",
     [](Reading& r, const Place& p, settings::Team& t) {
         r.assign(p, t.allowance.soft_budget, read_usd,
                  "USD beyond which the metric swarmdesk_llm_team_soft_budget_exceeded is 1.");
     }},
    {"models", on_each_key},
    {"blocked", on_each_key},
    {"egress", on_each_key},
    {"priority", on_each_key},
    {"priority_max", on_each_key},
    {"service_tier", nullptr, "What a team leaves open is without limit; a service tier is a key's."},
    {"members_with_roles", nullptr, "Its members are the keys that name it."},
    {"team_member_*", nullptr, "What one member may do, his key says."},
    {"model_rpm_limit", nullptr, "A team has one limit, for all its models."},
    {"model_tpm_limit", nullptr, "A team has one limit, for all its models."},
    {"model_max_budget", nullptr, "A team has one budget, for all its models."},
    {"organization_id", nullptr, "There are keys and teams, no organizations."},
    {"metadata", nullptr, "A team has its name and its limits."},
};

void read_team_item(Reading& reading, const Place& item, GatewayDraft& gateway)
{
    if (item.node->kind != config::YamlKind::map || item.node->entries.empty())
        return reading.judge_all(item, Verdict::wrong, "A team is a map with name, and limits.");
    settings::Team team;
    bool has_name = false;
    for (const config::YamlEntry& entry : item.node->entries) {
        const Place place = item.at(entry);
        if (const auto* key = find_key(std::span<const Key<settings::Team>>{team_table}, entry.key)) {
            const bool is_name = key->read == team_name;
            if (is_name && std::exchange(has_name, true))
                reading.judge_all(place, Verdict::wrong, "The same team says this twice, under two names.");
            else
                read_key(reading, place, *key, team);
        } else if (const auto* allowed = find_key(std::span<const Key<Allowance>>{allowance_table}, entry.key)) {
            read_key(reading, place, *allowed, team.allowance);
        } else {
            auto names = names_of(std::span<const Key<settings::Team>>{team_table});
            for (const Key<Allowance>& known : allowance_table) names.push_back(known.name);
            judge_unknown(reading, place, entry.key, names);
        }
    }
    if (team.name.empty()) return reading.missing(item, "name", "The team has no name.");
    if (std::ranges::find(gateway.settings.teams, team.name, &settings::Team::name) != gateway.settings.teams.end())
        return reading.wrong(place_of(item, {"name", "team_id"}), "Another team has this name.");
    gateway.settings.teams.push_back(std::move(team));
}

void read_teams(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (!expect_maps(reading, place)) return;
    const std::size_t count = place.node->items.size();
    for (std::size_t i = 0; i < std::min(count, settings::teams_most); ++i) read_team_item(reading, place.at(i), draft);
    if (count > settings::teams_most)
        reading.wrong(place, "There are more than " + std::to_string(settings::teams_most) + " teams.");
}

void service_tiers(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (!expect_map(reading, place)) return;
    for (const config::YamlEntry& entry : place.node->entries) {
        const auto tier = from_text<ServiceTier>(entry.key);
        if (!tier)
            reading.judge_all(place.at(entry), Verdict::wrong, "A service tier is " + tier.error().detail + ".");
        else
            read_map(reading, place.at(entry), std::span<const Key<Allowance>>{allowance_table},
                     draft.settings.service_tiers[*tier]);
    }
}

void default_egress(Reading& reading, const Place& place, GatewayDraft& draft)
{
    if (const auto egress = read_egress(reading, place)) draft.settings.egress = *egress;
}

template <nanoseconds settings::CacheSettings::*member>
void cache_time(Reading& reading, const Place& place, GatewayDraft& draft, std::string_view sentence)
{
    const auto read = [](std::string_view text) {
        auto value = read_seconds(text, 0s, 366 * 24h);
        if (value) value->repair.clear();  // here a unit is as good
        return value;
    };
    reading.assign(place, draft.settings.cache.*member, read, sentence);
}

constexpr Key<GatewayDraft> cache_table[] = {
    {"entries_max",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         r.assign(
             p, d.settings.cache.entries_max, [](std::string_view text) { return read_whole(text, 1, 10'000'000); },
             "Answers kept at once, at most.");
     }},
    {"bytes_max",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         r.assign(
             p, d.settings.cache.bytes_max,
             [](std::string_view text) { return read_whole(text, 65'536, std::int64_t{1} << 40); },
             "Memory for answers, at most.");
     }},
    {"ttl",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         d.has_explicit_ttl = true;
         cache_time<&settings::CacheSettings::ttl>(r, p, d, "How long an answer counts as fresh.");
     }},
    {"stale_ttl",
     [](Reading& r, const Place& p, GatewayDraft& d) {
         d.has_explicit_stale_ttl = true;
         cache_time<&settings::CacheSettings::stale_ttl>(
             r, p, d, "How long an answer serves, labelled stale, when every tier has failed.");
     }},
};

void cache(Reading& reading, const Place& place, GatewayDraft& draft)
{
    read_map(reading, place, std::span<const Key<GatewayDraft>>{cache_table}, draft);
}

void deadline(Reading& reading, const Place& place, GatewayDraft& draft)
{
    const auto read = [](std::string_view text) {
        auto value = read_seconds(text, 1ms, 6000s);
        if (value) value->repair.clear();
        return value;
    };
    reading.assign(place, draft.settings.router.timeout, read,
                   "The deadline of a call as a whole, over all its attempts, tiers and fallbacks.");
}

void priority(Reading& reading, const Place& place, GatewayDraft& draft)
{
    reading.assign(
        place, draft.settings.router.priority_default,
        [](std::string_view text) { return read_whole(text, 0, settings::priority_top); },
        "The urgency of calls that name none; 9 is the most.");
}

struct HedgingDraft {
    std::optional<nanoseconds> after;
    std::uint32_t share_permille = settings::HedgingSettings{}.share_permille;
};

constexpr Key<HedgingDraft> hedging_table[] = {
    {"after",
     [](Reading& r, const Place& p, HedgingDraft& d) {
         const auto read = [](std::string_view text) {
             auto value =
                 read_seconds(text, settings::HedgingSettings::after_least, settings::HedgingSettings::after_most);
             if (value) value->repair.clear();
             return value;
         };
         r.assign(p, d.after, read, "Where a deployment has not begun to answer by then, another is asked too.");
     }},
    {"share",
     [](Reading& r, const Place& p, HedgingDraft& d) {
         const auto read = [](std::string_view text) {
             return read_share(text, 1, settings::HedgingSettings::share_permille_most);
         };
         r.assign(p, d.share_permille, read, "Of the calls, for how many a second deployment is asked at most.");
     }},
};

void hedging(Reading& reading, const Place& place, GatewayDraft& draft)
{
    HedgingDraft read;
    read_map(reading, place, std::span<const Key<HedgingDraft>>{hedging_table}, read);
    const bool has_keys = place.node->kind == config::YamlKind::map && !place.node->entries.empty();
    if (has_keys && !find_entry(*place.node, "after"))
        return reading.missing(place, "after", "It does not say after which time another deployment is asked.");
    if (read.after) draft.settings.router.hedging = settings::HedgingSettings{*read.after, read.share_permille};
}

constexpr Key<GatewayDraft> table[] = {
    {"keys", read_keys},        {"teams", read_teams},          {"service_tiers", service_tiers},
    {"egress", default_egress}, {"priority_default", priority}, {"deadline", deadline},
    {"cache", cache},           {"hedging", hedging},
};

}  // namespace

std::span<const Key<GatewayDraft>> swarmdesk_keys() { return table; }

}  // namespace swarmdesk::llm::litellm
