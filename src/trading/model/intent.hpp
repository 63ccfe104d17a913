#pragma once

#include <optional>
#include <string>

#include "base/describe.hpp"
#include "base/names.hpp"
#include "trading/model/instrument_id.hpp"
#include "trading/model/order_type.hpp"
#include "trading/model/protection.hpp"

namespace swarmdesk::trading {

enum class Side { buy = 1, sell };
constexpr auto enum_table(Side) { return std::to_array<EnumName<Side>>({{Side::buy, "BUY"}, {Side::sell, "SELL"}}); }
constexpr Side opposite(Side side) { return side == Side::buy ? Side::sell : Side::buy; }

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

/// Who did something, as established by whoever checked the credentials; never taken from the message itself.
struct Actor {
    ActorKind kind = ActorKind::system;
    std::string name = "desk";  ///< user name, agent name, or "desk"

    friend bool operator==(const Actor&, const Actor&) = default;
};
SWARMDESK_DESCRIBE(Actor, kind, name)

/// Whose a lot is (RAILS 25): that of an agent's strategy, of an agent that trades without one, or of people who trade
/// by hand (one owner for all of them). Its text is `online_trading/ema_cross`, `treasury` or `people`.
struct LotOwner {
    AgentId agent;          ///< empty: people
    StrategyId strategy{};  ///< of the agent; empty: it follows none

    bool is_people() const { return agent.is_empty(); }
    std::string to_string() const;
    std::string to_json_text() const { return to_string(); }
    static Result<LotOwner> parse(std::string_view text);

    /// One text, as it was one name before strategies had lots: older bytes read as what they meant.
    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        std::string text = self.is_people() ? std::string{} : self.to_string();
        visit("agent", text);
        if constexpr (!std::is_const_v<Self>) {
            self = LotOwner{};
            if (text.empty()) return;
            auto read = parse(text);
            if (read && !read->is_people())
                self = std::move(*read);
            else
                visit.fail();
        }
    }
    friend bool operator==(const LotOwner&, const LotOwner&) = default;
    friend auto operator<=>(const LotOwner&, const LotOwner&) = default;
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
    std::optional<Price> stop_price;  ///< as its type has it (`terms_of`)
    bool reduce_only = false;         ///< forbids more than a reduction; buys nothing
    Actor proposer;
    std::optional<LotOwner> owner;   ///< whose lots: only a person names another's; without it the proposer's own
    std::optional<IntentId> parent;  ///< what it came from: the intent a MODIFY replaced, the entry it protects
    std::optional<SignalId> signal;  ///< what it acts on
    std::string decision;            ///< the model output it rests on: the id of its record; empty: none
    std::string reason;              ///< for a person; never parsed
    std::optional<UtcTime> expires;  ///< not sent after this
    std::optional<Price> stop_limit_price;     ///< of an OCO: the worst price of its stop
    std::optional<std::uint32_t> trailing_bp;  ///< how far a stop follows the best price, in basis points
    std::optional<Protection> protection;      ///< of a BUY: what is to stand at the venue for what it buys
    bool is_protection = false;                ///< the desk's own order that protects a lot

    /// The lots it enters into or takes from.
    LotOwner lot_owner() const;

    friend bool operator==(const Intent&, const Intent&) = default;
};
SWARMDESK_DESCRIBE(Intent, id, user, account, instrument, side, type, time_in_force, quantity, quote_quantity,
                   limit_price, stop_price, reduce_only, proposer, owner, parent, signal, decision, reason, expires,
                   stop_limit_price, trailing_bp, protection, is_protection)

/// Whether two intents ask for the same trade: who, where and what; reason and deadline may differ.
bool is_same_request(const Intent& a, const Intent& b);

}  // namespace swarmdesk::trading
