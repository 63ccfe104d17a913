#include "llm/simulation/outcome.hpp"

#include <numeric>

namespace swarmdesk::llm::simulation {
namespace {

Decimal share(Decimal whole, std::uint64_t users)
{
    if (users == 0) return {};
    return divide(whole, Decimal::from_integer(static_cast<std::int64_t>(users)), Rounding::half_even);
}

}  // namespace

std::uint64_t Paths::calls() const { return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0}); }

double Paths::hit_rate() const
{
    return calls() == 0 ? 0 : 100 * static_cast<double>(hits()) / static_cast<double>(calls());
}

Decimal ByTier::cost_per_user_month() const { return share(cost_per_month, users); }

Decimal Outcome::cost_per_month() const
{
    Decimal sum;
    for (const auto& [tier, one] : by_tier) sum += one.cost_per_month;
    return sum;
}

Decimal Outcome::cost_per_user_month() const { return share(cost_per_month(), users); }

}  // namespace swarmdesk::llm::simulation
