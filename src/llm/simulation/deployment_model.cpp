#include "llm/simulation/deployment_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace swarmdesk::llm::simulation {
namespace {

// As in llm/upstream.cpp.
constexpr std::size_t waiting_max = 512;
constexpr std::uint64_t answer_tokens_guess = 256;
constexpr nanoseconds measurement_age_max = std::chrono::seconds{30};

routing::Breaker::Settings breaker_settings(const settings::Deployment& deployment)
{
    routing::Breaker::Settings breaker;
    breaker.allowed_fails = deployment.allowed_fails;
    breaker.cooldowns.first = deployment.cooldown_time;
    return breaker;
}

keys::RateLimit::Settings limits_of(const settings::Deployment& deployment, const Speed& speed)
{
    keys::RateLimit::Settings limits;
    limits.requests = deployment.rpm ? deployment.rpm : speed.requests_per_minute;
    limits.tokens = deployment.tpm ? deployment.tpm : speed.tokens_per_minute;
    return limits;
}

nanoseconds reading(double tokens, double rate) { return nanoseconds{static_cast<std::int64_t>(tokens / rate * 1e9)}; }

}  // namespace

DeploymentModel::DeploymentModel(const settings::Deployment& deployment, std::int32_t order, const Speed& speed)
    : deployment_(deployment),
      order_(order),
      speed_(speed),
      breaker_(breaker_settings(deployment)),
      keys_(std::max<std::size_t>(deployment.api_keys.size(), 1)),
      bulkhead_(deployment.max_parallel_requests),
      limits_(limits_of(deployment, speed))
{
    if (deployment.provider != settings::ProviderKind::ollama && !deployment.is_local) return;
    admission::Queue::Settings queue;
    queue.slots = deployment.max_parallel_requests;
    queue.waiting_max = waiting_max;
    queue_.emplace(queue);
}

std::uint64_t DeploymentModel::expected_tokens(const Errand& errand) const
{
    return std::min(errand.answer_tokens_max, answer_tokens_.value_or(answer_tokens_guess));
}

std::optional<nanoseconds> DeploymentModel::predict(const Errand& errand, nanoseconds queue_wait,
                                                    MonotonicTime now) const
{
    if (now - measured_ > measurement_age_max) return std::nullopt;
    return estimator_.predict(errand.prompt_tokens, expected_tokens(errand), queue_wait);
}

routing::DeploymentView DeploymentModel::view(const Errand& errand, MonotonicTime now) const
{
    routing::DeploymentView view;
    view.id = deployment_.id;
    view.is_egress_allowed = errand.egress.admits(deployment_, order_);
    if (deployment_.max_input_tokens) view.context_tokens = deployment_.max_input_tokens;
    if (deployment_.num_ctx) view.context_tokens = deployment_.num_ctx;
    view.breaker_admits_at = breaker_.admits_at(now);
    view.key_awake_at = keys_.awake_at();
    view.in_flight = bulkhead_.in_flight();
    view.in_flight_max = queue_ ? std::numeric_limits<std::uint32_t>::max() : bulkhead_.in_flight_max();
    const nanoseconds wait = queue_ ? queue_->predicted_wait(errand.priority, now) : nanoseconds{0};
    view.predicted = predict(errand, wait, now);
    view.weight_permille = deployment_.weight_permille;
    const Int128 units = cost({errand.prompt_tokens, expected_tokens(errand)}).mantissa() / 1'000'000;
    view.cost = static_cast<std::uint64_t>(std::clamp<Int128>(units, 0, Int128{1} << 62));
    return view;
}

admission::Ticket DeploymentModel::ticket(const Errand& errand, MonotonicTime now) const
{
    return {.priority = errand.priority,
            .tenant = errand.tenant,
            .deadline = errand.deadline,
            .estimated_tokens = errand.prompt_tokens + expected_tokens(errand),
            .predicted_service = predict(errand, nanoseconds{0}, now)};
}

