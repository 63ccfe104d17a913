#include "runtime/real_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swarmdesk::runtime {

namespace {
/// The calendar's clock is set, and slewed, by others; it is followed this closely.
constexpr nanoseconds compare_after = std::chrono::milliseconds{1};
constexpr nanoseconds close_enough = std::chrono::microseconds{20};

template <class Time>
std::int64_t since_epoch_ns(Time time)
{
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count();
}

std::int64_t steady_ns() { return since_epoch_ns(std::chrono::steady_clock::now()); }
}  // namespace

Now RealClock::now() const
{
    const std::int64_t monotonic = steady_ns();
    if (monotonic - compared_.load(std::memory_order_acquire) > compare_after.count()) compare();
    return {.utc = {monotonic + ahead_.load(std::memory_order_relaxed)}, .monotonic = {monotonic}};
}

void RealClock::compare() const
{
    std::int64_t before = 0;
    std::int64_t utc = 0;
    std::int64_t after = 0;
    // Interrupted between two looks, it looks again; a machine that interrupts each time gets what it can.
    for (int looks = 0; looks < 8; ++looks) {
        before = steady_ns();
        utc = since_epoch_ns(std::chrono::system_clock::now());
        after = steady_ns();
        if (after - before <= close_enough.count()) break;
    }
    ahead_.store(utc - before, std::memory_order_relaxed);
    compared_.store(after, std::memory_order_release);
}

asio::awaitable<void> RealClock::sleep(nanoseconds duration)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    timer.expires_after(duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace swarmdesk::runtime
