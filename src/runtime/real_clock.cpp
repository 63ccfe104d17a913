#include "runtime/real_clock.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swarmdesk::runtime {

namespace {
template <class Time>
std::int64_t since_epoch_ns(Time time)
{
    return std::chrono::duration_cast<nanoseconds>(time.time_since_epoch()).count();
}
}  // namespace

Now RealClock::now() const
{
    return {.utc = {since_epoch_ns(std::chrono::system_clock::now())},
            .monotonic = {since_epoch_ns(std::chrono::steady_clock::now())}};
}

asio::awaitable<void> RealClock::sleep(nanoseconds duration)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    timer.expires_after(duration);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace swarmdesk::runtime
