#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "config/violations.hpp"
#include "llm/settings/deployment.hpp"
#include "llm/settings/virtual_key.hpp"

/// \file
/// What the gateway runs on, whatever it was written in. Plain values: copy, compare parts, build by hand in a test.

namespace swarmdesk::llm::settings {

/// Deployments that are as good as each other. The next tier is tried when this one cannot answer in time.
struct Tier {
    std::int32_t order = 1;
    std::vector<Deployment> deployments;
};

/// What a caller names as `model`.
struct ModelGroup {
    std::string name;
    std::vector<Tier> tiers;  ///< by ascending order; may be empty when every deployment was left out
};

/// How one of a tier's deployments is chosen.
enum class Strategy { simple_shuffle = 1, least_busy, lowest_latency, lowest_cost };
constexpr auto enum_table(Strategy)
{
    return std::to_array<EnumName<Strategy>>({{Strategy::simple_shuffle, "simple_shuffle"},
                                              {Strategy::least_busy, "least_busy"},
                                              {Strategy::lowest_latency, "lowest_latency"},
                                              {Strategy::lowest_cost, "lowest_cost"}});
}

/// A second name for a group.
struct Alias {
    std::string group;
    bool is_hidden = false;  ///< works, but is not listed
    friend bool operator==(const Alias&, const Alias&) = default;
};

using Fallbacks = std::map<std::string, std::vector<std::string>>;  ///< group to groups, in order

/// A second deployment is asked where the first is slow to begin (hedging.hpp).
struct HedgingSettings {
    static constexpr nanoseconds after_least = std::chrono::milliseconds{10};
    static constexpr nanoseconds after_most = std::chrono::seconds{60};
    static constexpr std::uint32_t share_permille_most = 200;

    nanoseconds after{};                ///< without a first word; of a whole answer, without all of it
    std::uint32_t share_permille = 50;  ///< of the calls, at most
};

struct RouterSettings {
    static constexpr std::uint32_t num_retries_most = 5;

    Strategy strategy = Strategy::simple_shuffle;
    nanoseconds timeout = std::chrono::seconds{60};  ///< the whole call: all attempts, waits, tiers and fallbacks
    std::uint32_t num_retries = 1;                   ///< more attempts inside a tier, after its first
    nanoseconds retry_after{};                       ///< least wait before one; the upstream's Retry-After is longer
    Fallbacks fallbacks;
    Fallbacks context_window_fallbacks;
    Fallbacks content_policy_fallbacks;
    std::vector<std::string> default_fallbacks;  ///< after a group's own
    std::uint32_t max_fallbacks = 5;             ///< groups tried after the one asked for
    std::map<std::string, Alias> model_group_alias;
    std::uint8_t priority_default = 5;       ///< where neither call, key nor tier says
    std::optional<HedgingSettings> hedging;  ///< absent: off
};

/// Whether a call that says nothing about the cache uses it.
enum class CacheMode { default_on = 1, default_off };
constexpr auto enum_table(CacheMode)
{
    return std::to_array<EnumName<CacheMode>>(
        {{CacheMode::default_on, "default_on"}, {CacheMode::default_off, "default_off"}});
}

/// An answer serves another wording of its question too: in plain chat, where nobody acts on it (semantic_lookup.hpp).
struct SemanticSettings {
    std::string embedding_group;   ///< whose models make of a question what is compared
    double similarity_min = 0.97;  ///< cosine
};

/// Answers kept in this process's memory, each for the same question, after canonicalisation.
struct CacheSettings {
    bool is_enabled = false;
    CacheMode mode = CacheMode::default_on;
    nanoseconds ttl = std::chrono::seconds{60};  ///< how long an answer counts as fresh
    nanoseconds stale_ttl =
        std::chrono::minutes{60};  ///< how long it may serve, labelled stale, when every tier is gone
    std::string name_space = "default";
    std::set<Operation> operations{Operation::chat, Operation::embedding};
    std::uint64_t entries_max = 10'000;
    std::uint64_t bytes_max = 64ull * 1024 * 1024;
    std::optional<SemanticSettings> semantic;  ///< absent: off. Bounded as the rest, and beside it
};

/// A deployment the gateway runs without, and why: for the status page.
struct LeftOut {
    std::string group;
    std::int32_t order = 1;
    std::string id;
    std::string reason;
};

struct GatewaySettings {
    std::vector<ModelGroup> groups;
    RouterSettings router;
    CacheSettings cache;
    std::vector<VirtualKey> keys;
    std::vector<Team> teams;
    std::map<ServiceTier, Allowance> service_tiers;
    Egress egress;                              ///< of calls whose key and tier name none
    Secret master_key;                          ///< empty: nobody is the operator by key alone
    std::optional<std::uint32_t> parallel_max;  ///< calls in the gateway at once, of all keys together
    std::uint64_t request_bytes_max = 4ull * 1024 * 1024;
    std::vector<LeftOut> left_out;
};

/// The group of that name or alias; null where there is none. Borrows `settings`.
const ModelGroup* find_group(const GatewaySettings& settings, std::string_view name);
/// Whether any of its deployments does that.
bool can(const ModelGroup& group, Operation operation);

/// What the file says about a key, its tier's part included.
Allowance allowance_in_file(const GatewaySettings& settings, const VirtualKey& key);
/// What a key may do: as the file says, and where it is silent as `default_allowance` has it. The only place where
/// these meet.
Allowance allowance_of(const GatewaySettings& settings, const VirtualKey& key);

/// Whether anybody has a budget, of money, tokens or requests, or one that is only told.
bool has_budgets(const GatewaySettings& settings);

/// How long a call of the group could take if every attempt ran into its timeout and nothing else stopped it.
nanoseconds worst_case(const ModelGroup& group, const RouterSettings& router);

/// What must hold whoever made the settings: unique names and ids, ascending tiers, references that lead somewhere,
/// positive times. With any violation the gateway must not start.
config::Violations check(const GatewaySettings& settings);

}  // namespace swarmdesk::llm::settings
