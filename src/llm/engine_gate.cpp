#include "llm/engine_gate.hpp"

#include <algorithm>

namespace swarmdesk::llm {

namespace asio = boost::asio;
using admission::Grant;
using admission::Refused;
using admission::Shed;
using admission::ShedReason;
using admission::WaiterId;

namespace {

/// The longest that somebody whose time is up may still wait to hear so.
constexpr nanoseconds sweep_interval = std::chrono::milliseconds{20};

}  // namespace

/// Somebody in the queue, on his own coroutine's frame. However that ends, he is out of the queue then.
struct EngineGate::Waiter {
    Waiter(EngineGate& owner, WaiterId number) : gate(owner), id(number) { gate.waiters_.emplace(id, this); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;
    ~Waiter()
    {
        gate.waiters_.erase(id);
        if (is_granted && !is_taken) gate.leave(id, 0, admission::Queue::Ending::aborted);
        if (!is_granted && !shed) gate.queue_.cancel(id);
    }

    EngineGate& gate;
    const WaiterId id;
    runtime::Wakeup wakeup;
    bool is_granted = false;
    bool is_taken = false;
    std::optional<ShedReason> shed;
};

EngineGate::EngineGate(asio::any_io_executor executor, runtime::Clock& clock,
                       const admission::Queue::Settings& settings)
    : clock_(clock), queue_(settings), scope_(std::move(executor), {})
{
    scope_.spawn(sweep(), "engine gate");
}

asio::awaitable<EngineGate::Entry> EngineGate::enter(admission::Ticket ticket)
{
    const MonotonicTime now = clock_.now().monotonic;
    if (const auto started = queue_.start_at_once(ticket, now)) co_return Slot{*this, *started};
    const auto admission = queue_.enter(ticket, now);
    if (const auto* refused = std::get_if<Refused>(&admission)) co_return *refused;
    const auto& entered = std::get<admission::Entered>(admission);
    if (entered.outranked) tell(*entered.outranked, ShedReason::outranked);
    Waiter waiter{*this, entered.id};
    arrived_.wake();
    pump();
    while (!waiter.is_granted && !waiter.shed) co_await waiter.wakeup.wait();
    if (waiter.shed) {
        const nanoseconds again = queue_.predicted_wait(ticket.priority, clock_.now().monotonic);
        co_return Refused{*waiter.shed, std::max<nanoseconds>(again, std::chrono::seconds{1})};
    }
    waiter.is_taken = true;
    co_return Slot{*this, waiter.id};
}

std::optional<EngineGate::Slot> EngineGate::try_enter(const admission::Ticket& ticket)
{
    const auto started = queue_.start_at_once(ticket, clock_.now().monotonic);
    if (!started) return std::nullopt;
    return Slot{*this, *started};
}

asio::awaitable<void> EngineGate::stop() { co_await scope_.stop(); }

asio::awaitable<void> EngineGate::sweep()
{
    while (true) {
        while (queue_.waiting() == 0) co_await arrived_.wait();
        co_await clock_.sleep(sweep_interval);
        pump();
    }
}

void EngineGate::leave(WaiterId id, std::uint64_t tokens, admission::Queue::Ending ending)
{
    queue_.finish(id, tokens, ending, clock_.now().monotonic);
    if (queue_.waiting() > 0) pump();
}

void EngineGate::pump()
{
    for (const auto& action : queue_.next(clock_.now().monotonic)) {
        if (const auto* grant = std::get_if<Grant>(&action)) tell(grant->id, std::nullopt);
        if (const auto* shed = std::get_if<Shed>(&action)) tell(shed->id, shed->reason);
    }
}

void EngineGate::tell(WaiterId id, std::optional<ShedReason> shed)
{
    const auto found = waiters_.find(id);
    if (found == waiters_.end()) return;
    found->second->is_granted = !shed;
    found->second->shed = shed;
    found->second->wakeup.wake();
}

}  // namespace swarmdesk::llm
