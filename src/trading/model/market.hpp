#pragma once

#include "base/describe.hpp"
#include "trading/model/instrument_id.hpp"

namespace swarmdesk::trading {

/// What no price of anything reaches in any quote asset: what is above it is a fault of its source.
inline constexpr Price price_max{Decimal::from_integer(1'000'000'000'000)};

/// Top of book. `received` is ours, by the clock that never steps, taken when the bytes were read: ages are measured on
/// it (RAILS 3).
struct Quote {
    InstrumentId instrument;
    Price bid;
    Price ask;
    Quantity bid_size;
    Quantity ask_size;
    UtcTime time;  ///< the venue's time of the quote
    MonotonicTime received;

    /// Both sides positive, the bid below the ask, and the ask no absurd number (RAILS 3).
    bool is_sound() const { return bid.is_positive() && bid < ask && ask <= price_max; }
    Price mid() const { return Price{divide((bid + ask).value(), Decimal::from_integer(2), Rounding::half_even)}; }
};

/// One bar. `open_time` is its first instant; it is complete at `open_time + interval`.
struct Candle {
    InstrumentId instrument;
    UtcTime open_time;
    nanoseconds interval{};
    Price open;
    Price high;
    Price low;
    Price close;
    Quantity volume;

    friend bool operator==(const Candle&, const Candle&) = default;
};
SWARMDESK_DESCRIBE(Candle, instrument, open_time, interval, open, high, low, close, volume)

}  // namespace swarmdesk::trading
