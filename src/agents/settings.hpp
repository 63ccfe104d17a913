#pragma once

#include "agents/user_account.hpp"
#include "config/section.hpp"

namespace swarmdesk::agents {

/// What a person may set about the agents: what concerns all of them, and a section of each, whose type is in the
/// agent's own folder. Durations that pace the swarm are meant for real time; `in_virtual_time` stretches them for a
/// replay.
struct Settings {
    Settings();

    std::vector<UserAccount> accounts{{UserId{"operator"}, AccountId{"paper"}}};
    std::string manifests;
    std::chrono::milliseconds heartbeat_interval{1'000};
    std::chrono::milliseconds silent_after{5'000};
    std::uint32_t signals_kept_max = 1'000;
    std::uint32_t alerts_kept_max = 1'000;
    std::uint32_t analyses_kept_max = 200;
    config::Sections sections;  ///< of each agent, by its name

    /// An agent's own: `of<MonitorSettings>()`.
    template <class S>
    S& of()
    {
        return config::section_of(sections, S::agent).template as<S>();
    }
    template <class S>
    const S& of() const
    {
        return config::section_of(sections, S::agent).template as<S>();
    }

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("accounts", "Where the agents trade, each account by itself.", bounds(1, 64)), self.accounts);
        visit(setting("manifests", "Folder with agent manifests; empty: the built-in ones."), self.manifests);
        visit(setting("heartbeat_interval", "How often each agent is asked whether it is alive.",
                      bounds(std::chrono::milliseconds{100}, std::chrono::hours{24})),
              self.heartbeat_interval);
        visit(setting("silent_after", "An agent that has not answered for this long is restarted.",
                      bounds(std::chrono::milliseconds{200}, std::chrono::hours{24 * 7})),
              self.silent_after);
        visit(setting("signals_kept_max", "Signals kept for the dashboard.", bounds(10, 100'000)),
              self.signals_kept_max);
        visit(setting("alerts_kept_max", "Alerts kept for the dashboard.", bounds(10, 100'000)), self.alerts_kept_max);
        visit(setting("analyses_kept_max", "Analyses kept for the dashboard.", bounds(10, 10'000)),
              self.analyses_kept_max);
        visit_sections(self.sections, visit);
    }
    void validate(config::Violations& violations) const;
};

/// The same swarm in a replay, where years pass in seconds and quotes come a few to a candle: heartbeats and staleness
/// are counted in candles instead of seconds.
Settings in_virtual_time(Settings settings, nanoseconds candle_interval);

}  // namespace swarmdesk::agents
