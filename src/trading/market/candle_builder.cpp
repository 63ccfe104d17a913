#include "trading/market/candle_builder.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::trading::market {

UtcTime floor_to_interval(UtcTime time, nanoseconds interval)
{
    constexpr nanoseconds week = std::chrono::hours{7 * 24};
    constexpr nanoseconds first_monday = std::chrono::hours{4 * 24};  // 1970 began on a Thursday
    const nanoseconds start = interval % week == nanoseconds{0} ? first_monday : nanoseconds{0};
    const std::int64_t rest = (time.ns - start.count()) % interval.count();
    return {time.ns - rest - (rest < 0 ? interval.count() : 0)};
}

void extend(Candle& bar, const Candle& part)
{
    bar.high = std::max(bar.high, part.high);
    bar.low = std::min(bar.low, part.low);
    bar.close = part.close;
    bar.volume += part.volume;
}

CandleBuilder::CandleBuilder(InstrumentId instrument, Price tick, nanoseconds interval)
    : instrument_(std::move(instrument)), tick_(tick), interval_(interval)
{
    SWARMDESK_ASSERT(interval.count() > 0 && tick.is_positive());
}

std::optional<Candle> CandleBuilder::add(const Quote& quote, Quantity traded)
{
    std::optional<Candle> complete = advance(quote.time);
    const Price price{round_to_step(quote.mid().value(), tick_.value(), Rounding::toward_zero)};
    if (!open_) {
        open_ = Candle{instrument_, floor_to_interval(quote.time, interval_), interval_, price, price, price, price,
                       traded};
        return complete;
    }
    open_->high = std::max(open_->high, price);
    open_->low = std::min(open_->low, price);
    open_->close = price;
    open_->volume += traded;
    return complete;
}

std::optional<Candle> CandleBuilder::advance(UtcTime now)
{
    if (!open_ || now < open_->open_time + interval_) return std::nullopt;
    return std::exchange(open_, std::nullopt);
}

}  // namespace swarmdesk::trading::market
