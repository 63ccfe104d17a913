#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "notify/attempt.hpp"
#include "notify/notice.hpp"
#include "runtime/backoff.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_scope.hpp"

namespace swarmdesk::notify {

/// One notice on its way to one target.
struct Parcel {
    SentId id;
    std::string user;
    std::shared_ptr<const Notice> notice;
    std::string body;  ///< the notice's, with amounts or without
};

/// Sends parcels, to each target one after the other, to all a few at once. A try that failed for now is made again
/// after a growing rest, or the one the other side asks for, until the parcel is of no use any more. A queue that is
/// full drops its oldest, and says so once until it has been empty. A parcel of the same topic as one that waits takes
/// its place. One executor; await `stop()` before it dies.
class Outbox {
public:
    struct Limits {
        std::size_t queued_max = 50;     ///< of one target
        std::size_t under_way_max = 8;   ///< of all
        std::uint32_t attempts_max = 8;  ///< of one parcel
        nanoseconds rest_min = std::chrono::milliseconds{500};
        nanoseconds rest_max = std::chrono::minutes{5};
    };
    struct Hooks {
        /// One try. The target may have ended meanwhile: then it says so.
        std::function<boost::asio::awaitable<Attempt>(std::string target, Parcel parcel)> send;
        /// Called once for each parcel, `again` never.
        std::function<void(const std::string& target, const Parcel& parcel, const Attempt& end)> on_end;
        std::function<void(const std::string& target)> on_overflow;
    };

    /// The clock is borrowed.
    Outbox(boost::asio::any_io_executor executor, runtime::Clock& clock, runtime::Random random, Limits limits,
           Hooks hooks);

    void push(const std::string& target, Parcel parcel);
    /// Whatever waits for it is dropped, and told as failed for that reason; a try under way ends by itself.
    void remove(const std::string& target, const std::string& why);
    std::size_t queued(const std::string& target) const;
    boost::asio::awaitable<void> stop() { return tasks_.stop(); }

private:
    struct Target {
        std::deque<Parcel> queue;
        std::optional<Parcel> current;  ///< under way, or resting between two tries
        std::optional<runtime::Backoff> backoff;
        bool has_overflowed = false;
    };
    void pump();
    boost::asio::awaitable<void> deliver(std::string target, Parcel parcel);
    boost::asio::awaitable<void> rest(std::string target, SentId parcel, nanoseconds duration);
    /// Whether the target is still about this parcel: it may have been removed, and be another's by now.
    bool is_current(const std::string& target, const SentId& parcel) const;
    void finish(const std::string& target, Attempt attempt);
    void end(const std::string& target, const Parcel& parcel, const Attempt& attempt);

    runtime::Clock& clock_;
    runtime::Random random_;
    Limits limits_;
    Hooks hooks_;
    std::map<std::string, Target> targets_;  ///< those with something to do
    std::deque<std::string> ready_;          ///< those that wait for one of the few
    std::size_t under_way_ = 0;
    runtime::TaskScope tasks_;
};

}  // namespace swarmdesk::notify
