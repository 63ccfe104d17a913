#include "trading/market/made_up_past.hpp"

#include <algorithm>

#include "trading/market/candle_builder.hpp"

namespace swarmdesk::trading::market {

void make_up_past(const std::vector<PriceProcess::Model>& models, std::uint64_t seed, UtcTime end, CandleLadder& past)
{
    constexpr int steps_per_candle = 4;
    PriceProcess process{models, seed};
    std::vector<Price> prices;  // at the beginning of what was made last
    for (const PriceProcess::Model& model : models) prices.push_back(model.price_start);
    std::vector<Candle> made;  // newest first
    UtcTime at = end;
    for (std::size_t rung = 0; rung < CandleLadder::rungs; ++rung) {
        const nanoseconds length = past.interval(rung);
        const bool is_last = rung + 1 == CandleLadder::rungs;
        const auto is_boundary = [&] { return is_last || floor_to_interval(at, past.interval(rung + 1)) == at; };
        // A rung ends where the next one's candles can begin.
        for (std::size_t count = 0; count < CandleLadder::candles_max || !is_boundary(); ++count) {
            at = at + -length;
            const std::size_t first = made.size();
            for (std::size_t i = 0; i < models.size(); ++i)
                made.push_back({models[i].instrument.id, at, length, {}, prices[i], prices[i], prices[i], {}});
            for (int step = 0; step < steps_per_candle; ++step) {
                const auto& ticks = process.step(length / steps_per_candle);
                for (std::size_t i = 0; i < models.size(); ++i) {
                    Candle& candle = made[first + i];
                    Quote quote;
                    quote.bid = ticks[i].bid;
                    quote.ask = ticks[i].ask;
                    prices[i] = Price{
                        round_to_step(quote.mid().value(), models[i].instrument.tick.value(), Rounding::toward_zero)};
                    candle.open = prices[i];
                    candle.high = std::max(candle.high, prices[i]);
                    candle.low = std::min(candle.low, prices[i]);
                    candle.volume += ticks[i].traded;
                }
            }
        }
    }
    std::for_each(made.rbegin(), made.rend(), [&past](const Candle& candle) { past.add(candle); });
}

}  // namespace swarmdesk::trading::market
