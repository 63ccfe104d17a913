#include "llm/gateway_metrics.hpp"

#include <algorithm>

namespace swarmdesk::llm {

namespace {

const std::vector<double> long_buckets{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60};
const std::vector<double> short_buckets{0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.005, 0.025};

double seconds(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

}  // namespace

GatewayMetrics::GatewayMetrics(telemetry::Metrics& metrics)
    : metrics_(metrics),
      duration_(metrics.histogram("gen_ai_server_request_duration", "Seconds from a call to its end.", long_buckets)),
      first_token_(metrics.histogram("gen_ai_server_time_to_first_token",
                                     "Seconds from asking a model to its first word.", long_buckets)),
      overhead_(metrics.histogram("swarmdesk_llm_overhead_seconds",
                                  "The gateway's own part of a call, waits and models left out.", short_buckets)),
      prompt_tokens_(metrics.counter("gen_ai_client_token_usage", "Tokens.", {"gen_ai_token_type", "input"})),
      completion_tokens_(metrics.counter("gen_ai_client_token_usage", "Tokens.", {"gen_ai_token_type", "output"}))
{
    for (std::size_t priority = 0; priority < admission::priorities; ++priority)
        queue_waits_.push_back(metrics.histogram("swarmdesk_llm_queue_wait_seconds",
                                                 "Wait in front of a local engine, by priority.", long_buckets,
                                                 {"priority", std::to_string(priority)}));
}

telemetry::Counter& GatewayMetrics::outcome(const std::string& word)
{
    const auto found = outcomes_.find(word);
    if (found != outcomes_.end()) return found->second;
    return outcomes_
        .emplace(word, metrics_.counter("swarmdesk_llm_calls_total", "Calls by how they ended.", {"outcome", word}))
        .first->second;
}

telemetry::Counter& GatewayMetrics::cache(const std::string& word)
{
    const auto found = caches_.find(word);
    if (found != caches_.end()) return found->second;
    return caches_
        .emplace(word,
                 metrics_.counter("swarmdesk_llm_cache_total", "Calls by what the cache knew.", {"verdict", word}))
        .first->second;
}

void GatewayMetrics::count(const DecisionRecord& record)
{
    outcome(record.outcome).add();
    cache(record.cache).add();
    duration_.observe(seconds(record.total));
    if (record.embedding) prompt_tokens_.add(record.embedding->tokens);
    if (record.cache != "hit" && record.cache != "coalesced" && record.cache != "semantic") {
        prompt_tokens_.add(record.usage.prompt_tokens);
        completion_tokens_.add(record.usage.completion_tokens);
    }
    if (record.provenance.attempts.empty()) return;
    overhead_.observe(seconds(record.overhead));
    if (record.provenance.first_token.count() > 0) first_token_.observe(seconds(record.provenance.first_token));
    if (record.provenance.queued.count() > 0 || record.provenance.is_local)
        queue_waits_[std::min<std::size_t>(record.priority, queue_waits_.size() - 1)].observe(
            seconds(record.provenance.queued));
}

void GatewayMetrics::show(const Router& router)
{
    for (const auto& upstream : router.upstreams()) {
        const std::string& id = upstream->deployment().id;
        metrics_.gauge("swarmdesk_llm_breaker_state", "1 closed, 2 ramping, 3 half open, 4 open.", {"deployment", id})
            .set(static_cast<double>(upstream->state()));
        metrics_.gauge("swarmdesk_llm_in_flight", "Calls under way.", {"deployment", id}).set(upstream->in_flight());
    }
    if (const auto hedges = router.hedges()) {
        metrics_.counter("swarmdesk_llm_hedges_total", "Calls for which a second deployment was asked.")
            .add(hedges->made - hedges_.made);
        metrics_.counter("swarmdesk_llm_hedges_won_total", "Of these, answered by the second.")
            .add(hedges->won - hedges_.won);
        hedges_ = *hedges;
    }
}

void GatewayMetrics::show(const keys::Allotment& allotment, Decimal spent)
{
    const auto usd = [](Decimal amount) { return std::stod(amount.to_string()); };
    // Names of their own: a sum over keys must not count what their teams spend once more.
    const bool is_key = allotment.holder == keys::Holder::key;
    const auto gauge = [&](std::string_view key_name, std::string_view team_name, std::string_view help) {
        return metrics_.gauge(is_key ? key_name : team_name, help, {to_text(allotment.holder), allotment.name});
    };
    gauge("swarmdesk_llm_budget_spent_usd", "swarmdesk_llm_team_budget_spent_usd", "Spent in this window.")
        .set(usd(spent));
    if (const auto& limit = allotment.terms.limit.money)
        gauge("swarmdesk_llm_budget_limit_usd", "swarmdesk_llm_team_budget_limit_usd", "What may be spent in a window.")
            .set(usd(*limit));
    if (const auto& soft = allotment.soft_limit)
        gauge("swarmdesk_llm_soft_budget_exceeded", "swarmdesk_llm_team_soft_budget_exceeded",
              "1: more is spent than the soft budget.")
            .set(spent > *soft ? 1 : 0);
}

void GatewayMetrics::show_spending(bool is_failing)
{
    metrics_
        .gauge("swarmdesk_llm_spending_unsaved", "1: what is spent cannot be written, and a restart would forget it.")
        .set(is_failing ? 1 : 0);
}

}  // namespace swarmdesk::llm
