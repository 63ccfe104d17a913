#pragma once

#include <map>

#include "api/visibility.hpp"

namespace swarmdesk::api {

/// How many orders and approvals are open, for each account, kept up to date by the desk's events: a status that is
/// asked for thousands of times a second walks no table.
class Tally {
public:
    explicit Tally(const trading::execution::Gate& gate);

    void on_event(const trading::execution::Event& event);

    std::size_t orders(const Caller& caller) const { return orders_.count(caller, caller.is_operator()); }
    std::size_t approvals(const Caller& caller, bool sees_all) const { return approvals_.count(caller, sees_all); }

private:
    class Count {
    public:
        void set(const trading::IntentId& intent, const trading::AccountId& account, bool is_open);
        std::size_t count(const Caller& caller, bool sees_all) const;

    private:
        std::map<trading::IntentId, trading::AccountId> open_;
        std::map<trading::AccountId, std::size_t> per_account_;
    };

    void note(const trading::execution::IntentRecord& record);

    const trading::execution::Gate& gate_;
    Count orders_;
    Count approvals_;
};

/// Whether an order in this state is at the venue or on its way.
bool is_working(trading::execution::IntentState state);

}  // namespace swarmdesk::api
