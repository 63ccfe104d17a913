#include "trading/report/trade_figures.hpp"

#include <gmock/gmock.h>

#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;

TradeFigures of(const std::vector<TradeFact>& trades)
{
    TradeSum sum;
    for (const TradeFact& fact : trades) sum.add(fact);
    return sum.figures();
}

TEST(TradeFigures, AddWinsAndLossesUp)
{
    const TradeFigures figures = of({trade("30"_dec, 0, 2), trade("-10"_dec, 2, 3), trade({}, 3, 6), trade("10"_dec)});
    EXPECT_EQ(figures.count, 4u);
    EXPECT_EQ(figures.wins, 2u);
    EXPECT_EQ(figures.losses, 1u);
    EXPECT_EQ(figures.even, 1u);
    EXPECT_EQ(figures.result_usd, "30"_dec);
    EXPECT_EQ(figures.win_rate_percent, Figure::of("50"_dec));
    EXPECT_EQ(figures.profit_factor, Figure::of("4"_dec));
    EXPECT_EQ(figures.expectancy_usd, Figure::of("7.5"_dec));
    EXPECT_EQ(figures.average_win_usd, Figure::of("20"_dec));
    EXPECT_EQ(figures.average_loss_usd, Figure::of("-10"_dec));
    EXPECT_EQ(figures.best_usd, Figure::of("30"_dec));
    EXPECT_EQ(figures.worst_usd, Figure::of("-10"_dec));
    EXPECT_EQ(figures.holding_average_hours, Figure::of("1.75"_dec));
    EXPECT_EQ(figures.holding_longest_hours, Figure::of("3"_dec));
}

TEST(TradeFigures, SayWhyWhereThereAreNone)
{
    const TradeFigures none = of({});
    for (const Figure* figure : {&none.win_rate_percent, &none.profit_factor, &none.expectancy_usd, &none.best_usd,
                                 &none.worst_usd, &none.holding_average_hours, &none.holding_longest_hours})
        EXPECT_EQ(*figure, Figure::none("no trades"));
    EXPECT_EQ(none.average_win_usd, Figure::none("no wins"));
    EXPECT_EQ(none.average_loss_usd, Figure::none("no losses"));
    EXPECT_EQ(of({trade("1"_dec)}).profit_factor, Figure::none("no losses"));
    EXPECT_EQ(of({trade("-1"_dec)}).profit_factor, Figure::of({}));
}

TEST(TradeFigures, CountStreaksInTheOrderOfClosing)
{
    const TradeFigures figures = of({trade("1"_dec), trade("1"_dec), trade({}), trade("1"_dec), trade("-1"_dec),
                                     trade("-1"_dec), trade("-1"_dec), trade("1"_dec)});
    EXPECT_EQ(figures.longest_wins, 2u);  // what is even ends a streak
    EXPECT_EQ(figures.longest_losses, 3u);
}

TEST(TradeFigures, LeaveOutOfMoneyWhatHasNoDollarPrice)
{
    TradeFact unpriced = trade("5"_dec);
    unpriced.quote_usd.reset();
    const TradeFigures figures = of({unpriced, trade("2"_dec)});
    EXPECT_EQ(figures.count, 2u);
    EXPECT_EQ(figures.unpriced, 1u);
    EXPECT_EQ(figures.result_usd, "2"_dec);
    EXPECT_EQ(figures.win_rate_percent, Figure::of("100"_dec));
}

TEST(ActivityFigures, MeasureSlippageAgainstTheSideOfTheQuoteThatWasTaken)
{
    FillFact bought = fill(Side::buy, "2"_dec, "101"_dec, "0.2"_dec);
    bought.reference = Price{"100"_dec};
    FillFact sold = fill(Side::sell, "1"_dec, "101"_dec, "0.1"_dec);
    sold.reference = Price{"102"_dec};
    FillFact unseen = fill(Side::sell, "1"_dec, "7"_dec);
    ActivitySum sum;
    for (const FillFact& fact : {bought, sold, unseen}) sum.add(fact);
    const ActivityFigures figures = sum.figures();
    EXPECT_EQ(figures.fills, 3u);
    EXPECT_EQ(figures.unreferenced, 1u);
    EXPECT_EQ(figures.traded_usd, "310"_dec);
    EXPECT_EQ(figures.fees_usd, "0.3"_dec);
    EXPECT_EQ(figures.slippage_usd, Figure::of("3"_dec));
    EXPECT_EQ(figures.slippage_bps, Figure::of("99.3377"_dec));  // 3 of 302
    ASSERT_EQ(sum.by_quote().size(), 1u);
    EXPECT_EQ(sum.by_quote().front().slippage, "3"_dec);
}

TEST(ActivityFigures, AreBelowZeroWhereAFillWasBetterThanTheQuote)
{
    FillFact resting = fill(Side::buy, "1"_dec, "99"_dec);
    resting.reference = Price{"100"_dec};
    ActivitySum sum;
    sum.add(resting);
    EXPECT_EQ(sum.figures().slippage_bps, Figure::of("-100"_dec));
}

TEST(ActivityFigures, SayWhyWhereNothingWasTraded)
{
    const ActivityFigures none = ActivitySum{}.figures();
    EXPECT_EQ(none.fee_bps, Figure::none("nothing was traded"));
    EXPECT_EQ(none.slippage_usd, Figure::none("no fill with a quote"));
    EXPECT_EQ(none.slippage_bps, Figure::none("no fill with a quote"));
}

}  // namespace
}  // namespace swarmdesk::trading::report
