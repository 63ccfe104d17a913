#include "runtime/real_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swarmdesk::runtime {

namespace {
/// The calendar's clock is set, and slewed, by others; it is followed this closely.
constexpr nanoseconds compare_after = std::chrono::milliseconds{1};

template <class Time>
std::int64_t since_epoch_ns(Time time)
{
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count();
}
}  // namespace

Now RealClock::now() const
{
    constexpr auto relaxed = std::memory_order_relaxed;
    const std::int64_t monotonic = since_epoch_ns(std::chrono::steady_clock::now());
    if (monotonic - compared_.load(relaxed) > compare_after.count()) {
        ahead_.store(since_epoch_ns(std::chrono::system_clock::now()) - monotonic, relaxed);
        compared_.store(monotonic, relaxed);
    }
    return {.utc = {monotonic + ahead_.load(relaxed)}, .monotonic = {monotonic}};
}

asio::awaitable<void> RealClock::sleep(nanoseconds duration)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    timer.expires_after(duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace swarmdesk::runtime
