#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/instant.hpp"
#include "llm/failure.hpp"
#include "llm/routing/cooldown.hpp"

namespace swarmdesk::llm::routing {

/// Which of a deployment's API keys the next call uses: each in turn, leaving out those that rest because the upstream
/// would not have them. Knows keys by their place in the list, never by their text. A deployment that asks for no key
/// has a ring of one.
///
/// Only a failure that leaves no key awake is the deployment's: then, and only then, its breaker should hear of it.
class KeyRing {
public:
    explicit KeyRing(std::size_t keys, const Cooldowns& cooldowns = {});

    /// The next key that is awake.
    [[nodiscard]] std::optional<std::size_t> take(MonotonicTime now);
    bool is_any_awake(MonotonicTime now) const { return awake_at() <= now; }
    /// When the first of them is, or was.
    MonotonicTime awake_at() const;

    void on_success(std::size_t key);
    enum class Culprit {
        key = 1,     ///< it rests now; another may do better at once
        last_key,    ///< it rests now, and so do all others
        deployment,  ///< no key would have helped
    };
    Culprit on_failure(std::size_t key, FailureKind kind, std::optional<nanoseconds> retry_after, MonotonicTime now);

    std::size_t size() const { return keys_.size(); }
    std::size_t resting(MonotonicTime now) const;

private:
    struct Key {
        MonotonicTime awake_at;
        std::uint32_t strikes = 0;
        std::uint32_t strikes_before = 0;  ///< when its present rest began
    };

    Cooldowns cooldowns_;
    std::vector<Key> keys_;
    std::size_t next_ = 0;
};

}  // namespace swarmdesk::llm::routing
