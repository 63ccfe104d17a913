#include "trading/matching/book.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>

namespace swarmdesk::trading::matching {
namespace {

using Executions = std::vector<Execution>;

TEST(Book, TradesAtTheMakersPriceBestPriceFirstThenOldestFirst)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .side = Side::sell, .price = 102, .quantity = 5}, executions);
    book.submit({.id = 2, .side = Side::sell, .price = 101, .quantity = 5}, executions);
    book.submit({.id = 3, .side = Side::sell, .price = 101, .quantity = 5}, executions);
    ASSERT_TRUE(executions.empty());

    const auto submitted = book.submit({.id = 4, .side = Side::buy, .price = 105, .quantity = 12}, executions);

    EXPECT_EQ(submitted, (Submitted{SubmitOutcome::filled, 12}));
    EXPECT_EQ(executions, (Executions{{2, 4, 101, 5}, {3, 4, 101, 5}, {1, 4, 102, 2}}));
    EXPECT_EQ(book.best_ask(), 102);
    EXPECT_EQ(book.remaining(1), 3);
    EXPECT_EQ(book.best_bid(), std::nullopt);
}

TEST(Book, EachKindDoesItsOwnWithWhatDoesNotTrade)
{
    struct Case {
        const char* name;
        Kind kind;
        Ticks price;
        Lots quantity;
        Submitted submitted;
        Lots resting;
    };
    // The book holds 5 at 101 and 5 at 102.
    const Case cases[] = {
        {"a limit within the book fills", Kind::limit, 101, 5, {SubmitOutcome::filled, 5}, 0},
        {"a limit rests what is left", Kind::limit, 101, 6, {SubmitOutcome::rested, 5}, 1},
        {"a limit below the book rests whole", Kind::limit, 100, 6, {SubmitOutcome::rested, 0}, 6},
        {"a market order stops at its worst price", Kind::market, 101, 6, {SubmitOutcome::expired, 5}, 0},
        {"a market order goes to its worst price", Kind::market, 102, 6, {SubmitOutcome::filled, 6}, 0},
        {"an IOC drops what is left", Kind::immediate_or_cancel, 102, 11, {SubmitOutcome::expired, 10}, 0},
        {"an IOC that does not meet anybody is gone",
         Kind::immediate_or_cancel,
         100,
         1,
         {SubmitOutcome::expired, 0},
         0},
        {"a FOK fills whole", Kind::fill_or_kill, 102, 10, {SubmitOutcome::filled, 10}, 0},
        {"a FOK one lot too large does nothing", Kind::fill_or_kill, 102, 11, {SubmitOutcome::expired, 0}, 0},
        {"a FOK one tick too low does nothing", Kind::fill_or_kill, 101, 6, {SubmitOutcome::expired, 0}, 0},
        {"a post-only order that would take is refused", Kind::post_only, 101, 1, {SubmitOutcome::would_trade, 0}, 0},
        {"a post-only order one tick lower rests", Kind::post_only, 100, 1, {SubmitOutcome::rested, 0}, 1},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Book book;
        Executions executions;
        book.submit({.id = 1, .side = Side::sell, .price = 101, .quantity = 5}, executions);
        book.submit({.id = 2, .side = Side::sell, .price = 102, .quantity = 5}, executions);
        const auto submitted = book.submit(
            {.id = 3, .side = Side::buy, .kind = c.kind, .price = c.price, .quantity = c.quantity}, executions);
        EXPECT_EQ(submitted, c.submitted);
        EXPECT_EQ(book.remaining(3).value_or(0), c.resting);
        Lots traded = 0;
        for (const auto& execution : executions) traded += execution.quantity;
        EXPECT_EQ(traded, c.submitted.filled);
    }
}

