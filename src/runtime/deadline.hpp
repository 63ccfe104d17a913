#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

namespace detail {
/// Runs `work` until it ends or `timeout` passes, whichever is first; the loser is cancelled and has ended before this
/// returns. `work` must not throw. False if the time ran out first.
asio::awaitable<bool> finishes_within(asio::awaitable<void> work, Clock& clock, nanoseconds timeout);

template <class T>
asio::awaitable<void> keep_outcome(asio::awaitable<Result<T>> work, std::optional<Result<T>>& outcome,
                                   std::exception_ptr& error)
{
    try {
        outcome.emplace(co_await std::move(work));
    } catch (...) {
        error = std::current_exception();
    }
}
}  // namespace detail

/// The outcome of `work`, or `timed_out` if that takes longer than `timeout`. The work has ended, one way or the other,
/// when this returns. A success that arrives in the moment of the timeout counts: a known outcome beats an unknown one.
/// What the work throws, this throws.
template <class T>
asio::awaitable<Result<T>> with_deadline(asio::awaitable<Result<T>> work, Clock& clock, nanoseconds timeout)
{
    std::optional<Result<T>> outcome;
    std::exception_ptr error;
    auto kept = detail::keep_outcome(std::move(work), outcome, error);
    const bool in_time = co_await detail::finishes_within(std::move(kept), clock, timeout);
    if (outcome && (in_time || outcome->has_value())) co_return std::move(*outcome);
    if (in_time && error) std::rethrow_exception(error);
    co_return Error{Errc::timed_out, "the deadline passed"};
}

}  // namespace swarmdesk::runtime
