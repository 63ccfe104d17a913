#include "settings.hpp"

#include <gtest/gtest.h>

#include "config/load.hpp"

/// \file
/// What a person may say of instruments, money and fees, and how each mistake is told.
namespace swarmdesk::testing {
namespace {

using namespace trading;
using namespace literals;

config::Sources set(std::vector<std::string> assignments)
{
    config::Sources sources;
    sources.assignments = std::move(assignments);
    return sources;
}

/// All that is wrong, one a line.
std::string problems(std::vector<std::string> assignments)
{
    app::Settings settings;
    return config::load(settings, set(std::move(assignments))).to_string();
}

app::Settings loaded(std::vector<std::string> assignments)
{
    app::Settings settings;
    EXPECT_EQ(config::load(settings, set(std::move(assignments))).to_string(), "");
    return settings;
}

TEST(InstrumentSettings, EachMistakeIsToldWithItsPath)
{
    struct Case {
        const char* instruments;
        const char* expected;
    };
    for (const Case& c : {
             Case{"[{symbol: BTCEUR, tick: 0.01}]", ""},
             Case{"[{tick: 0.01}]", "market.instruments[0].symbol: must be given: BTCEUR\n"},
             Case{"[{symbol: BTCEUR, tick: 0}]", "market.instruments[0].tick (--set): must be positive, was 0\n"},
             Case{"[{symbol: BTCEUR}, {symbol: ETHEUR, lot: 0.01, quantity_min: 0.001}]",
                  "market.instruments[1].quantity_min (--set): the lot must not be more than quantity_min: 0.01 and "
                  "0.001\n"},
             Case{"[{symbol: FOOBAR, tick: 1, lot: 1}]",
                  "market.instruments[0].base: cannot be told from the symbol FOOBAR: say base and quote\n"},
             Case{"[{symbol: FOOBAR, tick: 1, lot: 1, quote: BAR}]", ""},
             Case{"[{symbol: FOOEUR}]",
                  "market.instruments[0].tick: nothing is known of FOOEUR: say its tick and its lot\n"},
             Case{"[{symbol: BTCEUR}, {symbol: BTCEUR}]",
                  "market.instruments[1].symbol (--set): is said twice: paper:BTCEUR has an entry before this one\n"},
             Case{"[{symbol: BTCEUR}, {symbol: BTCEUR, venue: other}]", ""},
             Case{"[{symbol: BTCEUR, venue: paper-exchange}]",
                  "market.instruments[0].venue (--set): no venue may be called paper-exchange\n"},
             Case{"[{symbol: BTCEUR, status: resting}]",
                  "market.instruments[0].status (--set): must be one of trading, closing_only, halted, was resting\n"},
             Case{"[{symbol: BTCEUR, maker_bp: 1000.1}]",
                  "market.instruments[0].maker_bp (--set): must be 0 to 1000, was 1000.1\n"},
             Case{"[{symbol: BTCEUR, lot: 0.000000000001, tick: 0.0000001, quantity_max: 1}]",
                  "market.instruments[0] (--set): instrument paper:BTCEUR: one lot at one tick is worth less than 18 "
                  "decimals can say\n"},
             Case{"[{symbol: BTCEUR, tik: 1}]",
                  "market.instruments[0].tik (--set): is no setting, did you mean tick?\n"},
         }) {
        SCOPED_TRACE(c.instruments);
        EXPECT_EQ(problems({"market.source=manual", std::string{"market.instruments="} + c.instruments}), c.expected);
    }
}

TEST(InstrumentSettings, AreForMarketsThatDoNotSayThemselvesWhatTheyTrade)
{
    EXPECT_EQ(problems({"market.instruments=[{symbol: BTCEUR}]"}),
              "market.instruments (--set): is for a market.source of simulated, manual or replay: Binance says itself "
              "what it trades\n");
    EXPECT_EQ(problems({"market.instruments=[{symbol: BTCEUR}]", "market.source=simulated"}),
              "market.instruments[0].price_start: a simulated market does not know where BTCEUR begins: say "
              "its price_start\n");
    EXPECT_EQ(problems({"market.instruments=[{symbol: BTCUSDT, status: halted}]", "market.source=simulated"}), "");
}

TEST(InstrumentSettings, SayWhatAManualAndASimulatedMarketTrade)
{
    const auto module = loaded({"market.source=manual", "market.manual_instruments=[paper:FOOEUR, other:BTCUSDT]",
                                "market.instruments=[{symbol: FOOEUR, tick: 0.5, lot: 2, status: closing_only}]"})
                            .market.to_module();
    ASSERT_EQ(module.manual.instruments.size(), 2u);
    EXPECT_EQ(module.manual.instruments[0].id.to_string(), "paper:FOOEUR");
    EXPECT_EQ(module.manual.instruments[0].lot.to_string(), "2");
    EXPECT_EQ(module.manual.instruments[0].status, InstrumentStatus::closing_only);
    EXPECT_EQ(module.manual.instruments[1].id.to_string(), "other:BTCUSDT");
    EXPECT_EQ(problems({"market.manual_instruments=[paper:FOOEUR]"}),
              "market.manual_instruments (--set): nothing is known of FOOEUR: say what it is in market.instruments\n");

    const auto simulated =
        loaded({"market.source=simulated", "market.instruments=[{symbol: BTCEUR, price_start: 95000}]"})
            .market.to_module();
    ASSERT_EQ(simulated.simulated.models.size(), 1u);
    EXPECT_EQ(simulated.simulated.models[0].price_start.to_string(), "95000");
}

TEST(PaperSettings, PlayMoneyIsOfAnyAssetAndTheOldKeyNamesTheNewOne)
{
    EXPECT_EQ(loaded({}).paper.initial_balances(), (venues::Balances{{AssetId{"USDT"}, Amount{"100000"_dec}}}));
    EXPECT_EQ(loaded({"paper.balances={EUR: 50000, BNB: 0.5, USDT: 0}"}).paper.initial_balances(),
              (venues::Balances{{AssetId{"EUR"}, Amount{"50000"_dec}}, {AssetId{"BNB"}, Amount{"0.5"_dec}}}));
    EXPECT_EQ(loaded({"paper.balances.EUR=1"}).paper.initial_balances().size(), 2u) << "beside the default";
    EXPECT_EQ(problems({"paper.balances={EUR: -1}"}),
              "paper.balances.EUR (--set): must be 0 to 1000000000000, was -1\n");
    EXPECT_EQ(problems({"paper.balances={EUR: 1000000000000}"}), "");
    EXPECT_EQ(problems({"paper.balances={EUR: 1000000000000.1}"}),
              "paper.balances.EUR (--set): must be 0 to 1000000000000, was 1000000000000.1\n");
    EXPECT_EQ(problems({"paper.initial_usdt=5000"}),
              "paper.initial_usdt (--set): is no setting any more; it is now paper.balances, of any asset: {USDT: "
              "100000}\n");
}

TEST(PaperSettings, FeesMayBeFractionsTiersAndInAThirdAsset)
{
    const app::Settings settings = loaded(
        {"market.source=manual", "paper.maker_fee_bp=7.5", "paper.fee_asset=BNB", "paper.fee_asset_discount_percent=20",
         "rails.usd_rates={EUR: 1.1}", "market.instruments=[{symbol: BTCEUR, taker_bp: 0}, {symbol: ETHEUR}]",
         "paper.fee_tiers=[{volume: 0, maker_bp: 9}, {volume: 1000000, maker_bp: 8.5, taker_bp: 9.5}]"});
    const venues::FeeSchedule fees = settings.paper.fees(settings.market.instruments, settings.rails);
    EXPECT_EQ(fees.usual.maker_bp, "7.5"_dec);
    EXPECT_EQ(fees.asset, AssetId{"BNB"});
    EXPECT_EQ(fees.asset_discount_percent, "20"_dec);
    ASSERT_EQ(fees.tiers.size(), 2u);
    EXPECT_EQ(fees.tiers[0].fees.taker_bp, "10"_dec);
    EXPECT_EQ(fees.tiers[1].fees.taker_bp, "9.5"_dec);
    ASSERT_EQ(fees.instruments.size(), 1u);
    EXPECT_EQ(fees.instruments.at(InstrumentId{"paper:BTCEUR"}).taker_bp, "0"_dec);
    EXPECT_EQ(fees.usd_rates.at(AssetId{"EUR"}), "1.1"_dec);

    EXPECT_EQ(problems({"paper.fee_tiers=[{volume: 5}, {volume: 5}]"}),
              "paper.fee_tiers[1].volume (--set): must be more than that of the tier before, 5\n");
    EXPECT_EQ(problems({"paper.maker_fee_bp=-0.1"}), "paper.maker_fee_bp (--set): must be 0 to 1000, was -0.1\n");
    EXPECT_EQ(problems({"rails.usd_rates={EUR: 0}"}),
              "rails.usd_rates.EUR (--set): must be more than 0 and at most 1000000000, was 0\n");
}

TEST(Samples, TheEuroDeskIsSound)
{
    config::Sources sources;
    sources.file_text = config::read_settings_file(SWARMDESK_SAMPLES "/eur_desk.yaml").value();
    app::Settings settings;
    EXPECT_EQ(config::load(settings, sources).to_string(), "");
    EXPECT_EQ(settings.market.to_module().simulated.models.size(), settings.market.instruments.size());
}

}  // namespace
}  // namespace swarmdesk::testing
