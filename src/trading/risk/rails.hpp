#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <variant>
#include <vector>

#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"
#include "trading/model/position.hpp"
#include "trading/risk/denial.hpp"
#include "trading/risk/limits.hpp"

namespace swarmdesk::trading::risk {

enum class TradingState { active = 1, reducing, halted };
constexpr auto enum_table(TradingState)
{
    return std::to_array<EnumName<TradingState>>(
        {{TradingState::active, "ACTIVE"}, {TradingState::reducing, "REDUCING"}, {TradingState::halted, "HALTED"}});
}

/// What an admitted intent holds until it ends: exposure, funds and a slot in the hour. Made by `assess`, folded by
/// `reserve`.
struct Reservation {
    IntentId intent;
    UserId user;
    AccountId account;
    AgentId agent;  ///< empty where a human proposed
    InstrumentId instrument;
    Side side = Side::buy;
    Quantity quantity;
    Quantity increasing;  ///< the part of `quantity` that adds exposure; zero for a pure reduction
    Price worst_price;    ///< what it is valued at
    Usd notional;         ///< of the whole quantity at the worst price, fee included, rounded up
    Usd exposure;         ///< of the increasing part, likewise
    AssetId funds_asset;  ///< what it will pay with
    Amount funds;         ///< how much of it, at worst
    Quantity filled;
    UtcTime admitted;
    bool is_unattended = false;  ///< passed without a human, so it counts towards the rolling approval sum

    bool is_reduction() const { return increasing.is_zero(); }
    Quantity remaining() const { return quantity - filled; }
    /// Exposure still to come, rounded up.
    Usd exposure_left() const;
    Amount funds_left() const;
    /// Quantity still to come that only takes away from a position.
    Quantity reducing_left() const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("intent", self.intent);
        visit("user", self.user);
        visit("account", self.account);
        visit("agent", self.agent);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("quantity", self.quantity);
        visit("increasing", self.increasing);
        visit("worst_price", self.worst_price);
        visit("notional", self.notional);
        visit("exposure", self.exposure);
        visit("funds_asset", self.funds_asset);
        visit("funds", self.funds);
        visit("filled", self.filled);
        visit("admitted", self.admitted);
        visit("is_unattended", self.is_unattended);
    }
    friend bool operator==(const Reservation&, const Reservation&) = default;
};

/// One instrument in one account: what is held, and what is on its way on each side.
struct Holding {
    Position position;
    Usd reserved_buy;  ///< exposure still to come from buys
    Usd reserved_sell;
    Quantity reducing_buy;  ///< quantity of pending pure reductions
    Quantity reducing_sell;
    std::map<AgentId, Quantity> caused_by;  ///< how much of the position each agent's orders opened, unsigned

    bool is_reducing() const { return !reducing_buy.is_zero() || !reducing_sell.is_zero(); }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("position", self.position);
        visit("reserved_buy", self.reserved_buy);
        visit("reserved_sell", self.reserved_sell);
        visit("reducing_buy", self.reducing_buy);
        visit("reducing_sell", self.reducing_sell);
        visit("caused_by", self.caused_by);
    }
    friend bool operator==(const Holding&, const Holding&) = default;
};

/// The day's baseline for the loss rail.
struct Day {
    std::int64_t number = 0;  ///< days since 1970 (UTC); zero: none yet
    Usd baseline;
    Usd deposits;               ///< net, since the baseline
    bool is_estimated = false;  ///< we were down at midnight (or the account opened during the day)
    bool is_tripped = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("baseline", self.baseline);
        visit("deposits", self.deposits);
        visit("is_estimated", self.is_estimated);
        visit("is_tripped", self.is_tripped);
    }
    friend bool operator==(const Day&, const Day&) = default;
};

struct Account {
    UserId user;
    std::map<AssetId, Amount> balances;
    std::map<AssetId, Amount> reserved;
    std::map<InstrumentId, Holding> holdings;
    Day day;
    std::uint32_t losses_in_a_row = 0;
    bool is_streak_tripped = false;
    TradingState state = TradingState::active;  ///< by a human's hand, or because books did not match
    std::string state_reason;
    bool is_reconciling = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("user", self.user);
        visit("balances", self.balances);
        visit("reserved", self.reserved);
        visit("holdings", self.holdings);
        visit("day", self.day);
        visit("losses_in_a_row", self.losses_in_a_row);
        visit("is_streak_tripped", self.is_streak_tripped);
        visit("state", self.state);
        visit("state_reason", self.state_reason);
        visit("is_reconciling", self.is_reconciling);
    }
    friend bool operator==(const Account&, const Account&) = default;
};

/// One admission in somebody's sliding hour.
struct Admission {
    UtcTime time;
    IntentId intent;
    InstrumentId instrument;
    Side side = Side::buy;
    Usd unattended;  ///< notional that passed without a human; zero if one looked at it

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("time", self.time);
        visit("intent", self.intent);
        visit("instrument", self.instrument);
        visit("side", self.side);
        visit("unattended", self.unattended);
    }
    friend bool operator==(const Admission&, const Admission&) = default;
};

/// The sliding hour of a user, an agent or the desk.
struct Hour {
    std::vector<Admission> admissions;  ///< oldest first
    std::vector<Admission> reductions;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("admissions", self.admissions);
        visit("reductions", self.reductions);
    }
    friend bool operator==(const Hour&, const Hour&) = default;
};

/// Per instrument over all accounts: of the desk, or the part one agent caused.
struct Exposure {
    Quantity long_quantity;
    Quantity short_quantity;
    Usd reserved_buy;
    Usd reserved_sell;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("long_quantity", self.long_quantity);
        visit("short_quantity", self.short_quantity);
        visit("reserved_buy", self.reserved_buy);
        visit("reserved_sell", self.reserved_sell);
    }
    friend bool operator==(const Exposure&, const Exposure&) = default;
};

