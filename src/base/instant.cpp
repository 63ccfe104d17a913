#include "base/instant.hpp"

#include <fmt/format.h>

namespace swarmdesk {

std::string to_iso(UtcTime t)
{
    using namespace std::chrono;
    const sys_time<milliseconds> point{floor<milliseconds>(nanoseconds{t.ns})};
    const auto day = floor<days>(point);
    const year_month_day date{day};
    const hh_mm_ss time{point - day};
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

}  // namespace swarmdesk
