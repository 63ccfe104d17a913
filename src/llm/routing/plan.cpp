#include "llm/routing/plan.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

namespace {

bool is_over(const std::optional<MonotonicTime>& at, MonotonicTime now) { return at && *at <= now; }

bool fits(const DeploymentView& view, const Need& need)
{
    if (!view.context_tokens) return true;
    return need.prompt_tokens <= *view.context_tokens &&
           need.completion_tokens <= *view.context_tokens - need.prompt_tokens;
}

std::optional<SkipReason> why_not(const DeploymentView& view, const Need& need, MonotonicTime now)
{
    if (view.operation != need.operation) return SkipReason::wrong_operation;
    if (!view.is_egress_allowed) return SkipReason::egress_forbidden;
    if (!std::includes(view.capabilities.begin(), view.capabilities.end(), need.capabilities.begin(),
                       need.capabilities.end()))
        return SkipReason::lacks_capability;
    if (!fits(view, need)) return SkipReason::context_too_short;
    if (view.is_tried) return SkipReason::already_tried;
    if (!is_over(view.breaker_admits_at, now)) return SkipReason::breaker_open;
    if (!is_over(view.key_awake_at, now)) return SkipReason::keys_resting;
    if (view.in_flight >= view.in_flight_max) return SkipReason::busy;
    if (now >= need.deadline || (view.predicted && *view.predicted > need.deadline - now)) return SkipReason::too_slow;
    return std::nullopt;
}

/// When what stands in the way will not any more: all of it, for a breaker that lets nobody through does not help a
/// deployment whose keys rest for longer.
std::optional<MonotonicTime> when(const DeploymentView& view, SkipReason reason, MonotonicTime now)
{
    if (reason != SkipReason::breaker_open && reason != SkipReason::keys_resting && reason != SkipReason::busy)
        return std::nullopt;
    if (!view.breaker_admits_at || !view.key_awake_at) return std::nullopt;
    MonotonicTime at = std::max({now, *view.breaker_admits_at, *view.key_awake_at});
    if (view.in_flight < view.in_flight_max) return at;
    if (!view.place_free_at) return std::nullopt;
    return std::max(at, *view.place_free_at);
}

using Candidates = std::vector<std::size_t>;  // places in the tier; never empty below

/// The first whose `measure` is least.
template <class Measure>
std::size_t least(const Candidates& candidates, Measure measure)
{
    return *std::min_element(candidates.begin(), candidates.end(),
                             [&](std::size_t a, std::size_t b) { return measure(a) < measure(b); });
}

std::size_t shuffled(const std::vector<DeploymentView>& views, const Candidates& candidates, std::uint64_t draw)
{
    std::uint64_t sum = 0;
    for (const std::size_t i : candidates) sum += views[i].weight_permille;
    if (sum == 0) return candidates[draw % candidates.size()];
    std::uint64_t left = draw % sum;
    for (const std::size_t i : candidates) {
        if (left < views[i].weight_permille) return i;
        left -= views[i].weight_permille;
    }
    return candidates.back();
}

/// Calls in flight for each unit of weight, so that one with twice the weight carries twice the load; counts the call
/// to be placed, for otherwise all idle ones would be equal whatever their weight.
double load(const DeploymentView& view)
{
    return (static_cast<double>(view.in_flight) + 1) / std::max(1u, view.weight_permille);
}

/// Those with a weight, unless there are none.
Candidates first_choice(const std::vector<DeploymentView>& views, const Candidates& candidates)
{
    Candidates weighty;
    std::copy_if(candidates.begin(), candidates.end(), std::back_inserter(weighty),
                 [&](std::size_t i) { return views[i].weight_permille > 0; });
    return weighty.empty() ? candidates : weighty;
}

std::size_t choose(const std::vector<DeploymentView>& views, const Candidates& all, settings::Strategy strategy,
                   std::uint64_t draw)
{
    const Candidates candidates = first_choice(views, all);
    switch (strategy) {
        case settings::Strategy::simple_shuffle: return shuffled(views, candidates, draw);
        case settings::Strategy::least_busy: return least(candidates, [&](std::size_t i) { return load(views[i]); });
        case settings::Strategy::lowest_latency:
            return least(candidates, [&](std::size_t i) { return views[i].predicted.value_or(nanoseconds{0}); });
        case settings::Strategy::lowest_cost: return least(candidates, [&](std::size_t i) { return views[i].cost; });
    }
    return candidates.front();
}

}  // namespace

bool Plan::is_all(SkipReason reason) const
{
    return !choice && !skipped.empty() &&
           std::all_of(skipped.begin(), skipped.end(), [&](const Skipped& one) { return one.reason == reason; });
}

Plan plan(const std::vector<TierView>& tiers, const Need& need, settings::Strategy strategy, MonotonicTime now,
          std::uint64_t draw)
{
    Plan made;
    for (std::size_t t = 0; t < tiers.size(); ++t) {
        const auto& [order, views] = tiers[t];
        Candidates candidates;
        for (std::size_t i = 0; i < views.size(); ++i) {
            const auto reason = why_not(views[i], need, now);
            if (!reason) {
                candidates.push_back(i);
                continue;
            }
            made.skipped.push_back({order, views[i].id, *reason});
            const auto at = when(views[i], *reason, now);
            if (at && (!made.available_at || *at < *made.available_at)) made.available_at = at;
        }
        if (candidates.empty()) continue;
        made.choice = Choice{t, choose(views, candidates, strategy, draw)};
        made.available_at.reset();
        for (const std::size_t i : candidates)
            if (i != made.choice->deployment)
                made.skipped.push_back({order, views[i].id, SkipReason::others_preferred});
        break;
    }
    return made;
}

}  // namespace swarmdesk::llm::routing
