#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace swarmdesk::telemetry {

/// Keeps one event from drowning the others: lets each through so often a minute and counts the rest. A new minute says
/// how many were held back in the last one. Remembers at most 256 different events; beyond that everything is admitted,
/// since constant event words cannot be that many. Not thread-safe.
class Repeats {
public:
    struct Answer {
        bool is_admitted = true;
        std::uint64_t held_back = 0;  ///< in the event's last minute, told once
    };

    explicit Repeats(std::uint32_t per_minute_max) : per_minute_max_(per_minute_max) {}
    Answer admit(std::string_view event, std::chrono::nanoseconds now);

private:
    struct Window {
        std::int64_t minute = 0;
        std::uint64_t count = 0;
    };
    std::uint32_t per_minute_max_;
    std::map<std::string, Window, std::less<>> windows_;
};

}  // namespace swarmdesk::telemetry
