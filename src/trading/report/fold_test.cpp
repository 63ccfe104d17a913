#include "trading/report/fold.hpp"

#include <gmock/gmock.h>

#include "trading/execution/event_samples.hpp"
#include "trading/execution/gate_harness.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace execution;
using namespace execution::testing;

/// Everything that was said, in its order.
struct Heard : Observer {
    void on_account(const AccountId& account, UtcTime) override { accounts.push_back(account); }
    void on_point(const EquityPoint& point) override { points.push_back(point); }
    void on_fill(const FillFact& fill) override { fills.push_back(fill); }
    void on_trade(const TradeFact& trade) override { trades.push_back(trade); }
    void on_move(const MoveFact& move) override { moves.push_back(move); }

    std::vector<AccountId> accounts;
    std::vector<EquityPoint> points;
    std::vector<FillFact> fills;
    std::vector<TradeFact> trades;
    std::vector<MoveFact> moves;
};

/// A fold of what a gate decided, row by row.
struct Folded : Heard {
    explicit Folded(const Harness& harness, const AccountId& account = {}) : fold(account, *this)
    {
        for (const Stamped& event : harness.events) add(event);
    }
    Result<void> add(const Stamped& event)
    {
        const auto added = fold.add({++seq, chain_of(event), to_row(event), nullptr});
        EXPECT_TRUE(added) << to_string(added.error());
        return added;
    }
    Fold fold;
    std::uint64_t seq = 0;
};

void mark(Harness& harness, Decimal bid, Decimal ask)
{
    Stamped event;
    event.event = PricesMarked{{{other_btc, Price{bid}, Price{ask}}, {btc, Price{bid}, Price{ask}}}};
    event.time = harness.now.utc;
    harness.events.push_back(event);
}

TEST(Fold, SaysWhatEveryAccountWasWorthAtEachMark)
{
    Harness harness{plain_settings(), Amount{"10000"_dec}};
    mark(harness, "99999"_dec, "100001"_dec);
    harness.trade(harness.buy("0.05"_dec), "100000"_dec, "5"_dec);
    mark(harness, "109999"_dec, "110001"_dec);
    const Folded all{harness};
    ASSERT_GE(all.points.size(), 2u);
    EXPECT_EQ(all.points.back().equity, Usd{"30495"_dec});  // three accounts, 500 more and a fee
    EXPECT_EQ(all.points.back().gross, Usd{"5500"_dec});
    EXPECT_THAT(all.accounts, ::testing::ElementsAre(first, second, bobs));
    const Folded one{harness, first};
    EXPECT_EQ(one.points.back().equity, Usd{"10495"_dec});
    const Folded other{harness, bobs};
    EXPECT_EQ(other.points.back().equity, Usd{"10000"_dec});
    EXPECT_TRUE(other.fills.empty());
    EXPECT_FALSE(other.fold.has_fills());
}

TEST(Fold, WhatCameWithoutAPriceIsPutInWhenItIsCountedInAndNotThereBefore)
{
    Harness harness{plain_settings(), Amount{"10000"_dec}};
    const auto add = [&](Event event) {
        Stamped stamped;
        stamped.event = std::move(event);
        stamped.time = harness.now.utc;
        stamped.account = first;
        harness.events.push_back(stamped);
    };
    FundsMoved moved;
    moved.account = first;
    moved.asset = bitcoin;
    moved.amount = Amount{"0.1"_dec};
    moved.is_estimated = true;
    add(moved);
    mark(harness, "99999"_dec, "100001"_dec);
    add(AssetCountedIn{first, bitcoin, Amount{"0.1"_dec}, Usd{"10000"_dec}});
    mark(harness, "99999"_dec, "100001"_dec);
    const Folded one{harness, first};
    ASSERT_GE(one.points.size(), 2u);
    EXPECT_EQ(one.points[one.points.size() - 2].equity, Usd{"10000"_dec});
    EXPECT_EQ(one.points.back().equity, Usd{"20000"_dec});
    EXPECT_EQ(one.points.back().put_in, Usd{"10000"_dec});
}

TEST(Fold, EndsWithTheMoneyAndLotsOfTheDesksOwnBooks)
{
    Harness harness;
    Intent canceled = harness.buy("0.01"_dec, "90000"_dec);
    harness.propose(canceled);
    harness.accept(canceled);
    harness.close(canceled, VenueOrderStatus::canceled);
    harness.trade(harness.buy("0.005"_dec), "100000"_dec, "0.5"_dec);
    Intent partly = harness.buy("0.008"_dec, "100000"_dec);
    harness.propose(partly);
    harness.accept(partly);
    harness.fill(partly, "0.003"_dec, "99999"_dec);
    harness.close(partly, VenueOrderStatus::canceled);
    harness.trade(harness.sell("0.005"_dec), "100000"_dec);
    harness.deposit(first, bitcoin, "1"_dec);
    const Folded folded{harness};
    const risk::Account& ours = *folded.fold.books().rails().find(first);
    EXPECT_EQ(ours.balances, harness.account().balances);
    ASSERT_EQ(ours.holdings.count(btc), 1u);
    EXPECT_EQ(ours.holdings.at(btc).lots, harness.account().holdings.at(btc).lots);
    EXPECT_TRUE(folded.fold.books().open().empty());  // what never filled was not even begun
}

