#include "runtime/first_of.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

namespace swarmdesk::runtime {

namespace {

struct Finish {
    bool is_over = false;
    std::exception_ptr error;
};

/// Ends well in any case: for operator|| one that throws has not ended.
asio::awaitable<void> run(asio::awaitable<void> work, Finish& finish)
{
    std::exception_ptr error;
    try {
        co_await std::move(work);
    } catch (...) {
        error = std::current_exception();
    }
    if (!std::exchange(finish.is_over, true)) finish.error = error;
}

}  // namespace

asio::awaitable<void> first_of(asio::awaitable<void> one, asio::awaitable<void> other)
{
    using namespace asio::experimental::awaitable_operators;
    Finish finish;
    try {
        auto race = run(std::move(one), finish) || run(std::move(other), finish);
        co_await std::move(race);
    } catch (const asio::multiple_exceptions& both) {
        // Only when the caller was cancelled before either began; say it the usual way.
        std::rethrow_exception(both.first_exception());
    }
    if (finish.error) std::rethrow_exception(finish.error);
}

}  // namespace swarmdesk::runtime
