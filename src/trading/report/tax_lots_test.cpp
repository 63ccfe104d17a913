#include "trading/report/tax_lots.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;

/// Lots of one account whose only dollar is USDT.
class Taxed {
public:
    Taxed()
    {
        risk::Limits limits;
        limits.usd_assets = {AssetId{"USDT"}};
        lots.on_limits(limits);
    }
    const AssetBalance& balance(std::string_view asset)
    {
        balances_ = lots.balances();
        return balances_[{AccountId{"paper"}, AssetId{asset}}];
    }

    std::vector<Disposal> disposals;
    TaxLots lots{[this](const Disposal& disposal) { disposals.push_back(disposal); }};

private:
    std::map<TaxLots::Key, AssetBalance> balances_;
};

TEST(TaxLots, TakeTheOldestFirstAndShareInProportion)
{
    Taxed taxed;
    taxed.lots.on_fill(fill(Side::buy, "1"_dec, "100"_dec, "1"_dec, 0));
    taxed.lots.on_fill(fill(Side::buy, "1"_dec, "200"_dec, {}, 30));
    taxed.lots.on_fill(fill(Side::sell, "1.5"_dec, "300"_dec, "3"_dec, 49));
    ASSERT_EQ(taxed.disposals.size(), 2u);
    const Disposal& first = taxed.disposals[0];
    EXPECT_EQ(first.acquired, at(0));
    EXPECT_EQ(first.quantity, "1"_dec);
    EXPECT_EQ(first.proceeds, "300"_dec);
    EXPECT_EQ(first.cost, "101"_dec);  // the fee of buying is a part of it
    EXPECT_EQ(first.fees, "2"_dec);
    EXPECT_EQ(first.gain(), "197"_dec);
    EXPECT_EQ(first.holding_days(), 2);
    const Disposal& second = taxed.disposals[1];
    EXPECT_EQ(second.quantity, "0.5"_dec);
    EXPECT_EQ(second.cost, "100"_dec);
    EXPECT_EQ(second.gain(), "49"_dec);
    EXPECT_EQ(second.holding_days(), 0);  // 19 hours
    EXPECT_EQ(taxed.balance("BTC").remaining, (AssetBalance::Part{"0.5"_dec, "100"_dec}));
}

TEST(TaxLots, AFeeInWhatWasBoughtMakesItSmallerAtTheSameCost)
{
    Taxed taxed;
    FillFact bought = fill(Side::buy, "1"_dec, "100"_dec);
    bought.fee = Amount{"0.001"_dec};
    bought.fee_asset = bought.base;
    bought.fee_quote = Amount{"0.1"_dec};
    taxed.lots.on_fill(bought);
    EXPECT_TRUE(taxed.disposals.empty());
    EXPECT_EQ(taxed.balance("BTC").remaining, (AssetBalance::Part{"0.999"_dec, "100"_dec}));
}

TEST(TaxLots, AnAssetPaidAsAFeeIsGivenAwayToo)
{
    Taxed taxed;
    taxed.lots.on_fill([] {
        FillFact bought = fill(Side::buy, "2"_dec, "600"_dec);
        bought.base = AssetId{"BNB"};
        return bought;
    }());
    FillFact paid = fill(Side::buy, "1"_dec, "100"_dec);
    paid.fee = Amount{"0.5"_dec};
    paid.fee_asset = AssetId{"BNB"};
    paid.fee_quote = Amount{"310"_dec};
    taxed.lots.on_fill(paid);
    ASSERT_EQ(taxed.disposals.size(), 1u);
    EXPECT_EQ(taxed.disposals[0].asset, AssetId{"BNB"});
    EXPECT_EQ(taxed.disposals[0].kind, DisposalKind::fee);
    EXPECT_EQ(taxed.disposals[0].gain(), "10"_dec);  // 310 for half a coin that cost 300
    EXPECT_TRUE(taxed.disposals[0].is_estimated);
    EXPECT_EQ(taxed.balance("BTC").remaining.cost, "410"_dec);
}

TEST(TaxLots, TradingOneAssetForAnotherGivesTheFirstAway)
{
    Taxed taxed;
    taxed.lots.on_fill(fill(Side::buy, "1"_dec, "100"_dec));
    FillFact crossed = fill(Side::buy, "10"_dec, "0.05"_dec, {}, 1);
    crossed.base = AssetId{"ETH"};
    crossed.quote = crossed.fee_asset = AssetId{"BTC"};
    crossed.quote_usd = "120"_dec;
    taxed.lots.on_fill(crossed);
    ASSERT_EQ(taxed.disposals.size(), 1u);
    EXPECT_EQ(taxed.disposals[0].quantity, "0.5"_dec);
    EXPECT_EQ(taxed.disposals[0].proceeds, "60"_dec);
    EXPECT_EQ(taxed.disposals[0].gain(), "10"_dec);
    EXPECT_TRUE(taxed.disposals[0].is_estimated);
    EXPECT_EQ(taxed.balance("ETH").remaining, (AssetBalance::Part{"10"_dec, "60"_dec}));
}

