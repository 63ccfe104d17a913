#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "llm/keys/price.hpp"
#include "llm/settings/gateway_settings.hpp"
#include "llm/simulation/workload.hpp"

namespace swarmdesk::llm::simulation {

/// How an upstream behaves that is not there: when the first word comes, how fast it reads and writes, what it refuses.
struct Speed {
    nanoseconds latency{};                ///< before it begins to read
    double prompt_tokens_per_second = 1;  ///< one call, whatever else runs beside it
    double answer_tokens_per_second = 1;
    double spread = 0;                                 ///< of the times, log-normal
    std::uint32_t failures_permille = 0;               ///< of calls, with a 5xx
    std::optional<std::uint64_t> requests_per_minute;  ///< more are answered with a 429
    std::optional<std::uint64_t> tokens_per_minute;
};

/// What the brief says of the models, or leaves to be said.
struct Brief {
    /// Its LiteLLM file: Ollama with two slots, then Groq, then OpenRouter, with its timeouts and retries, and a cache.
    static settings::GatewaySettings gateway();
    /// Of a provider. The local one is as fast as "30-60 requests a minute" need: 80 tokens a second in each of two
    /// slots. It says nothing of that.
    static Speed speed(settings::ProviderKind provider);
    /// "~$0.10/1M tokens", "~$0.50/1M tokens".
    static keys::Price price(settings::ProviderKind provider);
};

/// Whether all users share answers to market questions.
enum class Sharing {
    canonical = 1,  ///< by cache::SharedAnalysis: instrument, timeframe, candle, prompt version
    none,           ///< every tenant for himself, as the gateway's own doors file calls
};

struct Settings {
    std::uint64_t users = 10'000;
    std::uint64_t seed = 1;
    nanoseconds begin{};                             ///< after midnight UTC
    nanoseconds length = std::chrono::hours{24};     ///< whose calls are counted
    nanoseconds warm_up = std::chrono::minutes{15};  ///< before it, for a cache that is not empty; not counted
    Sharing sharing = Sharing::canonical;
    Assumptions assumptions;
    settings::GatewaySettings gateway = Brief::gateway();
    std::string group = "trading-llm";
    std::optional<double> local_tokens_per_second;  ///< of one slot, in place of what the brief's claim needs
};

/// Fills in what a gateway's file leaves out and the simulation needs; says what it was.
std::vector<std::string> complete(Settings& settings);
/// Error: `out_of_range`.
Result<void> check(const Settings& settings);

}  // namespace swarmdesk::llm::simulation
