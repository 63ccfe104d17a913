#pragma once

#include <optional>

#include "config/setting.hpp"
#include "trading/strategy/strategy.hpp"

namespace swarmdesk::trading::strategy {

/// Dollar-cost averaging: buys for a fixed amount at every multiple of an interval since 1970 UTC. Tied to the calendar
/// and not to its own start, so a restart neither repeats a purchase nor shifts the schedule; it may skip one. Where
/// it has not held anything yet it begins at once; what a person closes it does not buy back before the next multiple.
class Dca final : public Strategy {
public:
    struct Settings {
        std::chrono::minutes interval{24 * 60};
        Amount quote_amount{Decimal::from_integer(50)};

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
    };

    explicit Dca(Settings settings) : settings_(settings) {}
    std::string_view name() const override { return "dca"; }
    std::optional<Proposal> on_candle(const Candle& candle, const View& view) override;

private:
    Settings settings_;
    std::optional<std::int64_t> slot_;
    bool has_held_ = false;
};

template <class Self, class Visitor>
void Dca::Settings::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("interval", "Time between two purchases.",
                  bounds(std::chrono::minutes{1}, std::chrono::minutes{60 * 24 * 31})),
          self.interval);
    visit(setting("quote_amount", "Spent at each purchase.", bounds("1"_dec, "10000"_dec), "quote asset"),
          self.quote_amount);
}

}  // namespace swarmdesk::trading::strategy