/// Everything the rails remember. A plain value: equal states have equal encodings.
struct RailsState {
    std::map<InstrumentId, Instrument> instruments;
    std::map<AccountId, Account> accounts;
    std::map<IntentId, Reservation> reservations;
    std::map<UserId, Hour> user_hours;
    std::map<AgentId, Hour> agent_hours;
    std::vector<UtcTime> desk_hour;
    std::map<InstrumentId, Exposure> desk;
    std::map<AgentId, std::map<InstrumentId, Exposure>> agents;
    TradingState desk_state = TradingState::active;
    std::string desk_state_reason;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("instruments", self.instruments);
        visit("accounts", self.accounts);
        visit("reservations", self.reservations);
        visit("user_hours", self.user_hours);
        visit("agent_hours", self.agent_hours);
        visit("desk_hour", self.desk_hour);
        visit("desk", self.desk);
        visit("agents", self.agents);
        visit("desk_state", self.desk_state);
        visit("desk_state_reason", self.desk_state_reason);
    }
    friend bool operator==(const RailsState&, const RailsState&) = default;
};

/// The newest quote of each instrument. Not part of the state: quotes are evidence, recorded with each decision.
using Quotes = std::map<InstrumentId, Quote>;

/// A proposal that passed: the order as it would be sent, and what it holds.
struct Admitted {
    Order order;
    Reservation reservation;
    bool needs_approval = false;
    Quote evidence;  ///< the quote it was judged on
    Usd worst_case;  ///< the account's exposure in the instrument with this order in it
};

using Verdict = std::variant<Admitted, Denial>;

/// How a level's rail stands, for gauges.
struct Gauge {
    std::string rail;         ///< the denial code it would give
    std::string scope;        ///< "account paper", "agent buy_bot", "desk"
    InstrumentId instrument;  ///< empty where the rail is not per instrument
    Decimal used;
    Decimal limit;
    std::string unit;  ///< "USD", "per hour", "percent", "in a row"
    bool is_tripped = false;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("rail", self.rail);
        visit("scope", self.scope);
        visit("instrument", self.instrument);
        visit("used", self.used);
        visit("limit", self.limit);
        visit("unit", self.unit);
        visit("tripped", self.is_tripped);
    }
};

/// The rails. Judging is const; facts are folded. Throws ArithmeticError where numbers leave their range: `assess`
/// turns that into a denial itself.
class Rails {
public:
    explicit Rails(Limits limits) : limits_(std::move(limits)) {}

    /// Judges an intent against everything admitted so far. `self` names a reservation to leave out: the one a parked
    /// intent already holds when its rails run again.
    Verdict assess(const Intent& intent, const Quotes& quotes, Now now, const IntentId* self = nullptr) const;

    /// \name Facts
    /// @{
    void list(const Instrument& instrument);
    void open_account(const AccountId& account, const UserId& user);
    void move_funds(const AccountId& account, const AssetId& asset, Amount amount, Usd value);
    void reserve(const Reservation& reservation);
    /// The intent ended (or its remainder did). A slot in the hour comes back only where nothing was ever sent or the
    /// venue definitely refused.
    enum class Slot { keep = 1, give_back };
    void release(const IntentId& intent, Slot slot);
    /// Books a trade and returns the round trip it closed. The intent need not hold a reservation any more: a fill may
    /// come after the cancel was confirmed.
    std::optional<RoundTrip> book(const IntentId& intent, const AccountId& account, const AgentId& agent,
                                  const Trade& trade);
    void start_day(const AccountId& account, std::int64_t number, Usd equity, bool is_estimated);
    void trip_daily_loss(const AccountId& account);
    void trip_loss_streak(const AccountId& account);
    void rearm(const AccountId& account);
    void set_desk_state(TradingState state, const std::string& reason);
    void set_account_state(const AccountId& account, TradingState state, const std::string& reason);
    void set_reconciling(const AccountId& account, bool is_reconciling);
    /// @}

    /// Balances at mark, in USD; nothing where an asset has no price yet.
    std::optional<Usd> equity(const Account& account, const Quotes& quotes) const;
    /// Whether the day's loss is at or over the limit at this equity.
    bool is_daily_loss_reached(const Day& day, Usd equity) const;
    /// By how much the pending reductions on a side exceed the position they would reduce: what they would open.
    Quantity overtaken(const AccountId& account, const InstrumentId& instrument, Side side) const;
    std::vector<Gauge> gauges(const AccountId& account, const Quotes& quotes, UtcTime now) const;

    const RailsState& state() const { return state_; }
    void restore(RailsState state);
    const Limits& limits() const { return limits_; }
    void set_limits(Limits limits) { limits_ = std::move(limits); }

private:
    Verdict judge(const Intent& intent, const Quotes& quotes, Now now, const IntentId* self) const;
    bool is_usd(const AssetId& asset) const;
    std::variant<Decimal, Denial> usd_rate(const AssetId& asset, const Quotes& quotes, MonotonicTime now) const;
    std::optional<Denial> check_increase(const Account& account, const Reservation& wanted, const Quote& quote,
                                         const Quotes& quotes, Decimal rate, UtcTime now, const Reservation* held,
                                         Usd& worst_case) const;
    enum class Direction { add = 1, remove };
    void count(const Reservation& reservation, Direction direction);

    Limits limits_;
    RailsState state_;
    // Found from the state, so that no judgement walks all accounts.
    std::map<UserId, std::set<AccountId>> accounts_of_;
    std::map<InstrumentId, std::set<AccountId>> reducing_in_;  ///< accounts with pending reductions
};

}  // namespace swarmdesk::trading::risk
