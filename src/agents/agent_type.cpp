#include "agents/agent_type.hpp"

#include <algorithm>

#include "agents/buy_bot/buy_bot.hpp"
#include "agents/monitor/monitor.hpp"
#include "agents/online_trading/online_trading.hpp"
#include "agents/supervisor/supervisor.hpp"
#include "agents/treasury/treasury.hpp"

namespace swarmdesk::agents {

const std::vector<AgentType>& agent_types()
{
    static const std::vector<AgentType> types{supervisor::type(), online_trading::type(), buy_bot::type(),
                                              treasury::type(), monitor::type()};
    return types;
}

const AgentType* find_agent_type(const AgentId& name)
{
    const auto& types = agent_types();
    const auto found =
        std::find_if(types.begin(), types.end(), [&](const AgentType& type) { return type.name == name.to_string(); });
    return found == types.end() ? nullptr : &*found;
}

Result<void> check_manifests(const std::vector<Manifest>& manifests)
{
    for (const auto& manifest : manifests) {
        if (!manifest.needs.empty() || find_agent_type(manifest.name) != nullptr) continue;
        std::string list;
        for (const auto& type : agent_types()) list += (list.empty() ? "" : ", ") + std::string{type.name};
        return Error{Errc::not_found, "the manifest of " + manifest.name.to_string() +
                                          " needs nothing, yet there is no such agent; known: " + list};
    }
    return {};
}

}  // namespace swarmdesk::agents
