#pragma once

#include "trading/market/candle_ladder.hpp"
#include "trading/market/price_process.hpp"

namespace swarmdesk::trading::market {

/// Fills the ladder with the past of a made-up market that begins at `end`, at its models' first prices: the process is
/// run away from there and read backwards, which this one allows, for its pull and its noise know no direction of time.
/// The longer ago, the longer the candles. The same models, seed and end give the same past.
void make_up_past(const std::vector<PriceProcess::Model>& models, std::uint64_t seed, UtcTime end, CandleLadder& past);

}  // namespace swarmdesk::trading::market
