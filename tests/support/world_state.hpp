#pragma once

#include <atomic>
#include <cstdint>

namespace swarmdesk::testing {

/// What a `World` and the desk in it share: one page of memory. Zero: the world as it is.
struct WorldState {
    struct Change {
        std::atomic<std::int64_t> clock_step_ns;
        std::atomic<bool> fills_disk;
    };
    std::atomic<std::int64_t> clock_ns;  ///< the calendar's clock is ahead of the machine's by this
    std::atomic<bool> is_disk_full;
    std::atomic<std::int64_t> room;  ///< bytes that were given back since the disk became full

    Change at_crash_point;
    std::atomic<bool> spares;      ///< at its crash point the desk lives on, and the world changes
    std::atomic<bool> has_struck;  ///< it was there
};
static_assert(std::atomic<std::int64_t>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

}  // namespace swarmdesk::testing
