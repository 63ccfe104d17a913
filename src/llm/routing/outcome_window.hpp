#pragma once

#include <cstdint>
#include <vector>

#include "base/instant.hpp"

namespace swarmdesk::llm::routing {

/// How many calls ended lately, and how many of them badly. The window slides by whole buckets, so its memory does not
/// depend on the traffic and what it forgets is at most one bucket late.
class OutcomeWindow {
public:
    struct Totals {
        std::uint64_t calls = 0;
        std::uint64_t failures = 0;
        friend bool operator==(const Totals&, const Totals&) = default;
    };
    enum class Outcome { success = 1, failure };

    /// `length` in `buckets` equal parts; both positive.
    OutcomeWindow(nanoseconds length, std::uint32_t buckets);

    void record(Outcome outcome, MonotonicTime now);
    Totals totals(MonotonicTime now) const;
    void clear();

private:
    struct Bucket {
        std::int64_t number = -1;  ///< which stretch of time it counts
        Totals totals;
    };
    std::int64_t number_of(MonotonicTime now) const { return now.ns / width_.count(); }

    nanoseconds width_;
    std::vector<Bucket> buckets_;
};

}  // namespace swarmdesk::llm::routing
