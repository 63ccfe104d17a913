#include "agents/buy_bot/settings.hpp"

#include "agents/strategy_files.hpp"

namespace swarmdesk::agents {

void BuyBotSettings::validate(config::Violations& violations) const
{
    const auto found = find_strategies("rule", rules, trading::strategy::make_strategies(agent, own));
    if (!found) violations.require(false, "rules", found.error().detail);
}

}  // namespace swarmdesk::agents
