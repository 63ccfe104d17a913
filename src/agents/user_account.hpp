#pragma once

#include "config/setting.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::agents {

using trading::AccountId;
using trading::UserId;

/// Whom an agent trades for.
struct UserAccount {
    UserId user;
    AccountId account;

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("user", "For whom, and whose limits hold."), self.user);
        visit(setting("account", "On which account."), self.account);
    }
    friend auto operator<=>(const UserAccount&, const UserAccount&) = default;
};

}  // namespace swarmdesk::agents
