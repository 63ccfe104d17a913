#include "llm/litellm/upstream.hpp"

#include <algorithm>
#include <vector>

#include "config/suggest.hpp"
#include "llm/litellm/place.hpp"

namespace swarmdesk::llm::litellm {
namespace {

using settings::ProviderKind;

struct Known {
    std::string_view prefix;
    ProviderKind provider;
    std::string_view api_base = {};      ///< empty: as the provider's default says
    std::string_view key_variable = {};  ///< empty: the same
    bool is_own_server = false;          ///< no public address
    bool is_native = true;               ///< false: spoken to in OpenAI's form, by way of its compatible API
};

constexpr Known known[] = {
    {"ollama", ProviderKind::ollama},
    {"ollama_chat", ProviderKind::ollama},
    {"groq", ProviderKind::groq},
    {"openrouter", ProviderKind::openrouter},
    {"openai", ProviderKind::openai_compatible},
    {"anthropic", ProviderKind::anthropic},
    {"scripted", ProviderKind::scripted},
    {"deepseek", ProviderKind::openai_compatible, "https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", false, false},
    {"mistral", ProviderKind::openai_compatible, "https://api.mistral.ai/v1", "MISTRAL_API_KEY", false, false},
    {"together_ai", ProviderKind::openai_compatible, "https://api.together.xyz/v1", "TOGETHERAI_API_KEY", false, false},
    {"fireworks_ai", ProviderKind::openai_compatible, "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY",
     false, false},
    {"cerebras", ProviderKind::openai_compatible, "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY", false, false},
    {"xai", ProviderKind::openai_compatible, "https://api.x.ai/v1", "XAI_API_KEY", false, false},
    {"hosted_vllm", ProviderKind::openai_compatible, "", "HOSTED_VLLM_API_KEY", true, false},
    {"vllm", ProviderKind::openai_compatible, "", "", true, false},
    {"lm_studio", ProviderKind::openai_compatible, "http://127.0.0.1:1234/v1", "LM_STUDIO_API_KEY", true, false},
    {"llamafile", ProviderKind::openai_compatible, "http://127.0.0.1:8080/v1", "", true, false},
    {"openai_like", ProviderKind::openai_compatible, "", "", true, false},
    {"custom_openai", ProviderKind::openai_compatible, "", "", true, false},
};

std::vector<std::string_view> prefixes()
{
    std::vector<std::string_view> all;
    for (const Known& row : known) all.push_back(row.prefix);
    return all;
}

Upstream made(const Known& row, std::string_view model)
{
    Upstream upstream;
    upstream.provider = row.provider;
    upstream.model = model;
    const bool is_usual = row.api_base.empty() && !row.is_own_server;
    upstream.api_base = is_usual ? settings::default_deployment(row.provider).api_base : std::string{row.api_base};
    const bool has_own_variable = !row.key_variable.empty() || row.is_own_server;
    upstream.key_variable = has_own_variable ? row.key_variable : settings::key_variable(row.provider);
    upstream.needs_key = !row.is_own_server && !upstream.key_variable.empty();
    if (!row.is_native) upstream.repair = "Spoken to as any server with OpenAI's API.";
    return upstream;
}

const Known* find(std::string_view prefix)
{
    const auto* row = std::ranges::find(known, prefix, &Known::prefix);
    return row == std::end(known) ? nullptr : row;
}

/// LiteLLM guesses the provider of well-known names.
std::string_view guessed(std::string_view model)
{
    for (const std::string_view start : {"gpt-", "o1", "o3", "o4", "chatgpt-", "text-embedding-"})
        if (model.starts_with(start)) return "openai";
    return model.starts_with("claude") ? "anthropic" : "";
}

}  // namespace

Result<Upstream> find_upstream(std::string_view model, std::string_view provider)
{
    const std::size_t slash = model.find('/');
    const std::string_view prefix = slash == model.npos ? std::string_view{} : model.substr(0, slash);
    if (const Known* row = prefix.empty() ? nullptr : find(prefix)) {
        if (slash + 1 == model.size()) return Error{Errc::malformed, "The model's name is missing after the slash."};
        return made(*row, model.substr(slash + 1));
    }
    if (!provider.empty()) {
        if (const Known* row = find(provider)) return made(*row, model);
        return Error{Errc::not_found, "The provider " + shown(provider) + " is not spoken here" +
                                          config::did_you_mean(config::nearest(provider, prefixes()))};
    }
    if (const std::string_view guess = guessed(model); !guess.empty()) {
        Upstream upstream = made(*find(guess), model);
        upstream.repair = "No provider is named; taken for " + std::string{guess} + "'s.";
        return upstream;
    }
    if (prefix.empty())
        return Error{Errc::malformed,
                     "It names no provider: write ollama/, groq/, openrouter/, openai/ or "
                     "anthropic/ in front."};
    const std::string_view meant = config::nearest(prefix, prefixes());
    return Error{Errc::not_found,
                 "The provider " + shown(prefix) + " is not spoken here" +
                     (meant.empty() ? "; a server with OpenAI's API is reached as openai/ with api_base."
                                    : config::did_you_mean(meant))};
}

}  // namespace swarmdesk::llm::litellm
