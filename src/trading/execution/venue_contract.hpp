#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/decimal.hpp"
#include "trading/execution/venue.hpp"

/// \file
/// For tests only: what every venue promises, as a suite of tests that each venue's own tests run against it (in real
/// life, in a peer that speaks its protocol, or in process):
///
///     INSTANTIATE_TEST_SUITE_P(Paper, VenueContract, testing::Values(…a VenueFactory…));
///
/// - **Answers.** A request returns at once and is answered exactly once, later, with the account it is about. A send
///   is accepted with the venue's own order id, or says with a code why not.
/// - **Ids.** A client order id that an open order of the account has is answered `duplicate`, and changes nothing.
///   Whether it stays taken after the order has ended is a rule of the venue (`remembers_client_ids`); where it does
///   not, the desk's own ledger is the only defence against sending twice, and the desk must know that.
/// - **Lease.** An order that does not have its hash, or comes under an older epoch than the venue has seen for the
///   account, is `not_sent`, and nothing of it is ever found. Nor does a wrong hash make an epoch known.
/// - **Fills.** Each is reported once by the stream, stands in the answer to a query and in the snapshot, and is the
///   same in all three: (venue, instrument, id) is its key within an account. `quote_amount` is what changed hands.
/// - **Not found.** An order that was accepted is found by query and snapshot at the latest when the settle delay is
///   over. Until then "not found" proves nothing; after it, it does.
/// - **Snapshots.** One carries the number it was asked for under, the venue's time, all open orders, whole balances
///   (free and locked), and all fills and moves since its cursor, oldest first, at most 1,000 a page. Pages that follow
///   each other leave nothing out and repeat nothing; a cursor may be used again and gives the same again, also after
///   the venue was opened anew. From the empty cursor on, fills, fees and moves add up to the balances.
/// - **Moves.** What changes a balance without an order is reported with its kind and an id, by stream and snapshot.
/// - **Stream.** When the stream of an account's reports breaks, the venue says so, reports nothing that happens while
/// it
///   is broken, says when it is back, and replays nothing: the snapshot has it. Other accounts do not notice, and
///   requests are answered all the same.
///
/// What a venue promises of orders that wait for a price is in venue_contract_stops.hpp.
namespace swarmdesk::trading::execution {

/// A venue and the world around it, for one test.
class VenueUnderTest {
public:
    virtual ~VenueUnderTest() = default;

    virtual Venue& venue() = 0;
    /// Hands it an order as the gate would: `Venue::submit` for those who cannot make an ApprovedOrder.
    virtual void send(const Order& order, const Hash& hash, std::uint64_t epoch) = 0;
    /// Lets so much time pass, with all that happens in it.
    virtual void run(nanoseconds duration) = 0;

    /// An instrument that trades around 100, with a tick and a lot that divide 0.5 and a least notional of at most 10.
    virtual Instrument instrument() const = 0;
    /// Two accounts with at least 100,000 of the quote asset and 100 of the base asset each.
    virtual std::vector<AccountId> accounts() const = 0;
    /// Moves the instrument's market; there are at least 2 units on each side.
    virtual void quote(Price bid, Price ask) = 0;
    virtual void deposit(const AccountId& account, const AssetId& asset, Amount amount) = 0;
    virtual void withdraw(const AccountId& account, const AssetId& asset, Amount amount) = 0;
    virtual void lose_stream(const AccountId& account, nanoseconds duration) = 0;
    /// Closes the venue and opens it again with the same memory. False: it cannot be.
    virtual bool reopen() = 0;
};

using VenueFactory = std::function<std::unique_ptr<VenueUnderTest>()>;

class VenueContract : public testing::TestWithParam<VenueFactory> {
protected:
    static constexpr nanoseconds a_while = std::chrono::seconds{30};  ///< longer than any answer takes
    static constexpr std::size_t page_max = 1'000;

    VenueContract()
    {
        listen();
        quote(100, 101);
    }

    void listen()
    {
        world->venue().listen([this](const VenueReport& report) {
            EXPECT_FALSE(is_inside) << "a report from inside a request";
            reports.push_back(report);
        });
    }
    void quote(std::int64_t bid, std::int64_t ask) { world->quote(price(bid), price(ask)); }
    static Price price(std::int64_t whole) { return Price{Decimal::from_integer(whole)}; }
    AccountId mine() const { return world->accounts().at(0); }
    AccountId other() const { return world->accounts().at(1); }

