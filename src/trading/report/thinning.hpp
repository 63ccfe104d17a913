#pragma once

#include <algorithm>
#include <vector>

namespace swarmdesk::trading::report {

/// Of many points the places of those that keep the picture: the first and the last, and of each of at most `stretches`
/// equal parts the lowest and the highest by each of the values, in their order. `value(place)` for each of them. All
/// places where there are no more than that.
template <class... Values>
std::vector<std::size_t> places_that_show(std::size_t count, std::size_t stretches, const Values&... values)
{
    constexpr std::size_t of_each = 2 * sizeof...(Values);
    std::vector<std::size_t> kept;
    if (count <= of_each * stretches + 2) {
        for (std::size_t place = 0; place < count; ++place) kept.push_back(place);
        return kept;
    }
    kept.push_back(0);
    for (std::size_t i = 0; i < stretches; ++i) {
        const std::size_t begin = i * count / stretches;
        const std::size_t end = (i + 1) * count / stretches;
        const auto keep_extremes = [&](const auto& value) {
            std::size_t low = begin;
            std::size_t high = begin;
            for (std::size_t place = begin + 1; place < end; ++place) {
                if (value(place) < value(low)) low = place;
                if (!(value(place) < value(high))) high = place;
            }
            kept.push_back(low);
            kept.push_back(high);
        };
        (keep_extremes(values), ...);
    }
    kept.push_back(count - 1);
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    return kept;
}

}  // namespace swarmdesk::trading::report
