#pragma once

#include "config/setting.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::agents {

using trading::AccountId;
using trading::UserId;
using trading::VenueId;

/// Whom an agent trades for.
struct UserAccount {
    UserId user;
    AccountId account;
    VenueId venue{};  ///< where it is opened; empty: at the first

    template <class Self, class Visitor>
    static void settings(Self& self, Visitor& visit)
    {
        using namespace config;
        visit(setting("user", "For whom, and whose limits hold."), self.user);
        visit(setting("account", "On which account."), self.account);
        visit(setting("venue", "At which venue it is opened, for good; empty: the first of the market's."), self.venue);
    }
    friend auto operator<=>(const UserAccount&, const UserAccount&) = default;
};

}  // namespace swarmdesk::agents
