#include "telemetry/repeats.hpp"

namespace swarmdesk::telemetry {

Repeats::Answer Repeats::admit(std::string_view event, std::chrono::nanoseconds now)
{
    constexpr std::size_t events_max = 256;
    const std::int64_t minute = std::chrono::duration_cast<std::chrono::minutes>(now).count();
    auto found = windows_.find(event);
    if (found == windows_.end()) {
        if (windows_.size() >= events_max) return {};
        found = windows_.emplace(std::string{event}, Window{minute, 0}).first;
    }
    Window& window = found->second;
    Answer answer;
    if (window.minute != minute) {
        if (window.count > per_minute_max_) answer.held_back = window.count - per_minute_max_;
        window = {minute, 0};
    }
    answer.is_admitted = ++window.count <= per_minute_max_;
    return answer;
}

}  // namespace swarmdesk::telemetry
