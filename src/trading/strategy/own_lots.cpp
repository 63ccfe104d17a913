#include "trading/strategy/own_lots.hpp"

#include <algorithm>

#include "trading/risk/rails.hpp"

namespace swarmdesk::trading::strategy {

namespace {

/// What of a lot the venue would take; what it would not is no position to a strategy (RAILS 25).
Quantity sellable_part(const Position& lot, const Instrument& instrument, const risk::Quotes& quotes)
{
    if (!lot.quantity.is_positive()) return {};
    const Quantity whole{round_to_step(lot.quantity.value(), instrument.lot.value(), Rounding::toward_zero)};
    if (whole < instrument.quantity_min) return {};
    const auto quote = quotes.find(instrument.id);
    const bool has_price = quote != quotes.end() && quote->second.is_sound();
    return has_price && risk::Rails::is_dust(instrument, whole, quote->second.bid) ? Quantity{} : whole;
}

const risk::Account* find_account(const risk::RailsState& rails, const AccountId& account)
{
    const auto found = rails.accounts.find(account);
    return found == rails.accounts.end() ? nullptr : &found->second;
}

const risk::Holding* find_holding(const risk::Account* account, const InstrumentId& instrument)
{
    if (!account) return nullptr;
    const auto found = account->holdings.find(instrument);
    return found == account->holdings.end() ? nullptr : &found->second;
}

Amount amount_of(const std::map<AssetId, Amount>& amounts, const AssetId& asset)
{
    const auto found = amounts.find(asset);
    return found == amounts.end() ? Amount{} : found->second;
}

}  // namespace

std::vector<OwnLot> own_lots(const risk::RailsState& rails, const risk::Quotes& quotes, const AccountId& account,
                             const AgentId& agent, const Instrument& instrument)
{
    std::vector<OwnLot> own;
    const risk::Holding* holding = find_holding(find_account(rails, account), instrument.id);
    if (!holding) return own;
    for (auto lot = holding->lots.lower_bound(LotOwner{agent}); lot != holding->lots.end() && lot->first.agent == agent;
         ++lot) {
        const Quantity quantity = sellable_part(lot->second, instrument, quotes);
        if (!quantity.is_zero()) own.push_back({lot->first.strategy, quantity, lot->second.average_price()});
    }
    return own;
}

View view_of(const risk::RailsState& rails, const risk::Quotes& quotes, std::optional<Usd> equity,
             std::optional<Decimal> quote_usd, const AccountId& account, const LotOwner& owner,
             const Instrument& instrument, const LotNotes& notes)
{
    View view = empty_view(instrument);
    view.last_entry = notes.last_entry;
    const risk::Account* known = find_account(rails, account);
    if (!known) return view;
    if (const risk::Holding* holding = find_holding(known, instrument.id))
        if (const auto lot = holding->lots.find(owner); lot != holding->lots.end()) {
            view.position = sellable_part(lot->second, instrument, quotes);
            if (view.position.is_positive()) {
                view.entry_price = lot->second.average_price();
                view.protection = notes.protection;
            }
        }
    if (equity && quote_usd && quote_usd->is_positive())
        view.equity = Amount{divide(equity->value(), *quote_usd, Rounding::toward_zero)};
    view.cash =
        std::max(Amount{}, amount_of(known->balances, instrument.quote) - amount_of(known->reserved, instrument.quote));
    for (const auto& [id, reservation] : known->reservations) {
        // What protects the lot makes way for its exit: to the strategy there is no such order.
        if (reservation.owner != owner || reservation.instrument != instrument.id || reservation.is_protection())
            continue;
        ++(reservation.side == Side::buy ? view.open_buy_orders : view.open_sell_orders);
    }
    return view;
}

}  // namespace swarmdesk::trading::strategy
