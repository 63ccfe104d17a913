#include "llm/keys/virtual_key.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::keys {

VirtualKey from_settings(const settings::VirtualKey& key, const settings::Allowance& allowance, UtcTime created_at)
{
    VirtualKey made{.name = key.name,
                    .hash = key.hash,
                    .team = key.team,
                    .tenant = key.tenant,
                    .models = key.models,
                    .is_blocked = key.is_blocked,
                    .created_at = created_at,
                    .tier = key.tier,
                    .priority = allowance.priority.value_or(0),
                    .priority_max = allowance.priority_max.value_or(0)};
    if (allowance.rpm_limit) made.rpm = allowance.rpm_limit->most;
    if (allowance.tpm_limit) made.tpm = allowance.tpm_limit->most;
    if (allowance.max_parallel_requests) made.max_parallel = allowance.max_parallel_requests->most;
    if (allowance.egress) made.egress = *allowance.egress;
    made.budget = terms_of(allowance);
    return made;
}

LedgerTerms terms_of(const settings::Allowance& allowance)
{
    return {.limit = {.money = allowance.max_budget,
                      .tokens = allowance.max_budget_tokens,
                      .requests = allowance.max_budget_requests},
            .window = {.duration = allowance.budget_duration}};
}

Standing standing_of(const VirtualKey& key)
{
    Standing standing{.priority = key.priority,
                      .priority_max = std::min(key.priority_max, priority_top),
                      .rpm = key.rpm,
                      .tpm = key.tpm,
                      .max_parallel = key.max_parallel};
    standing.priority = std::min(standing.priority, standing.priority_max);
    return standing;
}

std::uint8_t priority_of(const Standing& standing, std::optional<std::uint8_t> asked)
{
    return std::min(asked.value_or(standing.priority), standing.priority_max);
}

bool may_use(const VirtualKey& key, std::string_view model)
{
    return key.models.empty() ||
           std::ranges::any_of(key.models, [&](const std::string& pattern) { return matches(pattern, model); });
}

bool matches(std::string_view pattern, std::string_view name)
{
    // Greedy with one place to come back to: linear for one star, at worst the product of the sizes.
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos;
    std::size_t retry = 0;
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = n;
        } else if (p < pattern.size() && pattern[p] == name[n]) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Secret make_key(std::string_view random_bytes)
{
    SWARMDESK_ASSERT(random_bytes.size() >= 16);
    return Secret{std::string(key_prefix) + to_hex(random_bytes)};
}

}  // namespace swarmdesk::llm::keys
