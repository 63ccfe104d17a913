#include "agents/buy_bot/settings.hpp"

namespace swarmdesk::agents {

void BuyBotSettings::validate(config::Violations& violations) const
{
    const auto known = trading::strategy::check_names("rule", rules, trading::strategy::make_strategies(agent, own));
    if (!known) violations.require(false, "rules", known.error().detail);
}

}  // namespace swarmdesk::agents
