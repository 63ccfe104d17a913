#include "notify/preferences.hpp"

namespace swarmdesk::notify {

bool QuietHours::holds(UtcTime time) const
{
    if (!is_on) return false;
    constexpr std::int64_t minute_ns = 60'000'000'000;
    const UtcTime local = time + nanoseconds{utc_offset_min * minute_ns};
    const auto since_midnight = local.ns - utc_day(local) * minutes_a_day * minute_ns;
    const auto minute = static_cast<std::int32_t>(since_midnight / minute_ns);
    return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

bool Preferences::wants(Kind kind, Way way, UtcTime now) const
{
    if (kind == Kind::test) return true;
    const Choice chosen = choice(kind);
    return chosen.by(way) && (chosen.in_quiet_hours || !quiet.holds(now));
}

}  // namespace swarmdesk::notify
