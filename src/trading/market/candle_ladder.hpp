#pragma once

#include <array>
#include <deque>
#include <map>
#include <optional>

#include "trading/market/history_request.hpp"

namespace swarmdesk::trading::market {

/// What a market remembers that nobody else could be asked for: the newest candles as they were, older ones put
/// together to longer and longer ones. Of minutes, about three days; of quarters of an hour, six weeks; of two hours, a
/// year. Bounded for each instrument. Pure.
class CandleLadder {
public:
    static constexpr std::size_t rungs = 3;
    static constexpr std::size_t candles_max = 4'000;  ///< on each rung, of each instrument

    /// `interval` is the market's own.
    explicit CandleLadder(nanoseconds interval) : interval_(interval) {}

    /// Of the candles on a rung; the lowest is the market's own.
    nanoseconds interval(std::size_t rung) const;
    /// Takes a complete candle as long as those of some rung, oldest first.
    void add(const Candle& candle);
    std::vector<Candle> read(const HistoryRequest& request) const;

private:
    struct Rung {
        std::deque<Candle> candles;
        std::optional<Candle> open;     ///< one that is being put together from the rung below
        std::optional<UtcTime> missed;  ///< when the one begins whose beginning was not seen
    };
    using Rungs = std::array<Rung, rungs>;

    void put(Rungs& rungs, std::size_t at, const Candle& candle);
    void grow(Rungs& rungs, std::size_t at, const Candle& part);

    nanoseconds interval_;
    std::map<InstrumentId, Rungs> markets_;
};

}  // namespace swarmdesk::trading::market
