#include "runtime/deadline.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace swarmdesk::runtime::detail {

asio::awaitable<bool> finishes_within(asio::awaitable<void> work, Clock& clock, nanoseconds timeout)
{
    using namespace asio::experimental::awaitable_operators;
    try {
        auto race = std::move(work) || clock.sleep(timeout);
        const auto first = co_await std::move(race);
        co_return first.index() == 0;
    } catch (const asio::multiple_exceptions& both) {
        // Only when the caller was cancelled before either began; say it the usual way.
        std::rethrow_exception(both.first_exception());
    }
}

}  // namespace swarmdesk::runtime::detail
