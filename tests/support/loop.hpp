#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/real_clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::testing {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

/// One thread's worth of waiting: what a test does at the same time as something else, it does as a coroutine here.
/// A failed expectation is thrown, so that it ends the coroutine it belongs to and comes out of `run`.
class Loop {
public:
    /// How long anything may take before it counts as never happening. Only a failing test waits for it.
    static constexpr nanoseconds patience = std::chrono::seconds{90};

    /// Runs until the task ends; what it throws is thrown here.
    void run(Awaitable<void> task);

    /// Runs all of them at once and waits for the last; then throws what the first to fail threw.
    Awaitable<void> all(std::vector<Awaitable<void>> tasks);

    /// Looks again and again until it is so; throws "waited in vain for …" when patience is at its end.
    Awaitable<void> until(std::string what, std::function<Awaitable<bool>()> is_so);
    Awaitable<void> until(std::string what, std::function<bool()> is_so);

    boost::asio::any_io_executor executor() { return context_.get_executor(); }
    runtime::Clock& clock() { return clock_; }

private:
    boost::asio::io_context context_{1};
    runtime::RealClock clock_;
};

}  // namespace swarmdesk::testing
