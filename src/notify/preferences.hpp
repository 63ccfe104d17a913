#pragma once

#include <cstdint>
#include <map>

#include "notify/kind.hpp"

namespace swarmdesk::notify {

/// By which ways one person is told of one kind.
struct Choice {
    bool page = true;
    bool push = true;
    bool webhook = true;
    bool in_quiet_hours = false;  ///< pushed and sent then as well

    static Choice of(Kind kind)
    {
        const KindDefaults& row = defaults_of(kind);
        return {row.is_on, row.is_on, row.is_on, row.in_quiet_hours};
    }
    bool by(Way way) const { return way == Way::page ? page : way == Way::push ? push : webhook; }
    friend bool operator==(const Choice&, const Choice&) = default;
};

/// A time of each day in which only what may not wait is told, by the person's own clock. Both ends are minutes since
/// midnight; the first belongs to it, the last does not. Equal ends: the whole day.
struct QuietHours {
    static constexpr std::int32_t minutes_a_day = 24 * 60;
    static constexpr std::int32_t offset_max = 14 * 60;
    bool is_on = false;
    std::int32_t from = 22 * 60;
    std::int32_t to = 7 * 60;
    std::int32_t utc_offset_min = 0;  ///< of the person's clock, east positive

    bool holds(UtcTime time) const;
    friend bool operator==(const QuietHours&, const QuietHours&) = default;
};

/// What one person wants to be told of, and how. What they never chose is as the kinds' defaults say.
struct Preferences {
    bool hides_amounts = true;  ///< no quantity, price or sum in what leaves the desk
    QuietHours quiet;
    std::map<Kind, Choice> choices;

    Choice choice(Kind kind) const
    {
        const auto found = choices.find(kind);
        return found == choices.end() ? Choice::of(kind) : found->second;
    }
    /// Whether it leaves the desk that way at that time. A test always does.
    bool wants(Kind kind, Way way, UtcTime now) const;
    friend bool operator==(const Preferences&, const Preferences&) = default;
};

}  // namespace swarmdesk::notify
