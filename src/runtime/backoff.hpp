#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/instant.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::runtime {

/// Decides how long to wait before trying again: the ceiling doubles with every failure, and the delay is drawn evenly
/// between `delay_min` and the ceiling, so that many clients do not come back together. Holds no timer: the caller
/// sleeps.
class Backoff {
public:
    struct Settings {
        nanoseconds delay_min = std::chrono::milliseconds{50};
        nanoseconds delay_max = std::chrono::seconds{10};
        std::optional<std::uint32_t> attempts_max;  ///< none: never gives up
    };

    explicit Backoff(const Settings& settings);

    /// The delay after one more failure, or nothing when it is time to give up.
    [[nodiscard]] std::optional<nanoseconds> on_failure(Random& random);
    /// Forgets the failures.
    void on_success() { failures_ = 0; }
    std::uint32_t failures() const { return failures_; }

private:
    Settings settings_;
    std::uint32_t failures_ = 0;
};

}  // namespace swarmdesk::runtime
