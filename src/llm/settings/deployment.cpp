#include "llm/settings/deployment.hpp"

#include <algorithm>

#include "net/url.hpp"

namespace swarmdesk::llm::settings {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view openai_base = "https://api.openai.com/v1";

std::string_view base_url(ProviderKind provider)
{
    switch (provider) {
        case ProviderKind::ollama: return "http://127.0.0.1:11434";
        case ProviderKind::openai_compatible: return openai_base;
        case ProviderKind::groq: return "https://api.groq.com/openai/v1";
        case ProviderKind::openrouter: return "https://openrouter.ai/api/v1";
        case ProviderKind::anthropic: return "https://api.anthropic.com";
        case ProviderKind::scripted: return {};
    }
    return {};
}

bool is_loopback(std::string_view host)
{
    if (host == "localhost" || host == "::1") return true;
    const bool is_number = host.find_first_not_of("0123456789.") == std::string_view::npos;
    return is_number && host.starts_with("127.") && std::ranges::count(host, '.') == 3;
}

}  // namespace

Deployment default_deployment(ProviderKind provider)
{
    Deployment made;
    made.provider = provider;
    made.api_base = base_url(provider);
    made.is_local = provider == ProviderKind::ollama || provider == ProviderKind::scripted;
    if (provider == ProviderKind::ollama) {
        // A model on two cores may take tens of seconds to read a prompt, and minutes to load.
        made.timeout = 60s;
        made.stream_timeout = 45s;
        made.inter_token_timeout = 10s;
        made.max_parallel_requests = 1;
        made.keep_alive = 30min;
    }
    return made;
}

std::uint32_t reserved_slots_of(const Deployment& deployment)
{
    constexpr std::uint32_t share = 8;
    return deployment.reserved_slots.value_or(deployment.max_parallel_requests / share);
}

std::string_view key_variable(ProviderKind provider)
{
    switch (provider) {
        case ProviderKind::groq: return "GROQ_API_KEY";
        case ProviderKind::openrouter: return "OPENROUTER_API_KEY";
        case ProviderKind::anthropic: return "ANTHROPIC_API_KEY";
        case ProviderKind::openai_compatible: return "OPENAI_API_KEY";
        case ProviderKind::ollama:
        case ProviderKind::scripted: return {};
    }
    return {};
}

bool needs_key(const Deployment& deployment)
{
    if (deployment.provider == ProviderKind::openai_compatible) return deployment.api_base == openai_base;
    return !key_variable(deployment.provider).empty();
}

bool stays_local(ProviderKind provider, std::string_view api_base, std::string_view model)
{
    if (provider == ProviderKind::scripted) return true;
    if (provider == ProviderKind::ollama && (model.ends_with("-cloud") || model.ends_with(":cloud"))) return false;
    const auto url = net::Url::parse(api_base);
    return url && is_loopback(url->host);
}

}  // namespace swarmdesk::llm::settings
