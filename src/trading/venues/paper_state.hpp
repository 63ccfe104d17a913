#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "base/codec.hpp"
#include "trading/model/order.hpp"

namespace swarmdesk::trading::venues {

/// \name What happens at the paper exchange
/// Each event is complete in itself: folding needs neither settings nor instruments, so an old journal reads the same
/// after either has changed. In these, order number 0 is the house.
/// @{
struct FundsDeposited {
    AccountId account;
    AssetId asset;
    Amount amount;
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("account", self.account);
        visit("asset", self.asset);
        visit("amount", self.amount);
        visit("time", self.time);
    }
};

struct OrderPlaced {
    std::uint64_t number = 0;
    Order order;
    AssetId base;
    AssetId quote;
    Amount locked;  ///< of the asset it gives: quote for a BUY, base for a SELL
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("order", self.order);
        visit("base", self.base);
        visit("quote", self.quote);
        visit("locked", self.locked);
        visit("time", self.time);
    }
};

/// A stop order became a limit order, with the place in the queue that this moment gives it.
struct StopTriggered {
    std::uint64_t number = 0;
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("time", self.time);
    }
};

struct OrdersMatched {
    InstrumentId instrument;
    std::uint64_t trade_id = 0;
    std::uint64_t maker = 0;
    std::uint64_t taker = 0;
    Side taker_side = Side::buy;
    Price price;
    Quantity quantity;
    Amount maker_fee;  ///< of the asset the maker receives; the house pays none
    Amount taker_fee;
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("instrument", self.instrument);
        visit("trade_id", self.trade_id);
        visit("maker", self.maker);
        visit("taker", self.taker);
        visit("taker_side", self.taker_side);
        visit("price", self.price);
        visit("quantity", self.quantity);
        visit("maker_fee", self.maker_fee);
        visit("taker_fee", self.taker_fee);
        visit("time", self.time);
    }
};

struct OrderClosed {
    std::uint64_t number = 0;
    VenueOrderStatus status = VenueOrderStatus::cancelled;
    std::string reason;
    UtcTime time;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("status", self.status);
        visit("reason", self.reason);
        visit("time", self.time);
    }
};

/// A closed order left the exchange's memory.
struct OrderForgotten {
    std::uint64_t number = 0;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
    }
};

using PaperEvent = std::variant<FundsDeposited, OrderPlaced, StopTriggered, OrdersMatched, OrderClosed, OrderForgotten>;
using PaperEvents = std::vector<PaperEvent>;

Bytes encode_events(const PaperEvents& events);
Result<PaperEvents> decode_events(std::string_view bytes);
/// @}

struct Balance {
    Amount free;
    Amount locked;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("free", self.free);
        visit("locked", self.locked);
    }
    friend bool operator==(const Balance&, const Balance&) = default;
};

/// An order as the exchange remembers it.
struct PaperOrder {
    std::uint64_t number = 0;  ///< the venue's order id
    Order order;
    AssetId base;
    AssetId quote;
    VenueOrderStatus status = VenueOrderStatus::resting;
    bool is_waiting = false;     ///< a stop that has not triggered
    std::uint64_t priority = 0;  ///< the lower, the earlier in its level's queue
    Quantity filled;
    Amount locked;
    std::string reason;  ///< why it closed
    UtcTime placed;
    std::vector<Trade> trades;

    bool is_open() const { return status == VenueOrderStatus::resting; }
    const AssetId& given() const { return order.side == Side::buy ? quote : base; }

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("number", self.number);
        visit("order", self.order);
        visit("base", self.base);
        visit("quote", self.quote);
        visit("status", self.status);
        visit("is_waiting", self.is_waiting);
        visit("priority", self.priority);
        visit("filled", self.filled);
        visit("locked", self.locked);
        visit("reason", self.reason);
        visit("placed", self.placed);
        visit("trades", self.trades);
    }
};

/// The paper exchange's durable truth: the fold of its events. Equal histories have equal encodings. House quotes are
/// not in it: like a real market's, they are whatever they are when the exchange opens again.
class PaperState {
public:
    /// An event that does not follow from the state is `corrupt`; after that the state is of no more use.
    Result<void> apply(const PaperEvent& event);

    using Account = std::map<AssetId, Balance>;
    using Ledger = std::map<AssetId, Amount>;

    const std::map<AccountId, Account>& accounts() const { return accounts_; }
    const Ledger& house() const { return house_; }          ///< what the house has won and lost
    const Ledger& fees() const { return fees_; }            ///< what everybody has paid
    const Ledger& deposited() const { return deposited_; }  ///< accounts + house + fees, always
    const std::map<std::uint64_t, PaperOrder>& orders() const { return orders_; }
    const std::set<std::uint64_t>& closed() const { return closed_; }

    const PaperOrder* find(std::uint64_t number) const;
    /// The newest order with that client id: ids may come again once an order is closed.
    const PaperOrder* find(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id) const;
    std::uint32_t count_open(const AccountId& account, const InstrumentId& instrument) const;
    Amount free(const AccountId& account, const AssetId& asset) const;
    std::uint64_t next_number() const { return next_number_; }
    std::uint64_t next_trade_id(const InstrumentId& instrument) const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("accounts", self.accounts_);
        visit("house", self.house_);
        visit("fees", self.fees_);
        visit("deposited", self.deposited_);
        visit("orders", self.orders_);
        visit("next_number", self.next_number_);
        visit("trade_ids", self.trade_ids_);
    }
    static Result<PaperState> decode(std::string_view bytes);

private:
    using ClientKey = std::tuple<AccountId, InstrumentId, ClientOrderId>;

    Result<void> on(const FundsDeposited& event);
    Result<void> on(const OrderPlaced& event);
    Result<void> on(const StopTriggered& event);
    Result<void> on(const OrdersMatched& event);
    Result<void> on(const OrderClosed& event);
    Result<void> on(const OrderForgotten& event);
    PaperOrder* find_open(std::uint64_t number);
    void settle(PaperOrder& order, const OrdersMatched& event, Liquidity liquidity, Amount value);
    void settle_house(Side side, const PaperOrder& other, const OrdersMatched& event, Amount value);
    void index(const PaperOrder& order);

    std::map<AccountId, Account> accounts_;
    Ledger house_;
    Ledger fees_;
    Ledger deposited_;
    std::map<std::uint64_t, PaperOrder> orders_;
    std::uint64_t next_number_ = 1;
    std::map<InstrumentId, std::uint64_t> trade_ids_;  ///< the last one given

    // Found again from the above.
    std::map<ClientKey, std::uint64_t> newest_;
    std::map<std::pair<AccountId, InstrumentId>, std::uint32_t> open_count_;
    std::set<std::uint64_t> closed_;
};

}  // namespace swarmdesk::trading::venues
