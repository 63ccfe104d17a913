#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "runtime/clock.hpp"
#include "runtime/wakeup.hpp"

namespace swarmdesk::runtime {

/// A clock that stands still until it is moved: replay and tests own time through it. Sleepers wake in the order of
/// (due time, order of falling asleep), so a run is the same every time. Must die before the io_context its sleepers
/// run on.
class VirtualClock final : public Clock {
public:
    /// The calendar starts at `start`; the monotonic clock starts at zero.
    explicit VirtualClock(UtcTime start);
    ~VirtualClock() override;
    VirtualClock(const VirtualClock&) = delete;
    VirtualClock& operator=(const VirtualClock&) = delete;

    Now now() const override { return now_; }
    /// Even a sleep of zero or less waits for its turn: it wakes at the next advance.
    asio::awaitable<void> sleep(nanoseconds duration) override;

    /// When the next sleeper is due.
    std::optional<MonotonicTime> next_due() const;
    /// Jumps to the next sleeper's time and wakes everyone due then. False, and no change, if nobody sleeps.
    bool advance_to_next();
    /// Moves on by `duration`, waking everyone due on the way. Wakes only post: run the context to see the effects, and
    /// prefer `run_virtual` where a sleeper sleeps again.
    void advance_by(nanoseconds duration);

private:
    using Key = std::pair<MonotonicTime, std::uint64_t>;

    void move_to(MonotonicTime time);

    Now now_;
    std::uint64_t sequence_ = 0;
    std::map<Key, std::unique_ptr<Wakeup>> sleepers_;
};

/// How a virtual run ended.
enum class RunEnd { reached = 1, nothing_left, stopped };

/// Runs `context` until it is idle, jumps to the next sleeper, and so on until `until` (reached), until nobody sleeps
/// any more (nothing_left) or until somebody stops the context (stopped). `is_waiting_outside` says that another thread
/// (the ledger's writer) still owes an answer: time stands still until it has posted it.
RunEnd run_virtual(asio::io_context& context, VirtualClock& clock, MonotonicTime until,
                   const std::function<bool()>& is_waiting_outside = {});

}  // namespace swarmdesk::runtime
