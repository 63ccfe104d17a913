#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "agents/status.hpp"
#include "bus/bus.hpp"
#include "config/setting.hpp"

namespace swarmdesk::agents {

/// How far an agent's word goes. None of them can act: the gate alone does.
enum class Trust {
    observer = 1,  ///< looks and tells
    proposer,      ///< may raise signals
    supervisor,    ///< turns signals into intents
};
constexpr auto enum_table(Trust)
{
    return std::to_array<EnumName<Trust>>(
        {{Trust::observer, "observer"}, {Trust::proposer, "proposer"}, {Trust::supervisor, "supervisor"}});
}

/// What an agent is woken by, besides its messages.
enum class Wake { quotes = 1, candles, heartbeats };
constexpr auto enum_table(Wake)
{
    return std::to_array<EnumName<Wake>>(
        {{Wake::quotes, "quotes"}, {Wake::candles, "candles"}, {Wake::heartbeats, "heartbeats"}});
}

/// An agent as declared in agents/*.yaml: the one source for the registry, bus permissions, model budgets and the
/// dashboard.
struct Manifest {
    struct Model {
        Decimal budget_usd_per_day;  ///< zero: uses no model
        std::int32_t priority = 0;   ///< in the model gateway's queue

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
    };
    struct Restart {
        std::chrono::milliseconds delay_min{500};
        std::chrono::milliseconds delay_max{60'000};
        std::uint32_t attempts_max = 8;  ///< in a row, after which it stays stopped and a person is told

        template <class Self, class Visitor>
        static void settings(Self& self, Visitor& visit);
    };

    AgentId name;
    std::string title;
    std::string purpose;                    ///< for the reader of the manifest
    std::vector<std::string> capabilities;  ///< for people
    std::vector<std::string> publishes;     ///< subject patterns
    std::vector<std::string> subscribes;    ///< subject patterns
    std::int32_t priority_max = 3;          ///< its messages are never more urgent
    Trust trust = Trust::observer;
    Model model;
    std::vector<Wake> wakes_on;
    Restart restart;
    std::vector<std::string> needs;  ///< what must be there before it can work; empty: it works now

    bool is_woken_by(Wake wake) const;
    /// Whether it raises signals: it is then run for each account by itself.
    bool trades() const { return trust == Trust::proposer; }
    bus::Policy policy(const std::optional<UserAccount>& serves) const;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit);
    void validate(config::Violations& violations) const;
};

/// A manifest file, read but not yet judged.
struct ManifestText {
    std::string file;  ///< "monitor.yaml"
    std::string text;
};

/// The ones compiled in, so that one binary runs without files.
std::vector<ManifestText> built_in_manifests();
/// Every *.yaml in the folder, in the order of their names.
Result<std::vector<ManifestText>> read_manifests(const std::filesystem::path& folder);

struct LoadedManifests {
    std::vector<Manifest> manifests;  ///< in the order of their names; not to be used if there are violations
    config::Violations violations;    ///< everything wrong in all of them
};
/// Strict: unknown keys are refused, a file is named after its agent, and no two agents share a name.
LoadedManifests load_manifests(const std::vector<ManifestText>& texts);

/// Those of the folder, or the built-in ones where that is empty. Fails with everything that is wrong, one line each.
Result<std::vector<Manifest>> find_manifests(const std::filesystem::path& folder);

template <class Self, class Visitor>
void Manifest::Model::settings(Self& self, Visitor& visit)
{
    using namespace config;
    using namespace literals;
    visit(setting("budget_usd_per_day", "What it may spend on models; 0: none.", bounds("0"_dec, "1000"_dec), "USD"),
          self.budget_usd_per_day);
    visit(setting("priority", "Its place in the model gateway's queue.", bounds(0, 9)), self.priority);
}

template <class Self, class Visitor>
void Manifest::Restart::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("delay_min", "Least pause before a restart.",
                  bounds(std::chrono::milliseconds{1}, std::chrono::minutes{10})),
          self.delay_min);
    visit(setting("delay_max", "Longest pause before a restart.",
                  bounds(std::chrono::milliseconds{1}, std::chrono::hours{1})),
          self.delay_max);
    visit(setting("attempts_max", "Restarts in a row before it stays stopped.", bounds(1, 1000)), self.attempts_max);
}

template <class Self, class Visitor>
void Manifest::settings(Self& self, Visitor& visit)
{
    using namespace config;
    visit(setting("name", "What it is called everywhere."), self.name);
    visit(setting("title", "Its name for people.", bounds(1, 60)), self.title);
    visit(setting("purpose", "What it does, in one sentence.", bounds(1, 300)), self.purpose);
    visit(setting("capabilities", "What it is good for, in single words.", bounds(1, 16)), self.capabilities);
    visit(setting("publishes", "Subjects it may publish.", at_most(16)), self.publishes);
    visit(setting("subscribes", "Subjects it receives.", at_most(16)), self.subscribes);
    visit(setting("priority_max", "Ceiling of its messages' priority.", bounds(0, 9)), self.priority_max);
    visit(setting("trust", "How far its word goes."), self.trust);
    visit(setting("model", "Its use of language models."), self.model);
    visit(setting("wakes_on", "What wakes it besides messages.", at_most(3)), self.wakes_on);
    visit(setting("restart", "What happens after it failed."), self.restart);
    visit(setting("needs", "What it waits for; empty: it works now.", at_most(8)), self.needs);
}

}  // namespace swarmdesk::agents
