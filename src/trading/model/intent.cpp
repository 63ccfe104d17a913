#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

LotOwner Intent::lot_owner() const
{
    if (owner) return *owner;
    if (proposer.kind != ActorKind::agent) return {};
    const auto agent = AgentId::parse(proposer.name);
    return agent ? LotOwner{*agent} : LotOwner{};
}

bool is_same_request(const Intent& a, const Intent& b)
{
    return a.user == b.user && a.account == b.account && a.instrument == b.instrument && a.side == b.side &&
           a.type == b.type && a.time_in_force == b.time_in_force && a.quantity == b.quantity &&
           a.quote_quantity == b.quote_quantity && a.limit_price == b.limit_price && a.stop_price == b.stop_price &&
           a.reduce_only == b.reduce_only && a.lot_owner() == b.lot_owner();
}

}  // namespace swarmdesk::trading
