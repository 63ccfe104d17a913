#pragma once

#include <deque>
#include <map>
#include <optional>

#include "api/backend.hpp"
#include "api/users.hpp"

namespace swarmdesk::api {

/// Who may see a ledger row: the account it is about, everybody, or else only the operator.
struct Visibility {
    std::optional<trading::AccountId> account;
    bool is_everybody = false;

    bool includes(const Caller& caller) const
    {
        return is_everybody || caller.is_operator() || (account && caller.sees(*account));
    }
};

/// The intent an event is about, if it is about one.
std::optional<trading::IntentId> intent_of(const trading::execution::Event& event);

/// Finds out whose an event is. Intents the desk has forgotten are looked up in the ledger and remembered, the newest
/// thousands of them.
class Visibilities {
public:
    Visibilities(const trading::execution::Desk& desk, const History& history) : desk_(desk), history_(history) {}

    Visibility of(const trading::execution::Event& event) const;
    std::optional<trading::AccountId> account_of(const trading::IntentId& intent) const;

private:
    static constexpr std::size_t remembered_max = 4096;

    const trading::execution::Desk& desk_;
    const History& history_;
    mutable std::map<trading::IntentId, trading::AccountId> remembered_;
    mutable std::deque<trading::IntentId> order_;  ///< oldest first
};

}  // namespace swarmdesk::api
