#include "trading/risk/index.hpp"

#include "base/assert.hpp"

namespace swarmdesk::trading::risk {

void add_gain(Amounts& amounts, const Instrument& instrument, const Position& lot)
{
    const Amount cost = lot.quantity.is_negative() ? -lot.cost : lot.cost;
    amounts[instrument.base] += lot.quantity.value();
    amounts[instrument.quote] += (lot.realised - cost).value();
}

AccountRow& Rails::Index::at(const AccountId& account)
{
    const auto found = accounts.find(account);
    SWARMDESK_ASSERT(found != accounts.end());
    return found->second;
}

void Rails::Index::add_account(RailsState& state, const AccountId& id)
{
    Account& account = state.accounts.at(id);
    const auto [place, is_new] = users.try_emplace(account.user);
    LossSum& sum = place->second;
    if (is_new) {
        sum.budget = &state.users[account.user];
        sum.key = watch.add(Scope::of(account.user), {});
    }
    ++sum.accounts;
    ++desk.accounts;
    AccountRow row{&account, sum.budget, &sum, watch.add(Scope::of(id), id), {}};
    for (const auto& [asset, amount] : account.balances) watch.add_amount(row.key, asset, amount.value());
    for (const auto& [asset, amount] : account.uncounted) {
        watch.add_amount(row.key, asset, -amount.value());
        uncounted[asset].insert(id);
    }
    for (const auto& [instrument, holding] : account.holdings)
        for (const auto& [owner, lot] : holding.lots) count_lot(row, id, *instruments.at(instrument), owner, lot, true);
    AccountRow& placed = accounts[id] = std::move(row);
    days[account.baseline.day].insert(id);
    enter_day(placed, id);
}

void Rails::Index::add_balance(AccountRow& row, const AssetId& asset, Amount change)
{
    row.account->balances[asset] += change;
    watch.add_amount(row.key, asset, change.value());
    for (LossSum* sum : {row.user_sum, &desk})
        if (sum->holds(*row.account)) watch.add_amount(sum->key, asset, change.value());
}

void Rails::Index::leave_out(AccountRow& row, const AccountId& id, const AssetId& asset, Amount change)
{
    if (change.is_zero()) return;
    const auto left = row.account->uncounted.try_emplace(asset).first;
    left->second += change;
    if (left->second.is_zero()) {
        row.account->uncounted.erase(left);
        std::set<AccountId>& accounts_of = uncounted[asset];
        accounts_of.erase(id);
        if (accounts_of.empty()) uncounted.erase(asset);
    } else {
        uncounted[asset].insert(id);
    }
    watch.add_amount(row.key, asset, -change.value());
    for (LossSum* sum : {row.user_sum, &desk})
        if (sum->holds(*row.account)) watch.add_amount(sum->key, asset, -change.value());
}

void Rails::Index::add_deposit(AccountRow& row, Usd value)
{
    row.account->baseline.deposits += value;
    measure(row);
    for (LossSum* sum : {row.user_sum, &desk}) {
        if (!sum->holds(*row.account)) continue;
        sum->deposits += value;
        measure(*sum);
    }
}

void Rails::Index::count(LossSum& sum, const Account& account, bool is_added)
{
    const auto change = [&](auto& total, auto part) { total = is_added ? total + part : total - part; };
    change(account.has_joined_during_day ? sum.opening : sum.equity, account.baseline.equity);
    change(sum.deposits, account.baseline.deposits);
    for (const auto& [asset, amount] : account.balances)
        watch.add_amount(sum.key, asset, is_added ? amount.value() : -amount.value());
    for (const auto& [asset, amount] : account.uncounted)
        watch.add_amount(sum.key, asset, is_added ? -amount.value() : amount.value());
}

void Rails::Index::start_day(AccountRow& row, const AccountId& id, DailyLossBaseline baseline)
{
    Account& account = *row.account;
    for (LossSum* sum : {row.user_sum, &desk})
        if (sum->holds(account)) count(*sum, account, false);
    const auto day = days.find(account.baseline.day);
    day->second.erase(id);
    if (day->second.empty()) days.erase(day);
    days[baseline.day].insert(id);
    account.has_joined_during_day = account.baseline.day == 0 || account.baseline.day == baseline.day;
    account.baseline = std::move(baseline);
    enter_day(row, id);
}

void Rails::Index::enter_day(AccountRow& row, const AccountId& id)
{
    const Account& account = *row.account;
    // Also an agent that has no lot any more may have lost what it had gained when the day began.
    for (const auto& [agent, gain] : account.baseline.gains) agent_key(row, id, agent);
    for (LossSum* sum : {row.user_sum, &desk}) {
        if (account.baseline.day > sum->day) {
            watch.clear_amounts(sum->key);
            sum->equity = sum->opening = sum->deposits = Usd{};
            sum->day = account.baseline.day;
        }
        if (sum->holds(account)) count(*sum, account, true);
        measure(*sum);
    }
    measure(row);
}

void Rails::Index::count_lot(AccountRow& row, const AccountId& id, const Instrument& instrument, const LotOwner& owner,
                             const Position& lot, bool is_added)
{
    if (owner.is_people()) return;
    const LossWatch::Key key = agent_key(row, id, owner.agent);
    Amounts amounts;
    add_gain(amounts, instrument, lot);
    for (const auto& [asset, amount] : amounts) watch.add_amount(key, asset, is_added ? amount : -amount);
}

LossWatch::Key Rails::Index::agent_key(AccountRow& row, const AccountId& id, const AgentId& agent)
{
    const auto [place, is_new] = row.agents.try_emplace(agent);
    if (is_new) {
        place->second = watch.add(Scope::of(agent), id);
        measure(row);
    }
    return place->second;
}

void Rails::Index::measure(AccountRow& row)
{
    const DailyLossBaseline& day = row.account->baseline;
    const Usd baseline = loss_baseline(day.equity, day.deposits);
    watch.measure(row.key, {day.day != 0 && !day.is_tripped, day.day, baseline, day.equity + day.deposits});
    for (const auto& [agent, key] : row.agents) {
        const auto gain = day.gains.find(agent);
        watch.measure(key, {day.day != 0 && !day.tripped_agents.contains(agent), day.day, baseline,
                            gain == day.gains.end() ? Usd{} : gain->second});
    }
}

void Rails::Index::measure(LossSum& sum)
{
    // Before their first midnight it is a percentage of what the accounts opened with.
    const Usd begun = sum.equity.is_positive() ? sum.equity : sum.opening;
    watch.measure(sum.key, {sum.day != 0 && !sum.is_tripped(), sum.day, loss_baseline(begun, sum.deposits),
                            sum.equity + sum.opening + sum.deposits});
}

}  // namespace swarmdesk::trading::risk