    Order order(std::string_view id, Side side, std::int64_t limit, std::int64_t halves = 1)
    {
        Order result;
        result.intent = IntentId::make_v7({1}, ++intents, 1);
        result.client_order_id = ClientOrderId{id};
        result.account = mine();
        result.instrument = world->instrument().id;
        result.side = side;
        result.type = OrderType::limit;
        result.quantity = Quantity{Decimal::from_mantissa(Int128{Decimal::unit / 2} * halves)};
        result.limit_price = price(limit);
        return result;
    }
    void send(const Order& order, std::uint64_t epoch = 1) { send(order, risk::order_hash(order), epoch); }
    void send(const Order& order, const Hash& hash, std::uint64_t epoch)
    {
        is_inside = true;
        world->send(order, hash, epoch);
        is_inside = false;
        world->run(a_while);
    }
    void cancel(std::string_view id)
    {
        is_inside = true;
        world->venue().cancel(mine(), world->instrument().id, ClientOrderId{id});
        is_inside = false;
        world->run(a_while);
    }
    QueryAnswered query(std::string_view id)
    {
        is_inside = true;
        world->venue().query(mine(), world->instrument().id, ClientOrderId{id});
        is_inside = false;
        world->run(a_while);
        return newest<QueryAnswered>();
    }
    AccountSnapshot snapshot(const std::string& cursor = {})
    {
        is_inside = true;
        world->venue().take_snapshot(mine(), ++requests, cursor);
        is_inside = false;
        world->run(a_while);
        const auto taken = newest<AccountSnapshot>();
        EXPECT_FALSE(taken.failed);
        EXPECT_EQ(taken.request, requests);
        EXPECT_EQ(taken.account, mine());
        EXPECT_LE(taken.fills.size() + taken.moves.size(), page_max);
        return taken;
    }
    /// All pages from the cursor on, as one.
    AccountSnapshot whole_snapshot(std::string cursor = {})
    {
        AccountSnapshot result = snapshot(cursor);
        while (!result.is_complete) {
            AccountSnapshot next = snapshot(result.cursor);
            EXPECT_FALSE(next.fills.empty() && next.moves.empty()) << "a page that brings nothing must be the last";
            next.fills.insert(next.fills.begin(), result.fills.begin(), result.fills.end());
            next.moves.insert(next.moves.begin(), result.moves.begin(), result.moves.end());
            result = std::move(next);
            if (testing::Test::HasFailure()) break;
        }
        return result;
    }

    template <class T>
    std::vector<T> all() const
    {
        std::vector<T> result;
        for (const VenueReport& report : reports)
            if (const auto* one = std::get_if<T>(&report)) result.push_back(*one);
        return result;
    }
    template <class T>
    T newest() const
    {
        const auto found = all<T>();
        EXPECT_FALSE(found.empty());
        return found.empty() ? T{} : found.back();
    }
    std::vector<Fill> fills_of(std::string_view id) const
    {
        std::vector<Fill> result;
        for (const FillReported& one : all<FillReported>())
            if (one.client_order_id == ClientOrderId{id}) result.push_back(one.fill);
        return result;
    }

    std::unique_ptr<VenueUnderTest> world = GetParam()();
    std::vector<VenueReport> reports;
    bool is_inside = false;
    std::uint64_t requests = 0;
    std::uint64_t intents = 0;
};

TEST_P(VenueContract, EveryRequestIsAnsweredOnceLaterAndWithItsAccount)
{
    const Order resting = order("a", Side::buy, 90);
    send(resting);
    query("a");
    snapshot();
    cancel("a");
    ASSERT_EQ(all<SendAnswered>().size(), 1u);
    ASSERT_EQ(all<QueryAnswered>().size(), 1u);
    ASSERT_EQ(all<AccountSnapshot>().size(), 1u);
    ASSERT_EQ(all<CancelAnswered>().size(), 1u);
    EXPECT_EQ(newest<SendAnswered>().account, mine());
    EXPECT_EQ(newest<SendAnswered>().intent, resting.intent);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted);
    EXPECT_FALSE(newest<SendAnswered>().venue_order_id.empty());
    EXPECT_EQ(newest<QueryAnswered>().account, mine());
    EXPECT_EQ(newest<QueryAnswered>().order.venue_order_id, newest<SendAnswered>().venue_order_id);
    EXPECT_EQ(newest<CancelAnswered>().account, mine());
    EXPECT_EQ(newest<CancelAnswered>().outcome, SendOutcome::accepted);
    EXPECT_EQ(newest<StatusReported>().account, mine());
    EXPECT_EQ(newest<StatusReported>().status, VenueOrderStatus::canceled);
    EXPECT_EQ(query("a").order.status, VenueOrderStatus::canceled);
}

