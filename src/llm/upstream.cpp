#include "llm/upstream.hpp"

#include <algorithm>

#include "llm/keys/price.hpp"
#include "llm/scripted/scripted_attempt.hpp"

namespace swarmdesk::llm {

namespace asio = boost::asio;
using settings::ProviderKind;

namespace {

/// Calls that wait in front of one engine; more are told to come back.
constexpr std::size_t waiting_max = 512;
constexpr std::uint64_t answer_tokens_guess = 256;
constexpr nanoseconds measurement_age_max = std::chrono::seconds{30};

const providers::Provider* provider_of(ProviderKind kind)
{
    switch (kind) {
        case ProviderKind::ollama: return &providers::ollama();
        case ProviderKind::openai_compatible: return &providers::openai_compatible();
        case ProviderKind::groq: return &providers::groq();
        case ProviderKind::openrouter: return &providers::openrouter();
        case ProviderKind::anthropic: return &providers::anthropic();
        case ProviderKind::scripted: return nullptr;
    }
    return nullptr;
}

routing::Breaker::Settings breaker_settings(const settings::Deployment& deployment)
{
    routing::Breaker::Settings breaker;
    breaker.allowed_fails = deployment.allowed_fails;
    breaker.cooldowns.first = deployment.cooldown_time;
    return breaker;
}

/// A local engine has few slots and no queue with priorities: ours stands in front. A cloud has its own.
bool needs_gate(const settings::Deployment& deployment)
{
    return deployment.provider == ProviderKind::ollama || deployment.is_local;
}

/// In front of an engine the gate keeps the reserved slots.
std::uint32_t reserved_places(const settings::Deployment& deployment)
{
    return needs_gate(deployment) ? 0 : settings::reserved_slots_of(deployment);
}

routing::Urgency urgency_of(const Errand& errand)
{
    return errand.priority >= admission::priority_urgent ? routing::Urgency::urgent : routing::Urgency::usual;
}

keys::RateLimit::Settings rate_settings(const settings::Deployment& deployment)
{
    keys::RateLimit::Settings rate;
    rate.requests = deployment.rpm;
    rate.tokens = deployment.tpm;
    return rate;
}

/// Whether an upstream may have read the prompt, and so counted it, before it failed this way.
bool may_have_counted(FailureKind kind)
{
    switch (kind) {
        case FailureKind::timed_out:
        case FailureKind::stalled:
        case FailureKind::truncated:
        case FailureKind::garbled:
        case FailureKind::cancelled: return true;
        default: return false;
    }
}

std::string text_of(nanoseconds keep_alive)
{
    return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(keep_alive).count()) + 's';
}

std::shared_ptr<const providers::Target> make_target(const settings::Deployment& deployment, const Secret& key)
{
    auto target = std::make_shared<providers::Target>();
    target->api_base = deployment.api_base;
    target->model = deployment.model;
    target->api_key = key;
    target->num_ctx = deployment.num_ctx;
    if (deployment.keep_alive) target->keep_alive = text_of(*deployment.keep_alive);
    target->defaults = deployment.defaults;
    target->drops_unknown = deployment.drop_params;
    return target;
}

/// In units of 1e-12 USD, so that prices compare as numbers.
std::uint64_t comparable(Decimal usd)
{
    const Int128 units = usd.mantissa() / 1'000'000;
    return units < 0 ? 0 : static_cast<std::uint64_t>(std::min<Int128>(units, Int128{1} << 62));
}

}  // namespace