TEST(Book, AnOwnersTakerExpiresWhereItWouldMeetHisOwnMaker)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .owner = 7, .side = Side::sell, .price = 101, .quantity = 1}, executions);
    book.submit({.id = 2, .owner = 8, .side = Side::sell, .price = 101, .quantity = 1}, executions);
    book.submit({.id = 3, .owner = 7, .side = Side::sell, .price = 102, .quantity = 1}, executions);

    EXPECT_EQ(book.submit({.id = 4, .owner = 8, .side = Side::buy, .price = 102, .quantity = 3}, executions),
              (Submitted{SubmitOutcome::self_trade, 1}));
    EXPECT_EQ(executions, (Executions{{1, 4, 101, 1}}));
    EXPECT_EQ(book.remaining(4), std::nullopt);
    EXPECT_EQ(
        book.submit({.id = 5, .owner = 8, .side = Side::buy, .kind = Kind::fill_or_kill, .price = 102, .quantity = 2},
                    executions),
        (Submitted{SubmitOutcome::expired, 0}));
    EXPECT_EQ(book.size(), 2u);
}

TEST(Book, OrdersOfNobodyTradeWithEachOther)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .side = Side::sell, .price = 101, .quantity = 1}, executions);
    EXPECT_EQ(book.submit({.id = 2, .side = Side::buy, .price = 101, .quantity = 1}, executions),
              (Submitted{SubmitOutcome::filled, 1}));
}

TEST(Book, ReducingKeepsThePlaceInTheQueue)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .side = Side::buy, .price = 100, .quantity = 5}, executions);
    book.submit({.id = 2, .side = Side::buy, .price = 100, .quantity = 5}, executions);
    EXPECT_EQ(book.reduce(1, 4), 1);
    EXPECT_EQ(book.depth(Side::buy, 5), (std::vector<Book::Level>{{100, 6, 2}}));
    book.submit({.id = 3, .side = Side::sell, .price = 100, .quantity = 2}, executions);
    EXPECT_EQ(executions, (Executions{{1, 3, 100, 1}, {2, 3, 100, 1}}));
    EXPECT_EQ(book.reduce(2, 4), 0);
    EXPECT_EQ(book.size(), 0u);
    EXPECT_EQ(book.reduce(2, 1), std::nullopt);
}

TEST(Book, CancellingReturnsWhatWasLeftOnce)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .side = Side::buy, .price = 100, .quantity = 5}, executions);
    book.submit({.id = 2, .side = Side::sell, .price = 100, .quantity = 2}, executions);
    EXPECT_EQ(book.cancel(1), 3);
    EXPECT_EQ(book.cancel(1), std::nullopt);
    EXPECT_EQ(book.best_bid(), std::nullopt);
}

TEST(Book, AnIdRestsOnce)
{
    Book book;
    Executions executions;
    book.submit({.id = 1, .side = Side::buy, .price = 100, .quantity = 5}, executions);
    EXPECT_EQ(book.submit({.id = 1, .side = Side::sell, .price = 100, .quantity = 5}, executions),
              (Submitted{SubmitOutcome::duplicate, 0}));
    EXPECT_TRUE(executions.empty());
}

TEST(Book, IsBoundedAndStillTradesWhenFull)
{
    Book book{2};
    Executions executions;
    book.submit({.id = 1, .side = Side::buy, .price = 100, .quantity = 5}, executions);
    EXPECT_EQ(book.submit({.id = 2, .side = Side::buy, .price = 99, .quantity = 5}, executions).outcome,
              SubmitOutcome::rested);
    EXPECT_EQ(book.submit({.id = 3, .side = Side::buy, .price = 98, .quantity = 5}, executions),
              (Submitted{SubmitOutcome::full, 0}));
    EXPECT_EQ(book.submit({.id = 4, .side = Side::sell, .price = 100, .quantity = 1}, executions),
              (Submitted{SubmitOutcome::filled, 1}));
    EXPECT_EQ(book.submit({.id = 5, .side = Side::sell, .price = 100, .quantity = 6}, executions),
              (Submitted{SubmitOutcome::rested, 4}));
}