TEST_P(VenueContract, TradesWhatItSaysItTradesUnderItsOwnName)
{
    const auto instruments = world->venue().instruments();
    ASSERT_FALSE(instruments.empty());
    std::set<InstrumentId> ids;
    for (const Instrument& one : instruments) {
        EXPECT_EQ(one.id.venue, world->venue().id());
        EXPECT_TRUE(ids.insert(one.id).second);
        EXPECT_NE(one.base, one.quote);
    }
    EXPECT_TRUE(ids.contains(world->instrument().id));
    EXPECT_GT(world->venue().rules().settle_delay, nanoseconds::zero());
    EXPECT_FALSE(world->venue().rules().order_types.empty());
}

TEST_P(VenueContract, ARejectionHasACodeAndLeavesNothing)
{
    Order wrong = order("a", Side::buy, 90);
    wrong.limit_price = Price{wrong.limit_price->value() + Decimal::from_mantissa(1)};
    send(wrong);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::rejected);
    EXPECT_FALSE(newest<SendAnswered>().code.empty());
    EXPECT_EQ(query("a").outcome, QueryOutcome::not_found);
    EXPECT_TRUE(snapshot().open_orders.empty());
    cancel("a");
    EXPECT_EQ(newest<CancelAnswered>().outcome, SendOutcome::rejected);
    EXPECT_FALSE(newest<CancelAnswered>().code.empty());
}

TEST_P(VenueContract, NumbersBeyondAllBoundsAreRejectedLikeAnyOther)
{
    constexpr Int128 two_to_63 = Int128{1} << 63;
    const Decimal huge = Decimal::from_mantissa(two_to_63 * Decimal::unit);
    const Decimal tiny = Decimal::from_mantissa(1);
    int number = 0;
    for (const Decimal limit : {huge, tiny, Decimal::from_integer(100)})
        for (const Decimal quantity : {huge, tiny, Decimal::from_integer(1)})
            for (const Side side : {Side::buy, Side::sell})
                for (const OrderType type : world->venue().rules().order_types) {
                    if (limit == Decimal::from_integer(100) && quantity == Decimal::from_integer(1)) continue;
                    Order wrong = order("n" + std::to_string(++number), side, 1);
                    wrong.type = type;
                    wrong.limit_price = Price{limit};
                    wrong.quantity = Quantity{quantity};
                    if (has_stop(type)) wrong.stop_price = Price{limit};
                    if (type == OrderType::trailing_stop) wrong.trailing_bp = 100;
                    if (type == OrderType::oco) wrong.stop_limit_price = Price{limit};
                    send(wrong);
                    if (type == OrderType::market) continue;  // a worst price may be anything
                    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::rejected);
                }
    EXPECT_EQ(all<SendAnswered>().size(), static_cast<std::size_t>(number));
    EXPECT_TRUE(snapshot().open_orders.empty());
}

TEST_P(VenueContract, AClientIdIsTakenWhileItsOrderIsOpenAndAfterwardsByRule)
{
    const Order first = order("a", Side::buy, 90);
    send(first);
    send(order("a", Side::buy, 91));
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::duplicate);
    EXPECT_FALSE(newest<SendAnswered>().code.empty());
    const auto open = snapshot().open_orders;
    ASSERT_EQ(open.size(), 1u);
    EXPECT_EQ(open[0].venue_order_id, all<SendAnswered>().at(0).venue_order_id);

    cancel("a");
    send(order("a", Side::buy, 92));
    const bool is_remembered = world->venue().rules().remembers_client_ids;
    EXPECT_EQ(newest<SendAnswered>().outcome, is_remembered ? SendOutcome::duplicate : SendOutcome::accepted);
    EXPECT_EQ(query("a").order.status, is_remembered ? VenueOrderStatus::canceled : VenueOrderStatus::resting);
}

