#pragma once

#include <string_view>

namespace swarmdesk::llm::litellm {

/// The LiteLLM file of the brief, as written: test data.
inline constexpr std::string_view brief_config = R"yaml(# litellm-config.yaml
model_list:
  # Tier 1: Local Ollama (primary - zero cost)
  - model_name: trading-llm
    litellm_params:
      model: ollama/qwen3:8b
      api_base: http://localhost:11434
      timeout: 10
    model_info:
      id: ollama-local
    order: 1

  # Tier 2: Groq (fast cloud fallback - ~$0.10/1M tokens)
  - model_name: trading-llm
    litellm_params:
      model: groq/llama-3.1-8b-instant
      api_key: ${GROQ_API_KEY}
      timeout: 15
    model_info:
      id: groq-fallback
    order: 2

  # Tier 3: OpenRouter (broad model access - ~$0.50/1M tokens)
  - model_name: trading-llm
    litellm_params:
      model: openrouter/meta-llama/llama-3.1-8b-instruct
      api_key: ${OPENROUTER_API_KEY}
      timeout: 20
    model_info:
      id: openrouter-fallback
    order: 3

router_settings:
  enable_pre_call_checks: true
  fallbacks:
    - trading-llm: ["groq-fallback", "openrouter-fallback"]
  num_retries: 2
  retry_after: 1
  allowed_fails: 3
  cooldown_time: 60  # Cool down failed endpoint for 60s

# Tier 4: Redis cache for degraded mode
cache: true
cache_params:
  type: redis
  host: localhost
  port: 6379
  ttl: 3600
)yaml";

}  // namespace swarmdesk::llm::litellm
