#pragma once

#include <cstdint>
#include <optional>

#include "llm/admission/queue.hpp"
#include "llm/keys/rate_limit.hpp"
#include "llm/routing/breaker.hpp"
#include "llm/routing/bulkhead.hpp"
#include "llm/routing/estimator.hpp"
#include "llm/routing/key_ring.hpp"
#include "llm/routing/plan.hpp"
#include "llm/simulation/settings.hpp"

namespace swarmdesk::llm::simulation {

/// What the parts of the gateway need to know of a call to place it.
struct Errand {
    std::string tenant;
    admission::Priority priority = 5;
    settings::Egress egress;
    Delivery delivery = Delivery::whole;
    MonotonicTime deadline;
    std::uint64_t prompt_tokens = 0;
    std::uint64_t answer_tokens_max = 0;  ///< as its caller set it
    std::uint64_t answer_tokens = 0;      ///< what it will be, which only the model knows beforehand
};

/// One deployment at work. Breaker, keys, places, estimator and the queue in front of it are the gateway's own;
/// modelled is the machine behind them, for there is none: it takes as long as `Speed` says.
///
/// llm::Upstream puts the same parts together in the same way, but around connections and coroutines on a real clock.
/// Its rules (what a call is expected to need, for how long a measurement counts) are repeated here.
class DeploymentModel {
public:
    DeploymentModel(const settings::Deployment& deployment, std::int32_t order, const Speed& speed);
    DeploymentModel(const DeploymentModel&) = delete;
    DeploymentModel& operator=(const DeploymentModel&) = delete;

    routing::DeploymentView view(const Errand& errand, MonotonicTime now) const;
    admission::Ticket ticket(const Errand& errand, MonotonicTime now) const;

    /// A call on its way, and how it is going to end.
    struct Visit {
        std::optional<admission::WaiterId> slot;
        std::optional<routing::Bulkhead::Place> place;
        std::optional<routing::Breaker::Permit> permit;
        std::size_t key = 0;
        MonotonicTime began;
        nanoseconds first_token{};
        MonotonicTime ends;
        std::optional<Failure> failure;  ///< none: it is answered
        bool is_begun = false;           ///< its first word came before it ends, so nobody else may answer any more
    };
    /// Nothing where the place was taken meanwhile.
    std::optional<Visit> begin(const Errand& errand, MonotonicTime now, runtime::Random& random);
    void on_success(Visit& visit, const Usage& usage, Delivery delivery, MonotonicTime now);
    enum class Verdict { try_next_key = 1, give_up };
    Verdict on_failure(Visit& visit, MonotonicTime now);

    /// Only in front of a local engine.
    admission::Queue* queue() { return queue_ ? &*queue_ : nullptr; }
    const admission::Queue* queue() const { return queue_ ? &*queue_ : nullptr; }
    const settings::Deployment& deployment() const { return deployment_; }
    std::int32_t order() const { return order_; }
    Decimal cost(const Usage& usage) const;

private:
    std::uint64_t expected_tokens(const Errand& errand) const;
    std::optional<nanoseconds> predict(const Errand& errand, nanoseconds queue_wait, MonotonicTime now) const;
    void give_back(Visit& visit, std::uint64_t tokens, admission::Queue::Ending ending, MonotonicTime now);

    const settings::Deployment deployment_;
    const std::int32_t order_;
    const Speed speed_;
    routing::Breaker breaker_;
    routing::KeyRing keys_;
    routing::Bulkhead bulkhead_;
    routing::Estimator estimator_;
    std::optional<admission::Queue> queue_;
    keys::RateLimit limits_;  ///< the provider's, not ours
    std::optional<std::uint64_t> answer_tokens_;
    MonotonicTime measured_;
};

}  // namespace swarmdesk::llm::simulation