TEST_P(VenueContract, AnOlderEpochOrAWrongHashIsNotSent)
{
    send(order("a", Side::buy, 90), 7);
    send(order("b", Side::buy, 90), 7);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted) << "the same epoch goes on";

    send(order("c", Side::buy, 90), 6);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::not_sent);
    EXPECT_EQ(newest<SendAnswered>().code, "STALE_EPOCH");
    EXPECT_EQ(query("c").outcome, QueryOutcome::not_found);

    const Order changed = order("d", Side::buy, 90);
    Order approved = changed;
    approved.limit_price = price(89);
    send(changed, risk::order_hash(approved), 8);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::not_sent);
    EXPECT_EQ(newest<SendAnswered>().code, "HASH_MISMATCH");
    EXPECT_EQ(query("d").outcome, QueryOutcome::not_found);

    send(order("e", Side::buy, 90), 7);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted) << "a wrong hash makes no epoch known";
    Order of_other = order("f", Side::buy, 90);
    of_other.account = other();
    send(of_other, 1);
    EXPECT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted) << "an epoch is an account's";
}

TEST_P(VenueContract, AFillIsReportedOnceAndIsTheSameByStreamQueryAndSnapshot)
{
    send(order("taker", Side::buy, 101));
    send(order("maker", Side::buy, 95));
    quote(94, 95);
    world->run(a_while);
    std::set<FillId> ids;
    for (const char* id : {"taker", "maker"}) {
        SCOPED_TRACE(id);
        const auto streamed = fills_of(id);
        ASSERT_EQ(streamed.size(), 1u);
        const Fill& fill = streamed[0];
        EXPECT_FALSE(fill.id.is_empty());
        EXPECT_TRUE(ids.insert(fill.id).second);
        EXPECT_EQ(fill.instrument, world->instrument().id);
        EXPECT_EQ(fill.quote_amount, notional(fill.price, fill.quantity, Rounding::half_even));
        EXPECT_FALSE(fill.fee.is_negative());
        EXPECT_EQ(query(id).order.fills, streamed);
        EXPECT_EQ(newest<QueryAnswered>().order.filled, fill.quantity);
    }
    EXPECT_EQ(fills_of("taker")[0].liquidity, Liquidity::taker);
    EXPECT_EQ(fills_of("maker")[0].liquidity, Liquidity::maker);
    const auto found = whole_snapshot().fills;
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0].client_order_id, ClientOrderId{"taker"});
    EXPECT_EQ(found[0].fill, fills_of("taker")[0]);
    EXPECT_EQ(found[1].fill, fills_of("maker")[0]);
}

TEST_P(VenueContract, AnAcceptedOrderIsFoundWhenTheSettleDelayIsOver)
{
    send(order("a", Side::buy, 90));
    ASSERT_EQ(newest<SendAnswered>().outcome, SendOutcome::accepted);
    world->run(world->venue().rules().settle_delay);
    EXPECT_EQ(query("a").outcome, QueryOutcome::found);
    ASSERT_EQ(snapshot().open_orders.size(), 1u);
}

TEST_P(VenueContract, WhatSnapshotsTellFromTheBeginningAddsUpToTheBalances)
{
    const Instrument instrument = world->instrument();
    send(order("a", Side::buy, 101, 3));
    send(order("b", Side::sell, 100, 2));
    send(order("c", Side::buy, 90));
    world->deposit(mine(), instrument.quote, Amount{Decimal::from_integer(17)});
    world->withdraw(mine(), instrument.base, Amount{Decimal::from_integer(3)});
    world->run(a_while);
    const auto whole = whole_snapshot();
    std::map<AssetId, Amount> sum;
    for (const BalanceMoved& move : whole.moves) sum[move.asset] += move.amount;
    for (const FillReported& one : whole.fills) {
        const Amount base{one.fill.quantity.value()};
        const bool buys = one.fill.side == Side::buy;
        sum[instrument.base] += buys ? base : -base;
        sum[instrument.quote] += buys ? -one.fill.quote_amount : one.fill.quote_amount;
        sum[one.fill.fee_asset] -= one.fill.fee;
    }
    EXPECT_EQ(sum, whole.balances);
}

TEST_P(VenueContract, ACursorContinuesWhereItStoppedAndMayBeUsedAgain)
{
    const auto before = whole_snapshot();
    EXPECT_TRUE(whole_snapshot(before.cursor).fills.empty());
    EXPECT_TRUE(whole_snapshot(before.cursor).moves.empty());
    send(order("a", Side::buy, 101));
    world->deposit(mine(), world->instrument().quote, Amount{Decimal::from_integer(5)});
    world->run(a_while);
    for (int time = 0; time < 2; ++time) {
        const auto after = whole_snapshot(before.cursor);
        ASSERT_EQ(after.fills.size(), 1u);
        EXPECT_EQ(after.fills[0].fill, fills_of("a").at(0));
        ASSERT_EQ(after.moves.size(), 1u);
        EXPECT_EQ(after.moves[0].id, newest<BalanceMoved>().id);
        EXPECT_GE(after.as_of, before.as_of);
    }
}

