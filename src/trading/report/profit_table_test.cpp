#include "trading/report/profit_table.hpp"

#include <gmock/gmock.h>

#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;
using ::testing::ElementsAre;

std::vector<std::string> told(const ProfitTable& table, ProfitBy by, const DayRange& days = {})
{
    ProfitTable::Groups groups;
    table.collect(by, days, groups);
    std::vector<std::string> lines;
    for (const auto& [name, totals] : groups)
        lines.push_back(name + " " + std::to_string(totals.count) + " " + totals.result().to_string());
    return lines;
}

TEST(ProfitTable, AddsUpByDayOwnerInstrumentAndReason)
{
    ProfitTable table;
    TradeFact won = trade("3"_dec, 0, 23);
    won.fees = Amount{"0.5"_dec};
    table.add(won);
    TradeFact lost = trade("-1"_dec, 0, 24);
    lost.owner = {};
    lost.exit = "";
    lost.instrument = InstrumentId{"paper:ETHUSDT"};
    table.add(lost);
    EXPECT_THAT(told(table, ProfitBy::day), ElementsAre("2025-04-03 1 3", "2025-04-04 1 -1"));
    EXPECT_THAT(told(table, ProfitBy::owner), ElementsAre("buy_bot 1 3", "people 1 -1"));
    EXPECT_THAT(told(table, ProfitBy::instrument), ElementsAre("paper:BTCUSDT 1 3", "paper:ETHUSDT 1 -1"));
    EXPECT_THAT(told(table, ProfitBy::reason), ElementsAre("low reached the stop 1 3", "without a reason 1 -1"));
    ProfitTable::Groups groups;
    table.collect(ProfitBy::owner, {}, groups);
    EXPECT_EQ(groups.at("buy_bot").fees, "0.5"_dec);
    EXPECT_EQ(groups.at("buy_bot").wins, 1u);
    EXPECT_EQ(groups.at("people").losses, 1u);
}

TEST(ProfitTable, ATradeWithoutADollarPriceIsCountedAndInNoSum)
{
    ProfitTable table;
    TradeFact unpriced = trade("3"_dec);
    unpriced.quote_usd.reset();
    table.add(unpriced);
    table.add(trade("2"_dec));
    EXPECT_THAT(told(table, ProfitBy::day), ElementsAre("2025-04-03 2 2"));
}

TEST(ProfitTable, DaysBeginAtTheFirstAndEndBeforeTheLast)
{
    ProfitTable table;
    for (std::int64_t day = 0; day < 4; ++day) table.add(trade("1"_dec, 0, 24 * day));
    const std::int64_t first = utc_day(at(0));
    EXPECT_THAT(told(table, ProfitBy::day, {first + 1, first + 3}), ElementsAre("2025-04-04 1 1", "2025-04-05 1 1"));
    EXPECT_THAT(told(table, ProfitBy::owner, {first + 1, first + 3}), ElementsAre("buy_bot 2 2"));
}

TEST(ProfitTable, ADayHasABoundedNumberOfNamesAndLosesNoTrade)
{
    ProfitTable table;
    for (std::size_t i = 0; i < ProfitTable::names_max + 3; ++i) {
        TradeFact one = trade("1"_dec);
        one.exit = "reason " + std::string(i + 1, 'x');
        table.add(one);
        if (i + 1 == ProfitTable::names_max) {
            EXPECT_EQ(told(table, ProfitBy::reason).size(), i + 1);
        }
    }
    const auto lines = told(table, ProfitBy::reason);
    EXPECT_EQ(lines.size(), ProfitTable::names_max + 1);
    EXPECT_EQ(lines.front(), "others 3 3");
}

TEST(ProfitTable, BeyondItsBoundWholeDaysGoTheOldestFirst)
{
    ProfitTable table{3};
    const auto add = [&](std::int64_t day, const std::string& exit) {
        TradeFact one = trade("1"_dec, 0, 24 * day);
        one.exit = exit;
        table.add(one);
    };
    add(0, "a");
    add(0, "b");
    add(1, "a");
    EXPECT_EQ(table.first_day(ProfitBy::reason), std::nullopt);
    add(2, "a");
    EXPECT_EQ(table.first_day(ProfitBy::reason), utc_day(at(24)));
    EXPECT_THAT(told(table, ProfitBy::reason), ElementsAre("a 2 2"));
    EXPECT_EQ(table.first_day(ProfitBy::day), std::nullopt);
    EXPECT_EQ(told(table, ProfitBy::day).size(), 3u);
}

}  // namespace
}  // namespace swarmdesk::trading::report
