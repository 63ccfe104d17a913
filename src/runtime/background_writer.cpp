#include "runtime/background_writer.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "runtime/wakeup.hpp"

namespace swarmdesk::runtime {
namespace {

/// An outcome on its way from the thread to who waits for it. Touched on the waiter's executor alone.
struct Waiting {
    Wakeup done;
    std::optional<Result<void>> outcome;
};

}  // namespace

class BackgroundWriter::Impl {
public:
    explicit Impl(std::size_t jobs_max) : jobs_max_(jobs_max), thread_([this] { work(); }) {}
    ~Impl()
    {
        {
            const std::lock_guard lock{mutex_};
            is_stopping_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }

    bool add(std::function<void()> task)
    {
        {
            const std::lock_guard lock{mutex_};
            if (tasks_.size() >= jobs_max_) return false;
            tasks_.push_back(std::move(task));
        }
        changed_.notify_one();
        return true;
    }

private:
    void work()
    {
        std::unique_lock lock{mutex_};
        while (true) {
            changed_.wait(lock, [this] { return is_stopping_ || !tasks_.empty(); });
            if (tasks_.empty()) return;
            auto task = std::move(tasks_.front());
            tasks_.pop_front();
            lock.unlock();
            task();
            task = nullptr;
            lock.lock();
        }
    }

    const std::size_t jobs_max_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> tasks_;
    bool is_stopping_ = false;
    std::thread thread_;
};

BackgroundWriter::BackgroundWriter(std::size_t jobs_max) : impl_(std::make_unique<Impl>(jobs_max)) {}
BackgroundWriter::~BackgroundWriter() = default;

bool BackgroundWriter::post(Job job)
{
    return impl_->add([job = std::move(job)] { static_cast<void>(job()); });
}

asio::awaitable<Result<void>> BackgroundWriter::run(Job job)
{
    const auto executor = co_await asio::this_coro::executor;
    const auto waiting = std::make_shared<Waiting>();
    // The guard keeps the executor's context running until the outcome is there.
    auto guard = std::make_shared<asio::executor_work_guard<asio::any_io_executor>>(executor);
    const bool is_taken = impl_->add([job = std::move(job), waiting, guard = std::move(guard)]() mutable {
        auto outcome = job();
        // Both leave with the closure: the last of `waiting` goes where it is waited for.
        const auto where = guard->get_executor();
        asio::post(where, [waiting = std::move(waiting), guard = std::move(guard), outcome = std::move(outcome)] {
            waiting->outcome = outcome;
            waiting->done.wake();
        });
    });
    if (!is_taken) co_return Error{Errc::limit_exceeded, "too many writes wait for the disk"};
    while (!waiting->outcome) co_await waiting->done.wait();
    co_return std::move(*waiting->outcome);
}

}  // namespace swarmdesk::runtime
