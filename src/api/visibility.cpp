#include "api/visibility.hpp"

#include <algorithm>

namespace swarmdesk::api {

namespace execution = trading::execution;
namespace risk = trading::risk;

namespace {

/// Events about the whole desk that everybody may see. What is not listed here is the operator's business.
template <class E>
constexpr bool is_public =
    std::is_same_v<E, execution::DeskStateSet> || std::is_same_v<E, execution::LimitsSet> ||
    std::is_same_v<E, execution::LimitTightened> || std::is_same_v<E, execution::LimitsLoosened> ||
    std::is_same_v<E, execution::InstrumentListed> || std::is_same_v<E, execution::PriceSourceSet> ||
    std::is_same_v<E, execution::PricesMarked>;

}  // namespace

bool Visibility::sees(const trading::AccountId& account) const
{
    if (is_operator()) return true;
    if (account.is_empty()) return false;
    return user_.account == account || view_.accounts_of(user_.name).contains(account);
}

bool Visibility::sees(const risk::Scope& scope) const
{
    if (is_operator()) return true;
    if (scope.level == risk::Level::user) return scope == risk::Scope::of(user_.name);
    if (scope.level != risk::Level::account) return false;
    const auto account = trading::AccountId::parse(scope.name);
    return account && sees(*account);
}

bool Visibility::sees(const execution::Stamped& event) const
{
    if (is_operator()) return true;
    if (!event.account.is_empty()) return sees(event.account);
    return std::visit(
        [this]<class E>(const E& e) {
            if constexpr (is_public<E>)
                return true;
            else if constexpr (requires { e.scope.level; })
                return sees(e.scope);
            else if constexpr (std::is_same_v<E, execution::DenialsCounted>)
                return e.user == user_.name;
            else
                return false;
        },
        event.event);
}

bool Visibility::sees_numbers(const execution::Event& event) const
{
    const risk::Denial* denial = denial_of(event);
    return denial == nullptr || sees_numbers(*denial);
}

std::vector<trading::AccountId> Visibility::own_accounts() const
{
    const auto& owned = view_.accounts_of(user_.name);
    std::vector<trading::AccountId> accounts{owned.begin(), owned.end()};
    const trading::AccountId& given = user_.account;
    if (!owned.contains(given) && view_.account(given) != nullptr)
        accounts.insert(std::ranges::lower_bound(accounts, given), given);
    return accounts;
}

std::vector<std::string> Visibility::chains() const
{
    std::vector<std::string> chains{"desk", "budgets"};
    for (const trading::AccountId& account : own_accounts()) chains.push_back(chain_of_account(account));
    return chains;
}

const risk::Denial* denial_of(const execution::Event& event)
{
    return std::visit(
        []<class E>(const E& e) -> const risk::Denial* {
            if constexpr (requires { e.denial.measured; })
                return &e.denial;
            else if constexpr (requires { e.denial->measured; })
                return e.denial ? &*e.denial : nullptr;
            else
                return nullptr;
        },
        event);
}

std::string chain_of_account(const trading::AccountId& account)
{
    execution::Stamped stamped;
    stamped.account = account;
    return execution::chain_of(stamped);
}

}  // namespace swarmdesk::api
