#pragma once

#include <chrono>
#include <cstdint>

#include "base/instant.hpp"
#include "runtime/random.hpp"

namespace swarmdesk::llm::routing {

/// Keeps retries a small share of the traffic, so that an outage is not met with a multiple of the load. Every call
/// pays in a fraction of a retry and every retry takes a whole one (as the retry throttling of gRPC's proposal A6 and
/// Finagle's RetryBudget do); a small reserve fills with time, for a gateway that is nearly idle. There is one such
/// budget, and nothing else retries: neither a provider nor its HTTP client.
class RetryBudget {
public:
    struct Settings {
        std::uint32_t retry_permille = 100;                       ///< retries a thousand calls pay for
        std::uint32_t retries_max = 100;                          ///< how many may be saved up: what "recent" means
        std::uint32_t reserve_max = 3;                            ///< beside those, for quiet times
        nanoseconds reserve_interval = std::chrono::seconds{10};  ///< in which one of the reserve comes back
    };

    RetryBudget() : RetryBudget(Settings{}) {}
    /// Starts with nothing saved and a full reserve.
    explicit RetryBudget(const Settings& settings);

    /// A call came from outside: not a retry of one.
    void on_call();
    /// Takes one retry, or says that there is none.
    [[nodiscard]] bool try_retry(MonotonicTime now);
    std::uint64_t retries_left(MonotonicTime now) const;

private:
    std::uint64_t reserve(MonotonicTime now) const;

    Settings settings_;
    std::uint64_t saved_permille_ = 0;
    nanoseconds reserve_length_;
    MonotonicTime reserve_full_at_;  ///< the reserve as the time at which it is full again
};

/// The wait before retry number `attempt` (0 for the first): uniform between nothing and `base` doubled `attempt`
/// times, at most `cap` ("full jitter", Brooker, "Exponential Backoff And Jitter", AWS 2015). Unlike runtime::Backoff
/// it keeps no count and may come out as zero, which spreads many callers best and suits one caller with a deadline.
nanoseconds full_jitter(runtime::Random& random, std::uint32_t attempt, nanoseconds base, nanoseconds cap);

}  // namespace swarmdesk::llm::routing
