#pragma once

#include <string>
#include <vector>

#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::agents {

/// What an entry needs besides its strategy.
enum class Confirmation {
    none = 1,  ///< nothing
    model,     ///< a language model that was asked about this candle and is not bearish
};
constexpr auto enum_table(Confirmation)
{
    return std::to_array<EnumName<Confirmation>>({{Confirmation::none, "none"}, {Confirmation::model, "model"}});
}

struct OnlineTradingSettings {
    static constexpr std::string_view agent = "online_trading";

    std::vector<std::string> strategies{"ema_cross"};
    config::Sections own = trading::strategy::settings_of_strategies(agent);  ///< of each strategy that is at home here
    Decimal stop_percent = Decimal::from_integer(8);
    Confirmation confirmation = Confirmation::none;
    std::chrono::milliseconds confirmation_timeout{20'000};

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace literals;
        visit(setting("strategies",
                      "Which strategies run, each on every instrument: names, or files (docs/strategies.md).",
                      at_most(16)),
              self.strategies);
        visit_sections(self.own, visit);
        visit(setting("stop_percent", "How far below its entry the stop of a lot stands whose strategy names none.",
                      bounds("0.1"_dec, "50"_dec), "%"),
              self.stop_percent);
        visit(setting(
                  "confirmation",
                  "What an entry needs besides its strategy: none, or model: a language model asked about the candle, "
                  "who is not bearish. Without a model no entry is made then. Exits and stops never ask."),
              self.confirmation);
        visit(setting("confirmation_timeout", "How long an entry waits for the model; later it is not made.",
                      bounds(std::chrono::milliseconds{1'000}, std::chrono::minutes{5})),
              self.confirmation_timeout);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::agents
