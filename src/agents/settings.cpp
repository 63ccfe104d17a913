#include "agents/settings.hpp"

#include <algorithm>
#include <set>

#include "agents/agent_type.hpp"

namespace swarmdesk::agents {

Settings::Settings()
{
    for (const auto& type : agent_types()) sections.emplace_back(type.name, type.settings);
}

void Settings::validate(config::Violations& violations) const
{
    std::set<trading::AccountId> seen;
    for (const UserAccount& one : accounts) {
        violations.require(!one.user.is_empty() && !one.account.is_empty(), "accounts",
                           "each needs a user and an account");
        violations.require(seen.insert(one.account).second, "accounts", "must not repeat an account");
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
    for (const auto& type : agent_types())
        if (type.stretch != nullptr) type.stretch(config::section_of(settings.sections, type.name), candle);
    return settings;
}

}  // namespace swarmdesk::agents
