#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "runtime/wakeup.hpp"

namespace swarmdesk::runtime {

/// Owns the coroutines of one service: none outlives it. A service keeps one, spawns into it, and awaits `stop()`
/// before it dies; the destructor asserts that nothing is left. One executor, single-threaded.
class TaskScope {
public:
    using TaskId = std::uint64_t;
    /// Told of every exception that leaves a task, except the one that says it was cancelled.
    using ErrorHandler = std::function<void(const std::string& task, std::exception_ptr error)>;

    TaskScope(asio::any_io_executor executor, ErrorHandler on_error);
    TaskScope(const TaskScope&) = delete;
    TaskScope& operator=(const TaskScope&) = delete;
    ~TaskScope();

    /// Starts the task with the executor's next turn. After `stop()` began, the task is dropped unstarted. Arguments of
    /// the coroutine are held by it; what it borrows must outlive `stop()`.
    TaskId spawn(asio::awaitable<void> task, std::string name);
    /// The same, but runs the task in here as far as it gets without waiting: it may have ended when this returns.
    /// Saves a turn where it follows on what is being done anyway.
    TaskId spawn_now(asio::awaitable<void> task, std::string name);
    /// Asks one task to end; unknown or ended ids are ignored. It may end before this returns.
    void cancel(TaskId id);
    /// Asks every task to end, without waiting.
    void cancel_all();
    /// Cancels every task and waits until the last has ended. Must not be awaited from inside one of them.
    asio::awaitable<void> stop();
    /// Waits until no task is left, cancelling none. One waiter at a time, `stop()` included.
    asio::awaitable<void> join();

    std::size_t size() const { return tasks_.size(); }
    bool is_empty() const { return tasks_.empty(); }
    const asio::any_io_executor& executor() const { return executor_; }

private:
    struct Task;
    void finish(TaskId id, std::exception_ptr error);

    asio::any_io_executor executor_;
    ErrorHandler on_error_;
    std::map<TaskId, std::shared_ptr<Task>>
        tasks_;  ///< shared with a `cancel` under way, which the task may end within
    TaskId next_id_ = 1;
    bool is_stopping_ = false;
    Wakeup emptied_;
};

}  // namespace swarmdesk::runtime
