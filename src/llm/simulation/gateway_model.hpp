#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "llm/cache/exact_cache.hpp"
#include "llm/cache/single_flight.hpp"
#include "llm/keys/budget.hpp"
#include "llm/keys/virtual_key.hpp"
#include "llm/routing/retry_budget.hpp"
#include "llm/simulation/deployment_model.hpp"
#include "llm/simulation/outcome.hpp"

namespace swarmdesk::llm::simulation {

/// The way of a call through the gateway, in virtual time: limits, cache, single flight, the plan, the queue, tries and
/// retries. Cache, keys, budgets, rates, flights, plan, breakers, estimators and queues are the gateway's own. What
/// Gateway and Router add as coroutines (the order in which these are asked, and what a failure leads to) is repeated
/// here as events, since a coroutine needs an executor, a connection and a caller's key for each of a million users.
///
/// Left out: group fallbacks (there is one group), callers who leave, mid-stream failures.
/// `Outcome` is borrowed and gets what ends at or after `counted_from` began.
class GatewayModel {
public:
    GatewayModel(const Settings& settings, MonotonicTime counted_from, Outcome& outcome);
    GatewayModel(const GatewayModel&) = delete;
    GatewayModel& operator=(const GatewayModel&) = delete;
    ~GatewayModel();

    /// Call this with times that do not fall, and `wake` first for all that is due before.
    void ask(const Call& call);
    std::optional<MonotonicTime> next_at() const;
    void wake(MonotonicTime now);

    std::size_t in_flight() const { return jobs_.size(); }

private:
    using JobId = std::uint64_t;
    using DeploymentIndex = std::size_t;
    struct Allotment;
    struct Job;
    /// Something that has become of a job, to be acted on after what is being done now.
    struct Turn {
        JobId job = 0;
        std::optional<admission::ShedReason> shed;  ///< none: it was granted a slot
    };
    struct Due {
        MonotonicTime at;
        std::uint64_t order = 0;
        JobId job = 0;

        bool operator>(const Due& other) const { return at != other.at ? at > other.at : order > other.order; }
    };
    struct Place {
        DeploymentIndex deployment = 0;
        admission::WaiterId id = 0;
        friend auto operator<=>(const Place&, const Place&) = default;
    };

    std::shared_ptr<Allotment> allotment_of(const Call& call);
    void forget_idle(MonotonicTime now);
    std::optional<std::string> set_aside(Job& job);
    void file_under(Job& job);

    void take_off(Job& job);
    void travel(JobId id, MonotonicTime now);
    routing::Plan plan(const Job& job, MonotonicTime now);
    bool begin(Job& job, std::optional<admission::WaiterId> slot, MonotonicTime now);
    void pass_over(Job& job, std::string_view word, const Failure& failure);
    void pump(DeploymentIndex index, MonotonicTime now);
    void take_turns(MonotonicTime now);
    void visit_ended(Job& job, MonotonicTime now);
    bool may_retry(Job& job, MonotonicTime now);

    void answered(Job& job, MonotonicTime now);
    void failed(Job& job, const Failure& failure, MonotonicTime now);
    void land(Job& leader, cache::SingleFlight::Outcome ending, MonotonicTime now);
    void degrade_or_refuse(Job& job, const Failure& failure, MonotonicTime now);
    void conclude(Job& job, Path path, const Usage& usage, Decimal cost, MonotonicTime now);

    ByDeployment& outcome_of(DeploymentIndex index) { return outcome_.deployments[index]; }

    const Settings& settings_;
    const MonotonicTime counted_from_;
    Outcome& outcome_;
    runtime::Random random_;
    std::map<ServiceTier, keys::VirtualKey> keys_;  ///< all users of a tier have the same
    std::map<ServiceTier, keys::Standing> standings_;
    keys::BudgetBook budgets_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Allotment>> allotments_;  ///< of users who called lately
    std::deque<std::pair<MonotonicTime, std::uint64_t>> called_;
    std::vector<bool> active_;
    cache::ExactCache cache_;
    cache::SingleFlight flights_;
    std::map<cache::SingleFlight::MemberId, JobId> members_;
    std::map<cache::SingleFlight::FlightId, JobId> leaders_;
    routing::RetryBudget retries_;
    std::vector<std::vector<DeploymentIndex>> tiers_;
    std::vector<std::unique_ptr<DeploymentModel>> deployments_;
    std::map<Place, JobId> waiting_;
    std::unordered_map<JobId, std::unique_ptr<Job>> jobs_;
    std::deque<Turn> turns_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::uint64_t last_id_ = 0;
};

}  // namespace swarmdesk::llm::simulation
