#include "agents/online_trading/settings.hpp"

#include "agents/strategy_files.hpp"

namespace swarmdesk::agents {

void OnlineTradingSettings::validate(config::Violations& violations) const
{
    const auto found = find_strategies("strategy", strategies, trading::strategy::make_strategies(agent, own));
    if (!found) violations.require(false, "strategies", found.error().detail);
}

}  // namespace swarmdesk::agents
