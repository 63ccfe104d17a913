#pragma once

#include "trading/backtest/backtest.hpp"
#include "trading/market/replay_source.hpp"

namespace swarmdesk::trading::backtest {

/// Candles of one load, over all recordings: about 100 bytes each.
inline constexpr std::size_t candles_max = 20'000'000;

/// Reads what a replay of this plan would play, into memory. `limit_exceeded` beyond `candles_max`.
Result<std::vector<Recording>> load(const market::ReplayPlan& plan);

}  // namespace swarmdesk::trading::backtest
