#include "runtime/scaled_clock.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <optional>
#include <set>

#include "base/assert.hpp"

namespace swarmdesk::runtime {

/// Shared with the sleepers, which may be destroyed after the clock.
class ScaledClock::State {
public:
    State(Clock& machine, UtcTime start, std::uint32_t speed)
        : real(machine), start_(start), origin_(machine.now().monotonic), speed_(speed)
    {
        SWARMDESK_ASSERT(speed > 0);
    }

    MonotonicTime now() const
    {
        if (holds_ > 0) return held_at_;
        auto time = wanted();
        if (turn_) time = std::min(time, *turn_);
        if (!due_.empty()) time = std::min(time, *due_.begin());
        return time;
    }
    UtcTime utc(MonotonicTime time) const { return start_ + (time - MonotonicTime{}); }
    std::uint32_t speed() const { return static_cast<std::uint32_t>(speed_); }

    void add(MonotonicTime due) { due_.insert(due); }
    void remove(MonotonicTime due) { due_.erase(due_.find(due)); }
    bool is_turn_of(MonotonicTime due) const { return holds_ == 0 && wanted() >= due && *due_.begin() == due; }
    /// Real time until then, rounded up.
    nanoseconds left_until(MonotonicTime due) const
    {
        if (holds_ > 0) return look_again;
        const nanoseconds left = std::max(due - wanted(), nanoseconds{0});
        return nanoseconds{(left.count() + speed_ - 1) / speed_};
    }

    /// The time stands still from here to `end_turn`.
    void begin_turn(MonotonicTime due)
    {
        const nanoseconds late = (wanted() - due) / speed_;
        if (late > lag_max) origin_ = origin_ + late;
        turn_ = due;
    }
    void end_turn() { turn_.reset(); }

    void hold()
    {
        const MonotonicTime time = now();
        if (holds_++ == 0) held_at_ = time;
    }
    void release()
    {
        SWARMDESK_ASSERT(holds_ > 0);
        if (--holds_ > 0) return;
        const nanoseconds passed = std::max(wanted() - held_at_, nanoseconds{0});
        origin_ = origin_ + passed / speed_;
    }

    Clock& real;

private:
    static constexpr nanoseconds look_again = std::chrono::microseconds{100};  ///< whether the hold has ended

    /// What it would be if all work were done in time.
    MonotonicTime wanted() const { return MonotonicTime{} + (real.now().monotonic - origin_) * speed_; }

    UtcTime start_;
    MonotonicTime origin_;  ///< of the real clock, when this one began; later by all that was lost
    std::int64_t speed_;
    std::multiset<MonotonicTime> due_;   ///< what is slept for
    std::optional<MonotonicTime> turn_;  ///< the moment whose sleeper is at work
    int holds_ = 0;
    MonotonicTime held_at_;
};

class ScaledClock::Sleeper {
public:
    Sleeper(std::shared_ptr<State> state, MonotonicTime due) : state_(std::move(state)), due_(due)
    {
        state_->add(due_);
    }
    ~Sleeper() { state_->remove(due_); }
    Sleeper(const Sleeper&) = delete;
    Sleeper& operator=(const Sleeper&) = delete;

private:
    std::shared_ptr<State> state_;
    MonotonicTime due_;
};

ScaledClock::ScaledClock(Clock& real, UtcTime start, std::uint32_t speed)
    : state_(std::make_shared<State>(real, start, speed)), measured_real_(real.now().monotonic)
{}

Now ScaledClock::now() const
{
    const auto time = state_->now();
    return {.utc = state_->utc(time), .monotonic = time};
}

asio::awaitable<void> ScaledClock::sleep(nanoseconds duration)
{
    const std::shared_ptr<State> state = state_;
    const auto due = state->now() + std::max(duration, nanoseconds{0});
    const Sleeper sleeper{state, due};
    do {
        const nanoseconds left = state->left_until(due);
        co_await state->real.sleep(left);
    } while (!state->is_turn_of(due));
    state->begin_turn(due);
    // What the sleeper does until it suspends comes before this.
    const auto executor = co_await asio::this_coro::executor;
    asio::post(executor, [state] { state->end_turn(); });
}

void ScaledClock::hold() { state_->hold(); }
void ScaledClock::release() { state_->release(); }

std::uint32_t ScaledClock::speed() const { return state_->speed(); }

std::uint32_t ScaledClock::measure_speed()
{
    const auto time = state_->now();
    const auto real_time = state_->real.now().monotonic;
    const nanoseconds passed = time - measured_;
    const nanoseconds real_passed = std::max(real_time - measured_real_, nanoseconds{1});
    measured_ = time;
    measured_real_ = real_time;
    return static_cast<std::uint32_t>((passed + real_passed / 2) / real_passed);
}

}  // namespace swarmdesk::runtime
