#pragma once

#include "trading/model/numbers.hpp"

namespace swarmdesk::trading {

/// Top of book. `received` is ours, by the clock that never steps: ages are measured on it.
struct Quote {
    InstrumentId instrument;
    Price bid;
    Price ask;
    Quantity bid_size;
    Quantity ask_size;
    UtcTime time;  ///< the venue's time of the quote
    MonotonicTime received;

    /// Both sides positive and the bid below the ask.
    bool is_sound() const { return bid.is_positive() && ask.is_positive() && bid < ask; }
    Price middle() const { return Price{divide((bid + ask).value(), Decimal::from_integer(2), Rounding::half_even)}; }
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

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("instrument", self.instrument);
        visit("open_time", self.open_time);
        visit("interval_ms", self.interval);
        visit("open", self.open);
        visit("high", self.high);
        visit("low", self.low);
        visit("close", self.close);
        visit("volume", self.volume);
    }
    friend bool operator==(const Candle&, const Candle&) = default;
};

}  // namespace swarmdesk::trading
