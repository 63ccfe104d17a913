#pragma once

#include "trading/market/binance_history.hpp"
#include "trading/market/history_request.hpp"

namespace swarmdesk::trading::market {

/// Answers a request with Binance's candles: the longest that fit for what is over, the market's `own` for the candle
/// that `before` lies in. Page by page, at most HistoryRequest::candles_max of each; what the pacing waits for is
/// waited for. A short page is no end: it is gone on from its last candle until there is none. What Binance has not got
/// is a hole. `history` is borrowed.
boost::asio::awaitable<Result<std::vector<Candle>>> fetch_past(BinanceHistory& history, HistoryRequest request,
                                                               nanoseconds own);

}  // namespace swarmdesk::trading::market
