#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "agents/user_account.hpp"

namespace swarmdesk::agents {

/// Where people find the daily report of an account, whoever writes it.
class Reports {
public:
    /// The Markdown of a day ("2025-04-03"), or nothing.
    using Source = std::function<std::optional<std::string>(std::string_view day)>;

    void offer(const AccountId& account, Source source) { sources_.insert_or_assign(account, std::move(source)); }
    std::optional<std::string> of(const AccountId& account, std::string_view day) const
    {
        const auto source = sources_.find(account);
        return source == sources_.end() ? std::nullopt : source->second(day);
    }

private:
    std::map<AccountId, Source> sources_;
};

}  // namespace swarmdesk::agents
