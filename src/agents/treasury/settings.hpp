#pragma once

#include <map>

#include "config/setting.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::agents {

struct TreasurySettings {
    static constexpr std::string_view agent = "treasury";

    std::map<trading::AssetId, Decimal> targets;
    Decimal band_percent = Decimal::from_integer(5);
    bool raises_signals = false;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace literals;
        visit(setting("targets", "Wanted share of each asset in percent of equity; empty: no rebalancing is proposed.",
                      at_most(32)),
              self.targets);
        visit(setting("band_percent", "How far a share may drift before a trade is proposed.",
                      bounds("0.1"_dec, "50"_dec), "percentage points"),
              self.band_percent);
        visit(setting("raises_signals",
                      "Whether proposals also go to the gate as signals, once a day; else they are words."),
              self.raises_signals);
    }
    void validate(config::Violations& violations) const;
};

}  // namespace swarmdesk::agents
