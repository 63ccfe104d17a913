#pragma once

#include <optional>

#include "base/hash.hpp"
#include "trading/backtest/track.hpp"
#include "trading/market/replay_plan.hpp"

namespace swarmdesk::trading::backtest {

/// Candles in memory at once, finer ones included: about 100 bytes each.
inline constexpr std::size_t candles_max = 20'000'000;

/// The candles of a plan. Recordings borrow them.
class LoadedCandles {
public:
    /// What a replay of this plan would play, with what it would teach before. A candle that the data begins or ends
    /// inside is left out. Reads the files; `limit_exceeded` beyond `candles_max`.
    static Result<LoadedCandles> load(const market::ReplayPlan& plan, const market::ReplaySettings& settings);

    std::vector<Recording> recordings() const;
    /// The part between the two: candles that begin in it are played. `warm_up_max` before it are history, and all that
    /// begin at or after `taught_from`; none where `warm_up_max` is zero. Those instruments that have none in it are
    /// left out.
    std::vector<Recording> recordings(UtcTime begin, UtcTime end, std::size_t warm_up_max,
                                      std::optional<UtcTime> taught_from = {}) const;

    nanoseconds longest_interval() const;  ///< of the candles that are played
    UtcTime begin() const;                 ///< of what is played
    UtcTime end() const;
    std::string symbols() const;  ///< "BTCUSDT, ETHUSDT"
    /// Of everything in it: equal candles, equal hashes.
    Hash fingerprint() const;

private:
    struct Series {
        Instrument instrument;
        nanoseconds interval{};
        std::vector<market::CandleRow> candles;
        std::size_t warm_up = 0;
        std::vector<market::CandleRow> fine;
        nanoseconds fine_interval{};
    };
    static Recording whole(const Series& series);

    std::vector<Series> series_;
};

}  // namespace swarmdesk::trading::backtest
