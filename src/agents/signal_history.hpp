#pragma once

#include <deque>
#include <map>

#include "agents/status.hpp"

namespace swarmdesk::agents {

/// What became of the newest signals, and counts, for people. Survives the restart of an agent, not of the desk: the
/// ledger is what remembers.
class SignalHistory {
public:
    explicit SignalHistory(std::size_t signals_max) : signals_max_(signals_max) {}

    void add(HandledSignal signal)
    {
        signals_.push_back(std::move(signal));
        if (signals_.size() > signals_max_) signals_.pop_front();
    }
    /// Newest first.
    std::vector<HandledSignal> newest(std::size_t limit) const
    {
        const auto count = static_cast<std::ptrdiff_t>(std::min(limit, signals_.size()));
        return {signals_.rbegin(), signals_.rbegin() + count};
    }

    /// Counts it for the desk as a whole and for the account.
    void count(std::uint64_t Statistics::*what, const AccountId& account)
    {
        ++(statistics.*what);
        ++(by_account_[account].*what);
    }
    /// What concerns this account alone. The reference stays valid.
    const Statistics& statistics_of(const AccountId& account) { return by_account_[account]; }

    Statistics statistics;

private:
    std::map<AccountId, Statistics> by_account_;  ///< bounded by the settings' accounts
    std::size_t signals_max_;
    std::deque<HandledSignal> signals_;
};

}  // namespace swarmdesk::agents
