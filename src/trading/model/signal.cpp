#include "trading/model/signal.hpp"

namespace swarmdesk::trading {

Protection protection_of(const Signal& signal)
{
    return {signal.stop_price, signal.take_profit_price, signal.trailing_bp};
}

Intent intent_of(const Signal& signal, IntentId id)
{
    Intent intent;
    intent.id = id;
    intent.user = signal.user;
    intent.account = signal.account;
    intent.instrument = signal.instrument;
    intent.side = signal.side;
    intent.type = signal.limit_price ? OrderType::limit : OrderType::market;
    intent.quantity = signal.quantity;
    intent.quote_quantity = signal.quote_quantity;
    intent.limit_price = signal.limit_price;
    intent.reduce_only = signal.reduce_only;
    intent.proposer = Actor{ActorKind::agent, signal.agent.to_string()};
    if (auto strategy = StrategyId::parse(signal.strategy)) intent.owner = LotOwner{signal.agent, std::move(*strategy)};
    intent.signal = signal.id;
    intent.reason = signal.reason;
    intent.decision = signal.decision;
    intent.expires = signal.expires;
    const Protection protection = protection_of(signal);
    if (signal.side == Side::buy && !protection.is_none()) intent.protection = protection;
    return intent;
}

}  // namespace swarmdesk::trading
