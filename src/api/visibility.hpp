#pragma once

#include <vector>

#include "api/users.hpp"
#include "trading/execution/view.hpp"

namespace swarmdesk::api {

/// What a caller may see: the one place that decides it (I10). The operator sees everything; everybody else the
/// accounts they own and the one they were given, and of the desk what concerns everybody. Borrows both.
class Visibility {
public:
    Visibility(const trading::execution::View& view, const Caller& caller) : Visibility(view, caller.user()) {}
    /// Of somebody who does not ask now, but is to be told.
    Visibility(const trading::execution::View& view, const User& user) : view_(view), user_(user) {}

    bool sees(const trading::AccountId& account) const;
    /// A level's limits and losses: an agent and the desk act for everybody, so theirs would tell of others.
    bool sees(const trading::risk::Scope& scope) const;
    bool sees(const trading::execution::Stamped& event) const;
    /// How far a limit of an agent or of the desk is used tells of others: whether a denial's numbers are theirs to
    /// see.
    bool sees_numbers(const trading::risk::Denial& denial) const { return sees(denial.scope); }
    bool sees_numbers(const trading::execution::Event& event) const;

    /// The ledger's chains whose events the caller may see at least some of.
    std::vector<std::string> chains() const;
    /// The caller's own accounts that there are, by name; for the operator too.
    std::vector<trading::AccountId> own_accounts() const;

private:
    bool is_operator() const { return user_.role == Role::operator_; }

    const trading::execution::View& view_;
    const User& user_;
};

/// The denial that an event records, if it does; it lives as long as the event.
const trading::risk::Denial* denial_of(const trading::execution::Event& event);

/// The ledger's chain of an account.
std::string chain_of_account(const trading::AccountId& account);

}  // namespace swarmdesk::api