Upstream::Upstream(asio::any_io_executor executor, runtime::Clock& clock, net::HttpClient& client,
                   settings::Deployment deployment, std::int32_t order)
    : clock_(clock),
      client_(client),
      deployment_(std::move(deployment)),
      order_(order),
      breaker_(breaker_settings(deployment_)),
      keys_(std::max<std::size_t>(deployment_.api_keys.size(), 1)),
      bulkhead_(deployment_.max_parallel_requests, reserved_places(deployment_)),
      rate_(rate_settings(deployment_))
{
    for (const auto& key : deployment_.api_keys) targets_.push_back(make_target(deployment_, key));
    if (targets_.empty()) targets_.push_back(make_target(deployment_, {}));
    if (deployment_.provider == ProviderKind::ollama)
        digest_ = std::make_unique<ModelDigest>(
            executor, clock, client,
            ModelDigest::Place{deployment_.api_base, deployment_.model, targets_.front()->api_key});
    if (!needs_gate(deployment_)) return;
    admission::Queue::Settings queue;
    queue.slots = deployment_.max_parallel_requests;
    queue.reserved = settings::reserved_slots_of(deployment_);
    queue.waiting_max = waiting_max;
    gate_ = std::make_unique<EngineGate>(std::move(executor), clock, queue);
}

std::uint64_t Upstream::expected_tokens(const ModelCall& call) const
{
    if (call.operation == Operation::embedding) return 0;
    // Callers allow for more than they get: what it usually answers is the better guess.
    const std::uint64_t usual = answer_tokens_.value_or(answer_tokens_guess);
    return std::min(max_tokens(call, usual), usual);
}

std::uint64_t Upstream::counted_tokens(const Errand& errand) const
{
    return errand.prompt_tokens + expected_tokens(errand.call);
}

std::optional<nanoseconds> Upstream::predict(const Errand& errand, nanoseconds queue_wait, MonotonicTime now) const
{
    // Who is thought too slow is not asked, and so never found to be faster: what is old is not known any more.
    if (now - measured_ > measurement_age_max) return std::nullopt;
    return estimator_.predict(errand.prompt_tokens, expected_tokens(errand.call), queue_wait);
}

routing::DeploymentView Upstream::view(const Errand& errand, MonotonicTime now) const
{
    routing::DeploymentView view;
    view.id = deployment_.id;
    view.operation = deployment_.operation;
    view.is_egress_allowed = errand.egress.admits(deployment_, order_);
    // Nothing in the settings says what a model cannot do, so nothing is asked for either; the upstream will say it.
    if (deployment_.max_input_tokens) view.context_tokens = deployment_.max_input_tokens;
    if (deployment_.num_ctx) view.context_tokens = deployment_.num_ctx;
    view.breaker_admits_at = breaker_.admits_at(now);
    view.key_awake_at = keys_.awake_at();
    // In front of a gate one waits; it is never "full".
    view.in_flight = bulkhead_.in_flight();
    view.in_flight_max = gate_ ? std::numeric_limits<std::uint32_t>::max() : bulkhead_.in_flight_max();
    if (!gate_ && bulkhead_.is_full(urgency_of(errand))) {
        view.in_flight_max = view.in_flight;  // full for this errand: what is free is reserved
    } else if (const auto refusal = rate_.refusal(counted_tokens(errand), now)) {
        view.in_flight_max = view.in_flight;
        if (refusal->retry_after) view.place_free_at = now + *refusal->retry_after;
    }
    const nanoseconds wait = gate_ ? gate_->queue().predicted_wait(errand.priority, now) : nanoseconds{0};
    view.predicted = predict(errand, wait, now);
    view.weight_permille = deployment_.weight_permille;
    view.cost = comparable(cost({errand.prompt_tokens, expected_tokens(errand.call)}));
    return view;
}

admission::Ticket Upstream::ticket(const Errand& errand) const
{
    return {.priority = errand.priority,
            .tenant = errand.tenant,
            .deadline = errand.deadline,
            .estimated_tokens = counted_tokens(errand),
            .predicted_service = predict(errand, nanoseconds{0}, clock_.now().monotonic)};
}

