#include "agents/holdings.hpp"

#include <algorithm>

namespace swarmdesk::agents {

using namespace trading;

namespace {

const risk::Account* account_of(const Context& context)
{
    const auto& accounts = context.desk.rails().accounts;
    const auto found = accounts.find(context.serves().account);
    return found == accounts.end() ? nullptr : &found->second;
}

const risk::Holding* holding_of(const risk::Account* account, const InstrumentId& instrument)
{
    if (!account) return nullptr;
    const auto found = account->holdings.find(instrument);
    return found == account->holdings.end() ? nullptr : &found->second;
}

/// What of a lot the venue would take; what it would not is no position to a strategy (RAILS 25).
Quantity sellable_part(const Context& context, const Position& lot, const Instrument& instrument)
{
    if (!lot.quantity.is_positive()) return {};
    const Quantity whole{round_to_step(lot.quantity.value(), instrument.lot.value(), Rounding::toward_zero)};
    if (whole < instrument.quantity_min) return {};
    const auto quote = context.desk.quotes().find(instrument.id);
    const bool has_price = quote != context.desk.quotes().end() && quote->second.is_sound();
    return has_price && risk::Rails::is_dust(instrument, whole, quote->second.bid) ? Quantity{} : whole;
}

Amount amount_of(const std::map<AssetId, Amount>& amounts, const AssetId& asset)
{
    const auto found = amounts.find(asset);
    return found == amounts.end() ? Amount{} : found->second;
}

}  // namespace

std::vector<OwnLot> own_lots(const Context& context, const Instrument& instrument)
{
    std::vector<OwnLot> own;
    const risk::Holding* holding = holding_of(account_of(context), instrument.id);
    if (!holding) return own;
    for (auto lot = holding->lots.lower_bound(LotOwner{context.name});
         lot != holding->lots.end() && lot->first.agent == context.name; ++lot) {
        const Quantity quantity = sellable_part(context, lot->second, instrument);
        if (!quantity.is_zero()) own.push_back({lot->first.strategy, quantity, lot->second.average_price()});
    }
    return own;
}

Quantity own_quantity(const Context& context, const Instrument& instrument)
{
    Quantity total;
    for (const OwnLot& lot : own_lots(context, instrument)) total += lot.quantity;
    return total;
}

strategy::View empty_view(const Instrument& instrument) { return {instrument, {}, {}, {}, {}}; }

strategy::View view_of(const Context& context, const Instrument& instrument, const StrategyId& strategy)
{
    strategy::View view = empty_view(instrument);
    const auto* account = account_of(context);
    if (!account) return view;
    const LotOwner owner{context.name, strategy};
    if (const auto* holding = holding_of(account, instrument.id))
        if (const auto lot = holding->lots.find(owner); lot != holding->lots.end()) {
            view.position = sellable_part(context, lot->second, instrument);
            if (view.position.is_positive()) view.entry_price = lot->second.average_price();
        }
    if (const auto equity = context.desk.equity(context.serves().account)) view.equity = Amount{equity->value()};
    view.cash = std::max(
        Amount{}, amount_of(account->balances, instrument.quote) - amount_of(account->reserved, instrument.quote));
    for (const auto& [id, reservation] : account->reservations) {
        if (reservation.owner != owner || reservation.instrument != instrument.id) continue;
        ++(reservation.side == Side::buy ? view.open_buy_orders : view.open_sell_orders);
    }
    return view;
}

}  // namespace swarmdesk::agents
