#include "trading/market/candle_interval.hpp"

#include <array>

namespace swarmdesk::trading::market {

std::string interval_text(nanoseconds interval)
{
    struct Unit {
        const char* name;
        nanoseconds length;
    };
    using namespace std::chrono;
    constexpr auto units = std::to_array<Unit>(
        {{"w", hours{24 * 7}}, {"d", hours{24}}, {"h", hours{1}}, {"m", minutes{1}}, {"s", seconds{1}}});
    for (const Unit& unit : units)
        if (interval >= unit.length && interval % unit.length == nanoseconds{0})
            return std::to_string(interval / unit.length) + unit.name;
    return std::to_string(interval.count()) + "ns";
}

}  // namespace swarmdesk::trading::market
