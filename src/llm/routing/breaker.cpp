#include "llm/routing/breaker.hpp"

#include <algorithm>
#include <limits>

#include "base/assert.hpp"

namespace swarmdesk::llm::routing {

Breaker::Permit& Breaker::Permit::operator=(Permit&& other) noexcept
{
    if (this == &other) return *this;
    give_back();
    breaker_ = std::exchange(other.breaker_, nullptr);
    era_ = other.era_;
    return *this;
}

void Breaker::Permit::give_back()
{
    if (breaker_ && era_ == breaker_->era_) --breaker_->in_flight_;
    breaker_ = nullptr;
}

Breaker::Breaker(const Settings& settings) : settings_(settings), window_(settings.window, settings.buckets)
{
    SWARMDESK_ASSERT(settings.ramp_steps <= 31 && (settings.ramp_steps == 0 || settings.ramp_step.count() > 0));
    SWARMDESK_ASSERT(settings.failures_in_a_row_max > 0 && settings.failure_permille > 0);
}

std::optional<Breaker::Permit> Breaker::try_acquire(MonotonicTime now)
{
    settle(now);
    if (!admits(now)) return std::nullopt;
    ++in_flight_;
    return Permit{*this, era_};
}

void Breaker::on_success(Permit permit, MonotonicTime now)
{
    SWARMDESK_ASSERT(permit.breaker_ == this);
    settle(now);
    if (permit.era_ != era_) return;
    if (state_ == BreakerState::half_open) return recover(now);
    window_.record(OutcomeWindow::Outcome::success, now);
    failures_in_a_row_ = 0;
}

void Breaker::on_failure(Permit permit, FailureKind kind, std::optional<nanoseconds> retry_after, MonotonicTime now)
{
    SWARMDESK_ASSERT(permit.breaker_ == this);
    settle(now);
    const Blame blamed = blame(kind);
    if (blamed == Blame::none) return;
    if (permit.era_ != era_) {
        // Late, but a 429 that names a later time than we know is still news.
        if (state_ == BreakerState::open && blamed == Blame::decisive)
            open_until_ = std::max(open_until_, now + cooldown_after(kind, retry_after, strikes_, settings_.cooldowns));
        return;
    }
    if (state_ != BreakerState::closed) {
        if (strikes_ < std::numeric_limits<std::uint32_t>::max()) ++strikes_;
        return open(kind, retry_after, now);
    }
    window_.record(OutcomeWindow::Outcome::failure, now);
    ++failures_in_a_row_;
    if (blamed == Blame::decisive || is_tripped(now)) open(kind, retry_after, now);
}

bool Breaker::is_tripped(MonotonicTime now) const
{
    const auto [calls, failures] = window_.totals(now);
    if (settings_.allowed_fails) return failures > *settings_.allowed_fails;
    if (failures_in_a_row_ >= settings_.failures_in_a_row_max) return true;
    return calls >= settings_.calls_min && failures * 1000 >= calls * settings_.failure_permille;
}

BreakerState Breaker::state(MonotonicTime now) const
{
    if (state_ == BreakerState::open && now >= open_until_) return BreakerState::half_open;
    if (state_ == BreakerState::ramping && now - ramping_since_ >= settings_.ramp_step * settings_.ramp_steps)
        return BreakerState::closed;
    return state_;
}

std::optional<std::uint32_t> Breaker::in_flight_max(MonotonicTime now) const
{
    switch (state(now)) {
        case BreakerState::closed: return std::nullopt;
        case BreakerState::ramping:
            return 1u << std::max<std::int64_t>(0, (now - ramping_since_) / settings_.ramp_step);
        case BreakerState::half_open: return 1;
        case BreakerState::open: return 0;
    }
    return 0;
}

bool Breaker::admits(MonotonicTime now) const
{
    const auto most = in_flight_max(now);
    // A cooldown that is over begins a new era, in which nothing is in flight yet.
    const std::uint32_t in_flight = state_ == BreakerState::open ? 0 : in_flight_;
    return !most || in_flight < *most;
}

std::optional<MonotonicTime> Breaker::admits_at(MonotonicTime now) const
{
    if (admits(now)) return now;
    if (state_ == BreakerState::open) return open_until_;
    if (state_ == BreakerState::half_open) return std::nullopt;
    const auto steps = std::max<std::int64_t>(0, (now - ramping_since_) / settings_.ramp_step);
    return ramping_since_ + settings_.ramp_step * (steps + 1);
}

void Breaker::settle(MonotonicTime now)
{
    const BreakerState seen = state(now);
    if (seen == state_) return;
    if (seen == BreakerState::half_open) return begin_era(seen);
    state_ = seen;  // the ramp is over; what is in flight belongs to the same era
    strikes_ = 0;
}

void Breaker::begin_era(BreakerState state)
{
    state_ = state;
    ++era_;
    in_flight_ = 0;
    failures_in_a_row_ = 0;
    window_.clear();
}

void Breaker::open(FailureKind kind, std::optional<nanoseconds> retry_after, MonotonicTime now)
{
    begin_era(BreakerState::open);
    open_until_ = now + cooldown_after(kind, retry_after, strikes_, settings_.cooldowns);
    cause_ = kind;
}

void Breaker::recover(MonotonicTime now)
{
    begin_era(settings_.ramp_steps > 0 ? BreakerState::ramping : BreakerState::closed);
    ramping_since_ = now;
    if (state_ == BreakerState::closed) strikes_ = 0;
}

}  // namespace swarmdesk::llm::routing
