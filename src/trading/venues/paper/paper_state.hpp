#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "base/codec.hpp"
#include "trading/execution/venue.hpp"
#include "trading/model/fill.hpp"
#include "trading/model/order.hpp"

namespace swarmdesk::trading::venues {

/// \name What happens at the paper exchange
/// Each event is complete in itself: folding needs neither settings nor instruments, so an old journal reads the same
/// after either has changed. In these, order number 0 is the market maker.
/// @{

/// Money came or went without a trade. A fee stays with the exchange; everything else crosses its border.
struct FundsMoved {
    AccountId account;
    execution::MoveKind kind = execution::MoveKind::deposit;
    AssetId asset;
    Amount amount;  ///< negative: it went
    UtcTime time;
};
SWARMDESK_DESCRIBE(FundsMoved, account, kind, asset, amount, time)

struct OrderPlaced {
    std::uint64_t number = 0;
    Order order;
    std::uint64_t epoch = 0;  ///< of the lease it was sent under
    AssetId base;
    AssetId quote;
    Amount locked;  ///< of the asset it gives: quote for a BUY, base for a SELL
    UtcTime time;
};
SWARMDESK_DESCRIBE(OrderPlaced, number, order, epoch, base, quote, locked, time)

/// A waiting order entered the book, with the place in the queue that this moment gives it. Of an OCO the limit had
/// left the book before.
struct StopTriggered {
    std::uint64_t number = 0;
    UtcTime time;
};
SWARMDESK_DESCRIBE(StopTriggered, number, time)

struct OrdersMatched {
    InstrumentId instrument;
    std::uint64_t trade_id = 0;
    std::uint64_t maker = 0;
    std::uint64_t taker = 0;
    Side taker_side = Side::buy;
    Price price;
    Quantity quantity;
    Amount maker_fee;  ///< the market maker pays none
    Amount taker_fee;
    UtcTime time;
    AssetId maker_fee_asset;  ///< empty: what the maker receives; else taken from what is free of it
    AssetId taker_fee_asset;
    Amount volume;  ///< what it counts as towards the fee tiers, in USD; zero where there are none
};
SWARMDESK_DESCRIBE(OrdersMatched, instrument, trade_id, maker, taker, taker_side, price, quantity, maker_fee, taker_fee,
                   time, maker_fee_asset, taker_fee_asset, volume)

struct OrderClosed {
    std::uint64_t number = 0;
    VenueOrderStatus status = VenueOrderStatus::canceled;
    std::string reason;
    UtcTime time;
};
SWARMDESK_DESCRIBE(OrderClosed, number, status, reason, time)

/// A closed order left the exchange's memory, and its fills with it.
struct OrderForgotten {
    std::uint64_t number = 0;
};
SWARMDESK_DESCRIBE(OrderForgotten, number)

/// A balance move left the exchange's memory.
struct MoveForgotten {
    std::uint64_t number = 0;
};
SWARMDESK_DESCRIBE(MoveForgotten, number)

/// A stop followed the price.
struct StopMoved {
    std::uint64_t number = 0;
    Price stop;
    UtcTime time;
};
SWARMDESK_DESCRIBE(StopMoved, number, stop, time)

/// An event's place is its number in the journal: a new kind goes last.
using PaperEvent = std::variant<FundsMoved, OrderPlaced, StopTriggered, OrdersMatched, OrderClosed, OrderForgotten,
                                MoveForgotten, StopMoved>;
using PaperEvents = std::vector<PaperEvent>;

Bytes encode_events(const PaperEvents& events);
Result<PaperEvents> decode_events(std::string_view bytes);
/// @}

struct Balance {
    Amount free;
    Amount locked;
    friend bool operator==(const Balance&, const Balance&) = default;
};
SWARMDESK_DESCRIBE(Balance, free, locked)

/// A fill and its place in the exchange's record of what happened to accounts.
struct PaperFill {
    std::uint64_t entry = 0;
    Fill fill;
};
SWARMDESK_DESCRIBE(PaperFill, entry, fill)

/// An order as the exchange remembers it.
struct PaperOrder {
    std::uint64_t number = 0;  ///< the venue's order id
    Order order;
    AssetId base;
    AssetId quote;
    VenueOrderStatus status = VenueOrderStatus::resting;
    bool is_waiting = false;     ///< it has a stop that has not triggered
    std::uint64_t priority = 0;  ///< the lower, the earlier in its level's queue
    Quantity filled;
    Amount locked;
    std::string reason;  ///< why it closed
    UtcTime placed;
    std::vector<PaperFill> fills;
    std::optional<Price> moved_stop;  ///< where a stop that follows the price has got to

    bool is_open() const { return status == VenueOrderStatus::resting; }
    /// Whether it can trade before its stop triggers, or has no stop.
    bool is_in_book() const { return is_open() && (!is_waiting || order.type == OrderType::oco); }
    const AssetId& given() const { return order.side == Side::buy ? quote : base; }
    /// Where its stop stands, or stood when it triggered or ended; none: it never had one.
    std::optional<Price> stop_price() const { return moved_stop ? moved_stop : order.stop_price; }

