#include "net/turn_queue.hpp"

#include <boost/asio/post.hpp>
#include <list>
#include <utility>

#include "runtime/wakeup.hpp"

namespace swarmdesk::net {

namespace asio = boost::asio;

namespace {

struct Waiter {
    runtime::Wakeup wakeup;
    bool has_turn = false;
};

}  // namespace

struct TurnQueue::State : std::enable_shared_from_this<State> {
    explicit State(asio::any_io_executor executor_) : executor(std::move(executor_)) {}

    std::list<Waiter*>& queue(Priority priority) { return priority == Priority::urgent ? urgent : ordinary; }

    /// The turn is taken until this has come round.
    void post_next()
    {
        is_taken = true;
        asio::post(executor, [self = shared_from_this()] { self->next(); });
    }

    void next()
    {
        auto& first = urgent.empty() ? ordinary : urgent;
        if (first.empty()) {
            is_taken = false;
            return;
        }
        Waiter& waiter = *first.front();
        first.pop_front();
        waiter.has_turn = true;
        waiter.wakeup.wake();
        post_next();
    }

    asio::any_io_executor executor;
    std::list<Waiter*> urgent;
    std::list<Waiter*> ordinary;
    bool is_taken = false;
};

TurnQueue::TurnQueue(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
TurnQueue::~TurnQueue() = default;

asio::awaitable<void> TurnQueue::wait(Priority priority)
{
    const auto state = state_;
    if (!state->is_taken) {
        state->post_next();
        co_return;
    }
    Waiter waiter;
    auto& queue = state->queue(priority);
    queue.push_back(&waiter);
    struct Leave {
        std::list<Waiter*>& queue;
        Waiter& waiter;
        ~Leave()
        {
            if (!waiter.has_turn) queue.remove(&waiter);
        }
    };
    const Leave leave{queue, waiter};
    while (!waiter.has_turn) co_await waiter.wakeup.wait();
}

std::size_t TurnQueue::waiting() const { return state_->urgent.size() + state_->ordinary.size(); }

}  // namespace swarmdesk::net
