#pragma once

#include <optional>

#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// Turns one instrument's quotes into candles of one interval, aligned to 1970 UTC; the price is the quote's mid,
/// rounded down to the tick. Pure. An interval without a quote has no candle: a hole is shown as a hole.
class CandleBuilder {
public:
    CandleBuilder(InstrumentId instrument, Price tick, nanoseconds interval);

    /// Takes a quote and what was traded since the one before. Returns the candle this quote's time completed, if any.
    /// A quote older than the open candle is counted into it: time may step back, candles do not.
    std::optional<Candle> add(const Quote& quote, Quantity traded);
    /// Time has passed without a quote. Returns the candle that is now complete, if any.
    std::optional<Candle> advance(UtcTime now);

    /// The candle still being built.
    const std::optional<Candle>& open_candle() const { return open_; }

private:
    InstrumentId instrument_;
    Price tick_;
    nanoseconds interval_;
    std::optional<Candle> open_;
};

/// A longer candle goes on by what came after it.
void extend(Candle& bar, const Candle& part);

/// The first instant of the interval that holds `time`, counted from 1970 UTC; weeks begin on Monday.
UtcTime floor_to_interval(UtcTime time, nanoseconds interval);

}  // namespace swarmdesk::trading::market
