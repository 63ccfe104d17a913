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

/// The agent's own lot; null where it has none.
const Position* own_lot(const Context& context, const risk::Holding* holding)
{
    if (!holding) return nullptr;
    const auto found = holding->lots.find(LotOwner{context.name});
    return found == holding->lots.end() ? nullptr : &found->second;
}

Quantity own_part(const Context& context, const risk::Holding* holding, const Instrument& instrument)
{
    const Position* lot = own_lot(context, holding);
    if (!lot || !lot->quantity.is_positive()) return {};
    const Quantity whole{round_to_step(lot->quantity.value(), instrument.lot.value(), Rounding::toward_zero)};
    const auto quote = context.desk.quotes().find(instrument.id);
    const bool has_price = quote != context.desk.quotes().end() && quote->second.is_sound();
    // What the venue would not take is no position to a strategy (RAILS 25).
    if (whole < instrument.quantity_min) return {};
    return has_price && risk::Rails::is_dust(instrument, whole, quote->second.bid) ? Quantity{} : whole;
}

Amount amount_of(const std::map<AssetId, Amount>& amounts, const AssetId& asset)
{
    const auto found = amounts.find(asset);
    return found == amounts.end() ? Amount{} : found->second;
}

}  // namespace

Quantity own_quantity(const Context& context, const Instrument& instrument)
{
    return own_part(context, holding_of(account_of(context), instrument.id), instrument);
}

strategy::View empty_view(const Instrument& instrument) { return {instrument, {}, {}, {}, {}}; }

strategy::View view_of(const Context& context, const Instrument& instrument)
{
    strategy::View view = empty_view(instrument);
    const auto* account = account_of(context);
    if (!account) return view;
    const auto* holding = holding_of(account, instrument.id);
    view.position = own_part(context, holding, instrument);
    if (view.position.is_positive()) view.entry_price = own_lot(context, holding)->average_price();
    if (const auto equity = context.desk.equity(context.serves().account)) view.equity = Amount{equity->value()};
    view.cash = std::max(
        Amount{}, amount_of(account->balances, instrument.quote) - amount_of(account->reserved, instrument.quote));
    for (const auto& [id, reservation] : account->reservations) {
        if (reservation.owner.agent != context.name || reservation.instrument != instrument.id) continue;
        ++(reservation.side == Side::buy ? view.open_buy_orders : view.open_sell_orders);
    }
    return view;
}

}  // namespace swarmdesk::agents
