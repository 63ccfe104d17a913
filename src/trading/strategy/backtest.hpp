#pragma once

#include <span>
#include <vector>

#include "trading/model/position.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// What a backtest assumes of the world.
struct BacktestTerms {
    Amount cash{Decimal::from_integer(10'000)};  ///< to start with, in the quote asset
    Decimal fee_percent = "0.1"_dec;             ///< of each fill's notional
    Decimal slippage_percent = "0.02"_dec;       ///< against us on every market fill
};

/// One fill the backtest made up.
struct BacktestFill {
    UtcTime time;
    Side side = Side::buy;
    Price price;
    Quantity quantity;
    Amount fee;
    std::string reason;
};

/// How it went. Amounts in the quote asset, net of fees.
struct BacktestSummary {
    std::uint32_t proposals = 0;
    std::uint32_t fills = 0;
    std::uint32_t trips = 0;      ///< completed from flat to flat
    std::uint32_t trips_won = 0;  ///< with a result above zero
    Amount fees;
    Amount result;                 ///< final equity less the cash at the start
    Decimal drawdown_max_percent;  ///< largest fall of equity from its peak, at candle closes
    std::vector<BacktestFill> trades;

    Decimal win_rate_percent() const;  ///< zero without a completed trip
};

/// Runs a strategy over candles with the simplest honest fills: a market order fills at the next candle's open with
/// slippage, a limit buy at its price once a later candle's low goes below it (sells mirrored), never in the candle
/// that caused it. No depth, no partial fills, no rails: it judges the rule, not the desk.
BacktestSummary run_backtest(Strategy& strategy, const Instrument& instrument, std::span<const Candle> candles,
                             const BacktestTerms& terms);

}  // namespace swarmdesk::trading::strategy
