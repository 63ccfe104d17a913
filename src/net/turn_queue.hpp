#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>

namespace swarmdesk::net {

/// What stops or reduces is urgent.
enum class Priority { urgent = 1, ordinary };

/// Decides whose request is handled next: one in each turn of the executor, so that between two of them new ones are
/// read; urgent ones first, the others in the order they came. Without a backlog nobody waits. One executor.
class TurnQueue {
public:
    explicit TurnQueue(boost::asio::any_io_executor executor);
    TurnQueue(const TurnQueue&) = delete;
    TurnQueue& operator=(const TurnQueue&) = delete;
    ~TurnQueue();

    /// Returns when it is the caller's turn. Cancelling gives the place up.
    boost::asio::awaitable<void> wait(Priority priority);
    std::size_t waiting() const;

private:
    struct State;
    std::shared_ptr<State> state_;  ///< shared with the step that is posted
};

}  // namespace swarmdesk::net
