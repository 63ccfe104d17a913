#pragma once

#include <unordered_map>

#include "base/flat_table.hpp"
#include "trading/risk/rails.hpp"

namespace swarmdesk::trading::risk {

/// What is summed over the accounts of a user, or of the desk, for the day's loss: those whose day is the newest one.
/// An account whose day has not begun joins when it does.
struct LossSum {
    LossWatch::Key key = 0;
    Budget* budget = nullptr;
    std::int64_t day = 0;
    Usd equity;   ///< of those that began the day with it
    Usd opening;  ///< of those that joined during the day
    Usd deposits;
    std::uint32_t accounts = 0;

    /// Until the next day has begun, whatever the calendar says.
    bool is_tripped() const { return day != 0 && budget->tripped_day >= day; }
    bool holds(const Account& account) const { return day != 0 && account.baseline.day == day; }
};

/// An account, and what a judgement of it looks at.
struct AccountRow {
    Account* account = nullptr;
    Budget* user = nullptr;
    LossSum* user_sum = nullptr;
    LossWatch::Key key = 0;
    std::map<AgentId, LossWatch::Key> agents;  ///< those that have lots in it
};

/// Found from the state alone, and made again from it by `restore`: what keeps the cost of a judgement and of a quote
/// from growing with the accounts.
struct Rails::Index {
    Valuation valuation;
    LossWatch watch{valuation};
    std::unordered_map<InstrumentId, const Instrument*> instruments;
    FlatTable<AccountId, AccountRow> accounts;
    std::unordered_map<UserId, LossSum> users;
    LossSum desk;
    std::map<std::int64_t, std::set<AccountId>> days;  ///< accounts by the day they are in
    std::map<AssetId, std::set<AccountId>> uncounted;  ///< accounts by what of theirs is left out of the day's loss

    AccountRow& at(const AccountId& account);
    void add_account(RailsState& state, const AccountId& id);
    /// Another amount of an asset, in the account and in the sums it is part of.
    void add_balance(AccountRow& row, const AssetId& asset, Amount change);
    /// Leaves so much more of an asset out of the day's loss; less of it where negative.
    void leave_out(AccountRow& row, const AccountId& id, const AssetId& asset, Amount change);
    void add_deposit(AccountRow& row, Usd value);
    void start_day(AccountRow& row, const AccountId& id, DailyLossBaseline baseline);
    /// Counts an agent's lot into its gain, or out of it.
    void count_lot(AccountRow& row, const AccountId& id, const Instrument& instrument, const LotOwner& owner,
                   const Position& lot, bool is_added);
    /// Tells the watch what the losses of an account and its agents are measured against; and of a sum.
    void measure(AccountRow& row);
    void measure(LossSum& sum);

private:
    LossWatch::Key agent_key(AccountRow& row, const AccountId& id, const AgentId& agent);
    void enter_day(AccountRow& row, const AccountId& id);
    void count(LossSum& sum, const Account& account, bool is_added);
};

/// What a lot is worth beyond what was paid for it, as amounts: the quantity, and what was realised less its cost.
void add_gain(Amounts& amounts, const Instrument& instrument, const Position& lot);

}  // namespace swarmdesk::trading::risk
