#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>

namespace swarmdesk {

using std::chrono::nanoseconds;

/// A moment by the calendar: nanoseconds since 1970 UTC. May step. For records, days and people.
struct UtcTime {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(UtcTime, UtcTime) = default;
    friend constexpr UtcTime operator+(UtcTime t, nanoseconds d) { return {t.ns + d.count()}; }
    friend constexpr nanoseconds operator-(UtcTime a, UtcTime b) { return nanoseconds{a.ns - b.ns}; }
};

/// A moment by a clock that never steps; means nothing across a restart. For ages and deadlines.
struct MonotonicTime {
    std::int64_t ns = 0;

    friend constexpr auto operator<=>(MonotonicTime, MonotonicTime) = default;
    friend constexpr MonotonicTime operator+(MonotonicTime t, nanoseconds d) { return {t.ns + d.count()}; }
    friend constexpr nanoseconds operator-(MonotonicTime a, MonotonicTime b) { return nanoseconds{a.ns - b.ns}; }
};

/// A moment on the desk's own line of time: it begins where the ledger ends, advances with the monotonic clock alone,
/// and is written with each event. Deadlines, ages and windows are kept in it, so that no step of the calendar clock
/// moves them and a replay finds them as they were (RAILS 30). Close to UTC, and never meant for people.
struct DeskTime {
    std::int64_t ns = 0;

    std::string to_json_text() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("ns", self.ns);
    }
    friend constexpr auto operator<=>(DeskTime, DeskTime) = default;
    friend constexpr DeskTime operator+(DeskTime t, nanoseconds d) { return {t.ns + d.count()}; }
    friend constexpr nanoseconds operator-(DeskTime a, DeskTime b) { return nanoseconds{a.ns - b.ns}; }
};

/// Both clocks, read together. "Now" is an input everywhere below runtime/.
struct Now {
    UtcTime utc;
    MonotonicTime monotonic;
};

constexpr UtcTime utc_from_ms(std::int64_t ms) { return {ms * 1'000'000}; }
constexpr std::int64_t to_ms(UtcTime t) { return t.ns / 1'000'000; }

/// Whole days since 1970, the same number from 00:00:00 to 23:59:59.999… UTC.
constexpr std::int64_t utc_day(UtcTime t)
{
    constexpr std::int64_t day = 86'400'000'000'000;
    return t.ns >= 0 ? t.ns / day : (t.ns - day + 1) / day;
}

/// `2025-04-03T17:05:00.000Z`.
std::string to_iso(UtcTime t);

}  // namespace swarmdesk