TEST(Fold, TakesAFillThatComesAfterTheCancelWasConfirmed)
{
    Harness harness;
    Intent late = harness.buy("0.005"_dec, "100000"_dec);
    harness.propose(late);
    harness.accept(late);
    const FillReported report = harness.fill_silently(late, "0.005"_dec, "100000"_dec);
    harness.close(late, VenueOrderStatus::canceled);
    harness.report(report);
    const Folded folded{harness};
    ASSERT_EQ(folded.fills.size(), 1u);
    EXPECT_EQ(folded.fills[0].intent, late.id);
}

TEST(Fold, TellsWhenATripBeganAndWhatKindOfReasonEndedIt)
{
    Harness harness;
    Intent entry = harness.buy("0.005"_dec);
    entry.proposer = agent;
    const UtcTime opened = harness.now.utc;
    harness.trade(entry, "100000"_dec);
    harness.pass(61min);
    Intent exit = harness.sell("0.005"_dec);
    exit.proposer = agent;
    exit.reason = "low 91.08 reached the stop 94.06";
    harness.trade(exit, "99000"_dec);
    const Folded folded{harness};
    ASSERT_EQ(folded.trades.size(), 1u);
    const TradeFact& trade = folded.trades[0];
    EXPECT_EQ(trade.opened, opened);
    EXPECT_EQ(trade.closed, harness.now.utc);
    EXPECT_EQ(trade.result, Amount{"-5"_dec});
    EXPECT_EQ(trade.exit, "low reached the stop");
    EXPECT_EQ(trade.quote_usd, "1"_dec);
    EXPECT_TRUE(trade.is_long);
}

TEST(Fold, TellsWhatATripWasEnteredAndLeftAt)
{
    Harness harness;
    harness.trade(harness.buy("0.002"_dec), "100000"_dec, "0.2"_dec);
    harness.trade(harness.buy("0.006"_dec), "96000"_dec, "0.6"_dec);
    Intent half = harness.sell("0.004"_dec);
    harness.trade(half, "98000"_dec, "0.4"_dec);
    Intent rest = harness.sell("0.004"_dec, "99000"_dec);
    harness.quote("99000"_dec, "99000.01"_dec);
    harness.trade(rest, "99000"_dec, "0.4"_dec);
    const Folded folded{harness};
    ASSERT_EQ(folded.trades.size(), 1u);
    const TradeFact& trade = folded.trades[0];
    EXPECT_EQ(trade.quantity, Quantity{"0.008"_dec});
    EXPECT_EQ(trade.entry_price, Price{"97000"_dec});
    EXPECT_EQ(trade.exit_price, Price{"98500"_dec});
    EXPECT_EQ(trade.fees, Amount{"1.6"_dec});
    EXPECT_EQ(trade.result, Amount{"10.4"_dec});  // 1500 on 0.008, less the fees
    EXPECT_EQ(trade.intent, rest.id);
    EXPECT_EQ(trade.exit_type, OrderType::limit);
}

TEST(Fold, SharesAFillOutToTheTripsItEnds)
{
    Harness harness;
    Intent bots = harness.buy("0.002"_dec);
    bots.proposer = agent;
    harness.trade(bots, "100000"_dec, "0.2"_dec);
    harness.trade(harness.buy("0.006"_dec), "90000"_dec);
    harness.trade(harness.sell("0.008"_dec), "100000"_dec, "0.8"_dec);  // a person closes all of it
    const Folded folded{harness};
    ASSERT_EQ(folded.trades.size(), 2u);
    for (const TradeFact& trade : folded.trades) {
        EXPECT_EQ(trade.exit_price, Price{"100000"_dec});
        EXPECT_EQ(trade.entry_price, trade.owner.is_people() ? Price{"90000"_dec} : Price{"100000"_dec});
        EXPECT_EQ(trade.quantity, trade.owner.is_people() ? Quantity{"0.006"_dec} : Quantity{"0.002"_dec});
        EXPECT_EQ(trade.fees, trade.owner.is_people() ? Amount{"0.6"_dec} : Amount{"0.4"_dec});
    }
}

