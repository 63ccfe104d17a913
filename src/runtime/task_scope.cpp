#include "runtime/task_scope.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <utility>
#include <vector>

#include "base/assert.hpp"
#include "base/error.hpp"

namespace swarmdesk::runtime {

namespace {
bool says_cancelled(const std::exception_ptr& error)
{
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& e) {
        return e.code() == asio::error::operation_aborted;
    } catch (const asio::multiple_exceptions& e) {
        return says_cancelled(e.first_exception());
    } catch (const ErrorException& e) {
        return e.error().code == Errc::cancelled;
    } catch (...) {
        return false;
    }
}

/// Left to itself, co_spawn runs the task inside the call that spawned it.
asio::awaitable<void> begin(asio::awaitable<void> task)
{
    co_await asio::post(asio::use_awaitable);
    co_await std::move(task);
}
}  // namespace

struct TaskScope::Task {
    std::string name;
    asio::cancellation_signal cancellation;
    bool is_cancelled = false;

    void cancel()
    {
        is_cancelled = true;
        cancellation.emit(asio::cancellation_type::terminal);
    }
};

TaskScope::TaskScope(asio::any_io_executor executor, ErrorHandler on_error)
    : executor_(std::move(executor)), on_error_(std::move(on_error))
{}

TaskScope::~TaskScope() { SWARMDESK_ASSERT(tasks_.empty()); }

TaskScope::TaskId TaskScope::spawn(asio::awaitable<void> task, std::string name)
{
    return spawn_now(begin(std::move(task)), std::move(name));
}

TaskScope::TaskId TaskScope::spawn_now(asio::awaitable<void> task, std::string name)
{
    const TaskId id = next_id_++;
    if (is_stopping_) return id;
    const auto entry = std::make_shared<Task>();
    entry->name = std::move(name);
    tasks_.emplace(id, entry);
    asio::co_spawn(executor_, std::move(task),
                   asio::bind_cancellation_slot(entry->cancellation.slot(),
                                                [this, id](std::exception_ptr error) { finish(id, error); }));
    return id;
}

void TaskScope::cancel(TaskId id)
{
    const auto found = tasks_.find(id);
    if (found == tasks_.end()) return;
    const auto task = found->second;
    task->cancel();
}

void TaskScope::cancel_all()
{
    std::vector<TaskId> ids;
    for (const auto& [id, task] : tasks_) ids.push_back(id);
    for (const TaskId id : ids) cancel(id);
}

asio::awaitable<void> TaskScope::stop()
{
    is_stopping_ = true;
    cancel_all();
    co_await join();
}

asio::awaitable<void> TaskScope::join()
{
    while (!tasks_.empty()) co_await emptied_.wait();
}

void TaskScope::finish(TaskId id, std::exception_ptr error)
{
    const auto task = tasks_.extract(id);
    if (error && on_error_ && !(task.mapped()->is_cancelled && says_cancelled(error)))
        on_error_(task.mapped()->name, error);
    if (tasks_.empty()) emptied_.wake();
}

}  // namespace swarmdesk::runtime
