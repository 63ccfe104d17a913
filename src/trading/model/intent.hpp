#pragma once

#include <optional>
#include <string>

#include "base/names.hpp"
#include "trading/model/numbers.hpp"

namespace swarmdesk::trading {

enum class Side { buy = 1, sell };
constexpr auto enum_table(Side) { return std::to_array<EnumName<Side>>({{Side::buy, "BUY"}, {Side::sell, "SELL"}}); }
constexpr Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }

enum class OrderType { market = 1, limit, limit_maker, stop_loss_limit };
constexpr auto enum_table(OrderType)
{
    return std::to_array<EnumName<OrderType>>({{OrderType::market, "MARKET"},
                                               {OrderType::limit, "LIMIT"},
                                               {OrderType::limit_maker, "LIMIT_MAKER"},
                                               {OrderType::stop_loss_limit, "STOP_LOSS_LIMIT"}});
}

enum class TimeInForce { gtc = 1, ioc, fok };
constexpr auto enum_table(TimeInForce)
{
    return std::to_array<EnumName<TimeInForce>>(
        {{TimeInForce::gtc, "GTC"}, {TimeInForce::ioc, "IOC"}, {TimeInForce::fok, "FOK"}});
}

/// Who can want a trade. Only `human` may decide about one.
enum class ActorKind { human = 1, agent, policy, system };
constexpr auto enum_table(ActorKind)
{
    return std::to_array<EnumName<ActorKind>>({{ActorKind::human, "human"},
                                               {ActorKind::agent, "agent"},
                                               {ActorKind::policy, "policy"},  // a replay's declared answer
                                               {ActorKind::system, "system"}});
}

/// Who did something, as established by whoever checked his credentials; never taken from the message itself.
struct Actor {
    ActorKind kind = ActorKind::system;
    std::string name = "desk";  ///< user name, agent name, or "desk"

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("kind", self.kind);
        visit("name", self.name);
    }
    friend bool operator==(const Actor&, const Actor&) = default;
};

/// What somebody wants done, before anybody has judged it. Exactly one of `quantity` and `quote_quantity` is set.
struct Intent {
    IntentId id;
    UserId user;  ///< whose limits it is held to
    AccountId account;
    InstrumentId instrument;
    Side side = Side::buy;
    OrderType type = OrderType::market;
    TimeInForce time_in_force = TimeInForce::gtc;  ///< market orders are IOC whatever it says
    std::optional<Quantity> quantity;
    std::optional<Amount> quote_quantity;  ///< spend (or raise) this much of the quote asset; market orders only
    std::optional<Price> limit_price;
    std::optional<Price> stop_price;  ///< STOP_LOSS_LIMIT only
    bool reduce_only = false;
    Actor proposer;
    std::optional<IntentId> parent;  ///< the intent a human's MODIFY replaced
    std::optional<SignalId> signal;  ///< what it acts on
    std::string reason;              ///< words for a person; never parsed
    std::optional<UtcTime> expires;  ///< not sent after this

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("intent_id", self.id);
        visit("user", self.user);
        visit("account", self.account);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("type", self.type);
        visit("time_in_force", self.time_in_force);
        visit("quantity", self.quantity);
        visit("quote_quantity", self.quote_quantity);
        visit("limit_price", self.limit_price);
        visit("stop_price", self.stop_price);
        visit("reduce_only", self.reduce_only);
        visit("proposer", self.proposer);
        visit("parent", self.parent);
        visit("signal", self.signal);
        visit("reason", self.reason);
        visit("expires", self.expires);
    }
    friend bool operator==(const Intent&, const Intent&) = default;
};

}  // namespace swarmdesk::trading
