#include "runtime/deadlines.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/this_coro.hpp>
#include <limits>

namespace swarmdesk::runtime {

namespace {

constexpr MonotonicTime never{std::numeric_limits<std::int64_t>::max()};
/// The sleeper looks around this often, and goes when there is nothing left: it keeps no context running for longer.
constexpr nanoseconds sleep_most = std::chrono::milliseconds{100};

}  // namespace

/// Shared with the sleeper, who may outlive its owner by a turn.
struct Deadlines::State {
    explicit State(Clock& its_clock) : clock(&its_clock) {}

    asio::awaitable<void> keep();
    /// When to look again.
    MonotonicTime cut_overdue(MonotonicTime now);

    Clock* clock;  ///< none once the owner has gone: a real one may go with him
    boost::intrusive::list<Watched, boost::intrusive::constant_time_size<false>> watched;
    MonotonicTime wakes = never;  ///< never: nobody sleeps
    asio::cancellation_signal roused;
};

MonotonicTime Deadlines::State::cut_overdue(MonotonicTime now)
{
    MonotonicTime next = now + sleep_most;
    for (auto place = watched.begin(); place != watched.end();) {
        Watched& one = *place++;
        if (one.deadline_ > now) {
            next = std::min(next, one.deadline_);
        } else {
            one.unlink();
            one.is_overdue_ = true;
            one.cut();
        }
    }
    return next;
}

asio::awaitable<void> Deadlines::State::keep()
{
    while (clock != nullptr) {
        const MonotonicTime now = clock->now().monotonic;
        wakes = cut_overdue(now);
        if (watched.empty()) break;
        try {
            co_await clock->sleep(wakes - now);
        } catch (const boost::system::system_error&) {
            // Roused: something ends earlier, or there is nothing to watch any more.
        }
        co_await asio::this_coro::reset_cancellation_state();
    }
    wakes = never;
}

Deadlines::Deadlines(Clock& clock) : state_(std::make_shared<State>(clock)) {}

Deadlines::~Deadlines()
{
    state_->watched.clear();
    state_->clock = nullptr;
    state_->roused.emit(asio::cancellation_type::terminal);
}

void Deadlines::set(Watched& watched, MonotonicTime deadline, const asio::any_io_executor& executor)
{
    State& state = *state_;
    watched.deadline_ = deadline;
    watched.is_overdue_ = false;
    if (!watched.is_linked()) state.watched.push_back(watched);
    if (state.wakes == never) {
        state.wakes = deadline;
        asio::co_spawn(executor, keep(state_), asio::bind_cancellation_slot(state.roused.slot(), asio::detached));
    } else if (deadline < state.wakes) {
        // Rare: it sleeps for a moment only.
        state.wakes = deadline;
        state.roused.emit(asio::cancellation_type::terminal);
    }
}

/// Keeps the state alive while it sleeps.
asio::awaitable<void> Deadlines::keep(std::shared_ptr<State> state)
{
    auto keeping = state->keep();
    co_await std::move(keeping);
}

}  // namespace swarmdesk::runtime
