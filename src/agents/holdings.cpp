#include "agents/holdings.hpp"

namespace swarmdesk::agents {

using namespace trading;

std::vector<strategy::OwnLot> own_lots(const Context& context, const Instrument& instrument)
{
    const DeskPort& desk = context.desk;
    return strategy::own_lots(desk.rails(), desk.quotes(), context.serves().account, context.name, instrument);
}

Quantity own_quantity(const Context& context, const Instrument& instrument)
{
    Quantity total;
    for (const auto& lot : own_lots(context, instrument)) total += lot.quantity;
    return total;
}

strategy::View view_of(const Context& context, const Instrument& instrument, const StrategyId& strategy)
{
    const DeskPort& desk = context.desk;
    const AccountId& account = context.serves().account;
    const LotOwner owner{context.name, strategy};
    return strategy::view_of(desk.rails(), desk.quotes(), desk.equity(account), desk.usd_rate(instrument.quote),
                             account, owner, instrument, desk.notes_of({account, instrument.id, owner}));
}

}  // namespace swarmdesk::agents