TEST(Book, ShowsTheBestLevelsBestFirst)
{
    Book book;
    Executions executions;
    OrderId id = 0;
    for (const Ticks price : {98, 100, 99, 100}) book.submit({.id = ++id, .price = price, .quantity = 2}, executions);
    EXPECT_EQ(book.depth(Side::buy, 2), (std::vector<Book::Level>{{100, 4, 2}, {99, 2, 1}}));
    EXPECT_EQ(book.depth(Side::buy, 9).size(), 3u);
    EXPECT_TRUE(book.depth(Side::sell, 9).empty());
}

/// The same rules, said as plainly as possible: a list of orders in the order they came.
class NaiveBook {
public:
    Submitted submit(const NewOrder& order, Executions& executions)
    {
        for (const auto& resting : resting_)
            if (resting.id == order.id) return {SubmitOutcome::duplicate, 0};
        const auto makers = makers_for(order);
        if (order.kind == Kind::post_only && !makers.empty()) return {SubmitOutcome::would_trade, 0};
        if (order.kind == Kind::fill_or_kill) {
            Lots available = 0;
            for (const auto id : makers) {
                const auto& maker = *find(id);
                if (order.owner != 0 && maker.owner == order.owner) break;
                available += maker.quantity;
            }
            if (available < order.quantity) return {SubmitOutcome::expired, 0};
        }
        Lots left = order.quantity;
        for (const auto id : makers) {
            if (left == 0) break;
            auto maker = find(id);
            if (order.owner != 0 && maker->owner == order.owner)
                return {SubmitOutcome::self_trade, order.quantity - left};
            const Lots quantity = std::min(left, maker->quantity);
            executions.push_back({id, order.id, maker->price, quantity});
            left -= quantity;
            maker->quantity -= quantity;
            if (maker->quantity == 0) resting_.erase(maker);
        }
        const Lots filled = order.quantity - left;
        if (left == 0) return {SubmitOutcome::filled, filled};
        if (order.kind != Kind::limit && order.kind != Kind::post_only) return {SubmitOutcome::expired, filled};
        if (resting_.size() == orders_max) return {SubmitOutcome::full, filled};
        resting_.push_back(order);
        resting_.back().quantity = left;
        return {SubmitOutcome::rested, filled};
    }
    std::optional<Lots> cancel(OrderId id)
    {
        const auto order = find(id);
        if (order == resting_.end()) return std::nullopt;
        const Lots left = order->quantity;
        resting_.erase(order);
        return left;
    }
    std::optional<Lots> reduce(OrderId id, Lots by)
    {
        const auto order = find(id);
        if (order == resting_.end()) return std::nullopt;
        if (by >= order->quantity) {
            resting_.erase(order);
            return 0;
        }
        return order->quantity -= by;
    }
    std::vector<Book::Level> depth(Side side) const
    {
        std::map<Ticks, Book::Level> levels;
        for (const auto& order : resting_) {
            if (order.side != side) continue;
            auto& level = levels[side == Side::buy ? -order.price : order.price];
            level = {order.price, level.quantity + order.quantity, level.orders + 1};
        }
        std::vector<Book::Level> result;
        for (const auto& [key, level] : levels) result.push_back(level);
        return result;
    }

    static constexpr std::uint32_t orders_max = 12;

private:
    std::vector<NewOrder>::iterator find(OrderId id)
    {
        return std::find_if(resting_.begin(), resting_.end(), [id](const NewOrder& order) { return order.id == id; });
    }
    std::vector<OrderId> makers_for(const NewOrder& order) const
    {
        std::vector<NewOrder> makers;
        for (const auto& resting : resting_) {
            const bool meets = order.side == Side::buy ? resting.price <= order.price : resting.price >= order.price;
            if (resting.side != order.side && meets) makers.push_back(resting);
        }
        std::stable_sort(makers.begin(), makers.end(), [&](const NewOrder& a, const NewOrder& b) {
            return order.side == Side::buy ? a.price < b.price : a.price > b.price;
        });
        std::vector<OrderId> ids;
        for (const auto& maker : makers) ids.push_back(maker.id);
        return ids;
    }

