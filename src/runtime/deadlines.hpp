#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/intrusive/list.hpp>
#include <memory>

#include "runtime/clock.hpp"

namespace swarmdesk::runtime {

/// Ends waits that take too long, with one sleeper for all of them: a deadline costs a store, where a timer each would
/// cost as much as the request it guards. One executor.
class Deadlines {
public:
    /// Something that waits. Unlinks itself when it dies.
    class Watched
        : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    public:
        virtual ~Watched() = default;
        /// Whether its deadline passed: what it waited for was cut off then.
        bool is_overdue() const { return is_overdue_; }
        /// Waits for nothing any more.
        void lift() { unlink(); }

    private:
        friend class Deadlines;
        virtual void cut() = 0;
        MonotonicTime deadline_;
        bool is_overdue_ = false;
    };

    explicit Deadlines(Clock& clock);
    ~Deadlines();
    Deadlines(const Deadlines&) = delete;
    Deadlines& operator=(const Deadlines&) = delete;

    /// In place of the one it had. The sleeper sleeps on `executor`, a little longer than there is something to watch.
    void set(Watched& watched, MonotonicTime deadline, const asio::any_io_executor& executor);

private:
    struct State;
    static asio::awaitable<void> keep(std::shared_ptr<State> state);
    std::shared_ptr<State> state_;
};

}  // namespace swarmdesk::runtime