TEST(Fold, ATripThatFollowsADustyOneIsItsOwn)
{
    Harness harness;
    harness.trade(harness.buy("0.002"_dec), "100000"_dec);
    harness.trade(harness.sell("0.00199"_dec), "100000"_dec);
    harness.trade(harness.buy("0.003"_dec), "90000"_dec);
    harness.trade(harness.sell("0.003"_dec), "95000"_dec);
    const Folded folded{harness};
    ASSERT_EQ(folded.trades.size(), 2u);
    EXPECT_EQ(folded.trades[0].quantity, Quantity{"0.00199"_dec});
    EXPECT_EQ(folded.trades[1].quantity, Quantity{"0.003"_dec});
    EXPECT_EQ(folded.trades[1].entry_price, Price{"90000"_dec});
    EXPECT_EQ(folded.trades[1].exit_price, Price{"95000"_dec});
}

TEST(Fold, CallsWhatAPersonClosedByHand)
{
    Harness harness;
    harness.round_trip("1"_dec);
    const Folded folded{harness};
    ASSERT_EQ(folded.trades.size(), 1u);
    EXPECT_EQ(folded.trades[0].exit, "by hand");
}

/// As an export has them: else what is worked out from that differs in the last digit.
TEST(Fold, CountsWholeMilliseconds)
{
    Harness harness;
    harness.pass(61min);
    harness.trade(harness.buy("0.005"_dec), "100000"_dec);
    harness.pass(700us);
    mark(harness, "99999"_dec, "100001"_dec);
    harness.pass(600us);
    mark(harness, "99999"_dec, "100001"_dec);
    const Folded folded{harness};
    ASSERT_EQ(folded.points.size(), 2u);
    EXPECT_EQ(folded.points[0].in_market, 0ns);
    EXPECT_EQ(folded.points[1].in_market, nanoseconds{1ms});
}

TEST(Fold, CountsTheTimeWithAPositionFromFillToFill)
{
    Harness harness;
    harness.pass(61min);
    harness.trade(harness.buy("0.005"_dec), "100000"_dec);
    harness.pass(30min);
    harness.trade(harness.sell("0.005"_dec), "100000"_dec);
    harness.pass(61min);
    mark(harness, "99999"_dec, "100001"_dec);
    const Folded folded{harness};
    nanoseconds total{};
    for (const EquityPoint& point : folded.points) total += point.in_market;
    EXPECT_EQ(total, nanoseconds{30min});
}

TEST(Fold, SaysWhatWasPutInAndTakesAFeeForALoss)
{
    Harness harness;
    mark(harness, "99999"_dec, "100001"_dec);
    const std::size_t before = Folded{harness}.points.size();
    harness.deposit(first, usdt, "500"_dec);
    harness.deposit(first, usdt, "-200"_dec);
    mark(harness, "99999"_dec, "100001"_dec);
    const Folded folded{harness};
    ASSERT_GT(folded.points.size(), before);
    EXPECT_EQ(folded.points.back().put_in, Usd{"300"_dec});
    EXPECT_GE(folded.moves.size(), 2u);
}

TEST(Fold, RefusesWhatCannotFollow)
{
    Heard heard;
    Fold fold{{}, heard};
    OrderFilled filled;
    filled.intent = intent_id(7);
    Stamped event;
    event.event = filled;
    event.account = first;
    const auto added = fold.add(1, event);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, Errc::corrupt);
    Row damaged = to_row(event);
    damaged.payload.pop_back();
    EXPECT_EQ(fold.add({2, chain_of(event), damaged, nullptr}).error().code, Errc::corrupt);
}

/// Whatever comes in whatever order: an error perhaps, and never a crash.
TEST(Fold, SurvivesEveryKindOfEventOutOfPlace)
{
    for (const Event& sample : event_samples()) {
        Heard heard;
        Fold fold{{}, heard};
        Stamped event;
        event.event = sample;
        event.account = first;
        const auto added = fold.add(1, event);
        if (!added) {
            EXPECT_EQ(added.error().code, Errc::corrupt);
        }
    }
}

TEST(ReasonKind, IsTheWordsWithoutTheNumbers)
{
    EXPECT_EQ(reason_kind("low 91.08 reached the stop 94.06"), "low reached the stop");
    EXPECT_EQ(reason_kind("close 5 is 2 % below  the high"), "close is below the high");
    EXPECT_EQ(reason_kind(""), "");
    EXPECT_EQ(reason_kind("12 13"), "");
    std::string longer = "a";
    for (int i = 0; i < 60; ++i) longer += "ä";
    EXPECT_EQ(reason_kind(longer).size(), 59u);  // never half a character
}

}  // namespace
}  // namespace swarmdesk::trading::report
