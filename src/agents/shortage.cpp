#include "agents/shortage.hpp"

#include "trading/market/candle_interval.hpp"

namespace swarmdesk::agents {

using trading::market::interval_text;

std::string Shortage::to_string() const
{
    const std::string seen_words =
        "sees " + std::to_string(seen) + " of " + std::to_string(needed) + " candles of " + interval_text(timeframe);
    if (!until) return seen_words + ", which this market's candles do not make up, and enters nothing";
    const std::string time = to_iso(*until);
    constexpr std::size_t date_size = 10;
    constexpr std::size_t minutes_size = 5;
    return seen_words + " until " + time.substr(0, date_size) + ' ' + time.substr(date_size + 1, minutes_size) +
           " UTC and enters nothing before";
}

Shortage shortage_of(const trading::strategy::WarmUp& warm_up, const trading::Candle& candle)
{
    Shortage shortage{warm_up.seen, warm_up.needed, warm_up.timeframe, {}};
    if (shortage.timeframe.count() == 0) shortage.timeframe = candle.interval;
    if (shortage.timeframe % candle.interval != nanoseconds{0}) return shortage;
    shortage.until = trading::strategy::start_of_bar(trading::strategy::close_time(candle), shortage.timeframe) +
                     shortage.timeframe * std::int64_t{warm_up.needed - warm_up.seen};
    return shortage;
}

}  // namespace swarmdesk::agents
