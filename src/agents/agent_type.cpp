#include "agents/agent_type.hpp"

#include <algorithm>

namespace swarmdesk::agents {

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
