#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.hpp"
#include "base/instant.hpp"
#include "base/names.hpp"
#include "base/secret.hpp"
#include "llm/chat.hpp"

namespace swarmdesk::llm::settings {

/// How an upstream is spoken to. Each has its own dialect, its own failures and its own defaults.
enum class ProviderKind {
    ollama = 1,         ///< native /api/chat, for /v1 cannot set num_ctx
    openai_compatible,  ///< OpenAI itself, vLLM, LM Studio and the many that copy it
    groq,
    openrouter,
    anthropic,
    scripted,  ///< answers from a script inside this process: tests, drills, degraded mode
};
constexpr auto enum_table(ProviderKind)
{
    return std::to_array<EnumName<ProviderKind>>({{ProviderKind::ollama, "ollama"},
                                                  {ProviderKind::openai_compatible, "openai_compatible"},
                                                  {ProviderKind::groq, "groq"},
                                                  {ProviderKind::openrouter, "openrouter"},
                                                  {ProviderKind::anthropic, "anthropic"},
                                                  {ProviderKind::scripted, "scripted"}});
}

/// One model at one upstream. Start from `default_deployment`, which knows what its provider usually needs.
struct Deployment {
    std::string id;  ///< unique in the whole gateway; what metrics, breakers and answers are labelled with
    ProviderKind provider = ProviderKind::openai_compatible;
    Operation operation = Operation::chat;
    std::string model;             ///< its name at the upstream
    std::string api_base;          ///< http or https URL without a slash at the end; empty for scripted
    std::vector<Secret> api_keys;  ///< several share the load; empty where the upstream asks for none
    bool is_local = false;         ///< text sent to it does not leave this machine

    nanoseconds timeout = std::chrono::seconds{30};             ///< a whole attempt, from connecting to the last byte
    nanoseconds connect_timeout = std::chrono::seconds{3};      ///< name, TCP and TLS
    nanoseconds stream_timeout = std::chrono::seconds{15};      ///< until the first token
    nanoseconds inter_token_timeout = std::chrono::seconds{5};  ///< silence between two tokens

    std::optional<std::uint64_t> rpm;             ///< requests in any minute
    std::optional<std::uint64_t> tpm;             ///< tokens in any minute, prompt and answer
    std::uint32_t weight_permille = 1000;         ///< share of its tier's calls; 0: only when the others are gone
    std::uint32_t max_parallel_requests = 64;     ///< for Ollama its OLLAMA_NUM_PARALLEL, so it never queues
    std::optional<std::uint32_t> reserved_slots;  ///< of those, for P8 and P9 alone; absent: see `reserved_slots_of`
    nanoseconds cooldown_time = std::chrono::seconds{5};  ///< LiteLLM's default
    /// Failures in any minute, one more of which has it left alone, as LiteLLM counts them. Absent: a share of its
    /// calls decides, for a fixed number closes a busy cloud that is well and keeps a small one that is not.
    std::optional<std::uint32_t> allowed_fails;

    std::optional<std::uint32_t> num_ctx;   ///< Ollama's context; one value per model, for a change reloads it
    std::optional<nanoseconds> keep_alive;  ///< Ollama: how long the model stays loaded; negative for ever
    std::optional<std::uint64_t> max_input_tokens;
    Decimal input_cost_per_token;   ///< USD
    Decimal output_cost_per_token;  ///< USD
    boost::json::object defaults;   ///< fields of the body that hold where the caller says nothing
    bool drop_params = false;       ///< leave out what the provider does not know, instead of refusing the call
};

/// What a provider usually needs: its public base URL, patience, slots. Id and model stay empty.
Deployment default_deployment(ProviderKind provider);

/// The places only P8 and P9 may take: what the deployment says, else one in eight. So few that a local engine with its
/// one or two slots keeps none, where a reserved slot would mostly idle and a P9 is next in the queue anyway; in front
/// of a cloud there is no queue, and a P9 that finds every place taken would be refused.
std::uint32_t reserved_slots_of(const Deployment& deployment);

/// The variable its key is usually found in ("GROQ_API_KEY"); empty for those without keys.
std::string_view key_variable(ProviderKind provider);

/// Whether a call without an API key is pointless. OpenAI itself wants one; a server of one's own often does not.
bool needs_key(const Deployment& deployment);

/// Whether text sent to `model` at that address stays on this machine: a loopback host (127/8, ::1, localhost), except
/// for the models which Ollama itself sends to its cloud (their tag ends in "cloud").
bool stays_local(ProviderKind provider, std::string_view api_base, std::string_view model);

}  // namespace swarmdesk::llm::settings
