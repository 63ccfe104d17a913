#pragma once

#include <optional>
#include <vector>

#include "trading/market/candle_series.hpp"

namespace swarmdesk::trading::market {

/// A candle as strategies see it, and the rows that say how the price got through it.
struct Bar {
    CandleRow row;
    std::vector<CandleRow> walk;  ///< ascending: `row` itself, or finer ones inside it
    nanoseconds walk_interval{};  ///< of each of them
    bool is_whole = true;         ///< false: the data begins or ends inside it, so it is no candle to hand out
};

/// Reads the bars of one instrument, oldest first, in one of three ways:
///
/// - a series of bars alone: each is its own walk;
/// - with a `detail` of finer candles: where these are complete for a bar they are its walk, and must have the same
/// open,
///   high, low and close as the bar; where some are missing the bar is its own walk;
/// - from a series of finer candles than `interval`: bars are built from them, aligned to UTC. A hole inside the data
/// is
///   the market's and makes a bar of fewer candles; a bar that the data begins or ends in is not whole.
///
/// Borrows the series. Blocks on the disk. Memory is bounded by the candles of one bar.
class BarReader {
public:
    static constexpr std::int64_t walk_max = 50'000;  ///< finer candles in a bar: minutes of a month fit

    BarReader(nanoseconds interval, const CandleSeries& series, const CandleSeries* detail);

    /// Reads the next bar into `bar`, whose memory is used again. False: there is none.
    Result<bool> next(Bar& bar);

private:
    Result<void> walk_detail(Bar& bar);
    Result<bool> build(Bar& bar);

    nanoseconds interval_;
    nanoseconds series_interval_;
    nanoseconds detail_interval_{};
    CandleSeriesReader series_;
    std::optional<CandleSeriesReader> detail_;
    std::optional<CandleRow>
        waiting_;  ///< read, and of a later bar: of the detail, or of the series bars are built from
    bool is_begun_ = false;
};

}  // namespace swarmdesk::trading::market
