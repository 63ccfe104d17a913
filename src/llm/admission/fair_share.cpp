#include "llm/admission/fair_share.hpp"

#include <algorithm>

#include "base/assert.hpp"

namespace swarmdesk::llm::admission {

FairShare::Tenant FairShare::join(std::string_view name)
{
    const Tenant tenant = account_of(name);
    Account& account = accounts_.at(tenant);
    if (account.calls++ > 0) return tenant;
    idle_.erase({account.attained, tenant});
    if (!present_.empty()) level_ = std::max(level_, present_.begin()->first);
    account.attained = std::max(account.attained, level_);
    present_.emplace(account.attained, tenant);
    return tenant;
}

FairShare::Tenant FairShare::account_of(std::string_view name)
{
    if (const auto found = names_.find(name); found != names_.end()) return found->second;
    if (names_.size() >= tenants_max_) {
        // While any stranger is here all newcomers are, lest a call of somebody's overtake an earlier one of his own.
        if (idle_.empty() || accounts_.at(strangers).calls > 0) return strangers;
        const Tenant forgotten = idle_.begin()->second;
        idle_.erase(idle_.begin());
        names_.erase(accounts_.at(forgotten).name);
        accounts_.erase(forgotten);
    }
    do ++last_;
    while (last_ == strangers || accounts_.contains(last_));
    names_.emplace(name, last_);
    accounts_.emplace(last_, Account{std::string{name}, 0, 0});
    return last_;
}

void FairShare::leave(Tenant tenant)
{
    Account& account = accounts_.at(tenant);
    SWARMDESK_ASSERT(account.calls > 0);
    if (--account.calls > 0) return;
    present_.erase({account.attained, tenant});
    if (tenant != strangers) idle_.emplace(account.attained, tenant);
}

FairShare::Attained FairShare::charge(Tenant tenant, std::int64_t tokens)
{
    Account& account = accounts_.at(tenant);
    SWARMDESK_ASSERT(account.calls > 0);
    present_.erase({account.attained, tenant});
    account.attained += tokens;
    present_.emplace(account.attained, tenant);
    return account.attained;
}

}  // namespace swarmdesk::llm::admission
