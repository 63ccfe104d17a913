#include "trading/report/csv.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "trading/report/tax_export.hpp"
#include "trading/report/test_facts.hpp"

namespace swarmdesk::trading::report {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string cell(std::string_view text)
{
    std::ostringstream out;
    CsvWriter{out}.text(text).end_row();
    return out.str();
}

TEST(Csv, QuotesWhatWouldEndACell)
{
    EXPECT_EQ(cell("plain"), "plain\r\n");
    EXPECT_EQ(cell("a,b"), "\"a,b\"\r\n");
    EXPECT_EQ(cell("a \"b\""), "\"a \"\"b\"\"\"\r\n");
    EXPECT_EQ(cell("a\nb"), "\"a\nb\"\r\n");
}

TEST(Csv, LetsNoTextBecomeAFormula)
{
    for (const char* text : {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r\n=1", "|calc", "%0"})
        EXPECT_THAT(cell(text), ::testing::AnyOf(StartsWith("'"), StartsWith("\"'"))) << text;
    EXPECT_EQ(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0\r\n");
    EXPECT_EQ(cell("low 1 < 2 = 2"), "low 1 < 2 = 2\r\n");
    EXPECT_EQ(cell(""), "\r\n");
}

TEST(Csv, KeepsNumbersExactAndNegativeOnesNumbers)
{
    std::ostringstream out;
    CsvWriter{out}.number("-0.000000000000000001"_dec).time(at(1)).number_or_nothing({}).end_row();
    EXPECT_EQ(out.str(), "-0.000000000000000001,2025-04-03T01:00:00.000Z,\r\n");
}

TEST(Csv, WritesEachKindOfFactWithItsHeader)
{
    std::ostringstream trades;
    TradeFact lost = trade("-1.25"_dec, 0, 2);
    lost.quantity = Quantity{"2"_dec};
    lost.entry_price = Price{"50"_dec};
    lost.exit_price = Price{"49.475"_dec};
    lost.fees = Amount{"0.2"_dec};
    lost.exit_type = OrderType::stop_loss;
    TradesCsv{{}, trades}.on_trade(lost);
    EXPECT_EQ(trades.str(),
              "seq,opened,closed,account,owner,instrument,side,entry_cost,result,quote_asset,result_usd,exit,reason,"
              "quantity,entry_price,exit_price,fees,return_percent,exit_type,intent,signal\r\n"
              "0,2025-04-03T00:00:00.000Z,2025-04-03T02:00:00.000Z,paper,buy_bot,paper:BTCUSDT,long,100,-1.25,USDT,"
              "-1.25,low reached the stop,low 91.08 reached the stop 94.06,2,50,49.475,0.2,-1.25,STOP_LOSS,"
              "00000000-0000-0000-0000-000000000000,\r\n");
    std::ostringstream unknown;
    TradesCsv{{}, unknown}.on_trade(trade("1"_dec));
    EXPECT_THAT(unknown.str(), HasSubstr("stop 94.06,,,,0,1,MARKET,"));
    std::ostringstream equity;
    EquityCsv csv{{}, equity};
    csv.on_point(point(0, "100"_dec));
    csv.on_point(point(1, "75"_dec));
    EXPECT_EQ(equity.str(),
              "time,equity_usd,put_in_usd,index,drawdown_percent,gross_exposure_usd\r\n"
              "2025-04-03T00:00:00.000Z,100,0,1,0,0\r\n2025-04-03T01:00:00.000Z,75,0,0.75,25,0\r\n");
    std::ostringstream fills;
    FillsCsv{{}, fills}.on_fill(fill(Side::buy, "0.5"_dec, "100"_dec, "0.05"_dec));
    EXPECT_THAT(fills.str(), HasSubstr(",paper:BTCUSDT,BUY,MARKET,taker,100,0.5,50,USDT,0.05,USDT,0.05,no,,"));
}

TEST(Csv, LeavesOutWhatIsOutsideTheRange)
{
    std::ostringstream out;
    TradesCsv csv{{at(1), at(3)}, out};
    for (const std::int64_t closed : {0, 1, 2, 3}) csv.on_trade(trade("1"_dec, 0, closed));
    EXPECT_THAT(out.str(), Not(HasSubstr("T00:00:00.000Z,2025-04-03T00")));
    EXPECT_THAT(out.str(), HasSubstr("2025-04-03T01:00"));
    EXPECT_THAT(out.str(), HasSubstr("2025-04-03T02:00"));
    EXPECT_THAT(out.str(), Not(HasSubstr("2025-04-03T03:00")));
}

TEST(TaxExport, ACostOfAPartIsNotWrittenAsTheCostOfAll)
{
    std::ostringstream out;
    TaxExport tax{2025, out};
    risk::Limits limits;
    limits.usd_assets = {AssetId{"USDT"}};
    tax.lots().on_limits(limits);
    tax.lots().on_move(move("ETH", "1"_dec));
    tax.lots().on_move(move("BTC", "3"_dec));
    tax.lots().on_fill(fill(Side::buy, "2"_dec, "100"_dec, "2"_dec));
    tax.finish();
    EXPECT_THAT(out.str(), HasSubstr("HELD,BTC,,,5,,,,,,,\"at the end of the ledger, account paper; 3 of it came in "
                                     "without a cost, the rest cost 202 USD\""));
    EXPECT_THAT(out.str(), HasSubstr("HELD,ETH,,,1,,,,,,,\"at the end of the ledger, account paper; 1 of it came in "
                                     "without a cost\""));
}

TEST(TaxExport, WritesTheYearsDisposalsThenTotalsThenWhatItDoesNotKnow)
{
    std::ostringstream out;
    TaxExport tax{2025, out};
    risk::Limits limits;
    limits.usd_assets = {AssetId{"USDT"}};
    tax.lots().on_limits(limits);
    tax.lots().on_move(move("ETH", "1"_dec));
    tax.lots().on_fill(fill(Side::buy, "2"_dec, "100"_dec, "2"_dec, -24 * 365));  // 2024
    tax.lots().on_fill(fill(Side::sell, "0.5"_dec, "100"_dec, {}, -24 * 200));
    tax.lots().on_fill(fill(Side::sell, "1"_dec, "150"_dec, "1.5"_dec, 0));
    FillFact deposited = fill(Side::sell, "1"_dec, "10"_dec);
    deposited.base = AssetId{"ETH"};
    tax.lots().on_fill(deposited);
    tax.finish();
    const std::string text = out.str();
    EXPECT_THAT(text, StartsWith("account,asset,acquired,disposed,quantity,proceeds_usd,cost_usd,fees_usd,gain_usd,"
                                 "holding_days,kind,note\r\npaper,BTC,2024-04-03T00:00:00.000Z,"
                                 "2025-04-03T00:00:00.000Z,1,150,101,1.5,47.5,365,sale,\r\n"
                                 "paper,ETH,2025-04-03T00:00:00.000Z,2025-04-03T00:00:00.000Z,1,10,,0,,0,sale,"
                                 "came in without a cost\r\nTOTAL,,,,,150,101,1.5,47.5,,,"));
    EXPECT_THAT(text, HasSubstr("HELD,BTC,,,0.5,,50.5,,,,,"));
    EXPECT_THAT(text, HasSubstr("proceeds of 10 USD are in no total"));
    EXPECT_THAT(text, HasSubstr("whether your law wants this"));
}

}  // namespace
}  // namespace swarmdesk::trading::report
