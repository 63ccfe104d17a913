#include <algorithm>

#include "base/assert.hpp"
#include "trading/risk/index.hpp"
#include "trading/risk/rounding.hpp"

/// \file
/// The rails' fold: facts change the state and the sums found from it, and read nothing else (RAILS 27).

namespace swarmdesk::trading::risk {
namespace {

/// What says nothing leaves no trace in a map.
template <class Map>
void erase_if_empty(Map& map, typename Map::iterator place)
{
    static const typename Map::mapped_type nothing{};
    if (place->second == nothing) map.erase(place);
}
template <class Map>
void erase_if_empty(Map& map, const typename Map::key_type& key)
{
    if (const auto found = map.find(key); found != map.end()) erase_if_empty(map, found);
}

/// Replaces what something adds to a sum.
void replace(std::map<InstrumentId, Exposure>& exposures, const InstrumentId& id, const Exposure& before,
             const Exposure& after)
{
    if (before == after) return;
    const auto place = exposures.try_emplace(id).first;
    place->second -= before;
    place->second += after;
    erase_if_empty(exposures, place);
}

void replace_of_agent(RailsState& state, const AgentId& agent, const InstrumentId& id, const Exposure& before,
                      const Exposure& after)
{
    if (before == after) return;
    const auto place = state.agents.try_emplace(agent).first;
    replace(place->second.exposures, id, before, after);
    erase_if_empty(state.agents, place);
}

/// Changes one holding of an account, and with it the sums of its user, the desk and the agents.
template <class Change>
void change_holding(RailsState& state, AccountRow& row, const InstrumentId& id, Change change)
{
    const auto place = row.account->holdings.try_emplace(id).first;
    Holding& holding = place->second;
    const Exposure before = exposure_of(holding);
    const auto agents_before = exposures_of_agents(holding);
    change(holding);
    const Exposure after = exposure_of(holding);
    replace(row.user->exposures, id, before, after);
    replace(state.desk.exposures, id, before, after);
    auto agents_after = exposures_of_agents(holding);
    for (const auto& [agent, exposure] : agents_before) {
        const auto is_it = [name = agent](const auto& entry) { return entry.first == name; };
        const auto same = std::find_if(agents_after.begin(), agents_after.end(), is_it);
        replace_of_agent(state, agent, id, exposure, same == agents_after.end() ? Exposure{} : same->second);
        if (same != agents_after.end()) agents_after.erase(same);
    }
    for (const auto& [agent, exposure] : agents_after) replace_of_agent(state, agent, id, {}, exposure);
    erase_if_empty(row.account->holdings, place);
}

/// Counts what a reservation holds, or no longer holds.
void count(RailsState& state, AccountRow& row, const Reservation& reservation, bool is_added)
{
    const auto change = [is_added](auto& total, auto part) { total = is_added ? total + part : total - part; };
    const bool is_buy = reservation.side == Side::buy;
    const Usd exposure = reservation.exposure_left();
    const Quantity reducing = reservation.reducing_left();
    const bool is_waiting = row.account->waiting.contains(reservation.intent);
    change_holding(state, row, reservation.instrument, [&](Holding& holding) {
        change(is_buy ? holding.reserved_buy : holding.reserved_sell, exposure);
        if (reducing.is_zero()) return;
        const auto pending = holding.reducing.try_emplace(reservation.owner).first;
        if (is_waiting)
            change(is_buy ? pending->second.waiting_buy : pending->second.waiting_sell, reducing);
        else
            change(is_buy ? pending->second.buy : pending->second.sell, reducing);
        if (reservation.is_protection()) change(pending->second.protecting, reducing);
        erase_if_empty(holding.reducing, pending);
    });
    if (!reservation.owner.is_people()) {
        Exposure reserved;
        (is_buy ? reserved.reserved_buy : reserved.reserved_sell) = exposure;
        replace_of_agent(state, reservation.owner.agent, reservation.instrument, is_added ? Exposure{} : reserved,
                         is_added ? reserved : Exposure{});
    }
    const auto reserved = row.account->reserved.try_emplace(reservation.funds_asset).first;
    change(reserved->second, row.account->funds_held(reservation));
    erase_if_empty(row.account->reserved, reserved);
}

/// The windows a reservation takes a token of. What a person does with an agent's lots costs the agent nothing.
template <class Visit>
void for_each_window(RailsState& state, const AccountRow& row, const Reservation& reservation, Visit visit)
{
    if (reservation.is_protection()) return;  // in nobody's budget
    const bool is_reduction = reservation.is_reduction();
    const auto list_of = [is_reduction](RateWindow& window) -> std::vector<Admission>& {
        return is_reduction ? window.reductions : window.admissions;
    };
    visit(list_of(row.user->window));
    if (is_reduction) return;  // one budget: the user's
    visit(list_of(state.desk.window));
    if (reservation.owner.is_people() || reservation.is_by_person()) return;
    const auto agent = state.agents.try_emplace(reservation.owner.agent).first;
    visit(list_of(agent->second.window));
    erase_if_empty(state.agents, agent);
}

}  // namespace

Rails::Rails() { restore({}); }
Rails::~Rails() = default;

void Rails::restore(RailsState state)
{
    state_ = std::move(state);
    index_ = std::make_unique<Index>();
    index_->valuation.set_limits(state_.limits);
    index_->watch.set_percent(state_.limits.daily_loss_percent);
    for (const auto& [id, instrument] : state_.instruments) {
        index_->instruments[id] = &instrument;
        index_->valuation.list(instrument);
    }
    index_->desk.key = index_->watch.add(Scope::desk(), {});
    index_->desk.budget = &state_.desk;
    for (const auto& [id, account] : state_.accounts) index_->add_account(state_, id);
}

void Rails::set_limits(const Limits& limits)
{
    state_.limits = limits;
    index_->valuation.set_limits(limits);
    index_->watch.set_percent(limits.daily_loss_percent);
}

void Rails::list(const Instrument& instrument)
{
    const auto known = state_.instruments.find(instrument.id);
    const bool is_other = known != state_.instruments.end() &&
                          (known->second.base != instrument.base || known->second.quote != instrument.quote);
    Instrument& placed = state_.instruments[instrument.id] = instrument;
    if (is_other) return restore(std::move(state_));  // what its lots are worth is made of other assets now
    index_->instruments[instrument.id] = &placed;
    index_->valuation.list(instrument);
}

void Rails::open_account(const AccountId& account, const UserId& user, const VenueId& venue)
{
    const auto [place, is_new] = state_.accounts.try_emplace(account);
    SWARMDESK_ASSERT(is_new);
    place->second.user = user;
    place->second.venue = venue;
    index_->add_account(state_, account);
}

void Rails::move_funds(const AccountId& account, const AssetId& asset, Amount amount, std::optional<Usd> deposit)
{
    AccountRow& row = index_->at(account);
    const auto balance = row.account->balances.find(asset);
    check_range((balance == row.account->balances.end() ? amount : balance->second + amount).value());
    if (deposit) check_range(deposit->value());
    index_->add_balance(row, asset, amount);
    if (!deposit)
        index_->leave_out(row, account, asset, amount);
    else if (row.account->baseline.day != 0)
        index_->add_deposit(row, *deposit);
    if (amount.is_negative()) cover(account, asset, -amount);
}

void Rails::leave_out(const AccountId& account, const AssetId& asset, Amount amount)
{
    index_->leave_out(index_->at(account), account, asset, amount);
}

void Rails::count_in(const AccountId& account, const AssetId& asset, Amount amount, Usd value)
{
    AccountRow& row = index_->at(account);
    check_range(value.value());
    index_->leave_out(row, account, asset, -amount);
    if (row.account->baseline.day != 0) index_->add_deposit(row, value);
}

/// Takes out of the lots of an asset what its balance no longer covers, of what was taken from it otherwise than over
/// their own market: from people first, then from agents in the order of their names.
void Rails::cover(const AccountId& id, const AssetId& asset, Amount taken)
{
    AccountRow& row = index_->at(id);
    std::map<LotOwner, std::vector<InstrumentId>> owners;
    Quantity lots;
    for (const InstrumentId& instrument : index_->valuation.instruments_of(asset)) {
        const auto holding = row.account->holdings.find(instrument);
        if (holding == row.account->holdings.end()) continue;
        for (const auto& [owner, lot] : holding->second.lots) {
            const Quantity held = reducible(lot, Side::sell);
            if (held.is_zero()) continue;
            lots += held;
            owners[owner].push_back(instrument);
        }
    }
    Quantity missing = std::min(lots - Quantity{row.account->balances.at(asset).value()}, Quantity{taken.value()});
    for (const auto& [owner, instruments] : owners)
        for (const InstrumentId& instrument : instruments) {
            if (!missing.is_positive()) return;
            change_holding(state_, row, instrument, [&, &owner = owner](Holding& holding) {
                Position& lot = holding.lots.at(owner);
                const Instrument& listed = *index_->instruments.at(instrument);
                index_->count_lot(row, id, listed, owner, lot, false);
                const Quantity part = take_out(lot, missing);
                missing -= part;
                index_->count_lot(row, id, listed, owner, lot, true);
                holding.taken[owner] += part;
                if (lot.quantity.is_zero()) holding.taken.erase(owner);
                if (lot == Position{}) holding.lots.erase(owner);
            });
        }
}

void Rails::reserve(const Reservation& reservation)
{
    AccountRow& row = index_->at(reservation.account);
    const auto [place, is_new] = row.account->reservations.emplace(reservation.intent, reservation);
    SWARMDESK_ASSERT(is_new);
    count(state_, row, reservation, true);
    const Admission admission{
        reservation.admitted,      reservation.intent, index_->instruments.at(reservation.instrument)->base,
        reservation.instrument,    reservation.side,   reservation.is_unattended ? reservation.notional : Usd{},
        reservation.is_by_person()};
    for_each_window(state_, row, reservation, [&](std::vector<Admission>& list) { admit(list, admission); });
}

void Rails::release(const AccountId& account, const IntentId& intent, RateToken token)
{
    AccountRow& row = index_->at(account);
    const auto released = row.account->reservations.extract(intent);
    if (released.empty()) return;
    const Reservation& reservation = released.mapped();
    count(state_, row, reservation, false);
    row.account->waiting.erase(intent);
    if (token == RateToken::keep) return;
    for_each_window(state_, row, reservation,
                    [&](std::vector<Admission>& list) { give_back(list, reservation.admitted, intent); });
}

void Rails::set_waiting(const AccountId& account, const IntentId& intent, bool is_waiting)
{
    AccountRow& row = index_->at(account);
    const auto found = row.account->reservations.find(intent);
    if (found == row.account->reservations.end() || row.account->waiting.contains(intent) == is_waiting) return;
    count(state_, row, found->second, false);
    if (is_waiting)
        row.account->waiting.insert(intent);
    else
        row.account->waiting.erase(intent);
    count(state_, row, found->second, true);
}

/// What a fill comes to: all of it is worked out before the first of it is changed.
struct Rails::FillOutcome {
    Amount value;  ///< of the quote asset that changed hands
    std::map<LotOwner, Position> lots;
    std::vector<ClosedTrip> trips;
};

Rails::FillOutcome Rails::outcome_of(const AccountId& account, const LotOwner& owner, const Fill& fill,
                                     std::optional<Amount> fee_priced) const
{
    const Amount fee_quote = fee_priced.value_or(Amount{});
    const Instrument& instrument = *index_->instruments.at(fill.instrument);
    const Account& books = *index_->at(account).account;
    FillOutcome outcome;
    outcome.value =
        fill.quote_amount.is_positive() ? fill.quote_amount : notional(fill.price, fill.quantity, Rounding::half_even);
    for (const Decimal number : {outcome.value.value(), fill.quantity.value(), fill.fee.value(), fee_quote.value()})
        check_range(number);
    std::map<AssetId, Amount> changes;
    const bool is_buy = fill.side == Side::buy;
    changes[instrument.base] += Amount{is_buy ? fill.quantity.value() : -fill.quantity.value()};
    changes[instrument.quote] += is_buy ? -outcome.value : outcome.value;
    changes[fill.fee_asset] -= fill.fee;
    for (const auto& [asset, change] : changes) {
        const auto balance = books.balances.find(asset);
        check_range((balance == books.balances.end() ? change : balance->second + change).value());
    }
    if (const auto holding = books.holdings.find(fill.instrument); holding != books.holdings.end())
        outcome.lots = holding->second.lots;
    outcome.trips = risk::apply_fill(outcome.lots, instrument, owner, fill, fee_quote);
    for (const auto& [name, lot] : outcome.lots) {
        for (const Decimal number : {lot.quantity.value(), lot.cost.value(), lot.entry_cost.value(),
                                     lot.trip_result.value(), lot.realised.value()})
            check_range(number);
        static_cast<void>(lot.average_price());  // whoever shows the lot works it out
    }
    return outcome;
}

void Rails::check_fill(const AccountId& account, const LotOwner& owner, const Fill& fill,
                       std::optional<Amount> fee_quote) const
{
    static_cast<void>(outcome_of(account, owner, fill, fee_quote));
}

std::vector<ClosedTrip> Rails::apply_fill(const AccountId& account, const IntentId& intent, const LotOwner& owner,
                                          const Fill& fill, std::optional<Amount> fee_quote)
{
    const Instrument& instrument = *index_->instruments.at(fill.instrument);
    AccountRow& row = index_->at(account);
    FillOutcome outcome = outcome_of(account, owner, fill, fee_quote);

    if (const auto found = row.account->reservations.find(intent); found != row.account->reservations.end()) {
        Reservation& reservation = found->second;
        count(state_, row, reservation, false);
        reservation.filled = std::min(reservation.quantity, reservation.filled + fill.quantity);
        count(state_, row, reservation, true);
    }
    change_holding(state_, row, fill.instrument, [&](Holding& holding) {
        for (const auto& [name, lot] : holding.lots) index_->count_lot(row, account, instrument, name, lot, false);
        holding.lots = std::move(outcome.lots);
        for (const auto& [name, lot] : holding.lots) index_->count_lot(row, account, instrument, name, lot, true);
        std::erase_if(holding.taken, [&](const auto& taken) {
            const auto lot = holding.lots.find(taken.first);
            return lot == holding.lots.end() || !lot->second.quantity.is_positive();
        });
    });
    const bool is_buy = fill.side == Side::buy;
    const Amount base{fill.quantity.value()};
    index_->add_balance(row, instrument.base, is_buy ? base : -base);
    index_->add_balance(row, instrument.quote, is_buy ? -outcome.value : outcome.value);
    if (is_buy) cover(account, instrument.quote, outcome.value);
    if (!fill.fee.is_zero()) {
        index_->add_balance(row, fill.fee_asset, -fill.fee);
        if (!fee_quote) index_->leave_out(row, account, fill.fee_asset, -fill.fee);
        const bool is_in_lots = is_buy && fill.fee_asset == instrument.base;
        if (!is_in_lots && fill.fee.is_positive()) cover(account, fill.fee_asset, fill.fee);
    }
    return std::move(outcome.trips);
}

void Rails::request_approval(const UserId& user, DeskTime time)
{
    Budget& budget = state_.users.at(user);
    ++budget.approvals_waiting;
    admit(budget.window.approval_requests, time);
}

void Rails::end_approval(const UserId& user)
{
    Budget& budget = state_.users.at(user);
    SWARMDESK_ASSERT(budget.approvals_waiting > 0);
    --budget.approvals_waiting;
}

void Rails::start_day(const AccountId& account, DailyLossBaseline baseline)
{
    index_->start_day(index_->at(account), account, std::move(baseline));
}

void Rails::trip_daily_loss(const Scope& scope, const AccountId& account, std::int64_t day)
{
    switch (scope.level) {
        case Level::account:
        case Level::agent: {
            AccountRow& row = index_->at(account);
            if (scope.level == Level::account)
                row.account->baseline.is_tripped = true;
            else
                row.account->baseline.tripped_agents.insert(AgentId{scope.name});
            index_->measure(row);
            break;
        }
        case Level::user: {
            const auto sum = index_->users.find(UserId{scope.name});
            if (sum == index_->users.end()) break;  // nobody these books were told of
            sum->second.budget->tripped_day = std::max(sum->second.budget->tripped_day, day);
            index_->measure(sum->second);
            break;
        }
        case Level::desk:
            state_.desk.tripped_day = std::max(state_.desk.tripped_day, day);
            index_->measure(index_->desk);
            break;
    }
}

void Rails::count_trip(const AccountId& account, const LotOwner& owner, bool is_loss)
{
    AccountRow& row = index_->at(account);
    for (LossStreak* streak : {&row.account->streak, &row.user->streak, &state_.desk.streak})
        streak->losses = is_loss ? streak->losses + 1 : 0;
    if (owner.is_people()) return;
    LossStreak& streak = state_.agents[owner.agent].streak;
    streak.losses = is_loss ? streak.losses + 1 : 0;
    erase_if_empty(state_.agents, owner.agent);
}

const LossStreak* Rails::streak(const Scope& scope) const
{
    const auto in = [](const auto& map, const auto& name) -> const LossStreak* {
        const auto found = name ? map.find(*name) : map.end();
        return found == map.end() ? nullptr : &found->second.streak;
    };
    switch (scope.level) {
        case Level::account: return in(state_.accounts, AccountId::parse(scope.name));
        case Level::user: return in(state_.users, UserId::parse(scope.name));
        case Level::agent: return in(state_.agents, AgentId::parse(scope.name));
        case Level::desk: return &state_.desk.streak;
    }
    return nullptr;
}

LossStreak* Rails::streak_of(const Scope& scope)
{
    switch (scope.level) {
        case Level::account: {
            const auto account = state_.accounts.find(AccountId{scope.name});
            return account == state_.accounts.end() ? nullptr : &account->second.streak;
        }
        case Level::user: {
            const auto user = state_.users.find(UserId{scope.name});
            return user == state_.users.end() ? nullptr : &user->second.streak;
        }
        case Level::agent: return &state_.agents[AgentId{scope.name}].streak;
        case Level::desk: break;
    }
    return &state_.desk.streak;
}

void Rails::trip_loss_streak(const Scope& scope)
{
    if (LossStreak* streak = streak_of(scope)) streak->is_tripped = true;
}

void Rails::rearm(const Scope& scope)
{
    if (LossStreak* streak = streak_of(scope)) *streak = {};
    if (scope.level == Level::agent) erase_if_empty(state_.agents, AgentId{scope.name});
}

void Rails::set_desk_state(TradingState state, const std::string& reason)
{
    state_.desk_state = state;
    state_.desk_state_reason = reason;
}

void Rails::set_account_state(const AccountId& account, TradingState state, const std::string& reason)
{
    Account& changed = *index_->at(account).account;
    changed.state = state;
    changed.state_reason = reason;
}

void Rails::set_reconciling(const AccountId& account, bool is_reconciling)
{
    index_->at(account).account->is_reconciling = is_reconciling;
}

void Rails::set_mismatched(const AccountId& account, bool is_mismatched)
{
    index_->at(account).account->is_mismatched = is_mismatched;
}

}  // namespace swarmdesk::trading::risk
