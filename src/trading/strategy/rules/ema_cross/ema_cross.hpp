#pragma once

#include <optional>

#include "config/setting.hpp"
#include "trading/strategy/indicators/momentum.hpp"
#include "trading/strategy/indicators/trend.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Follows a trend, long only. Enters when the fast average crosses above the slow one while the market is rising and
/// not overbought. Leaves while the fast one is below, or when a candle trades through the stop set at entry, and says
/// so again each candle until it is out. Sized so that being stopped out costs a fixed part of equity, and never beyond
/// `order_notional_max`. The defaults were chosen to trade about once a day on five-minute candles, not for profit.
class EmaCross final : public Strategy {
public:
    struct Settings {
        std::uint32_t fast_period = 24;
        std::uint32_t slow_period = 96;
        std::uint32_t rsi_period = 14;
        Decimal rsi_max = Decimal::from_integer(80);
        std::uint32_t atr_period = 14;
        Decimal stop_atr_multiple = Decimal::from_integer(4);
        std::uint32_t regime_period = 24;
        Decimal regime_efficiency_min = "0.2"_dec;
        Decimal risk_percent = "0.25"_dec;
        Amount order_notional_max{Decimal::from_integer(900)};
        std::chrono::minutes pause{60};

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
        void validate(config::Violations& violations) const;
    };

    explicit EmaCross(Settings settings);
    std::string_view name() const override { return "ema_cross"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;
    /// The averages `fast` and `slow`, `rsi`, `atr`, and the `stop` while a position is held.
    NamedValues series() const override;
    WarmUp warm_up() const override;

private:
    Decimal stop_distance() const;  ///< there must be an average true range
    std::optional<Proposal> enter(const Candle& candle, const View& view);
    std::optional<Proposal> leave(const Candle& candle, const View& view, bool is_below);

    Settings settings_;
    Ema fast_;
    Ema slow_;
    Rsi rsi_;
    Atr atr_;
    RegimeFilter regime_;
    std::uint32_t seen_ = 0;  ///< counted up to the warm-up
    std::optional<bool> fast_was_above_;
    std::optional<Price> planned_stop_;  ///< as it was proposed with the last entry
    std::optional<Price> stop_;
};

template <class Self, class Visitor>
void EmaCross::Settings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("fast_period", "Candles in the fast average.", bounds(2, 1000)), self.fast_period);
    visit(setting("slow_period", "Candles in the slow average.", bounds(3, 5000)), self.slow_period);
    visit(setting("rsi_period", "Candles in the relative strength index.", bounds(2, 500)), self.rsi_period);
    visit(setting("rsi_max", "No entry above this relative strength index.", bounds("1"_dec, "100"_dec)), self.rsi_max);
    visit(setting("atr_period", "Candles in the average true range.", bounds(2, 500)), self.atr_period);
    visit(setting("stop_atr_multiple", "The stop lies this many average true ranges below the entry.",
                  bounds("0.1"_dec, "50"_dec)),
          self.stop_atr_multiple);
    visit(setting("regime_period", "Candles over which the market is called rising, falling or ranging.",
                  bounds(2, 5000)),
          self.regime_period);
    visit(setting("regime_efficiency_min", "Net movement over path length from which a market counts as trending.",
                  bounds("0"_dec, "1"_dec)),
          self.regime_efficiency_min);
    visit(setting("risk_percent", "Part of equity lost when a position is stopped out.", bounds("0.01"_dec, "5"_dec),
                  "%"),
          self.risk_percent);
    visit(setting("order_notional_max",
                  "No order is larger. Below the approval threshold of the rails, so that entries run unattended.",
                  bounds("1"_dec, "10000"_dec), "quote asset"),
          self.order_notional_max);
    visit(setting("pause", "Least time between two entries.", at_most(std::chrono::minutes{10'080})), self.pause);
}

}  // namespace swarmdesk::trading::strategy
