#include "agents/settings.hpp"

#include <algorithm>
#include <set>

namespace swarmdesk::agents {

void BuyBotSettings::validate(config::Violations& violations) const
{
    std::set<std::string> seen;
    for (const auto& rule : rules) {
        violations.require(rule == "dca" || rule == "dip" || rule == "limit", "rules",
                           "each must be dca, dip or limit");
        violations.require(seen.insert(rule).second, "rules", "must not repeat an entry");
    }
}

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

void Settings::validate(config::Violations& violations) const
{
    std::set<trading::AccountId> seen;
    for (const auto& [user, account] : accounts) {
        violations.require(!user.is_empty() && !account.is_empty(), "accounts", "each needs a user and an account");
        violations.require(seen.insert(account).second, "accounts", "must not repeat an account");
    }
    violations.require(silent_after >= 2 * heartbeat_interval, "silent_after",
                       "must be at least two heartbeat intervals");
}

Settings in_virtual_time(Settings settings, nanoseconds candle_interval)
{
    using std::chrono::milliseconds;
    const auto candle = std::max(std::chrono::duration_cast<milliseconds>(candle_interval), milliseconds{1'000});
    settings.heartbeat_interval = std::min<milliseconds>(3 * candle, std::chrono::hours{24});
    settings.silent_after = 4 * settings.heartbeat_interval;
    settings.monitor.stale_after = std::max(settings.monitor.stale_after, 3 * candle);
    settings.monitor.analyses = false;  // nobody is there to read them
    return settings;
}

}  // namespace swarmdesk::agents
