#include "runtime/virtual_clock.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>

#include "base/assert.hpp"

namespace swarmdesk::runtime {

VirtualClock::VirtualClock(UtcTime start) : now_{.utc = start, .monotonic = {}} {}
VirtualClock::~VirtualClock() = default;

asio::awaitable<void> VirtualClock::sleep(nanoseconds duration)
{
    const Key key{now_.monotonic + std::max(duration, nanoseconds{0}), sequence_++};
    const auto place = sleepers_.emplace(key, std::make_unique<Wakeup>()).first;
    // Not a guard object: when the coroutine is destroyed instead of resumed, the clock may be gone already.
    try {
        co_await place->second->wait();
    } catch (...) {
        sleepers_.erase(key);
        throw;
    }
}

std::optional<MonotonicTime> VirtualClock::next_due() const
{
    if (sleepers_.empty()) return std::nullopt;
    return sleepers_.begin()->first.first;
}

bool VirtualClock::advance_to_next()
{
    const auto due = next_due();
    if (due) move_to(*due);
    return due.has_value();
}

void VirtualClock::advance_by(nanoseconds duration)
{
    SWARMDESK_ASSERT(duration.count() >= 0);
    move_to(now_.monotonic + duration);
}

void VirtualClock::move_to(MonotonicTime time)
{
    now_.utc = now_.utc + (time - now_.monotonic);
    now_.monotonic = time;
    while (!sleepers_.empty() && sleepers_.begin()->first.first <= time) {
        const auto sleeper = sleepers_.extract(sleepers_.begin());
        sleeper.mapped()->wake();
    }
}

RunEnd run_virtual(asio::io_context& context, VirtualClock& clock, MonotonicTime until,
                   const std::function<bool()>& is_waiting_outside)
{
    const auto work = asio::make_work_guard(context);
    while (true) {
        context.restart();
        context.poll();
        while (!context.stopped() && is_waiting_outside && is_waiting_outside()) {
            context.run_one();
            if (!context.stopped()) context.poll();
        }
        if (context.stopped()) return RunEnd::stopped;
        const auto due = clock.next_due();
        if (!due || *due > until) {
            if (until > clock.now().monotonic) {
                if (!due) return RunEnd::nothing_left;
                clock.advance_by(until - clock.now().monotonic);
            }
            return due ? RunEnd::reached : RunEnd::nothing_left;
        }
        clock.advance_to_next();
    }
}

}  // namespace swarmdesk::runtime
