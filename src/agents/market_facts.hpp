#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "llm/cache/shared_analysis.hpp"
#include "trading/strategy/indicators/momentum.hpp"
#include "trading/strategy/indicators/trend.hpp"

namespace swarmdesk::agents {

using llm::cache::Timeframe;

/// What is known of a market at the close of a candle, without asking anybody: numbers and enums, no text. All that a
/// model is told, and all that is left to say where none answers.
struct MarketFacts {
    std::uint32_t candles = 0;  ///< that these were worked out from
    trading::Price close;
    trading::Price high;          ///< of all of them
    trading::Price low;           ///< of all of them
    Decimal change_percent;       ///< of the last candle
    Decimal span_change_percent;  ///< from the first close to the last
    std::optional<Decimal> rsi;
    std::optional<Decimal> true_range_percent;  ///< average true range, of the close
    std::optional<trading::strategy::Regime> regime;
};

inline constexpr std::size_t facts_candles_max = 60;  ///< so that the same candle gives the same facts later

/// From the newest `facts_candles_max` of these candles, oldest first; the last one is the one asked about. Nothing
/// with fewer than two.
std::optional<MarketFacts> facts_of(const std::vector<trading::Candle>& candles);

/// For a model. Numbers are texts, rounded.
boost::json::object to_json(const MarketFacts& facts);
/// For a person: "At 97000.01: +0.4 % in this candle, +2.1 % over the last 60; rising; RSI 61.2".
std::string sentence(const MarketFacts& facts);

/// The timeframe of candles of this length, if it has a name.
std::optional<Timeframe> timeframe_of(nanoseconds interval);

}  // namespace swarmdesk::agents
