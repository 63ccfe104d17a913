#include "agents/treasury/settings.hpp"

namespace swarmdesk::agents {

void TreasurySettings::validate(config::Violations& violations) const
{
    const auto hundred = Decimal::from_integer(100);
    Decimal sum;
    bool is_each_sound = true;
    for (const auto& [asset, percent] : targets)
        if (percent.is_negative() || percent > hundred)
            is_each_sound = false;
        else
            sum += percent;
    violations.require(is_each_sound, "targets", "each must be 0 to 100");
    violations.require(sum <= hundred, "targets", "must not add up to more than 100");
}

}  // namespace swarmdesk::agents