std::optional<Upstream::Visit> Upstream::begin(const Errand& errand, std::optional<EngineGate::Slot> slot)
{
    const MonotonicTime now = clock_.now().monotonic;
    Visit visit;
    visit.slot = std::move(slot);
    visit.place = bulkhead_.try_enter(urgency_of(errand));
    if (!visit.place) return std::nullopt;
    visit.permit = breaker_.try_acquire(now);
    if (!visit.permit) return std::nullopt;
    const auto key = keys_.take(now);
    if (!key) return std::nullopt;
    const auto counted = rate_.take(counted_tokens(errand), now);
    if (!std::holds_alternative<keys::RateLimit::Taken>(counted)) return std::nullopt;
    visit.taken = std::get<keys::RateLimit::Taken>(counted);
    if (digest_) digest_->refresh();
    visit.key = *key;
    visit.began = now;
    visit.deadline = errand.deadline;
    visit.delivery = errand.call.delivery;
    Patience patience;
    patience.first_token = first_token_patience(visit.delivery);
    patience.connect = deployment_.connect_timeout;
    patience.between_tokens = deployment_.inter_token_timeout;
    patience.deadline = std::min(errand.deadline, now + deployment_.timeout);
    const auto* provider = provider_of(deployment_.provider);
    visit.attempt =
        provider == nullptr
            ? scripted::make_scripted_attempt(clock_, errand.call, deployment_.model, patience)
            : make_http_attempt(client_, clock_, *provider, errand.call, targets_[*key], patience, errand.call_id);
    return visit;
}

void Upstream::on_success(Visit& visit, const Usage& usage, std::optional<nanoseconds> first_token)
{
    const MonotonicTime now = clock_.now().monotonic;
    keys_.on_success(visit.key);
    if (visit.permit) breaker_.on_success(std::move(*visit.permit), now);
    visit.permit.reset();
    if (visit.taken) rate_.correct(*visit.taken, usage.total());
    estimator_.observe({usage.prompt_tokens, usage.completion_tokens, first_token, now - visit.began});
    measured_ = now;
    answer_tokens_ =
        answer_tokens_ ? (*answer_tokens_ * 15 + usage.completion_tokens + 8) / 16 : usage.completion_tokens;
    if (visit.slot) visit.slot->finish(usage.total());
    visit.slot.reset();
    visit.place.reset();
}

nanoseconds Upstream::first_token_patience(Delivery delivery) const
{
    return delivery == Delivery::whole ? deployment_.timeout : deployment_.stream_timeout;
}

bool Upstream::is_callers_haste(const Visit& visit, const Failure& failure, MonotonicTime now) const
{
    // A status is the upstream's own word, and nothing before the deadline is owed to it.
    if (failure.status != 0 || now < visit.deadline) return false;
    switch (failure.kind) {
        case FailureKind::timed_out:
            return visit.deadline < visit.began + std::min(deployment_.timeout, first_token_patience(visit.delivery));
        case FailureKind::unreachable:  // connecting ends with the deadline too
        case FailureKind::stalled: return visit.deadline < visit.began + deployment_.timeout;
        default: return false;
    }
}

Upstream::Verdict Upstream::on_failure(Visit& visit, const Failure& failure)
{
    const MonotonicTime now = clock_.now().monotonic;
    if (visit.taken && !may_have_counted(failure.kind)) rate_.correct(*visit.taken, 0);
    if (is_callers_haste(visit, failure, now)) {
        visit = {};  // the permit is dropped: it says nothing, neither good nor bad
        return Verdict::give_up;
    }
    const auto culprit = keys_.on_failure(visit.key, failure.kind, failure.retry_after, now);
    if (culprit == routing::KeyRing::Culprit::key) {
        visit = {};
        return Verdict::try_next_key;
    }
    if (visit.permit) breaker_.on_failure(std::move(*visit.permit), failure.kind, failure.retry_after, now);
    visit = {};
    return Verdict::give_up;
}

asio::awaitable<void> Upstream::stop()
{
    if (gate_) co_await gate_->stop();
    if (digest_) co_await digest_->stop();
}

Decimal Upstream::cost(const Usage& usage) const
{
    return keys::cost(usage, {deployment_.input_cost_per_token, deployment_.output_cost_per_token});
}

}  // namespace swarmdesk::llm
