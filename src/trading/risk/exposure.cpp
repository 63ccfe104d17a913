#include "trading/risk/exposure.hpp"

#include <map>

namespace swarmdesk::trading::risk {

Exposure& Exposure::operator+=(const Exposure& other)
{
    long_quantity += other.long_quantity;
    short_quantity += other.short_quantity;
    reserved_buy += other.reserved_buy;
    reserved_sell += other.reserved_sell;
    over_reduced_buy += other.over_reduced_buy;
    over_reduced_sell += other.over_reduced_sell;
    return *this;
}

Exposure& Exposure::operator-=(const Exposure& other)
{
    long_quantity -= other.long_quantity;
    short_quantity -= other.short_quantity;
    reserved_buy -= other.reserved_buy;
    reserved_sell -= other.reserved_sell;
    over_reduced_buy -= other.over_reduced_buy;
    over_reduced_sell -= other.over_reduced_sell;
    return *this;
}

Exposure exposure_of(const Holding& holding)
{
    // A long is what selling could take away.
    return {
        holding.reducible_on(Side::sell), holding.reducible_on(Side::buy), holding.reserved_buy, holding.reserved_sell,
        holding.over_reduced(Side::buy),  holding.over_reduced(Side::sell)};
}

std::vector<std::pair<AgentId, Exposure>> exposures_of_agents(const Holding& holding)
{
    std::map<AgentId, Exposure> exposures;
    for (const auto& [owner, lot] : holding.lots) {
        if (owner.is_people()) continue;
        Exposure& exposure = exposures[owner.agent];
        exposure.long_quantity += reducible(lot, Side::sell);
        exposure.short_quantity += reducible(lot, Side::buy);
    }
    for (const auto& [owner, pending] : holding.reducing) {
        if (owner.is_people()) continue;
        Exposure& exposure = exposures[owner.agent];
        exposure.over_reduced_buy += holding.over_reduced_of(owner, Side::buy);
        exposure.over_reduced_sell += holding.over_reduced_of(owner, Side::sell);
    }
    return {exposures.begin(), exposures.end()};
}

}  // namespace swarmdesk::trading::risk
