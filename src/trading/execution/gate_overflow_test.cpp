#include <gtest/gtest.h>

#include "trading/execution/gate_harness.hpp"

/// \file
/// Numbers that pass every check of their own and leave the range when the gate works with them: a report or a command
/// never throws out of the core (RAILS 1), and what it had folded by then is in the step (RAILS 27, I15).

namespace swarmdesk::trading::execution {
namespace {

using namespace testing;

const InstrumentId coin{"paper:BTTCUSDT"};
const InstrumentId junk{"paper:JUNKUSDT"};

/// A coin as cheap as several that are traded on large venues.
void list_cheap(Harness& desk)
{
    Instrument cheap = instrument(coin, "BTTC");
    cheap.tick = Price{"0.00000001"_dec};
    cheap.lot = cheap.quantity_min = Quantity{"1"_dec};
    cheap.quantity_max = Quantity{"100000000000"_dec};
    desk.take(desk.gate().list(cheap, desk.now).value());
    desk.quote("0.00000039"_dec, "0.0000004"_dec, coin);
}

FillReported fill_of(const Intent& intent, std::string_view id, Decimal quantity, Decimal price, Decimal fee = {},
                     const AssetId& fee_asset = usdt)
{
    Fill fill;
    fill.id = FillId{id};
    fill.instrument = intent.instrument;
    fill.side = intent.side;
    fill.price = Price{price};
    fill.quantity = Quantity{quantity};
    fill.fee = Amount{fee};
    fill.fee_asset = fee_asset;
    return {intent.account, client_order_id(intent.id), fill};
}

void accept(Harness& desk, const Intent& intent)
{
    desk.report(SendAnswered{intent.account, intent.id, SendOutcome::accepted, "v", {}, {}});
}

// RAILS 1: an order of 8,000 dollars for 20 thousand million coins of 0.0000004: within every rail. Half of its sale is
// filled.
TEST(GateOverflow, ASaleOfACheapCoinThatIsFilledInPartsIsBooked)
{
    Harness desk;
    list_cheap(desk);
    const Intent entry = desk.buy("20000000000"_dec, "0.0000004"_dec, first, coin);
    desk.propose(entry);
    ASSERT_EQ(desk.state(entry), "PENDING_APPROVAL");
    desk.approve(entry);
    accept(desk, entry);
    desk.report(fill_of(entry, "e-1", "20000000000"_dec, "0.0000004"_dec));
    ASSERT_EQ(desk.state(entry), "FILLED");

    const Intent exit = desk.sell("20000000000"_dec, "0.00000039"_dec, first, coin);
    ASSERT_EQ(desk.proposed(exit), "SUBMITTED");
    accept(desk, exit);
    EXPECT_NO_THROW(desk.report(fill_of(exit, "x-1", "10000000000"_dec, "0.00000039"_dec)));
    EXPECT_EQ(desk.state(exit), "PARTIALLY_FILLED");
    EXPECT_EQ(desk.position(first, coin), Quantity{"10000000000"_dec});
    EXPECT_TRUE(desk.replayed()->snapshot() == desk.gate().snapshot()) << "the books are not what the events say";
}

// I15: what is left of it when it ends is given back whole.
TEST(GateOverflow, ASaleOfACheapCoinThatIsFilledInPartsHoldsNothingOnceItHasEnded)
{
    Harness desk;
    list_cheap(desk);
    const Intent entry = desk.buy("20000000000"_dec, "0.0000004"_dec, first, coin);
    desk.propose(entry);
    desk.approve(entry);
    accept(desk, entry);
    desk.report(fill_of(entry, "e-1", "20000000000"_dec, "0.0000004"_dec));
    const Intent exit = desk.sell("20000000000"_dec, "0.00000039"_dec, first, coin);
    desk.propose(exit);
    accept(desk, exit);
    try {
        desk.report(fill_of(exit, "x-1", "10000000000"_dec, "0.00000039"_dec));
    } catch (const ArithmeticError&) {
    }
    try {
        desk.report(StatusReported{first, client_order_id(exit.id), VenueOrderStatus::canceled,
                                   desk.record(exit).filled, "canceled"});
    } catch (const ArithmeticError&) {
    }
    EXPECT_TRUE(is_final(desk.record(exit).state));
    EXPECT_TRUE(desk.account().reservations.empty());
    EXPECT_TRUE(desk.account().reserved.empty());
    EXPECT_EQ(desk.books().open().size(), 0u);
}

// RAILS 1: each number is one an account can hold; what it is worth in the quote asset is not.
TEST(GateOverflow, AFillWhoseFeeIsWorthMoreThanCanBeBookedCallsAPersonAndBreaksNothing)
{
    for (const auto& [fee, asset] : {std::pair{"100000000000"_dec, bitcoin},  // 1e16 in the quote asset
                                     {"10000000000000"_dec, AssetId{"BNB"}},  // likewise, over a third asset
                                     {"1000000000000000"_dec, bitcoin}}) {    // 1e20
        Harness desk;
        const Intent intent = desk.buy("0.005"_dec);
        desk.propose(intent);
        desk.accept(intent);
        EXPECT_NO_THROW(desk.report(fill_of(intent, "f", "0.005"_dec, "100000"_dec, fee, asset)))
            << fee.to_string() << ' ' << asset.to_string();
        EXPECT_EQ(desk.alerts("INCREDIBLE_FILL"), 1u);
        EXPECT_EQ(desk.position(), Quantity{});
    }
}

// RAILS 27: the answer of a query holds a good fill and one whose fee is absurd; the good one is booked and recorded.
TEST(GateOverflow, WhatWasFoldedBeforeAnAbsurdFactIsInTheStep)
{
    Harness desk;
    const Intent intent = desk.buy("0.005"_dec);
    desk.propose(intent);
    desk.accept(intent);
    QueryAnswered answer{first, client_order_id(intent.id), QueryOutcome::found, {}};
    answer.order.client_order_id = client_order_id(intent.id);
    answer.order.instrument = btc;
    answer.order.status = VenueOrderStatus::filled;
    answer.order.filled = Quantity{"0.005"_dec};
    answer.order.fills = {fill_of(intent, "good", "0.003"_dec, "100000"_dec).fill,
                          fill_of(intent, "absurd", "0.002"_dec, "100000"_dec, "100000000000"_dec, bitcoin).fill};
    EXPECT_NO_THROW(desk.report(answer));
    EXPECT_TRUE(desk.replayed()->snapshot() == desk.gate().snapshot()) << "the books hold what no event says";
}

// RAILS 1: what it is worth is checked before it is written down.
TEST(GateOverflow, AMoveWorthMoreThanCanBeBookedCallsAPersonAndBreaksNothing)
{
    Harness desk;
    EXPECT_NO_THROW(
        desk.report(BalanceMoved{first, "m", MoveKind::airdrop, bitcoin, Amount{"100000000000"_dec}, desk.now.utc}));
    EXPECT_EQ(desk.alerts("ABSURD_MOVE"), 1u);
}

// RAILS 1: the same, by a person's hand.
TEST(GateOverflow, AnAdjustmentWorthMoreThanCanBeBookedIsRefused)
{
    Harness desk;
    desk.paper_venue.account(first).balances[bitcoin] = Amount{"1"_dec};
    desk.run(70s);
    ASSERT_TRUE(desk.account().is_mismatched);
    EXPECT_NO_THROW({
        const auto made = desk.gate().adjust(first, bitcoin, Amount{"100000000000"_dec}, "seen", human, desk.now);
        EXPECT_FALSE(made);
    });
}

// RAILS 4: a worthless airdrop, and a quote of it that is sound by every rule: the day begins, without it.
TEST(GateOverflow, ADayBeginsWhateverTheMarkOfAnAirdropIs)
{
    Harness desk;
    Instrument worthless = instrument(junk, "JUNK");
    desk.take(desk.gate().list(worthless, desk.now).value());
    desk.quote("0.000001"_dec, "0.000002"_dec, junk);
    desk.deposit(first, AssetId{"JUNK"}, "900000000"_dec);
    desk.quote("899999999999"_dec, "900000000000"_dec, junk);  // below price_max
    EXPECT_NO_THROW(desk.pass(24h));
    EXPECT_NO_THROW(desk.run(61s));
    EXPECT_EQ(desk.account().baseline.day, utc_day(desk.now.utc));
    EXPECT_EQ(desk.count_of<AssetLeftOut>(), 1u);
    EXPECT_TRUE(desk.replayed()->snapshot() == desk.gate().snapshot());
}

}  // namespace
}  // namespace swarmdesk::trading::execution
