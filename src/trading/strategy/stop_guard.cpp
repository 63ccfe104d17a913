#include "trading/strategy/stop_guard.hpp"

#include <algorithm>

namespace swarmdesk::trading::strategy {

Price StopGuard::stop_of(const InstrumentId& instrument, const OwnLot& lot) const
{
    const auto watch = watches_.find({instrument, lot.strategy});
    if (watch != watches_.end() && watch->second.stop) return *watch->second.stop;
    const auto hundred = Decimal::from_integer(100);
    const auto part = divide(hundred - stop_percent_, hundred, Rounding::half_even);
    return Price{multiply(lot.entry_price.value(), part, Rounding::half_even)};
}

std::vector<StopGuard::Due> StopGuard::on_quote(const Quote& quote, const std::vector<OwnLot>& lots, MonotonicTime now)
{
    const auto is_held = [&lots](const StrategyId& strategy) {
        return std::any_of(lots.begin(), lots.end(), [&](const OwnLot& lot) { return lot.strategy == strategy; });
    };
    for (auto watch = watches_.lower_bound({quote.instrument, {}});
         watch != watches_.end() && watch->first.instrument == quote.instrument; ++watch)
        if (watch->second.was_held && !is_held(watch->first.strategy)) watch->second = {};

    std::vector<Due> due;
    for (const OwnLot& lot : lots) {
        Watch& watch = watches_[{quote.instrument, lot.strategy}];
        watch.was_held = true;
        const Price stop = stop_of(quote.instrument, lot);
        if (!quote.is_sound() || quote.bid > stop) continue;
        if (!watch.signalled || now - *watch.signalled >= repeat_) due.push_back({lot, stop});
    }
    return due;
}

Signal stop_signal(const Quote& quote, const StopGuard::Due& due, UtcTime now)
{
    constexpr nanoseconds valid_for = std::chrono::minutes{1};
    Signal signal;
    signal.strategy = due.lot.strategy.to_string();
    signal.instrument = quote.instrument;
    signal.side = Side::sell;
    signal.quantity = due.lot.quantity;
    signal.reduce_only = true;
    signal.confidence_percent = 100;
    signal.reason = "the bid " + quote.bid.to_string() + " reached the stop at " +
                    round_to_step(due.stop.value(), "0.00000001"_dec, Rounding::half_even).to_string();
    signal.time = now;
    signal.expires = now + valid_for;
    return signal;
}

}  // namespace swarmdesk::trading::strategy
