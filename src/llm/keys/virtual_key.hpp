#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hash.hpp"
#include "base/secret.hpp"
#include "llm/keys/budget.hpp"
#include "llm/settings/virtual_key.hpp"

/// \file
/// Who may call the gateway, and what each may do.

namespace swarmdesk::llm::keys {

using settings::Egress;
using settings::EgressRule;
using settings::priority_top;
using settings::ServiceTier;

/// What a service tier grants where a key says nothing.
struct TierTerms {
    ServiceTier tier = ServiceTier::free;
    std::uint8_t priority = 0;      ///< of calls that name none
    std::uint8_t priority_max = 0;  ///< 9, a critical signal, is the desk's own
    std::optional<std::uint64_t> rpm;
    std::optional<std::uint64_t> tpm;
    std::optional<std::uint32_t> max_parallel;
    std::uint8_t model_tier_max = 0;  ///< models of tier 0 (smallest) to this one
};
inline constexpr std::uint8_t model_tier_top = 3;
inline constexpr std::array<TierTerms, 4> tier_terms{{
    {ServiceTier::free, 2, 3, 10, 20'000, 1, 0},
    {ServiceTier::plus, 4, 5, 60, 200'000, 4, 1},
    {ServiceTier::pro, 5, 7, 300, 1'000'000, 16, 2},
    {ServiceTier::operator_, 6, priority_top, std::nullopt, std::nullopt, std::nullopt, model_tier_top},
}};
constexpr const TierTerms& terms_of(ServiceTier tier)
{
    for (const TierTerms& terms : tier_terms)
        if (terms.tier == tier) return terms;
    return tier_terms.front();
}

/// One key. The text of it is not kept: only SHA-256, which is as good as the key is long. What is absent is as its
/// service tier says.
struct VirtualKey {
    std::string name;  ///< unique; for people, metrics and its ledger
    Hash hash{};
    std::string team;
    std::string tenant;
    std::vector<std::string> models;  ///< names or patterns with `*`; empty: all that its tier has
    bool is_blocked = false;
    UtcTime created_at;
    std::optional<UtcTime> expires_at;  ///< from then on it is no key
    ServiceTier tier = ServiceTier::free;
    std::optional<std::uint8_t> priority;
    std::optional<std::uint8_t> priority_max;
    std::optional<std::uint8_t> model_tier_max;
    std::optional<std::uint64_t> rpm;
    std::optional<std::uint64_t> tpm;
    std::optional<std::uint32_t> max_parallel;
    Egress egress;
    LedgerTerms budget;
};

/// A key as its configuration has it; `allowance` is what is left of it once its tier has filled the gaps
/// (`settings::allowance_of`). What stays open there is then open here: limits come from the configured tier alone, if
/// it names any, and from `tier_terms` otherwise.
VirtualKey from_settings(const settings::VirtualKey& key, const settings::Allowance& allowance, UtcTime created_at);

/// What holds for a call with the key: its own terms where it has some, its tier's otherwise. No absent limit is meant
/// by 0: nothing is allowed at 0.
struct Standing {
    std::uint8_t priority = 0;
    std::uint8_t priority_max = 0;
    std::uint8_t model_tier_max = 0;
    std::optional<std::uint64_t> rpm;
    std::optional<std::uint64_t> tpm;
    std::optional<std::uint32_t> max_parallel;
};
Standing standing_of(const VirtualKey& key);

/// The priority of a call: what it asks for, else the key's; never above the ceiling.
std::uint8_t priority_of(const Standing& standing, std::optional<std::uint8_t> asked);

/// Whether the key may name this model. `*` in a pattern stands for any characters, also none.
bool may_use(const VirtualKey& key, std::string_view model);
bool matches(std::string_view pattern, std::string_view name);

inline constexpr std::string_view key_prefix = "sk-";
inline constexpr std::size_t key_size_max = 256;  ///< of what a caller may present

/// A new key made of random bytes, at least 16: "sk-" and their hexadecimal digits. Show it once.
Secret make_key(std::string_view random_bytes);
/// What is stored of a key.
inline Hash hash_of(const Secret& key) { return sha256(key.expose()); }

}  // namespace swarmdesk::llm::keys
