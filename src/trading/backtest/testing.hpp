#pragma once

#include "trading/backtest/backtest.hpp"

/// \file
/// Recordings for tests of backtests.

namespace swarmdesk::trading::backtest::testing {

/// A recording and its rows.
struct Recorded {
    std::vector<market::CandleRow> rows;
    Recording recording;

    operator std::vector<Recording>()
    {
        recording.candles = rows;
        return {recording};
    }
};

/// Five-minute candles of BTCUSDT, one a close, each reaching `reach` to both sides.
inline Recorded recording_of(const std::vector<Decimal>& closes, Decimal reach = Decimal::from_integer(1))
{
    Recorded recorded;
    Recording& recording = recorded.recording;
    recording.instrument = {InstrumentId{"paper:BTCUSDT"},
                            AssetId{"BTC"},
                            AssetId{"USDT"},
                            Price{Decimal::parse("0.01").value()},
                            Quantity{Decimal::parse("0.00001").value()},
                            Quantity{Decimal::parse("0.00001").value()},
                            Quantity{Decimal::from_integer(9000)},
                            Amount{Decimal::from_integer(5)}};
    recording.interval = std::chrono::minutes{5};
    std::int64_t index = 5'000'000;
    Decimal last = closes.front();
    for (const Decimal close : closes) {
        const Decimal high = std::max(last, close) + reach;
        const Decimal low = std::min(last, close) - reach;
        recorded.rows.push_back({UtcTime{index++ * recording.interval.count()}, Price{last}, Price{high}, Price{low},
                                 Price{close}, Quantity{Decimal::from_integer(100)}});
        last = close;
    }
    return recorded;
}

}  // namespace swarmdesk::trading::backtest::testing
