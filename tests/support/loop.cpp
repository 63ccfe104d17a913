#include "support/loop.hpp"

#include <stdexcept>

namespace swarmdesk::testing {

namespace {

constexpr nanoseconds glance = std::chrono::milliseconds{20};  ///< between two looks

}  // namespace

void Loop::run(Awaitable<void> task)
{
    std::exception_ptr failure;
    runtime::TaskScope scope{context_.get_executor(),
                             [&](const std::string&, std::exception_ptr error) { failure = std::move(error); }};
    scope.spawn(std::move(task), "test");
    context_.restart();
    while (!scope.is_empty()) context_.run_one();
    if (failure) std::rethrow_exception(failure);
}

Awaitable<void> Loop::all(std::vector<Awaitable<void>> tasks)
{
    std::exception_ptr failure;
    const auto on_error = [&](const std::string&, std::exception_ptr error) {
        if (!failure) failure = std::move(error);
    };
    runtime::TaskScope scope{context_.get_executor(), on_error};
    for (Awaitable<void>& task : tasks) scope.spawn(std::move(task), "one of several");
    co_await scope.join();
    if (failure) std::rethrow_exception(failure);
}

Awaitable<void> Loop::until(std::string what, std::function<Awaitable<bool>()> is_so)
{
    const MonotonicTime end = clock_.now().monotonic + patience;
    for (;;) {
        const bool is_it = co_await is_so();
        if (is_it) co_return;
        if (clock_.now().monotonic > end) throw std::runtime_error{"waited in vain for " + what};
        co_await clock_.sleep(glance);
    }
}

Awaitable<void> Loop::until(std::string what, std::function<bool()> is_so)
{
    const std::function<Awaitable<bool>()> look = [is_so]() -> Awaitable<bool> { co_return is_so(); };
    co_await until(std::move(what), look);
}

}  // namespace swarmdesk::testing
