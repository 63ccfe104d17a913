#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/instant.hpp"
#include "base/names.hpp"
#include "llm/failure.hpp"
#include "llm/routing/cooldown.hpp"
#include "llm/routing/outcome_window.hpp"

namespace swarmdesk::llm::routing {

enum class BreakerState {
    closed = 1,  ///< well: everybody passes
    ramping,     ///< well again: a few pass, each step twice as many
    half_open,   ///< one probe at a time finds out
    open,        ///< left alone
};
constexpr auto enum_table(BreakerState)
{
    return std::to_array<EnumName<BreakerState>>({{BreakerState::closed, "closed"},
                                                  {BreakerState::ramping, "ramping"},
                                                  {BreakerState::half_open, "half_open"},
                                                  {BreakerState::open, "open"}});
}

/// Decides whether one deployment is worth calling, from how its calls ended (the circuit breaker of Nygard, "Release
/// It!"). Every call needs a permit and reports how it went by giving it back; a permit that is merely dropped (the
/// caller left) says nothing and frees its place, so a probe cannot be lost. A report counts only in the era its permit
/// is from: what was sent before an outage cannot end the recovery from it. Holds no clock. Not for use from several
/// threads.
class Breaker {
public:
    struct Settings {
        nanoseconds window = std::chrono::minutes{1};  ///< how far back outcomes count
        std::uint32_t buckets = 12;                    ///< the window slides by its length / buckets
        std::uint32_t calls_min = 10;                  ///< fewer calls in the window prove no ratio
        std::uint32_t failure_permille = 500;          ///< opens at this share of failures
        std::uint32_t failures_in_a_row_max = 5;       ///< opens at this many, however few the calls
        /// LiteLLM: one more than this in the window opens. It decides in place of the three rules above.
        std::optional<std::uint32_t> allowed_fails;
        Cooldowns cooldowns;  ///< LiteLLM's `cooldown_time` is `cooldowns.first`
        nanoseconds ramp_step = std::chrono::seconds{1};
        std::uint32_t ramp_steps = 4;  ///< 1, 2, 4, 8 in flight, then all; at most 31; 0: all at once
    };

    /// The right to make one call. Move-only; must not outlive its breaker.
    class [[nodiscard]] Permit {
    public:
        Permit(Permit&& other) noexcept : breaker_(std::exchange(other.breaker_, nullptr)), era_(other.era_) {}
        Permit& operator=(Permit&& other) noexcept;
        ~Permit() { give_back(); }

    private:
        friend class Breaker;
        Permit(Breaker& breaker, std::uint64_t era) : breaker_(&breaker), era_(era) {}
        void give_back();

        Breaker* breaker_;
        std::uint64_t era_;
    };

    explicit Breaker(const Settings& settings);
    Breaker(const Breaker&) = delete;
    Breaker& operator=(const Breaker&) = delete;

    [[nodiscard]] std::optional<Permit> try_acquire(MonotonicTime now);
    void on_success(Permit permit, MonotonicTime now);
    /// A failure without `Blame` only frees the place.
    void on_failure(Permit permit, FailureKind kind, std::optional<nanoseconds> retry_after, MonotonicTime now);

    BreakerState state(MonotonicTime now) const;
    /// When a call may pass: `now` or earlier where it may already; nothing where that depends on a probe under way.
    std::optional<MonotonicTime> admits_at(MonotonicTime now) const;
    bool admits(MonotonicTime now) const;
    OutcomeWindow::Totals totals(MonotonicTime now) const { return window_.totals(now); }
    /// What opened it last.
    std::optional<FailureKind> cause() const { return cause_; }

private:
    /// How many may be in flight; nothing: any number.
    std::optional<std::uint32_t> in_flight_max(MonotonicTime now) const;
    void settle(MonotonicTime now);
    void begin_era(BreakerState state);
    void open(FailureKind kind, std::optional<nanoseconds> retry_after, MonotonicTime now);
    void recover(MonotonicTime now);
    bool is_tripped(MonotonicTime now) const;

    Settings settings_;
    OutcomeWindow window_;
    BreakerState state_ = BreakerState::closed;
    std::uint64_t era_ = 0;
    std::uint32_t in_flight_ = 0;  ///< permits of this era
    std::uint32_t failures_in_a_row_ = 0;
    std::uint32_t strikes_ = 0;
    MonotonicTime open_until_;
    MonotonicTime ramping_since_;
    std::optional<FailureKind> cause_;
};

}  // namespace swarmdesk::llm::routing
