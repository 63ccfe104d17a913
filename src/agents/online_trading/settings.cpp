#include "agents/online_trading/settings.hpp"

namespace swarmdesk::agents {

void OnlineTradingSettings::validate(config::Violations& violations) const
{
    const auto known =
        trading::strategy::check_names("strategy", strategies, trading::strategy::make_strategies(agent, own));
    if (!known) violations.require(false, "strategies", known.error().detail);
}

}  // namespace swarmdesk::agents
