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

Quantity own_part(const Context& context, const risk::Holding* holding, const Instrument& instrument)
{
    if (!holding || !holding->position.quantity.is_positive()) return {};
    const auto caused = holding->caused_by.find(context.name);
    if (caused == holding->caused_by.end()) return {};
    const auto part = std::min(caused->second, holding->position.quantity);
    const Quantity whole{round_to_step(part.value(), instrument.lot.value(), Rounding::toward_zero)};
    return whole < instrument.quantity_min ? Quantity{} : whole;
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
    if (view.position.is_positive()) view.entry_price = holding->position.average_price();
    if (const auto equity = context.desk.equity(context.serves().account)) view.equity = Amount{equity->value()};
    view.cash = std::max(
        Amount{}, amount_of(account->balances, instrument.quote) - amount_of(account->reserved, instrument.quote));
    for (const auto& [id, reservation] : context.desk.rails().reservations) {
        if (reservation.agent != context.name || reservation.account != context.serves().account ||
            reservation.instrument != instrument.id)
            continue;
        ++(reservation.side == Side::buy ? view.open_buy_orders : view.open_sell_orders);
    }
    return view;
}

}  // namespace swarmdesk::agents
