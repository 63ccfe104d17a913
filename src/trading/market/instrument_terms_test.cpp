#include "trading/market/instrument_terms.hpp"

#include <gtest/gtest.h>

#include "trading/market/price_process.hpp"

namespace swarmdesk::trading::market {
namespace {

using namespace literals;

InstrumentTerms terms(std::string_view symbol)
{
    InstrumentTerms result;
    result.id = InstrumentId{VenueId{"paper"}, Symbol{symbol}};
    return result;
}

/// "field: message" of all faults, one a line.
std::string faults(const InstrumentTerms& of)
{
    std::string text;
    for (const TermsFault& fault : check(of)) text += fault.field + ": " + fault.message + "\n";
    return text;
}

const DataShape bitcoin_data{2, 6, Price{"80000"_dec}, Price{"90000"_dec}};

TEST(InstrumentTerms, WhatIsSaidWinsAndTheRestIsAsKnown)
{
    InstrumentTerms said = terms("BTCEUR");
    said.tick = Price{"0.5"_dec};
    said.status = InstrumentStatus::halted;
    const Instrument whole = instrument_from(said).value();
    EXPECT_EQ(whole.tick.to_string(), "0.5");
    EXPECT_EQ(whole.status, InstrumentStatus::halted);
    EXPECT_EQ(whole.lot, known_instrument("BTCEUR")->lot);
    EXPECT_EQ(whole.quote.to_string(), "EUR");
}

TEST(InstrumentTerms, WhatIsNotKnownNeedsATickAndALot)
{
    InstrumentTerms said = terms("FOOEUR");
    EXPECT_EQ(instrument_from(said).error().detail, "nothing is known of FOOEUR: say its tick and its lot");
    said.tick = Price{"0.01"_dec};
    EXPECT_EQ(instrument_from(said).error().code, Errc::not_found);
    said.lot = Quantity{"0.1"_dec};
    const Instrument whole = instrument_from(said).value();
    EXPECT_EQ(whole.base.to_string(), "FOO");
    EXPECT_EQ(whole.quantity_min.to_string(), "0.1");
    EXPECT_EQ(whole.quantity_max.to_string(), "90000000");
    EXPECT_EQ(whole.notional_min.to_string(), "5");
}

TEST(InstrumentTerms, BaseAndQuoteFollowFromTheSymbolAndFromEachOther)
{
    const auto pair = [](InstrumentTerms said) -> std::string {
        said.tick = Price{"0.01"_dec};
        said.lot = Quantity{"0.1"_dec};
        const auto whole = instrument_from(said);
        return whole ? whole->base.to_string() + " in " + whole->quote.to_string() : whole.error().detail;
    };
    InstrumentTerms said = terms("FOOBAR");
    EXPECT_EQ(pair(said), "cannot be told from the symbol FOOBAR: say base and quote");
    said.quote = AssetId{"BAR"};
    EXPECT_EQ(pair(said), "FOO in BAR");
    said.quote.reset();
    said.base = AssetId{"FO"};
    EXPECT_EQ(pair(said), "FO in OBAR");
    said.base = AssetId{"XBT"};
    EXPECT_EQ(pair(said), "cannot be told from the symbol FOOBAR: say base and quote");
    said.quote = AssetId{"EUR"};
    EXPECT_EQ(pair(said), "XBT in EUR") << "a venue may call it what it likes";
    said.quote = AssetId{"XBT"};
    EXPECT_EQ(faults(said), "base: base and quote must be two assets\n");
}

TEST(InstrumentTerms, EveryNumberThatContradictsIsNamedByItsField)
{
    const auto with = [](auto change) {
        InstrumentTerms said = terms("BTCEUR");
        change(said);
        return faults(said);
    };
    EXPECT_EQ(with([](InstrumentTerms&) {}), "");
    EXPECT_EQ(with([](InstrumentTerms& t) { t.tick = Price{"0"_dec}; }), "tick: must be positive, was 0\n");
    EXPECT_EQ(with([](InstrumentTerms& t) { t.lot = Quantity{"-1"_dec}; }), "lot: must be positive, was -1\n");
    EXPECT_EQ(with([](InstrumentTerms& t) {
                  t.tick = Price{"-1"_dec};
                  t.notional_min = Amount{"-5"_dec};
              }),
              "tick: must be positive, was -1\nnotional_min: must not be negative, was -5\n");
    EXPECT_EQ(with([](InstrumentTerms& t) { t.notional_min = Amount{}; }), "");
    EXPECT_EQ(with([](InstrumentTerms& t) {
                  t.lot = Quantity{"0.01"_dec};
                  t.quantity_min = Quantity{"0.01"_dec};
              }),
              "");
    EXPECT_EQ(with([](InstrumentTerms& t) {
                  t.lot = Quantity{"0.01"_dec};
                  t.quantity_min = Quantity{"0.009"_dec};
              }),
              "quantity_min: the lot must not be more than quantity_min: 0.01 and 0.009\n");
    EXPECT_EQ(with([](InstrumentTerms& t) {
                  t.lot = Quantity{"0.01"_dec};
                  t.quantity_min = Quantity{"0.015"_dec};
              }),
              "quantity_min: quantity_min must be a whole number of lots: 0.015 and 0.01\n");
    EXPECT_EQ(with([](InstrumentTerms& t) {
                  t.quantity_min = Quantity{"1"_dec};
                  t.quantity_max = Quantity{"0.5"_dec};
              }),
              "quantity_max: quantity_max must not be less than quantity_min: 0.5 and 1\n");
    EXPECT_EQ(with([](InstrumentTerms& t) { t.lot = Quantity{"0.5"_dec}; }), "") << "what is only known gives way";
}

TEST(InstrumentTerms, ARecordedInstrumentIsGuessedWhereNothingIsSaid)
{
    EXPECT_EQ(instrument_for_data(terms("FOOEUR"), bitcoin_data).value(),
              instrument_for_data("FOOEUR", bitcoin_data).value());
    InstrumentTerms said = terms("FOOEUR");
    said.lot = Quantity{"0.00003"_dec};
    const Instrument whole = instrument_for_data(said, bitcoin_data).value();
    EXPECT_EQ(whole.tick.to_string(), "0.01");
    EXPECT_EQ(whole.lot.to_string(), "0.00003");
    EXPECT_EQ(whole.quantity_min.to_string(), "0.00003") << "the guess was 0.000001";
    EXPECT_TRUE(is_multiple(whole.quantity_max.value(), whole.lot.value()));
    said = terms("STRANGE");
    said.base = AssetId{"BTC"};
    said.quote = AssetId{"CHF"};
    EXPECT_EQ(instrument_for_data(said, bitcoin_data).value().quote.to_string(), "CHF");
}

TEST(InstrumentTerms, ATickMustNotBeMoreThanAPriceOfTheRecording)
{
    InstrumentTerms said = terms("BTCEUR");
    said.tick = Price{"80000"_dec};
    EXPECT_TRUE(instrument_for_data(said, bitcoin_data));
    said.tick = Price{"80000.01"_dec};
    EXPECT_EQ(instrument_for_data(said, bitcoin_data).error().detail,
              "BTCEUR has prices down to 80000, below the tick 80000.01 that market.instruments gives it");
}

TEST(InstrumentTerms, ASimulatedMarketMustKnowWhereItBegins)
{
    EXPECT_EQ(model_from(terms("BTCUSDT")).value().price_start.to_string(), "104000");
    InstrumentTerms said = terms("BTCEUR");
    EXPECT_EQ(model_from(said).error().detail,
              "a simulated market does not know where BTCEUR begins: say its price_start");
    said.price_start = Price{"0.1"_dec};
    EXPECT_TRUE(model_from(said)) << "ten ticks";
    said.price_start = Price{"0.09"_dec};
    EXPECT_EQ(model_from(said).error().code, Errc::out_of_range);
    said.price_start = Price{"10000000000"_dec};
    EXPECT_TRUE(model_from(said)) << "10^12 ticks";
    said.price_start = Price{"10000000000.01"_dec};
    EXPECT_EQ(model_from(said).error().code, Errc::out_of_range);
    PriceProcess process{{model_from(terms("ETHUSDT")).value()}, 1};
    EXPECT_TRUE(process.step(std::chrono::seconds{1}).front().bid.is_positive());
}

}  // namespace
}  // namespace swarmdesk::trading::market
