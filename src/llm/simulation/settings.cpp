#include "llm/simulation/settings.hpp"

namespace swarmdesk::llm::simulation {
namespace {

using namespace std::chrono_literals;
using namespace literals;
using settings::Deployment;
using settings::ProviderKind;

/// A simulated day is one of 2026, whichever: a time that candles open at.
constexpr std::uint64_t users_most = 10'000'000;

Deployment deployment(ProviderKind provider, std::string id, std::string model, nanoseconds timeout)
{
    Deployment made = settings::default_deployment(provider);
    made.id = std::move(id);
    made.model = std::move(model);
    made.timeout = timeout;
    made.cooldown_time = 60s;
    made.allowed_fails = 3;
    const keys::Price price = Brief::price(provider);
    made.input_cost_per_token = price.input;
    made.output_cost_per_token = price.output;
    if (settings::needs_key(made)) made.api_keys.push_back(Secret{"simulated"});
    return made;
}

}  // namespace

settings::GatewaySettings Brief::gateway()
{
    settings::GatewaySettings made;
    Deployment local = deployment(ProviderKind::ollama, "ollama-local", "qwen3:8b", 10s);
    local.max_parallel_requests = 2;  // OLLAMA_NUM_PARALLEL
    made.groups.push_back(
        {"trading-llm",
         {{1, {std::move(local)}},
          {2, {deployment(ProviderKind::groq, "groq-fallback", "llama-3.1-8b-instant", 15s)}},
          {3,
           {deployment(ProviderKind::openrouter, "openrouter-fallback", "meta-llama/llama-3.1-8b-instruct", 20s)}}}});
    made.router.num_retries = 2;
    made.router.retry_after = 1s;
    made.cache.is_enabled = true;
    made.cache.ttl = 1h;
    return made;
}

Speed Brief::speed(ProviderKind provider)
{
    switch (provider) {
        case ProviderKind::ollama:
        case ProviderKind::scripted: return {50ms, 800, 80, 0.05, 0, {}, {}};
        case ProviderKind::groq: return {200ms, 20'000, 500, 0.2, 2, 1000, 250'000};
        case ProviderKind::openai_compatible:
        case ProviderKind::openrouter:
        case ProviderKind::anthropic: return {600ms, 5'000, 60, 0.3, 5, {}, {}};
    }
    return {};
}

keys::Price Brief::price(ProviderKind provider)
{
    if (provider == ProviderKind::groq) return keys::Price::per_million("0.10"_dec, "0.10"_dec);
    if (provider == ProviderKind::openrouter) return keys::Price::per_million("0.50"_dec, "0.50"_dec);
    return {};
}

std::vector<std::string> complete(Settings& settings)
{
    std::vector<std::string> said;
    for (auto& group : settings.gateway.groups) {
        if (group.name != settings.group) continue;
        for (auto& tier : group.tiers) {
            for (auto& one : tier.deployments) {
                const bool is_priced = !one.input_cost_per_token.is_zero() || !one.output_cost_per_token.is_zero();
                if (is_priced || one.is_local) continue;
                const keys::Price price = Brief::price(one.provider);
                one.input_cost_per_token = price.input;
                one.output_cost_per_token = price.output;
                said.push_back(one.id + (price.input.is_zero() ? " has no price: its calls count as free"
                                                               : " has no price in the file: the brief's is taken"));
            }
        }
    }
    if (!settings.gateway.cache.is_enabled) said.push_back("the file turns the cache off: nothing is remembered");
    return said;
}

Result<void> check(const Settings& settings)
{
    if (settings.users == 0 || settings.users > users_most)
        return Error{Errc::out_of_range, "users: from 1 to 10,000,000"};
    if (settings.length < 1min || settings.length > 24h * 7)
        return Error{Errc::out_of_range, "the simulated time: from a minute to a week"};
    if (settings.begin < 0ns || settings.begin >= 24h) return Error{Errc::out_of_range, "the beginning: within a day"};
    if (settings.warm_up < 0ns || settings.warm_up > 24h)
        return Error{Errc::out_of_range, "the time to warm up: at most a day"};
    if (settings.local_tokens_per_second &&
        (*settings.local_tokens_per_second < 0.1 || *settings.local_tokens_per_second > 100'000))
        return Error{Errc::out_of_range, "tokens per second: from 0.1 to 100,000"};
    const auto* group = settings::find_group(settings.gateway, settings.group);
    if (group == nullptr) return Error{Errc::out_of_range, "no model is called " + settings.group};
    std::size_t deployments = 0;
    for (const auto& tier : group->tiers) deployments += tier.deployments.size();
    if (deployments == 0) return Error{Errc::out_of_range, settings.group + " has no deployment to ask"};
    const auto violations = settings::check(settings.gateway);
    if (!violations.is_empty()) return Error{Errc::out_of_range, violations.to_string()};
    return {};
}

}  // namespace swarmdesk::llm::simulation