std::optional<DeploymentModel::Visit> DeploymentModel::begin(const Errand& errand, MonotonicTime now,
                                                             runtime::Random& random)
{
    Visit visit;
    visit.place = bulkhead_.try_enter();
    if (!visit.place) return std::nullopt;
    visit.permit = breaker_.try_acquire(now);
    if (!visit.permit) return std::nullopt;
    const auto key = keys_.take(now);
    if (!key) return std::nullopt;
    visit.key = *key;
    visit.began = now;

    // From here on it is the machine's part. One slot is as fast alone as beside others: batching costs an engine some
    // speed, but nothing the brief says tells how much.
    const double luck = std::exp(speed_.spread * random.normal());
    const bool fails = random.below(1000) < speed_.failures_permille;
    const auto timed = [&](nanoseconds time) {
        return nanoseconds{static_cast<std::int64_t>(static_cast<double>(time.count()) * luck)};
    };
    const auto counted = limits_.take(errand.prompt_tokens + errand.answer_tokens, now);
    if (const auto* refusal = std::get_if<keys::RateLimit::Refusal>(&counted)) {
        visit.failure = Failure{FailureKind::rate_limited, "too many", 429, refusal->retry_after};
        visit.ends = now + timed(speed_.latency);
        return visit;
    }
    if (fails) {
        visit.failure = Failure{FailureKind::failed, "out of luck", 500, {}};
        visit.ends = now + timed(speed_.latency);
        return visit;
    }
    const auto prompt = static_cast<double>(errand.prompt_tokens);
    const auto answer = static_cast<double>(errand.answer_tokens);
    visit.first_token = timed(speed_.latency + reading(prompt, speed_.prompt_tokens_per_second));
    visit.ends = now + visit.first_token + timed(reading(answer, speed_.answer_tokens_per_second));

    const bool is_whole = errand.delivery == Delivery::whole;
    const nanoseconds patience = is_whole ? deployment_.timeout : deployment_.stream_timeout;
    MonotonicTime limit = std::min(errand.deadline, now + deployment_.timeout);
    visit.is_begun = !is_whole && visit.first_token <= patience && now + visit.first_token <= limit;
    if (!visit.is_begun) limit = std::min(limit, now + patience);
    if (visit.ends <= limit) return visit;
    visit.failure = Failure{FailureKind::timed_out, "no answer in time", 0, {}};
    visit.ends = limit;
    return visit;
}

void DeploymentModel::on_success(Visit& visit, const Usage& usage, Delivery delivery, MonotonicTime now)
{
    keys_.on_success(visit.key);
    breaker_.on_success(std::move(*visit.permit), now);
    visit.permit.reset();
    std::optional<nanoseconds> first_token;
    if (delivery == Delivery::streamed) first_token = visit.first_token;
    estimator_.observe({usage.prompt_tokens, usage.completion_tokens, first_token, now - visit.began});
    measured_ = now;
    answer_tokens_ =
        answer_tokens_ ? (*answer_tokens_ * 15 + usage.completion_tokens + 8) / 16 : usage.completion_tokens;
    give_back(visit, usage.total(), admission::Queue::Ending::served, now);
}

DeploymentModel::Verdict DeploymentModel::on_failure(Visit& visit, MonotonicTime now)
{
    const Failure& failure = *visit.failure;
    const auto culprit = keys_.on_failure(visit.key, failure.kind, failure.retry_after, now);
    const bool is_keys = culprit == routing::KeyRing::Culprit::key;
    if (!is_keys) breaker_.on_failure(std::move(*visit.permit), failure.kind, failure.retry_after, now);
    visit.permit.reset();
    give_back(visit, 0, admission::Queue::Ending::aborted, now);
    return is_keys ? Verdict::try_next_key : Verdict::give_up;
}

void DeploymentModel::give_back(Visit& visit, std::uint64_t tokens, admission::Queue::Ending ending, MonotonicTime now)
{
    if (visit.slot) queue_->finish(*visit.slot, tokens, ending, now);
    visit.slot.reset();
    visit.place.reset();
}

Decimal DeploymentModel::cost(const Usage& usage) const
{
    return keys::cost(usage, {deployment_.input_cost_per_token, deployment_.output_cost_per_token});
}

}  // namespace swarmdesk::llm::simulation
