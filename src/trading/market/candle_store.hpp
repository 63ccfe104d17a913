#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <vector>

#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// The recent complete candles of every instrument, for charts and indicators. Bounded: the oldest candle of a series
/// makes room for the newest. A cache (law 3): lost at restart, filled again by the source. One thread.
class CandleStore {
public:
    struct Settings {
        std::size_t candles_max = 2000;  ///< per instrument and interval
        std::size_t series_max = 256;    ///< instruments times intervals; candles of further ones are refused
    };

    CandleStore();
    explicit CandleStore(Settings settings);

    /// Takes a complete candle. One with the newest open time replaces it; an older one, or one beyond the bounds,
    /// is left out and false returned.
    bool add(const Candle& candle);

    /// The newest `limit` complete candles, oldest first. An interval that is not stored is put together from the
    /// largest stored one that divides it; a bar whose beginning was forgotten or whose end has not come is left out.
    std::vector<Candle> candles(const InstrumentId& instrument, nanoseconds interval, std::size_t limit) const;

    /// The shortest interval stored of an instrument; zero where there is none.
    nanoseconds shortest_interval(const InstrumentId& instrument) const;

private:
    struct Key {
        InstrumentId instrument;
        nanoseconds interval{};
        friend auto operator<=>(const Key&, const Key&) = default;
    };

    Settings settings_;
    std::map<Key, std::deque<Candle>> series_;
};

}  // namespace swarmdesk::trading::market
