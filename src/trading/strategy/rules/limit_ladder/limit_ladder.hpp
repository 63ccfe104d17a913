#pragma once

#include <optional>

#include "config/setting.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Keeps a ladder of limit buys below the market: the first `below_percent` under the close, each further one the same
/// distance lower, at most `rungs` at a time and one per `pause`. It places; it never moves or cancels.
class LimitLadder final : public Strategy {
public:
    struct Settings {
        Decimal below_percent = Decimal::from_integer(2);
        std::uint32_t rungs = 1;
        std::chrono::minutes pause{24 * 60};
        Amount quote_amount{Decimal::from_integer(50)};

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
        void validate(config::Violations& violations) const;
    };

    explicit LimitLadder(Settings settings) : settings_(settings) {}
    std::string_view name() const override { return "limit_ladder"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;

private:
    Settings settings_;
};

template <class Self, class Visitor>
void LimitLadder::Settings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("below_percent", "How far under the close the first order rests.", bounds("0.1"_dec, "50"_dec), "%"),
          self.below_percent);
    visit(setting("rungs", "Orders resting at a time.", bounds(1, 10)), self.rungs);
    visit(setting("pause", "Least time between two orders.", at_most(std::chrono::minutes{60 * 24 * 31})), self.pause);
    visit(setting("quote_amount", "Worth of each order.", bounds("1"_dec, "10000"_dec), "quote asset"),
          self.quote_amount);
}

}  // namespace swarmdesk::trading::strategy
