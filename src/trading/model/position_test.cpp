#include "trading/model/position.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace swarmdesk::trading {
namespace {

using namespace literals;

Price price(Decimal value) { return Price{value}; }
Quantity quantity(Decimal value) { return Quantity{value}; }
Amount amount(Decimal value) { return Amount{value}; }

TEST(Position, AveragesWhatItPaid)
{
    Position position;
    EXPECT_EQ(position.apply_fill(Side::buy, price("100"_dec), quantity("1"_dec), {}), std::nullopt);
    EXPECT_EQ(position.apply_fill(Side::buy, price("200"_dec), quantity("3"_dec), {}), std::nullopt);
    EXPECT_EQ(position.quantity, quantity("4"_dec));
    EXPECT_EQ(position.cost, amount("700"_dec));
    EXPECT_EQ(position.average_price(), price("175"_dec));
    EXPECT_EQ(position.unrealised(price("180"_dec)), amount("20"_dec));
    EXPECT_EQ(position.unrealised(price("170"_dec)), amount("-20"_dec));
}

TEST(Position, SellingAPartRealisesItsShareAndKeepsTheAverage)
{
    Position position;
    position.apply_fill(Side::buy, price("100"_dec), quantity("4"_dec), {});
    EXPECT_EQ(position.apply_fill(Side::sell, price("110"_dec), quantity("1"_dec), {}), std::nullopt);
    EXPECT_EQ(position.realised, amount("10"_dec));
    EXPECT_EQ(position.average_price(), price("100"_dec));
    EXPECT_EQ(position.quantity, quantity("3"_dec));
    EXPECT_EQ(position.entry_cost, amount("400"_dec)) << "a partial exit does not shrink what was entered";
}

TEST(Position, FromFlatToFlatIsOneTripNetOfAllItsFees)
{
    Position position;
    position.apply_fill(Side::buy, price("100"_dec), quantity("2"_dec), amount("0.2"_dec));
    position.apply_fill(Side::sell, price("90"_dec), quantity("1"_dec), amount("0.1"_dec));
    const auto trip = position.apply_fill(Side::sell, price("120"_dec), quantity("1"_dec), amount("0.12"_dec));
    EXPECT_EQ(trip, (RoundTrip{amount("200"_dec), amount("9.58"_dec)}));
    EXPECT_EQ(position.realised, amount("9.58"_dec));
    EXPECT_EQ(position.quantity, Quantity{});
    EXPECT_EQ(position.cost, Amount{});
    EXPECT_EQ(position.entry_cost, Amount{});
    EXPECT_EQ(position.trip_result, Amount{});
    EXPECT_EQ(position.average_price(), Price{});
    EXPECT_EQ(position.unrealised(price("1000"_dec)), Amount{});
}

TEST(Position, AShortEarnsWhenThePriceFalls)
{
    Position position;
    position.apply_fill(Side::sell, price("100"_dec), quantity("2"_dec), amount("0.1"_dec));
    EXPECT_EQ(position.quantity, quantity("-2"_dec));
    EXPECT_EQ(position.cost, amount("200"_dec)) << "never negative";
    EXPECT_EQ(position.average_price(), price("100"_dec));
    EXPECT_EQ(position.unrealised(price("90"_dec)), amount("20"_dec));
    const auto trip = position.apply_fill(Side::buy, price("110"_dec), quantity("2"_dec), amount("0.1"_dec));
    EXPECT_EQ(trip, (RoundTrip{amount("200"_dec), amount("-20.2"_dec)}));
}

TEST(Position, ATradeThroughZeroEndsOneTripAndBeginsTheNextSharingItsFee)
{
    Position position;
    position.apply_fill(Side::buy, price("100"_dec), quantity("1"_dec), {});
    const auto trip = position.apply_fill(Side::sell, price("110"_dec), quantity("4"_dec), amount("0.4"_dec));
    EXPECT_EQ(trip, (RoundTrip{amount("100"_dec), amount("9.9"_dec)}));
    EXPECT_EQ(position.quantity, quantity("-3"_dec));
    EXPECT_EQ(position.cost, amount("330"_dec));
    EXPECT_EQ(position.entry_cost, amount("330"_dec));
    EXPECT_EQ(position.trip_result, amount("-0.3"_dec));
    EXPECT_EQ(position.realised, amount("9.6"_dec));
}

TEST(Position, TheLastPieceTakesTheWholeRemainingCost)
{
    Position position;
    position.apply_fill(Side::buy, price("10"_dec), quantity("3"_dec), {});
    position.apply_fill(Side::buy, price("10.000000000000000001"_dec), quantity("4"_dec), {});
    for (int i = 0; i < 6; ++i) position.apply_fill(Side::sell, price("10"_dec), quantity("1"_dec), {});
    const auto trip = position.apply_fill(Side::sell, price("10"_dec), quantity("1"_dec), {});
    ASSERT_TRUE(trip.has_value());
    EXPECT_EQ(position.cost, Amount{});
    EXPECT_EQ(trip->result, amount("-0.000000000000000004"_dec));
}

TEST(Position, WhatIsTooSmallToTradeEndsTheTripAtItsCostAndIsNoLoss)
{
    Position position;
    position.apply_fill(Side::buy, price("100"_dec), quantity("1.001"_dec), amount("0.1"_dec));
    position.apply_fill(Side::sell, price("110"_dec), quantity("1"_dec), amount("0.1"_dec));
    EXPECT_EQ(position.close_trip(), (RoundTrip{amount("100"_dec), amount("9.8"_dec)}));
    EXPECT_EQ(position.realised, amount("9.8"_dec));
    EXPECT_EQ(position.quantity, quantity("0.001"_dec)) << "kept in the books";
    EXPECT_EQ(position.cost, amount("0.1"_dec));
    EXPECT_EQ(position.entry_cost, amount("0.1"_dec)) << "the next trip begins with it";
    EXPECT_EQ(position.trip_result, Amount{});
}

TEST(Position, AShortsRestKeepsWhatItWasPaid)
{
    Position position;
    position.apply_fill(Side::sell, price("100"_dec), quantity("1.001"_dec), amount("0.1"_dec));
    position.apply_fill(Side::buy, price("90"_dec), quantity("1"_dec), amount("0.1"_dec));
    EXPECT_EQ(position.close_trip(), (RoundTrip{amount("100"_dec), amount("9.8"_dec)}));
    EXPECT_EQ(position.quantity, quantity("-0.001"_dec));
    EXPECT_EQ(position.cost, amount("0.1"_dec));
}

TEST(Position, WhatChangedHandsCountsAndNotThePriceTimesTheQuantity)
{
    Position position;
    position.apply_fill(Side::buy, quantity("3"_dec), amount("10"_dec), {});
    EXPECT_EQ(position.cost, amount("10"_dec));
    const auto trip = position.apply_fill(Side::sell, quantity("4"_dec), amount("16"_dec), {});
    EXPECT_EQ(trip, (RoundTrip{amount("10"_dec), amount("2"_dec)})) << "three quarters of 16 close";
    EXPECT_EQ(position.cost, amount("4"_dec));
    EXPECT_EQ(position.quantity, quantity("-1"_dec));
}

/// Prices of two and quantities of four decimals: their products are exact, so only cost shares can round.
struct Step {
    Side side;
    Price price;
    Quantity quantity;
    Amount fee;
    bool is_dust;  ///< what is left is taken for dust
};

rc::Gen<std::vector<Step>> any_steps()
{
    const auto step = rc::gen::apply(
        [](bool buys, int cents, int lots, int fee, bool is_dust) {
            const Int128 unit = Decimal::unit;
            return Step{buys ? Side::buy : Side::sell, Price{Decimal::from_mantissa(unit / 100 * cents)},
                        Quantity{Decimal::from_mantissa(unit / 10'000 * lots)},
                        Amount{Decimal::from_mantissa(unit / 1000 * fee)}, is_dust};
        },
        rc::gen::arbitrary<bool>(), rc::gen::inRange(1, 10'000'000), rc::gen::inRange(1, 100'000),
        rc::gen::inRange(0, 1000), rc::gen::arbitrary<bool>());
    return rc::gen::container<std::vector<Step>>(step);
}

RC_GTEST_PROP(PositionProperty, RealisedPlusUnrealisedIsTheMoneyThatMoved, ())
{
    const auto steps = *any_steps();
    const Price mark{Decimal::from_integer(*rc::gen::inRange(1, 100'000))};
    Position position;
    Amount cash;
    Quantity held;
    Amount trips;
    for (const Step& step : steps) {
        const Amount value = notional(step.price, step.quantity, Rounding::half_even);
        cash += (step.side == Side::buy ? -value : value) - step.fee;
        held += step.side == Side::buy ? step.quantity : -step.quantity;
        const auto trip = position.apply_fill(step.side, step.price, step.quantity, step.fee);
        if (trip) trips += trip->result;
        const Amount realised = position.realised;
        if (step.is_dust && !position.quantity.is_zero()) trips += position.close_trip().result;
        RC_ASSERT(position.realised == realised);

        RC_ASSERT(position.quantity == held);
        RC_ASSERT(!position.cost.is_negative());
        RC_ASSERT(position.cost.is_zero() == held.is_zero());
        // Every cent is either realised or still in the position: to the last unit, whatever the shares rounded to.
        const Amount worth{multiply(mark.value(), held.value(), Rounding::half_even)};
        RC_ASSERT(position.realised + position.unrealised(mark) == cash + worth);
        RC_ASSERT(position.realised == trips + position.trip_result);
    }
}

}  // namespace
}  // namespace swarmdesk::trading
