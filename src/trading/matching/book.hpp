#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "trading/matching/order_index.hpp"
#include "trading/model/intent.hpp"

namespace swarmdesk::trading::matching {

using Ticks = std::int64_t;     ///< a price, in steps of the instrument's tick
using Lots = std::int64_t;      ///< a quantity, in steps of the instrument's lot
using OrderId = std::uint64_t;  ///< the caller's; unique among resting orders
using Owner = std::uint32_t;    ///< orders of one owner do not trade with each other; 0 is nobody in particular

/// What becomes of the part of an order that does not trade at once.
enum class Kind {
    limit = 1,            ///< rests at its price
    market,               ///< expires; the price is the worst acceptable one
    post_only,            ///< the whole order rests, or is refused if any of it would trade
    immediate_or_cancel,  ///< expires
    fill_or_kill,         ///< trades whole, or not at all
};
constexpr auto enum_table(Kind)
{
    return std::to_array<EnumName<Kind>>({{Kind::limit, "limit"},
                                          {Kind::market, "market"},
                                          {Kind::post_only, "post_only"},
                                          {Kind::immediate_or_cancel, "immediate_or_cancel"},
                                          {Kind::fill_or_kill, "fill_or_kill"}});
}

struct NewOrder {
    OrderId id = 0;
    Owner owner = 0;
    Side side = Side::buy;
    Kind kind = Kind::limit;
    Ticks price = 0;    ///< positive
    Lots quantity = 0;  ///< 1 to Book::lots_max
};

/// One trade, at the maker's price.
struct Execution {
    OrderId maker = 0;
    OrderId taker = 0;
    Ticks price = 0;
    Lots quantity = 0;

    friend bool operator==(const Execution&, const Execution&) = default;
};

enum class SubmitOutcome {
    filled = 1,
    rested,       ///< what has not traded is in the book
    expired,      ///< what has not traded is gone: market, immediate-or-cancel, fill-or-kill
    self_trade,   ///< the next maker was the owner's own; what has not traded is gone
    would_trade,  ///< a post-only order that would have taken; nothing happened
    duplicate,    ///< an order with this id rests already; nothing happened
    full,         ///< what should have rested found no room; what traded has traded
};
constexpr auto enum_table(SubmitOutcome)
{
    return std::to_array<EnumName<SubmitOutcome>>({{SubmitOutcome::filled, "filled"},
                                                   {SubmitOutcome::rested, "rested"},
                                                   {SubmitOutcome::expired, "expired"},
                                                   {SubmitOutcome::self_trade, "self_trade"},
                                                   {SubmitOutcome::would_trade, "would_trade"},
                                                   {SubmitOutcome::duplicate, "duplicate"},
                                                   {SubmitOutcome::full, "full"}});
}

struct Submitted {
    SubmitOutcome outcome = SubmitOutcome::expired;
    Lots filled = 0;

    friend bool operator==(const Submitted&, const Submitted&) = default;
};

/// A price–time-priority book of one instrument: the best price trades first and, at one price, the oldest order. Never
/// crossed. Orders live in a pool that grows to its bound and is reused, so a steady book allocates nothing.
///
/// A level is found by binary search from the worst price to the best; making or emptying one moves the levels better
/// than it, which are few where the trading is.
class Book {
public:
    static constexpr std::uint32_t orders_bound = 1 << 16;
    static constexpr Lots lots_max = Lots{1} << 46;  ///< of one order; so that a full level cannot overflow

    explicit Book(std::uint32_t orders_max = orders_bound);

    /// Trades what can be traded, and rests or drops what is left. Executions are appended in the order they happened.
    Submitted submit(const NewOrder& order, std::vector<Execution>& executions);
    /// Takes a resting order out. Returns what was left of it; nothing if it does not rest here.
    std::optional<Lots> cancel(OrderId id);
    /// Makes a resting order smaller by `by`, keeping its place; one that would not stay positive is taken out. Returns
    /// what is left of it.
    std::optional<Lots> reduce(OrderId id, Lots by);

    std::optional<Ticks> best_bid() const { return best(bids_); }
    std::optional<Ticks> best_ask() const { return best(asks_); }
    /// What is left of a resting order.
    std::optional<Lots> remaining(OrderId id) const;
    std::uint32_t size() const { return index_.size(); }

    struct Level {
        Ticks price = 0;
        Lots quantity = 0;
        std::uint32_t orders = 0;

        friend bool operator==(const Level&, const Level&) = default;
    };
    /// The best `levels_max` levels of the side that rests as `side`, best first.
    std::vector<Level> depth(Side side, std::size_t levels_max) const;

    /// Calls `visit(price, quantity)` for each level an order of `side` would trade with, best first, until it returns
    /// false.
    template <class Visit>
    void walk(Side side, Visit&& visit) const
    {
        const Levels& levels = side == Side::buy ? asks_ : bids_;
        for (auto level = levels.rbegin(); level != levels.rend(); ++level)
            if (!visit(level->price, level->quantity)) return;
    }

private:
    static constexpr std::uint32_t none = UINT32_MAX;

    struct Node {
        OrderId id = 0;
        Ticks price = 0;
        Lots quantity = 0;
        Owner owner = 0;
        Side side = Side::buy;
        std::uint32_t previous = none;
        std::uint32_t next = none;  ///< at the same price, younger; in the pool, the next free one
    };
    struct Queue {
        Ticks price = 0;
        Lots quantity = 0;
        std::uint32_t orders = 0;
        std::uint32_t oldest = none;
        std::uint32_t youngest = none;
    };
    using Levels = std::vector<Queue>;  ///< the best price last

    static std::optional<Ticks> best(const Levels& levels)
    {
        return levels.empty() ? std::nullopt : std::optional{levels.back().price};
    }
    Levels& side_of(Side side) { return side == Side::buy ? bids_ : asks_; }
    const Levels& side_of(Side side) const { return side == Side::buy ? bids_ : asks_; }
    static bool is_better(Side resting, Ticks a, Ticks b) { return resting == Side::buy ? a > b : a < b; }
    static bool accepts(const NewOrder& order, Ticks price)
    {
        return order.side == Side::buy ? price <= order.price : price >= order.price;
    }
    bool can_fill(const NewOrder& order) const;
    Levels::iterator find_level(Side side, Ticks price);
    void rest(const NewOrder& order, Lots quantity);
    void remove(std::uint32_t at);
    std::uint32_t take_node();

    std::uint32_t orders_max_;
    std::vector<Node> nodes_;
    std::uint32_t free_ = none;
    OrderIndex index_;
    Levels bids_;
    Levels asks_;
};

}  // namespace swarmdesk::trading::matching
