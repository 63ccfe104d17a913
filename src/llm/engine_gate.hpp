#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <utility>
#include <variant>

#include "llm/admission/queue.hpp"
#include "runtime/clock.hpp"
#include "runtime/task_scope.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::llm {

/// Lets calls into one local engine, by the rules of admission::Queue: the coroutine around it. One executor; await
/// `stop()` before it dies, after everybody inside has left.
class EngineGate {
public:
    /// The right to use the engine. Dropped, it counts as aborted.
    class [[nodiscard]] Slot {
    public:
        Slot(Slot&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), id_(other.id_) {}
        Slot& operator=(Slot&& other) noexcept
        {
            std::swap(gate_, other.gate_);
            std::swap(id_, other.id_);
            return *this;
        }
        ~Slot()
        {
            if (gate_ != nullptr) gate_->leave(id_, 0, admission::Queue::Ending::aborted);
        }
        void finish(std::uint64_t tokens)
        {
            std::exchange(gate_, nullptr)->leave(id_, tokens, admission::Queue::Ending::served);
        }

    private:
        friend class EngineGate;
        Slot(EngineGate& gate, admission::WaiterId id) : gate_(&gate), id_(id) {}
        EngineGate* gate_;
        admission::WaiterId id_;
    };
    using Entry = std::variant<Slot, admission::Refused>;

    EngineGate(boost::asio::any_io_executor executor, runtime::Clock& clock,
               const admission::Queue::Settings& settings);
    EngineGate(const EngineGate&) = delete;
    EngineGate& operator=(const EngineGate&) = delete;

    /// Waits for its turn. A caller that is cancelled leaves the queue.
    boost::asio::awaitable<Entry> enter(admission::Ticket ticket);
    /// At once, or not at all: nothing where somebody waits or no slot is free.
    std::optional<Slot> try_enter(const admission::Ticket& ticket);
    boost::asio::awaitable<void> stop();

    const admission::Queue& queue() const { return queue_; }

private:
    struct Waiter;
    boost::asio::awaitable<void> sweep();
    void leave(admission::WaiterId id, std::uint64_t tokens, admission::Queue::Ending ending);
    void pump();
    void tell(admission::WaiterId id, std::optional<admission::ShedReason> shed);

    runtime::Clock& clock_;
    admission::Queue queue_;
    std::map<admission::WaiterId, Waiter*> waiters_;
    runtime::Wakeup arrived_;  ///< the sweeper sleeps while nobody waits
    runtime::TaskScope scope_;
};

}  // namespace swarmdesk::llm
