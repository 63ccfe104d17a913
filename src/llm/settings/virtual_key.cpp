#include "llm/settings/virtual_key.hpp"

namespace swarmdesk::llm::settings {

bool Egress::admits(const Deployment& deployment, std::int32_t order) const
{
    if (order_max && order > *order_max) return false;
    switch (rule) {
        case EgressRule::anywhere: return true;
        case EgressRule::local_only: return deployment.is_local;
        case EgressRule::listed: return deployment.is_local || providers.contains(deployment.provider);
    }
    return false;
}

Allowance Allowance::otherwise(const Allowance& other) const
{
    Allowance both = *this;
    const auto fill = [](auto& mine, const auto& theirs) {
        if (!mine) mine = theirs;
    };
    // A budget and the time it lasts belong together: half of one and half of the other would mean neither.
    if (!has_budget()) {
        both.max_budget = other.max_budget;
        both.max_budget_tokens = other.max_budget_tokens;
        both.max_budget_requests = other.max_budget_requests;
        fill(both.budget_duration, other.budget_duration);
    }
    fill(both.soft_budget, other.soft_budget);
    fill(both.rpm_limit, other.rpm_limit);
    fill(both.tpm_limit, other.tpm_limit);
    fill(both.max_parallel_requests, other.max_parallel_requests);
    fill(both.priority, other.priority);
    fill(both.priority_max, other.priority_max);
    fill(both.egress, other.egress);
    return both;
}

Allowance default_allowance(ServiceTier tier)
{
    const auto terms = [](std::uint8_t priority, std::uint8_t priority_max, Limit<std::uint64_t> rpm,
                          Limit<std::uint64_t> tpm, Limit<std::uint32_t> parallel) {
        return Allowance{.rpm_limit = rpm,
                         .tpm_limit = tpm,
                         .max_parallel_requests = parallel,
                         .priority = priority,
                         .priority_max = priority_max};
    };
    switch (tier) {
        case ServiceTier::free: return terms(2, 3, 10, 20'000, 1);
        case ServiceTier::plus: return terms(4, 5, 60, 200'000, 4);
        case ServiceTier::pro: return terms(5, 7, 300, 1'000'000, 16);
        case ServiceTier::operator_: return terms(6, priority_top, {}, {}, {});
    }
    return terms(0, 0, 10, 20'000, 1);
}

}  // namespace swarmdesk::llm::settings