    std::vector<NewOrder> resting_;
};

/// One random step, drawn from few ids and prices so that they meet.
struct Step {
    int action = 0;  ///< 0 to 5 submits, 6 cancels, 7 reduces
    NewOrder order;
};

rc::Gen<Step> any_step()
{
    return rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, 8), rc::gen::inRange<OrderId>(1, 30),
                                       rc::gen::inRange<Owner>(0, 4), rc::gen::inRange(0, 2), rc::gen::inRange(0, 5),
                                       rc::gen::inRange<Ticks>(95, 106), rc::gen::inRange<Lots>(1, 12)),
                        [](const auto& drawn) {
                            const auto [action, id, owner, side, kind, price, quantity] = drawn;
                            return Step{action,
                                        {.id = id,
                                         .owner = owner,
                                         .side = side == 0 ? Side::buy : Side::sell,
                                         .kind = static_cast<Kind>(kind + 1),
                                         .price = price,
                                         .quantity = quantity}};
                        });
}

TEST(Book, AgreesWithTheNaiveBookIsNeverCrossedAndConservesQuantity)
{
    const bool holds = rc::check([] {
        const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
        Book book{NaiveBook::orders_max};
        NaiveBook naive;
        Lots submitted = 0;  // into the book: what rested, less what left
        for (const Step& step : steps) {
            Executions ours, expected;
            if (step.action <= 5) {
                const auto a = book.submit(step.order, ours);
                const auto b = naive.submit(step.order, expected);
                RC_ASSERT(a == b);
                Lots traded = 0;
                for (const auto& execution : ours) traded += execution.quantity;
                RC_ASSERT(traded == a.filled);
                submitted -= traded;
                if (a.outcome == SubmitOutcome::rested) submitted += step.order.quantity - a.filled;
            } else if (step.action == 6) {
                const auto left = book.cancel(step.order.id);
                RC_ASSERT(left == naive.cancel(step.order.id));
                submitted -= left.value_or(0);
            } else {
                const auto before = book.remaining(step.order.id);
                const auto after = book.reduce(step.order.id, step.order.quantity);
                RC_ASSERT(after == naive.reduce(step.order.id, step.order.quantity));
                if (before) submitted -= *before - *after;
            }
            RC_ASSERT(ours == expected);
            RC_ASSERT((!book.best_bid() || !book.best_ask() || *book.best_bid() < *book.best_ask()));
            Lots resting = 0;
            for (const Side side : {Side::buy, Side::sell}) {
                const auto levels = book.depth(side, 100);
                RC_ASSERT(levels == naive.depth(side));
                for (const auto& level : levels) resting += level.quantity;
            }
            RC_ASSERT(resting == submitted);
        }
    });
    EXPECT_TRUE(holds);
}

TEST(OrderIndex, AgreesWithAMapUnderChurn)
{
    const bool holds = rc::check([] {
        OrderIndex index;
        std::map<std::uint64_t, std::uint32_t> expected;
        // Multiples of a large power of two collide as badly as ids can.
        for (const auto& [raw, is_insert] : *rc::gen::container<std::vector<std::pair<std::uint64_t, bool>>>(
                 rc::gen::pair(rc::gen::inRange<std::uint64_t>(0, 200), rc::gen::arbitrary<bool>()))) {
            const std::uint64_t id = raw << 40;
            if (is_insert && !expected.contains(id)) {
                const auto node = static_cast<std::uint32_t>(raw * 3);
                index.insert(id, node);
                expected[id] = node;
            } else if (!is_insert && expected.erase(id) > 0) {
                index.erase(id);
            }
            RC_ASSERT(index.size() == expected.size());
            for (std::uint64_t probe = 0; probe < 200; ++probe) {
                const auto found = expected.find(probe << 40);
                RC_ASSERT(index.find(probe << 40) == (found == expected.end() ? OrderIndex::none : found->second));
            }
        }
    });
    EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace swarmdesk::trading::matching
