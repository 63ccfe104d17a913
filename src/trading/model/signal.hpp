#pragma once

#include "trading/model/intent.hpp"

namespace swarmdesk::trading {

/// What a strategy concluded, for the supervisor to route. It proposes; it has no authority.
struct Signal {
    SignalId id;
    AgentId agent;
    UserId user;           ///< for whom it was concluded
    AccountId account;     ///< whose lots it was sized by; followed by two accounts it is two signals and two intents
    std::string strategy;  ///< its name, for people and statistics
    InstrumentId instrument;
    Side side = Side::buy;
    std::optional<Quantity> quantity;
    std::optional<Amount> quote_quantity;
    std::optional<Price> limit_price;
    std::optional<Price> stop_price;  ///< where the strategy will get out if wrong
    bool reduce_only = false;
    std::int32_t confidence_percent = 0;  ///< 0 to 100
    std::string decision;                 ///< the model output it rests on: the id of its record; empty: none
    std::string reason;
    UtcTime time;                              ///< of the data it was concluded from
    UtcTime expires;                           ///< dropped, not executed, after this
    std::optional<Price> take_profit_price;    ///< where it will get out if right
    std::optional<std::uint32_t> trailing_bp;  ///< how far its stop follows the best price
    bool is_hold = false;  ///< no order: what protects the lot it holds becomes its stop, target and trail

    friend bool operator==(const Signal&, const Signal&) = default;
};
SWARMDESK_DESCRIBE(Signal, id, agent, user, account, strategy, instrument, side, quantity, quote_quantity, limit_price,
                   stop_price, reduce_only, confidence_percent, decision, reason, time, expires, take_profit_price,
                   trailing_bp, is_hold)

/// What is to protect the lot it is about.
Protection protection_of(const Signal& signal);
/// What it asks for, proposed by its agent, and what is to protect it. A strategy trades its own lots (RAILS 25).
Intent intent_of(const Signal& signal, IntentId id);

}  // namespace swarmdesk::trading
