#pragma once

#include <string>
#include <vector>

#include "config/setting.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::execution {

/// How the gate asks people and venues. Its limits are the rails' own settings.
struct GateSettings {
    risk::Limits limits;
    std::vector<std::string> approvers{"operator"};  ///< user names that may approve, settle and adjust
    bool four_eyes = true;           ///< the human who asked may not approve, once there are two approvers
    bool is_policy_allowed = false;  ///< replay only: a declared policy answers approvals; no setting
    nanoseconds approval_expiry = std::chrono::seconds{60};
    nanoseconds send_timeout = std::chrono::seconds{10};   ///< no answer by then: UNKNOWN
    nanoseconds query_interval = std::chrono::seconds{2};  ///< between two queries of the resolver
    nanoseconds end_due_after = std::chrono::seconds{1};   ///< MARKET, IOC and FOK: queried so long after acceptance
    nanoseconds resting_query_interval = std::chrono::seconds{60};
    nanoseconds reconcile_interval = std::chrono::seconds{50};
    nanoseconds unknown_alarm = std::chrono::seconds{60};
    nanoseconds unknown_halt = std::chrono::minutes{5};
    std::uint32_t user_open_max = 500;  ///< of one user
    std::uint32_t open_max = 100'000;   ///< of all

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        using namespace std::chrono;
        visit(setting("approvers",
                      "Users who may approve, settle and adjust; with two or more, nobody approves their own request.",
                      bounds(1, 100)),
              self.approvers);
        visit(setting("four_eyes", "Whether that second pair of eyes is wanted."), self.four_eyes);
        visit(setting("approval_expiry", "How long a human has to decide; silence is no.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{hours{1}})),
              self.approval_expiry);
        visit(setting("send_timeout", "How long the venue may take to answer a send before its outcome is unknown.",
                      bounds(nanoseconds{milliseconds{100}}, nanoseconds{minutes{1}})),
              self.send_timeout);
        visit(setting("query_interval", "Pause between two queries about an unknown outcome.",
                      bounds(nanoseconds{seconds{2}}, nanoseconds{minutes{1}})),
              self.query_interval);
        visit(setting("end_due_after", "How long after acceptance an order that should have ended is queried.",
                      bounds(nanoseconds{milliseconds{100}}, nanoseconds{milliseconds{1900}})),
              self.end_due_after);
        visit(setting("resting_query_interval", "Pause between two queries about a resting order.",
                      bounds(nanoseconds{seconds{5}}, nanoseconds{minutes{10}})),
              self.resting_query_interval);
        visit(setting("reconcile_interval", "Pause between two comparisons of an account's books with the venue's.",
                      bounds(nanoseconds{seconds{5}}, nanoseconds{seconds{50}})),
              self.reconcile_interval);
        visit(setting("unknown_alarm", "An outcome unknown for this long raises a critical alert.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{seconds{60}})),
              self.unknown_alarm);
        visit(setting("unknown_halt", "An outcome unknown for this long halts the account.",
                      bounds(nanoseconds{seconds{1}}, nanoseconds{minutes{5}})),
              self.unknown_halt);
        visit(setting("user_open_max", "Intents of one user open at once; a fifth more is kept for reductions.",
                      bounds(1, 10'000)),
              self.user_open_max);
        visit(setting("open_max", "Intents open at once over all users.", bounds(1, 1'000'000)), self.open_max);
    }
};

}  // namespace swarmdesk::trading::execution
