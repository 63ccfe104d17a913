#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "trading/report/sieve.hpp"

namespace swarmdesk::app {

/// Rows of a ledger on their way from a thread that reads to one that folds, in their order, some hundreds at a time.
/// Bounded: who puts waits for room, who takes waits for rows. Either side may end it.
class RowQueue {
public:
    using Batch = std::vector<trading::report::Input>;

    /// False: the other side takes no more.
    bool put(Batch batch)
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return batches_.size() < batches_max || is_ended_; });
        if (is_ended_) return false;
        batches_.push_back(std::move(batch));
        changed_.notify_all();
        return true;
    }
    /// Nothing: there are no more.
    std::optional<Batch> take()
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [this] { return !batches_.empty() || is_ended_; });
        if (batches_.empty()) return std::nullopt;
        Batch batch = std::move(batches_.front());
        batches_.pop_front();
        changed_.notify_all();
        return batch;
    }
    /// What was put is still taken.
    void end()
    {
        const std::lock_guard lock{mutex_};
        is_ended_ = true;
        changed_.notify_all();
    }

private:
    static constexpr std::size_t batches_max = 16;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Batch> batches_;
    bool is_ended_ = false;
};

}  // namespace swarmdesk::app