    /// Orders of the first types have the bytes that they had before there were others, as `Order` has.
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
        visit("fills", self.fills);
        if (self.order.type <= OrderType::stop_loss_limit) return;
        visit("moved_stop", self.moved_stop);
    }
};

/// The most that one unit of a BUY can cost; none: as much as the book asks for it.
std::optional<Price> dearest_price(const Order& order);

/// The paper exchange's durable truth: the fold of its events. Equal histories have equal encodings. The market maker's
/// quotes are not in it: like a real market's, they are whatever they are when the exchange opens again.
class PaperState {
public:
    /// An event that does not follow from the state is `corrupt`; after that the state is of no more use.
    Result<void> apply(const PaperEvent& event);

    using Account = std::map<AssetId, Balance>;
    using Totals = std::map<AssetId, Amount>;
    /// The record of one account: entry number to the order that was filled; 0 is a balance move of that number.
    using Entries = std::map<std::uint64_t, std::uint64_t>;

    const std::map<AccountId, Account>& accounts() const { return accounts_; }
    const Totals& market_maker() const { return market_maker_; }  ///< what it has won and lost
    const Totals& fees() const { return fees_; }                  ///< what everybody has paid
    const Totals& brought_in() const { return brought_in_; }      ///< accounts + market maker + fees, always
    const std::map<std::uint64_t, PaperOrder>& orders() const { return orders_; }
    const std::set<std::uint64_t>& closed() const { return closed_; }
    const std::map<std::uint64_t, FundsMoved>& moves() const { return moves_; }

    const PaperOrder* find(std::uint64_t number) const;
    /// The newest order with that client id: ids may come again once an order is closed.
    const PaperOrder* find(const AccountId& account, const InstrumentId& instrument, const ClientOrderId& id) const;
    std::uint32_t count_open(const AccountId& account, const InstrumentId& instrument) const;
    const std::set<std::uint64_t>& open_orders(const AccountId& account) const;
    const Entries& entries(const AccountId& account) const;
    std::uint64_t last_entry() const { return last_entry_; }
    /// The newest epoch an order of the account was placed under.
    std::uint64_t epoch(const AccountId& account) const;
    Amount free(const AccountId& account, const AssetId& asset) const;
    /// What the account has traded in the thirty UTC days that end with `now`'s.
    Amount volume(const AccountId& account, UtcTime now) const;
    std::uint64_t next_number() const { return next_number_; }
    std::uint64_t next_trade_id(const InstrumentId& instrument) const;

    template <class Self, class Visitor>
    static void fields(Self& self, Visitor& visit)
    {
        visit("accounts", self.accounts_);
        visit("market_maker", self.market_maker_);
        visit("fees", self.fees_);
        visit("brought_in", self.brought_in_);
        visit("orders", self.orders_);
        visit("moves", self.moves_);
        visit("epochs", self.epochs_);
        visit("next_number", self.next_number_);
        visit("last_entry", self.last_entry_);
        visit("trade_ids", self.trade_ids_);
        visit("volumes", self.volumes_);
    }
    static Result<PaperState> decode(std::string_view bytes);

private:
    using ClientKey = std::tuple<AccountId, InstrumentId, ClientOrderId>;

    Result<void> on(const FundsMoved& event);
    Result<void> on(const OrderPlaced& event);
    Result<void> on(const StopTriggered& event);
    Result<void> on(const OrdersMatched& event);
    Result<void> on(const OrderClosed& event);
    Result<void> on(const OrderForgotten& event);
    Result<void> on(const MoveForgotten& event);
    Result<void> on(const StopMoved& event);
    PaperOrder* find_open(std::uint64_t number);
    void settle(PaperOrder& order, const OrdersMatched& event, Liquidity liquidity, Amount value);
    void count_volume(const AccountId& account, const OrdersMatched& event);
    void settle_market_maker(Side side, const PaperOrder& other, const OrdersMatched& event, Amount value);
    void index(const PaperOrder& order);

    std::map<AccountId, Account> accounts_;
    Totals market_maker_;
    Totals fees_;
    Totals brought_in_;
    std::map<std::uint64_t, PaperOrder> orders_;
    std::map<std::uint64_t, FundsMoved> moves_;  ///< by entry
    std::map<AccountId, std::uint64_t> epochs_;
    std::uint64_t next_number_ = 1;
    std::uint64_t last_entry_ = 0;
    std::map<InstrumentId, std::uint64_t> trade_ids_;  ///< the last one given
    /// By UTC day since 1970; at most thirty of an account.
    std::map<AccountId, std::map<std::int64_t, Amount>> volumes_;

    // Found again from the above.
    std::map<ClientKey, std::uint64_t> newest_;
    std::map<std::pair<AccountId, InstrumentId>, std::uint32_t> open_count_;
    std::map<AccountId, std::set<std::uint64_t>> open_;
    std::map<AccountId, Entries> entries_;
    std::set<std::uint64_t> closed_;
};

}  // namespace swarmdesk::trading::venues
