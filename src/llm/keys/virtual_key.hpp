#pragma once

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

/// One key. The text of it is not kept: only SHA-256, which is as good as the key is long. An absent limit is none.
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
    std::uint8_t priority = 0;      ///< of calls that name none
    std::uint8_t priority_max = 0;  ///< calls that ask for more get this
    std::optional<std::uint64_t> rpm;
    std::optional<std::uint64_t> tpm;
    std::optional<std::uint32_t> max_parallel;
    Egress egress;
    LedgerTerms budget;
};

/// What a key or a team may spend in a window: money, tokens, requests.
LedgerTerms terms_of(const settings::Allowance& allowance);
/// A key as its configuration has it, with all that `settings::allowance_of` says it may do.
VirtualKey from_settings(const settings::VirtualKey& key, const settings::Allowance& allowance, UtcTime created_at);

/// What holds for a call with the key. No absent limit is meant by 0: nothing is allowed at 0.
struct Standing {
    std::uint8_t priority = 0;
    std::uint8_t priority_max = 0;
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
