#pragma once

#include <vector>

#include "trading/strategy/strategy.hpp"

/// \file
/// Candles and an instrument for the tests of strategies, made as short as a test wants them.

namespace swarmdesk::trading::strategy::testing {

inline Instrument btc()
{
    Instrument instrument;
    instrument.id = InstrumentId{"paper:BTCUSDT"};
    instrument.base = AssetId{"BTC"};
    instrument.quote = AssetId{"USDT"};
    instrument.tick = Price{"0.01"_dec};
    instrument.lot = Quantity{"0.00001"_dec};
    instrument.quantity_min = Quantity{"0.00001"_dec};
    instrument.quantity_max = Quantity{"9000"_dec};
    instrument.notional_min = Amount{"5"_dec};
    return instrument;
}

/// Five minutes long, the `index`-th since 1970, opening and closing at one price with `reach` to both sides.
inline Candle candle_at(std::int64_t index, Decimal close, Decimal reach = Decimal::from_integer(1))
{
    Candle candle;
    candle.instrument = InstrumentId{"paper:BTCUSDT"};
    candle.interval = std::chrono::minutes{5};
    candle.open_time = UtcTime{index * candle.interval.count()};
    candle.open = candle.close = Price{close};
    candle.high = Price{close + reach};
    candle.low = Price{close - reach};
    candle.volume = Quantity{"1"_dec};
    return candle;
}

inline std::vector<Candle> candles_of(const std::vector<Decimal>& closes)
{
    std::vector<Candle> candles;
    for (const Decimal close : closes) candles.push_back(candle_at(static_cast<std::int64_t>(candles.size()), close));
    return candles;
}

/// Flat, with money to spend.
inline View rich_view(const Instrument& instrument)
{
    return View{instrument, {}, {}, Amount{"10000"_dec}, Amount{"10000"_dec}};
}

}  // namespace swarmdesk::trading::strategy::testing
