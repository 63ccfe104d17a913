#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>

#include "runtime/completion.hpp"

namespace swarmdesk::runtime {

/// Runs the coroutine on another executor (another cell's) and resumes here with what it returned, or throws what it
/// threw. A cancelled caller still waits for it: what was begun in the other cell is done there, and a cancellation
/// would race with it. So the work must end in bounded time by itself, and own all it uses.
template <class T>
boost::asio::awaitable<T> run_on(boost::asio::any_io_executor executor, boost::asio::awaitable<T> work)
{
    struct Outcome {
        std::exception_ptr error;
        T value{};
    };
    auto start = [executor = std::move(executor),
                  work = std::move(work)](std::unique_ptr<Completion<Outcome>> waiting) mutable {
        auto done = [waiting = std::move(waiting)](std::exception_ptr error, T value) mutable {
            waiting->complete(Outcome{std::move(error), std::move(value)});
        };
        boost::asio::co_spawn(executor, std::move(work), std::move(done));
    };
    auto suspended = suspend<Outcome>(std::move(start));
    Outcome outcome = co_await std::move(suspended);
    if (outcome.error) std::rethrow_exception(outcome.error);
    co_return std::move(outcome.value);
}

}  // namespace swarmdesk::runtime
