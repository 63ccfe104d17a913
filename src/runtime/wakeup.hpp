#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

namespace swarmdesk::runtime {

namespace asio = boost::asio;

/// One coroutine waits here until somebody wakes it: the primitive under sleeps, channels and scopes. One executor, one
/// waiter at a time. Destroying it with a waiter destroys the waiting coroutine.
class Wakeup {
public:
    Wakeup();
    Wakeup(const Wakeup&) = delete;
    Wakeup& operator=(const Wakeup&) = delete;
    ~Wakeup();

    /// Suspends until the next `wake`. Cancelling ends it with operation_aborted (thrown, as Asio does).
    asio::awaitable<void> wait();
    /// Posts the waiter to its executor, never runs it in here. False if nobody waits: a wake is not remembered.
    bool wake();

    class Waiter;

private:
    void abort();
    std::unique_ptr<Waiter> waiter_;
};

}  // namespace swarmdesk::runtime
