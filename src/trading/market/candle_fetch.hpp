#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

#include "trading/market/binance_history.hpp"
#include "trading/market/candle_archive.hpp"

namespace swarmdesk::trading::market {

/// Which candles are wanted, and where they are kept.
struct CandleFetchRequest {
    Symbol symbol;
    nanoseconds interval{};  ///< a minute to a day, of those Binance has
    UtcTime from;
    std::optional<UtcTime> to;  ///< exclusive; none: until now
    std::filesystem::path folder;
};

/// What became of it.
struct CandleFetchReport {
    std::size_t candles = 0;                   ///< fetched now
    std::size_t months_kept = 0;               ///< that were there already
    std::vector<std::filesystem::path> files;  ///< written now
    std::optional<UtcTime> listed;             ///< the first candle there is, where it is later than `from`
};

/// Called after each answer.
using CandleFetchProgress = std::function<void(std::chrono::year_month month, std::size_t candles_of_it)>;

/// Brings the archive in `folder` up to what is wanted, a month after the other: what is there is not fetched again, a
/// part of a month is continued. Only candles that are over are written, and no file of one candle alone. What was
/// fetched before an error is kept, and the next call goes on there. `clock` and `history` are borrowed.
boost::asio::awaitable<Result<CandleFetchReport>> fetch_candles(BinanceHistory& history, const runtime::Clock& clock,
                                                                CandleFetchRequest request,
                                                                CandleFetchProgress progress);

}  // namespace swarmdesk::trading::market
