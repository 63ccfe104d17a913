#pragma once

#include <string>
#include <vector>

#include "config/setting.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::execution {

/// How the gate asks people and venues. Its limits are the rails' own settings.
struct GateSettings {
    risk::Limits limits;
    std::vector<std::string> approvers{"operator"};  ///< user names that may approve
    bool four_eyes = true;           ///< the human who asked may not approve, once there are two approvers
    bool is_policy_allowed = false;  ///< replay only: a declared policy answers approvals; no setting
    nanoseconds approval_expiry = std::chrono::seconds{60};
    nanoseconds venue_fence = std::chrono::seconds{2};     ///< the venue's own; no setting
    nanoseconds send_timeout = std::chrono::seconds{10};   ///< no answer by then: UNKNOWN
    nanoseconds query_interval = std::chrono::seconds{2};  ///< between two questions of the resolver
    nanoseconds unknown_alarm = std::chrono::seconds{60};
    nanoseconds unknown_halt = std::chrono::minutes{5};
    std::uint32_t finished_max = 10'000;
    std::uint32_t open_max = 10'000;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace std::chrono;
        visit(
            setting("approvers", "Users who may approve; with two or more, nobody approves what he asked for himself.",
                    bounds(1, 100)),
            self.approvers);
        visit(setting("four_eyes", "Whether that second pair of eyes is wanted."), self.four_eyes);
        visit(setting("approval_expiry", "How long a human has to decide; silence is no.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{hours{1}})),
              self.approval_expiry);
        visit(setting("send_timeout", "How long the venue may take to answer a send before its outcome is unknown.",
                      bounds(nanoseconds{milliseconds{100}}, nanoseconds{minutes{1}})),
              self.send_timeout);
        visit(setting("query_interval", "Pause between two questions about an unknown outcome.",
                      bounds(nanoseconds{seconds{2}}, nanoseconds{minutes{1}})),
              self.query_interval);
        visit(setting("unknown_alarm", "An outcome unknown for this long raises a critical alert.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{seconds{60}})),
              self.unknown_alarm);
        visit(setting("unknown_halt", "An outcome unknown for this long halts the account.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{minutes{5}})),
              self.unknown_halt);
        visit(setting("finished_max", "Finished intents kept in memory; the ledger keeps all.", bounds(10, 1'000'000)),
              self.finished_max);
        visit(setting("open_max", "Intents open at once.", bounds(1, 100'000)), self.open_max);
    }
};

}  // namespace swarmdesk::trading::execution
