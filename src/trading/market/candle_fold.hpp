#pragma once

#include "trading/market/history_request.hpp"

namespace swarmdesk::trading::market {

/// Makes the answer to a request out of candles that are shorter than it wants, or as long. Pure.
class CandleFold {
public:
    explicit CandleFold(const HistoryRequest& request) : request_(request.bounded()) {}

    /// Takes a complete candle, oldest first. What lies outside the request, what begins before the last one has ended
    /// and what the interval cannot be made of does not count.
    void add(const Candle& part);
    /// What came together, as HistoryAnswer wants it: a beginning that was not seen is left out; a hole inside is the
    /// market's.
    std::vector<Candle> finish();

private:
    void close();

    HistoryRequest request_;
    std::vector<Candle> whole_;
    std::vector<Candle> parts_;  ///< of the candle that is being put together
};

}  // namespace swarmdesk::trading::market