TEST_P(VenueContract, PagesLeaveNothingOutAndRepeatNothing)
{
    const auto before = whole_snapshot();
    constexpr std::size_t count = 2 * page_max + 1;
    for (std::size_t i = 0; i < count; ++i)
        world->deposit(mine(), world->instrument().quote, Amount{Decimal::from_integer(1)});
    world->run(a_while);
    EXPECT_FALSE(snapshot(before.cursor).is_complete);
    const auto whole = whole_snapshot(before.cursor);
    ASSERT_EQ(whole.moves.size(), count);
    std::set<std::string> ids;
    for (const BalanceMoved& move : whole.moves) EXPECT_TRUE(ids.insert(move.id).second);
    EXPECT_TRUE(snapshot(whole.cursor).moves.empty());
}

TEST_P(VenueContract, ABalanceThatMovesIsReportedWithItsKind)
{
    const AssetId quote_asset = world->instrument().quote;
    world->deposit(mine(), quote_asset, Amount{Decimal::from_integer(5)});
    world->run(a_while);
    EXPECT_EQ(newest<BalanceMoved>().kind, MoveKind::deposit);
    EXPECT_EQ(newest<BalanceMoved>().amount, Amount{Decimal::from_integer(5)});
    world->withdraw(mine(), quote_asset, Amount{Decimal::from_integer(2)});
    world->run(a_while);
    const auto moves = all<BalanceMoved>();
    ASSERT_EQ(moves.size(), 2u);
    EXPECT_EQ(moves[1].account, mine());
    EXPECT_EQ(moves[1].kind, MoveKind::withdrawal);
    EXPECT_EQ(moves[1].amount, Amount{Decimal::from_integer(-2)});
    EXPECT_EQ(moves[1].asset, quote_asset);
    EXPECT_NE(moves[0].id, moves[1].id);
}

TEST_P(VenueContract, ABrokenStreamReportsNothingReplaysNothingAndTheSnapshotHasIt)
{
    Order of_other = order("other", Side::buy, 95);
    of_other.account = other();
    send(of_other);
    send(order("a", Side::buy, 95));
    const auto before = whole_snapshot();
    reports.clear();

    world->lose_stream(mine(), 4 * a_while);
    world->run(a_while);
    ASSERT_EQ(all<StreamLost>().size(), 1u);
    EXPECT_EQ(newest<StreamLost>().account, mine());
    quote(94, 95);
    world->run(a_while);
    EXPECT_TRUE(fills_of("a").empty());
    EXPECT_EQ(fills_of("other").size(), 1u);
    EXPECT_TRUE(all<StreamRestored>().empty());
    EXPECT_EQ(query("a").order.status, VenueOrderStatus::filled) << "requests are answered all the same";

    world->run(4 * a_while);
    ASSERT_EQ(all<StreamRestored>().size(), 1u);
    EXPECT_EQ(newest<StreamRestored>().account, mine());
    EXPECT_TRUE(fills_of("a").empty());
    const auto missed = whole_snapshot(before.cursor).fills;
    ASSERT_EQ(missed.size(), 1u);
    EXPECT_EQ(missed[0].client_order_id, ClientOrderId{"a"});

    send(order("b", Side::buy, 95));
    EXPECT_EQ(fills_of("b").size(), 1u) << "and reports go on";
}

TEST_P(VenueContract, OpenedAgainItKnowsItsOrdersFillsCursorsAndEpochs)
{
    send(order("a", Side::buy, 101), 3);
    send(order("b", Side::buy, 90), 3);
    const auto before = whole_snapshot();
    if (!world->reopen()) GTEST_SKIP() << "this venue keeps nothing";
    listen();
    EXPECT_EQ(query("a").order.fills, fills_of("a"));
    const auto after = whole_snapshot();
    EXPECT_EQ(after.balances, before.balances);
    EXPECT_EQ(after.cursor, before.cursor);
    ASSERT_EQ(after.fills.size(), before.fills.size());
    ASSERT_EQ(after.open_orders.size(), 1u);
    EXPECT_TRUE(whole_snapshot(before.cursor).fills.empty());
    send(order("c", Side::buy, 90), 2);
    EXPECT_EQ(newest<SendAnswered>().code, "STALE_EPOCH");
}

}  // namespace swarmdesk::trading::execution
