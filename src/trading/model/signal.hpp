#pragma once

#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

/// What a strategy concluded, for the supervisor to route. It proposes; it has no authority.
struct Signal {
    SignalId id;
    AgentId agent;
    std::string strategy;  ///< its name, for people and statistics
    InstrumentId instrument;
    Side side = Side::buy;
    std::optional<Quantity> quantity;
    std::optional<Amount> quote_quantity;
    std::optional<Price> limit_price;
    std::optional<Price> stop_price;  ///< where the strategy will get out if wrong
    bool reduce_only = false;
    std::int32_t confidence_percent = 0;  ///< 0 to 100
    std::string reason;
    UtcTime time;     ///< of the data it was concluded from
    UtcTime expires;  ///< dropped, not executed, after this

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("signal_id", self.id);
        visit("agent", self.agent);
        visit("strategy", self.strategy);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("quantity", self.quantity);
        visit("quote_quantity", self.quote_quantity);
        visit("limit_price", self.limit_price);
        visit("stop_price", self.stop_price);
        visit("reduce_only", self.reduce_only);
        visit("confidence_percent", self.confidence_percent);
        visit("reason", self.reason);
        visit("time", self.time);
        visit("expires", self.expires);
    }
    friend bool operator==(const Signal&, const Signal&) = default;
};

}  // namespace swarmdesk::trading
