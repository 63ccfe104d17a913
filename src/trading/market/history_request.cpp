#include "trading/market/history_request.hpp"

#include <algorithm>

#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {

HistoryRequest HistoryRequest::bounded() const
{
    HistoryRequest result = *this;
    result.from = std::max(from, floor_to_interval(before, interval) + -interval * candles_max);
    return result;
}

}  // namespace swarmdesk::trading::market
