#pragma once

#include <functional>
#include <vector>

#include "base/error.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// The past of one instrument, as somebody wants to learn it before the present goes on.
struct HistoryRequest {
    static constexpr std::int64_t candles_max = 20'000;  ///< of the interval

    InstrumentId instrument;
    nanoseconds interval{};  ///< of the candles that are wanted
    UtcTime from;            ///< where one of them begins
    UtcTime before;          ///< where the first candle begins that is known already; exclusive

    /// The newest part of it that is within the bound.
    HistoryRequest bounded() const;
    friend bool operator==(const HistoryRequest&, const HistoryRequest&) = default;
};

/// Complete candles, oldest first, none inside another: of the interval that was wanted or of shorter ones that make it
/// up, the first at the beginning of one. The one in which `before` lies is not complete by then; of that there are the
/// shorter candles up to `before`. So whoever makes candles of the interval out of these and of what comes at `before`
/// and after misses none and sees none twice. Fewer, or none, where there is no more to be had.
using HistoryAnswer = std::function<void(Result<std::vector<Candle>> candles)>;

}  // namespace swarmdesk::trading::market
