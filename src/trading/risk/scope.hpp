#pragma once

#include "base/describe.hpp"
#include "base/names.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading::risk {

/// The four levels every rail exists at (RAILS 5–9).
enum class Level { account = 1, user, agent, desk };
constexpr auto enum_table(Level)
{
    using enum Level;
    return std::to_array<EnumName<Level>>({{account, "account"}, {user, "user"}, {agent, "agent"}, {desk, "desk"}});
}

/// What a rail sums over: `account paper`, `user operator`, `agent buy_bot`, `desk`. Whoever decides what a caller may
/// see compares these, never a text.
struct Scope {
    Level level = Level::desk;
    std::string name;  ///< empty for the desk

    static Scope of(const AccountId& account) { return {Level::account, account.to_string()}; }
    static Scope of(const UserId& user) { return {Level::user, user.to_string()}; }
    static Scope of(const AgentId& agent) { return {Level::agent, agent.to_string()}; }
    static Scope desk() { return {}; }

    std::string to_string() const { return std::string{to_text(level)} + (name.empty() ? std::string{} : " " + name); }
    friend bool operator==(const Scope&, const Scope&) = default;
    friend auto operator<=>(const Scope&, const Scope&) = default;
};
SWARMDESK_DESCRIBE(Scope, level, name)

}  // namespace swarmdesk::trading::risk
