#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.hpp"

namespace swarmdesk::api {

/// A token bucket for each key, in one number a key: the time at which its bucket will be full again (GCRA). Bounded:
/// keys beyond `keys_max` that are not yet full again share one bucket.
class RateLimiter {
public:
    struct Settings {
        nanoseconds interval{};   ///< between two refills; positive
        std::uint32_t burst = 1;  ///< how many a full bucket holds
        std::size_t keys_max = 10'000;
    };

    explicit RateLimiter(Settings settings) : settings_(settings) {}

    /// Takes one. Otherwise nothing is taken and the answer is how long to wait.
    std::optional<nanoseconds> take(std::string_view key, MonotonicTime now);
    std::size_t size() const { return full_at_.size(); }

private:
    MonotonicTime& place_of(std::string_view key, MonotonicTime now);

    Settings settings_;
    std::map<std::string, MonotonicTime, std::less<>> full_at_;
};

}  // namespace swarmdesk::api
