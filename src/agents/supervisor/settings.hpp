#pragma once

#include "config/setting.hpp"

namespace swarmdesk::agents {

struct SupervisorSettings {
    static constexpr std::string_view agent = "supervisor";

    std::chrono::milliseconds signal_age_max{300'000};
    std::uint32_t remembered_max = 10'000;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("signal_age_max", "A signal concluded from data older than this is not acted on.",
                      bounds(std::chrono::milliseconds{100}, std::chrono::hours{24})),
              self.signal_age_max);
        visit(setting("remembered_max", "Signals remembered to tell a repeat from a new one.", bounds(100, 1'000'000)),
              self.remembered_max);
    }
};

}  // namespace swarmdesk::agents
