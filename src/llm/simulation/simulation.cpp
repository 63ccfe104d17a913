#include "llm/simulation/simulation.hpp"

#include "base/assert.hpp"
#include "llm/simulation/gateway_model.hpp"

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t calls_between_reports = 4096;

/// Twelve digits of it: money is multiplied as money.
Decimal to_decimal(double factor)
{
    return divide(Decimal::from_integer(static_cast<std::int64_t>(factor * 1e6)), Decimal::from_integer(1'000'000),
                  Rounding::half_even);
}

/// From what was counted to a month of 30 days. Users follow the day's curve, agents do not.
void extrapolate(Outcome& outcome, const Workload& workload, MonotonicTime begin)
{
    const double of_agents = 24.0 * 3600e9 / static_cast<double>(outcome.length.count());
    const double of_users = workload.day_over(begin, outcome.length);
    for (auto& [tier, one] : outcome.by_tier) {
        const double days = tier == ServiceTier::operator_ ? of_agents : of_users;
        one.users = workload.users(tier);
        one.cost_per_month = multiply(one.cost, to_decimal(days * 30), Rounding::half_even);
        if (one.users > 0)
            one.calls_per_user_day = static_cast<double>(one.paths.calls()) * days / static_cast<double>(one.users);
    }
}

}  // namespace

Outcome simulate(const Settings& settings, const Progress& progress)
{
    Outcome outcome;
    outcome.users = settings.users;
    outcome.seed = settings.seed;
    outcome.begin = settings.begin;
    outcome.length = settings.length;
    outcome.warm_up = settings.warm_up;
    outcome.sharing = settings.sharing;
    for (const auto tier : {ServiceTier::free, ServiceTier::plus, ServiceTier::pro, ServiceTier::operator_})
        outcome.by_tier[tier];

    // The day before is there for the warm-up.
    const MonotonicTime begin = MonotonicTime{} + 24h + settings.begin;
    const MonotonicTime first = begin + -settings.warm_up;
    const MonotonicTime end = begin + settings.length;
    Workload workload{{settings.users, settings.seed, first, settings.assumptions}};
    outcome.agents = workload.agents();
    GatewayModel gateway{settings, begin, outcome};

    for (Call call = workload.next(); call.at < end; call = workload.next()) {
        for (auto at = gateway.next_at(); at && *at <= call.at; at = gateway.next_at()) gateway.wake(*at);
        gateway.ask(call);
        if (outcome.calls_simulated % calls_between_reports == 0 && progress)
            progress(static_cast<double>((call.at - first).count()) / static_cast<double>((end - first).count()));
    }
    for (auto at = gateway.next_at(); at; at = gateway.next_at()) gateway.wake(*at);
    SWARMDESK_ASSERT(gateway.in_flight() == 0);
    extrapolate(outcome, workload, begin);
    return outcome;
}

}  // namespace swarmdesk::llm::simulation
