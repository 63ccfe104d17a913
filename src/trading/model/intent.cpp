#include "trading/model/intent.hpp"

#include "trading/model/lot_choice.hpp"

namespace swarmdesk::trading {

std::string LotOwner::to_string() const
{
    if (is_people()) return "people";
    return strategy.is_empty() ? agent.to_string() : agent.to_string() + "/" + strategy.to_string();
}

Result<LotOwner> LotOwner::parse(std::string_view text)
{
    if (text == LotOwner{}.to_string()) return LotOwner{};
    const auto wanted = [] {
        return Error{Errc::malformed, "an owner of lots is `people`, an agent, or agent/strategy"};
    };
    const std::size_t slash = text.find('/');
    auto agent = AgentId::parse(text.substr(0, slash));
    if (!agent) return wanted();
    LotOwner owner{std::move(*agent)};
    if (slash == std::string_view::npos) return owner;
    auto strategy = StrategyId::parse(text.substr(slash + 1));
    if (!strategy) return wanted();
    owner.strategy = std::move(*strategy);
    return owner;
}

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
           a.stop_limit_price == b.stop_limit_price && a.trailing_bp == b.trailing_bp && a.protection == b.protection &&
           a.reduce_only == b.reduce_only && a.lot_owner() == b.lot_owner() && is_anybodys(a) == is_anybodys(b);
}

}  // namespace swarmdesk::trading
