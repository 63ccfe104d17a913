#pragma once

#include <cstdint>
#include <optional>

#include "llm/chat.hpp"

namespace swarmdesk::llm::providers {

/// Counts an answer's tokens: as the upstream says, and where it says nothing, from the bytes.
class Tally {
public:
    explicit Tally(std::uint64_t prompt_bytes) : prompt_bytes_(prompt_bytes) {}

    /// The answer said so many more bytes.
    void add_said(std::uint64_t bytes) { said_bytes_ += bytes; }
    bool has_said_anything() const { return said_bytes_ > 0; }

    /// The upstream's own counts so far; later ones replace earlier ones.
    void set_prompt_tokens(std::optional<std::uint64_t> tokens) { prompt_tokens_ = tokens ? tokens : prompt_tokens_; }
    void set_completion_tokens(std::optional<std::uint64_t> tokens)
    {
        completion_tokens_ = tokens ? tokens : completion_tokens_;
    }

    Usage usage() const
    {
        return {.prompt_tokens = prompt_tokens_.value_or(estimate_tokens(prompt_bytes_)),
                .completion_tokens = completion_tokens_.value_or(estimate_tokens(said_bytes_)),
                .is_estimated = !prompt_tokens_ || !completion_tokens_};
    }

private:
    std::uint64_t prompt_bytes_;
    std::uint64_t said_bytes_ = 0;
    std::optional<std::uint64_t> prompt_tokens_;
    std::optional<std::uint64_t> completion_tokens_;
};

}  // namespace swarmdesk::llm::providers