TEST(TaxLots, KnowNoCostOfWhatWasDepositedAndSayNone)
{
    Taxed taxed;
    taxed.lots.on_move(move("BTC", "1"_dec, execution::MoveKind::deposit, "90"_dec));
    taxed.lots.on_fill(fill(Side::sell, "3"_dec, "100"_dec, {}, 1));
    ASSERT_EQ(taxed.disposals.size(), 2u);
    EXPECT_EQ(taxed.disposals[0].acquired, at(0));
    EXPECT_FALSE(taxed.disposals[0].cost);
    EXPECT_FALSE(taxed.disposals[0].gain());
    EXPECT_FALSE(taxed.disposals[1].acquired);  // sold without being there
    EXPECT_FALSE(taxed.disposals[1].holding_days());
    EXPECT_EQ(taxed.balance("BTC").missing, "2"_dec);
}

TEST(TaxLots, AWithdrawalGivesNothingAway)
{
    Taxed taxed;
    taxed.lots.on_fill(fill(Side::buy, "1"_dec, "100"_dec));
    taxed.lots.on_move(move("BTC", "-0.25"_dec, execution::MoveKind::withdrawal));
    EXPECT_TRUE(taxed.disposals.empty());
    EXPECT_EQ(taxed.balance("BTC").moved_out, (AssetBalance::Part{"0.25"_dec, "25"_dec}));
    taxed.lots.on_move(move("BTC", "-0.25"_dec, execution::MoveKind::fee, "-30"_dec));
    ASSERT_EQ(taxed.disposals.size(), 1u);
    EXPECT_EQ(taxed.disposals[0].gain(), "5"_dec);
}

TEST(TaxLots, ADollarIsMoney)
{
    Taxed taxed;
    taxed.lots.on_move(move("USDT", "1000"_dec));
    taxed.lots.on_move(move("USDT", "-10"_dec, execution::MoveKind::fee, "-10"_dec));
    EXPECT_TRUE(taxed.disposals.empty());
    EXPECT_TRUE(taxed.lots.balances().empty());
}

RC_GTEST_PROP(TaxLots, WhatCameInIsWhatWentOutAndWhatIsLeft, ())
{
    Taxed taxed;
    Decimal sold;
    Decimal proceeds;
    const auto steps = *rc::gen::inRange(1, 60);
    for (int i = 0; i < steps; ++i) {
        const Decimal quantity = Decimal::from_mantissa(*rc::gen::inRange<std::int64_t>(1, 3 * Decimal::unit));
        const Decimal price = Decimal::from_mantissa(*rc::gen::inRange<std::int64_t>(1, 9 * Decimal::unit));
        const Decimal fee = Decimal::from_mantissa(*rc::gen::inRange<std::int64_t>(0, Decimal::unit / 100));
        switch (*rc::gen::inRange(0, 5)) {
            case 0:
            case 1: taxed.lots.on_fill(fill(Side::buy, quantity, price, fee, i)); break;
            case 2: {
                const FillFact fact = fill(Side::sell, quantity, price, fee, i);
                sold += quantity;
                proceeds += fact.value.value();
                taxed.lots.on_fill(fact);
                break;
            }
            case 3: taxed.lots.on_move(move("BTC", quantity)); break;
            default: taxed.lots.on_move(move("BTC", -quantity, execution::MoveKind::withdrawal)); break;
        }
    }
    const AssetBalance balance = taxed.balance("BTC");
    RC_ASSERT(balance.acquired.quantity ==
              balance.disposed.quantity + balance.moved_out.quantity + balance.remaining.quantity);
    RC_ASSERT(balance.acquired.cost == balance.disposed.cost + balance.moved_out.cost + balance.remaining.cost);
    Decimal lines;
    Decimal line_proceeds;
    Decimal line_costs;
    for (const Disposal& disposal : taxed.disposals) {
        RC_ASSERT(disposal.quantity.is_positive());
        lines += disposal.quantity;
        line_proceeds += *disposal.proceeds;
        line_costs += disposal.cost.value_or(Decimal{});
    }
    RC_ASSERT(lines == sold);
    RC_ASSERT(line_proceeds == proceeds);
    RC_ASSERT(line_costs == balance.disposed.cost);
}

}  // namespace
}  // namespace swarmdesk::trading::report
