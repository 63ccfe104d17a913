#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace swarmdesk::llm::admission {

/// How much service each tenant has had, in tokens: who had least is next. A tenant that was away is not paid for that
/// time: it comes back level with the least served of those present (start-time fair queueing, Goyal, Vin and Cheng,
/// 1996, with tokens for virtual time). Bounded: beyond `tenants_max` the idle are forgotten, the least served first;
/// where nobody is idle, strangers share one account until the last of them has left.
class FairShare {
public:
    using Tenant = std::uint32_t;
    using Attained = std::int64_t;
    static constexpr Tenant strangers = 0;

    explicit FairShare(std::size_t tenants_max) : tenants_max_(tenants_max) {}

    /// One more call of that tenant is here, until `leave`.
    Tenant join(std::string_view name);
    void leave(Tenant tenant);
    /// Adds to what it attained, or takes back what was charged too much. It has to be here.
    Attained charge(Tenant tenant, std::int64_t tokens);
    Attained attained(Tenant tenant) const { return accounts_.at(tenant).attained; }

    std::size_t size() const { return names_.size(); }

private:
    struct Account {
        std::string name;
        Attained attained = 0;
        std::size_t calls = 0;
    };
    Tenant account_of(std::string_view name);

    std::size_t tenants_max_;
    Tenant last_ = strangers;
    Attained level_ = 0;  ///< never falls
    std::map<std::string, Tenant, std::less<>> names_;
    std::map<Tenant, Account> accounts_{{strangers, {}}};
    std::set<std::pair<Attained, Tenant>> present_;
    std::set<std::pair<Attained, Tenant>> idle_;  ///< known by name, and without calls
};

}  // namespace swarmdesk::llm::admission
