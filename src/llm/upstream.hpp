#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "llm/attempt.hpp"
#include "llm/engine_gate.hpp"
#include "llm/keys/rate_limit.hpp"
#include "llm/model_digest.hpp"
#include "llm/routing/breaker.hpp"
#include "llm/routing/bulkhead.hpp"
#include "llm/routing/estimator.hpp"
#include "llm/routing/key_ring.hpp"
#include "llm/routing/plan.hpp"
#include "llm/settings/gateway_settings.hpp"

namespace swarmdesk::llm {

/// One call on its way: what the router needs to know of it.
struct Errand {
    ModelCall call;
    std::uint64_t prompt_tokens = 0;  ///< about
    std::string group;                ///< as the settings name it
    std::string tenant;
    std::string call_id;
    admission::Priority priority = 5;
    settings::Egress egress;
    MonotonicTime deadline;
};

/// One deployment at work: how it is doing, who is using it, and how to ask it. One executor.
class Upstream {
public:
    Upstream(boost::asio::any_io_executor executor, runtime::Clock& clock, net::HttpClient& client,
             settings::Deployment deployment, std::int32_t order);
    Upstream(const Upstream&) = delete;
    Upstream& operator=(const Upstream&) = delete;

    /// How it stands for this errand now; whether this errand has tried it is the router's to add.
    routing::DeploymentView view(const Errand& errand, MonotonicTime now) const;

    /// A try that is let in, until it is over. `attempt` dies first: it borrows the rest.
    struct Visit {
        std::optional<EngineGate::Slot> slot;
        std::optional<routing::Bulkhead::Place> place;
        std::optional<routing::Breaker::Permit> permit;
        std::optional<keys::RateLimit::Taken> taken;
        std::size_t key = 0;
        MonotonicTime began;
        MonotonicTime deadline;  ///< the caller's
        Delivery delivery = Delivery::whole;
        std::unique_ptr<Attempt> attempt;
    };
    /// Lets the errand in, or says that another has taken the place meanwhile. In front of an engine with slots, `slot`
    /// comes from the gate.
    std::optional<Visit> begin(const Errand& errand, std::optional<EngineGate::Slot> slot);

    void on_success(Visit& visit, const Usage& usage, std::optional<nanoseconds> first_token);
    enum class Verdict { try_next_key = 1, give_up };
    Verdict on_failure(Visit& visit, const Failure& failure);

    /// Only where calls wait in front of it: an engine with few slots.
    EngineGate* gate() { return gate_.get(); }
    /// What the queue in front of it should know of the errand.
    admission::Ticket ticket(const Errand& errand) const;

    const settings::Deployment& deployment() const { return deployment_; }
    std::int32_t order() const { return order_; }
    routing::BreakerState state() const { return breaker_.state(clock_.now().monotonic); }
    const routing::Estimator& estimator() const { return estimator_; }
    std::uint32_t in_flight() const { return bulkhead_.in_flight(); }
    boost::asio::awaitable<void> stop();

    /// Of the model, where its server tells; as last heard, ten minutes ago at most.
    std::string_view digest() const { return digest_ ? std::string_view{digest_->value()} : std::string_view{}; }

    /// USD, rounded up.
    Decimal cost(const Usage& usage) const;

private:
    /// How long the call would take, as far as anybody can tell.
    std::optional<nanoseconds> predict(const Errand& errand, nanoseconds queue_wait, MonotonicTime now) const;
    std::uint64_t expected_tokens(const ModelCall& call) const;
    std::uint64_t counted_tokens(const Errand& errand) const;
    /// Whether the failure is only that the caller had less patience than this deployment is allowed.
    bool is_callers_haste(const Visit& visit, const Failure& failure, MonotonicTime now) const;
    nanoseconds first_token_patience(Delivery delivery) const;

    runtime::Clock& clock_;
    net::HttpClient& client_;
    const settings::Deployment deployment_;
    const std::int32_t order_;
    routing::Breaker breaker_;
    routing::KeyRing keys_;
    std::vector<std::shared_ptr<const providers::Target>> targets_;  ///< one a key
    routing::Bulkhead bulkhead_;
    keys::RateLimit rate_;
    routing::Estimator estimator_;
    std::unique_ptr<EngineGate> gate_;
    std::unique_ptr<ModelDigest> digest_;         ///< of an Ollama
    std::optional<std::uint64_t> answer_tokens_;  ///< a moving mean of what it answers
    MonotonicTime measured_;                      ///< when it last answered
};

}  // namespace swarmdesk::llm
