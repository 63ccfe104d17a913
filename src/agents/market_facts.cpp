#include "agents/market_facts.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "agents/number_text.hpp"

namespace swarmdesk::agents {

using namespace trading;
using namespace literals;

namespace {

constexpr std::uint32_t indicator_period = 14;
constexpr std::uint32_t regime_period = 24;
constexpr Decimal regime_efficiency_min = "0.2"_dec;

std::string one_decimal(Decimal value) { return round_to_step(value, "0.1"_dec, Rounding::half_even).to_string(); }

}  // namespace

std::optional<MarketFacts> facts_of(const std::vector<Candle>& candles)
{
    if (candles.size() < 2) return std::nullopt;
    const auto first = candles.end() - static_cast<std::ptrdiff_t>(std::min(candles.size(), facts_candles_max));
    strategy::Rsi rsi{indicator_period};
    strategy::Atr atr{indicator_period};
    strategy::RegimeFilter regime{regime_period, regime_efficiency_min};
    MarketFacts facts;
    facts.high = first->high;
    facts.low = first->low;
    for (auto candle = first; candle != candles.end(); ++candle) {
        rsi.update(candle->close.value());
        atr.update(*candle);
        regime.update(candle->close.value());
        facts.high = std::max(facts.high, candle->high);
        facts.low = std::min(facts.low, candle->low);
        ++facts.candles;
    }
    const Decimal close = candles.back().close.value();
    const Decimal before = (candles.end() - 2)->close.value();
    facts.close = candles.back().close;
    facts.change_percent = percent_of(close - before, before);
    facts.span_change_percent = percent_of(close - first->close.value(), first->close.value());
    facts.rsi = rsi.value();
    facts.regime = regime.value();
    if (const auto range = atr.value()) facts.true_range_percent = percent_of(*range, close);
    return facts;
}

boost::json::object to_json(const MarketFacts& facts)
{
    boost::json::object shown{{"candles", facts.candles},
                              {"close", number_text(facts.close.value())},
                              {"high", number_text(facts.high.value())},
                              {"low", number_text(facts.low.value())},
                              {"change_percent", signed_number_text(facts.change_percent)},
                              {"change_percent_over_all_candles", signed_number_text(facts.span_change_percent)}};
    if (facts.rsi) shown["rsi_14"] = one_decimal(*facts.rsi);
    if (facts.true_range_percent) shown["average_true_range_percent"] = number_text(*facts.true_range_percent);
    if (facts.regime) shown["regime"] = to_text(*facts.regime);
    return shown;
}

std::string sentence(const MarketFacts& facts)
{
    const auto percent = [](Decimal value) {
        return (value.is_negative() ? "" : "+") + round_to_step(value, "0.01"_dec, Rounding::half_even).to_string() +
               " %";
    };
    std::string said = "At " + number_text(facts.close.value()) + ": " + percent(facts.change_percent) +
                       " in this candle, " + percent(facts.span_change_percent) + " over the last " +
                       std::to_string(facts.candles);
    if (facts.regime) said += "; " + std::string{to_text(*facts.regime)};
    if (facts.rsi) said += "; RSI " + one_decimal(*facts.rsi);
    return said;
}

std::optional<Timeframe> timeframe_of(nanoseconds interval)
{
    for (const auto& [timeframe, name] : enum_table(Timeframe{}))
        if (llm::cache::length_of(timeframe) == interval) return timeframe;
    return std::nullopt;
}

}  // namespace swarmdesk::agents
