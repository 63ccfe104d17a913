#include "agents/treasury/daybook.hpp"

#include <gtest/gtest.h>

#include "agents/swarm_harness.hpp"

namespace swarmdesk::agents::treasury {
namespace {

using namespace testing;

class DaybookTest : public BusHarness {
protected:
    Daybook daybook() { return Daybook{settings, desk, statistics}; }

    Daybook::Settings settings{paper, {}, {}, 2};
    Statistics statistics;
    UtcTime noon = clock.now().utc;
};

TEST_F(DaybookTest, ClosesADayWhenTheNextBegins)
{
    auto book = daybook();
    EXPECT_FALSE(book.advance(noon).value());
    EXPECT_FALSE(book.advance(noon + 11h + 59min + 59s).value());
    EXPECT_TRUE(book.advance(noon + 12h).value());
    EXPECT_TRUE(book.report("2025-06-15"));
    EXPECT_TRUE(book.report("2025-06-16"));
    EXPECT_FALSE(book.advance(noon).value()) << "time does not go back";
}

TEST_F(DaybookTest, BeginsAnAccountsFirstDayWhenItsFirstMoneyHasCome)
{
    auto book = daybook();
    desk.equity_usd = Usd{};
    EXPECT_FALSE(book.advance(noon).value());
    desk.equity_usd = Usd{"10000"_dec};
    EXPECT_FALSE(book.advance(noon + 1s).value());
    desk.equity_usd = Usd{"9990"_dec};
    EXPECT_EQ(book.gain_today(), "-10"_dec);
}

TEST_F(DaybookTest, KeepsTheNewestReports)
{
    auto book = daybook();
    for (int day = 0; day < 5; ++day) ASSERT_TRUE(book.advance(noon + day * 24h));
    for (const char* day : {"2025-06-17", "2025-06-18", "2025-06-19"}) EXPECT_TRUE(book.report(day)) << day;
    EXPECT_FALSE(book.report("2025-06-16"));
}

TEST_F(DaybookTest, ReportsWorthActivityBalancesAndPositions)
{
    auto book = daybook();
    ASSERT_TRUE(book.advance(noon));
    desk.equity_usd = Usd{"9950.5"_dec};
    desk.hold(LotOwner{AgentId{"buy_bot"}}, Quantity{"2"_dec}, Price{"100"_dec});
    desk.rails_.accounts[paper].balances[AssetId{"BTC"}] = Amount{"2"_dec};
    quote("110"_dec);
    statistics.signals = 4;
    statistics.proposed = 3;
    statistics.expired = 1;
    const auto report = book.report("2025-06-15").value();
    for (const char* line :
         {"# Account paper, 2025-06-15 (UTC)", "| Equity at the start | 10000 |", "| Equity at the end | 9950.5 |",
          "| Change, deposits included | -49.5 (-0.495 %) |", "4 signals, 3 of them proposed to the gate, 1 too late.",
          "| BTC | 2 | 0 | 220 |", "| USDT | 10000 | 0 | 10000 |", "| BTCUSDT | buy_bot | 2 | 100 | 110 | +20 |",
          "No targets are set."})
        EXPECT_NE(report.find(line), std::string::npos) << line << " is not in\n" << report;
}

TEST_F(DaybookTest, ProposesToRebalanceBeyondTheBandOnly)
{
    settings.treasury.targets = {{AssetId{"BTC"}, "20"_dec}, {AssetId{"ETH"}, "10"_dec}};
    settings.treasury.band_percent = "5"_dec;
    auto book = daybook();
    quote("100"_dec);
    struct Case {
        const char* name;
        Decimal held;
        std::optional<Side> side;
        Decimal amount;
    };
    for (const Case& c :
         {Case{"at the target", "20"_dec, std::nullopt, {}}, Case{"at the upper edge", "25"_dec, std::nullopt, {}},
          Case{"above it", "25.01"_dec, Side::sell, "501"_dec}, Case{"at the lower edge", "15"_dec, std::nullopt, {}},
          Case{"below it", "14.99"_dec, Side::buy, "501"_dec}, Case{"nothing", {}, Side::buy, "2000"_dec}}) {
        SCOPED_TRACE(c.name);
        desk.rails_.accounts[paper].balances[AssetId{"BTC"}] = Amount{c.held};
        const auto trades = book.rebalancing();
        ASSERT_EQ(trades.size(), c.side ? 1u : 0u);
        if (!c.side) continue;
        EXPECT_EQ(trades.front().side, *c.side);
        EXPECT_EQ(trades.front().amount, Amount{c.amount});
    }
}

TEST_F(DaybookTest, RebalancesInTheMoneyThatTheAccountHasMostOf)
{
    const AssetId euro{"EUR"};
    const auto list = [&](const char* id, const char* base, const char* quoted_in, Decimal bid) {
        Instrument listed = desk.rails_.instruments.at(btc);
        listed.id = InstrumentId{id};
        listed.base = AssetId{base};
        listed.quote = AssetId{quoted_in};
        desk.rails_.instruments[listed.id] = listed;
        Quote newest = quote("100"_dec);
        newest.instrument = listed.id;
        newest.bid = Price{bid};
        newest.ask = Price{bid + "0.01"_dec};
        desk.quotes_[listed.id] = newest;
    };
    list("paper:BTCEUR", "BTC", "EUR", "80"_dec);
    list("paper:EURUSDT", "EUR", "USDT", "1.25"_dec);
    desk.rails_.accounts[paper].balances = {{AssetId{"USDT"}, Amount{"100"_dec}}, {euro, Amount{"8000"_dec}}};
    settings.treasury.targets = {{AssetId{"BTC"}, "20"_dec}};
    const auto trades = daybook().rebalancing();
    ASSERT_EQ(trades.size(), 1u);
    EXPECT_EQ(trades.front().instrument, InstrumentId{"paper:BTCEUR"});
    EXPECT_EQ(trades.front().amount, Amount{"1600"_dec}) << "2000 dollars";
}

TEST_F(DaybookTest, ValuesNothingWithoutAPrice)
{
    auto book = daybook();
    ASSERT_TRUE(book.advance(noon));
    desk.equity_usd.reset();
    desk.rails_.accounts[paper].balances[AssetId{"BTC"}] = Amount{"2"_dec};
    EXPECT_EQ(book.gain_today(), std::nullopt);
    EXPECT_NE(book.report("2025-06-15")->find("| BTC | 2 | 0 | no price |"), std::string::npos);
}

TEST_F(DaybookTest, SaysWhenAReportCannotBeWritten)
{
    const auto file = std::filesystem::path{::testing::TempDir()} / "daybook_folder_that_is_a_file";
    std::filesystem::remove_all(file);
    ASSERT_TRUE(std::filesystem::create_directories(file / "2025-06-15.paper.md" / "in the way"));
    settings.folder = file;
    auto book = daybook();
    ASSERT_TRUE(book.advance(noon));
    EXPECT_FALSE(book.advance(noon + 12h));
    EXPECT_TRUE(book.report("2025-06-15")) << "in memory all the same";
}

class TreasuryTest : public SwarmHarness {};

TEST_F(TreasuryTest, RaisesItsProposalsAsSignalsOnlyIfTold)
{
    for (const bool raises : {false, true}) {
        beat_every(10min);
        settings.of<TreasurySettings>().targets = {{AssetId{"BTC"}, "20"_dec}};
        settings.of<TreasurySettings>().raises_signals = raises;
        ASSERT_TRUE(start());
        for (int i = 0; i < 25; ++i) {
            run(1h);
            swarm->on_quote(quote("100"_dec));
            run();
        }
        ASSERT_EQ(desk.asked.size(), raises ? 1u : 0u);
        EXPECT_EQ(
            status("treasury").status_message.find("equity 10000 USD, +0 today; proposes to BUY BTCUSDT for 2000"), 0u)
            << status("treasury").status_message;
        run_until_done(swarm->stop());
        swarm.reset();
    }
    EXPECT_EQ(desk.asked.front().quote_quantity, Amount{"2000"_dec});
    EXPECT_EQ(desk.raised.front().agent, AgentId{"treasury"});
}

}  // namespace
}  // namespace swarmdesk::agents::treasury
