#pragma once

#include <optional>

#include "config/setting.hpp"
#include "trading/strategy/indicators/channels.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Buys for a fixed amount when a candle closes at least `drop_percent` below the highest high of the last `window`
/// candles, and then rests for `cool_down`: one fall is one purchase.
class Dip final : public Strategy {
public:
    struct Settings {
        std::uint32_t window = 288;
        Decimal drop_percent = Decimal::from_integer(5);
        std::chrono::minutes cool_down{24 * 60};
        Amount quote_amount{Decimal::from_integer(100)};

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
    };

    explicit Dip(Settings settings);
    std::string_view name() const override { return "dip"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;
    WarmUp warm_up() const override { return {{}, settings_.window, seen_}; }

private:
    Settings settings_;
    RollingHighLow range_;
    std::uint32_t seen_ = 0;  ///< counted up to the warm-up
};

template <class Self, class Visitor>
void Dip::Settings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("window", "Candles in which the high is looked for.", bounds(2, 5000)), self.window);
    visit(setting("drop_percent", "How far below that high is a dip.", bounds("0.1"_dec, "90"_dec), "%"),
          self.drop_percent);
    visit(setting("cool_down", "Rest after a purchase.", at_most(std::chrono::minutes{60 * 24 * 31})), self.cool_down);
    visit(setting("quote_amount", "Spent at each dip.", bounds("1"_dec, "10000"_dec), "quote asset"),
          self.quote_amount);
}

}  // namespace swarmdesk::trading::strategy
