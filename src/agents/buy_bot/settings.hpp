#pragma once

#include <string>
#include <vector>

#include "trading/strategy/strategy_type.hpp"

namespace swarmdesk::agents {

struct BuyBotSettings {
    static constexpr std::string_view agent = "buy_bot";

    std::vector<std::string> rules{"dca", "dip"};
    config::Sections own = trading::strategy::settings_of_strategies(agent);  ///< of each rule
    Decimal holding_percent_max = Decimal::from_integer(30);

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace literals;
        visit(setting("rules", "Which rules run, each on every instrument: names, or files (docs/strategies.md).",
                      at_most(16)),
              self.rules);
        visit_sections(self.own, visit);
        visit(
            setting("holding_percent_max", "Rests while what it bought of one instrument is worth more of the account.",
                    bounds("0"_dec, "100"_dec), "%"),
            self.holding_percent_max);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::agents
