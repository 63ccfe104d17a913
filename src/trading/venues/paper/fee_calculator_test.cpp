#include "trading/venues/paper/fee_calculator.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::venues {
namespace {

using namespace literals;

const AssetId btc{"BTC"};
const AssetId bnb{"BNB"};
const AssetId eur{"EUR"};
const AssetId usdt{"USDT"};

Instrument instrument(std::string_view base, std::string_view quote)
{
    const std::string symbol = std::string{base} + std::string{quote};
    return {.id = InstrumentId{"paper:" + symbol},
            .base = AssetId{base},
            .quote = AssetId{quote},
            .tick = Price{"0.01"_dec},
            .lot = Quantity{"0.001"_dec},
            .quantity_min = Quantity{"0.001"_dec},
            .quantity_max = Quantity{"50"_dec},
            .notional_min = Amount{"5"_dec}};
}
const Instrument btcusdt = instrument("BTC", "USDT");
const Instrument btceur = instrument("BTC", "EUR");
const Instrument bnbusdt = instrument("BNB", "USDT");
const Instrument eurusdt = instrument("EUR", "USDT");

Quote quote(const Instrument& of, Decimal bid, Decimal ask)
{
    return {.instrument = of.id,
            .bid = Price{bid},
            .ask = Price{ask},
            .bid_size = Quantity{"1"_dec},
            .ask_size = Quantity{"1"_dec}};
}

FeeCalculator calculator(const FeeSchedule& schedule)
{
    FeeCalculator result{schedule, {btcusdt, btceur, bnbusdt, eurusdt}};
    result.on_quote(quote(bnbusdt, "599"_dec, "601"_dec));
    result.on_quote(quote(eurusdt, "1.07"_dec, "1.09"_dec));
    return result;
}

/// Half a bitcoin for 50 000.
FeeCalculator::Trade trade(const Instrument& of, Side side, Liquidity liquidity = Liquidity::taker)
{
    return {.instrument = of,
            .side = side,
            .liquidity = liquidity,
            .value = Amount{"50000"_dec},
            .quantity = Amount{"0.5"_dec},
            .volume = {},
            .free = Amount{"1000"_dec}};
}

std::string text(const Fee& fee) { return fee.amount.to_string() + " " + fee.asset.to_string(); }

TEST(FeeCalculator, TakesAFractionOfABasisPointFromWhatIsReceived)
{
    FeeSchedule schedule;
    schedule.usual = {.maker_bp = "7.5"_dec, .taker_bp = "0.025"_dec};
    const FeeCalculator fees = calculator(schedule);
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::buy, Liquidity::maker))), "0.000375 BTC");
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::sell, Liquidity::maker))), "37.5 USDT");
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::buy))), "0.00000125 BTC");
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::sell))), "0.125 USDT");
}

TEST(FeeCalculator, AnInstrumentsOwnFeeGoesBeforeTiersAndTheUsualOne)
{
    FeeSchedule schedule;
    schedule.tiers = {{Amount{}, {.maker_bp = "9"_dec, .taker_bp = "8"_dec}}};
    schedule.instruments[btceur.id] = {.maker_bp = {}, .taker_bp = "0"_dec};
    const FeeCalculator fees = calculator(schedule);
    EXPECT_EQ(text(fees.fee(trade(btceur, Side::sell))), "0 EUR");
    EXPECT_EQ(text(fees.fee(trade(btceur, Side::sell, Liquidity::maker))), "45 EUR") << "only the other is its own";
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::sell))), "40 USDT");
}

TEST(FeeCalculator, ATierCountsFromItsVolumeOn)
{
    FeeSchedule schedule;
    schedule.tiers = {{Amount{"1000"_dec}, {.maker_bp = "5"_dec, .taker_bp = "6"_dec}},
                      {Amount{"2000"_dec}, {.maker_bp = "3"_dec, .taker_bp = "4"_dec}}};
    const FeeCalculator fees = calculator(schedule);
    struct Case {
        Decimal volume;
        const char* fee;
    };
    for (const Case& c : {Case{"999.99"_dec, "50 USDT"}, Case{"1000"_dec, "30 USDT"}, Case{"1999.99"_dec, "30 USDT"},
                          Case{"2000"_dec, "20 USDT"}}) {
        SCOPED_TRACE(c.volume.to_string());
        FeeCalculator::Trade at = trade(btcusdt, Side::sell);
        at.volume = Amount{c.volume};
        EXPECT_EQ(text(fees.fee(at)), c.fee);
    }
}

TEST(FeeCalculator, CountsVolumeInDollarsOverACrossRateOrADeclaredOne)
{
    FeeSchedule schedule;
    EXPECT_EQ(calculator(schedule).volume(btcusdt, Amount{"100"_dec}), Amount{}) << "there are no tiers";
    schedule.tiers = {{Amount{}, {}}};
    EXPECT_EQ(calculator(schedule).volume(btcusdt, Amount{"100"_dec}), Amount{"100"_dec});
    EXPECT_EQ(calculator(schedule).volume(btceur, Amount{"100"_dec}), Amount{"108"_dec}) << "EURUSDT's mid";
    EXPECT_EQ((FeeCalculator{schedule, {btceur}}.volume(btceur, Amount{"100"_dec})), Amount{})
        << "no market says what a euro is worth";
    schedule.usd_rates = {{eur, "1.1"_dec}};
    EXPECT_EQ((FeeCalculator{schedule, {btceur}}.volume(btceur, Amount{"100"_dec})), Amount{"110"_dec});
}

TEST(FeeCalculator, AFeeInAThirdAssetIsDiscountedAndTakenAtItsPrice)
{
    FeeSchedule schedule;
    schedule.asset = bnb;
    const FeeCalculator fees = calculator(schedule);
    // 10 bp of 50 000 less a quarter: 37.5, at 600 a BNB.
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::sell))), "0.0625 BNB");
    EXPECT_EQ(text(fees.fee(trade(btcusdt, Side::buy))), "0.0625 BNB") << "whichever asset is received";
    EXPECT_EQ(text(fees.fee(trade(btceur, Side::sell))), "0.0675 BNB") << "a euro is 1.08 USDT";
    EXPECT_EQ(text(fees.fee(trade(bnbusdt, Side::buy))), "0.000375 BNB") << "received in it: discounted all the same";
}

TEST(FeeCalculator, AFeeIsTakenAsUsualWhereTheThirdAssetHasRunOutOrHasNoPrice)
{
    FeeSchedule schedule;
    schedule.asset = bnb;
    const FeeCalculator fees = calculator(schedule);
    FeeCalculator::Trade last = trade(btcusdt, Side::sell);
    last.free = Amount{"0.0625"_dec};
    EXPECT_EQ(text(fees.fee(last)), "0.0625 BNB") << "exactly enough";
    last.free = Amount{"0.062499999999999999"_dec};
    EXPECT_EQ(text(fees.fee(last)), "50 USDT") << "whole, and without the discount";

    const FeeCalculator blind{schedule, {btcusdt}};
    EXPECT_EQ(text(blind.fee(trade(btcusdt, Side::sell))), "50 USDT") << "nothing prices a BNB here";
    const FeeCalculator early{schedule, {btcusdt, bnbusdt}};
    EXPECT_EQ(text(early.fee(trade(btcusdt, Side::sell))), "50 USDT") << "no quote has come yet";
}

TEST(FeeCalculator, RefusesSchedulesThatNobodyCanMean)
{
    const auto words = [](auto change) {
        FeeSchedule schedule;
        change(schedule);
        const auto checked = FeeCalculator::check(schedule);
        return checked ? std::string{"fine"} : checked.error().detail;
    };
    EXPECT_EQ(words([](FeeSchedule&) {}), "fine");
    EXPECT_EQ(words([](FeeSchedule& s) { s.usual.taker_bp = "10000"_dec; }), "fine");
    EXPECT_EQ(words([](FeeSchedule& s) { s.usual.taker_bp = "10000.1"_dec; }), "a fee is 0 to 10000 basis points");
    EXPECT_EQ(words([](FeeSchedule& s) { s.usual.maker_bp = "-0.1"_dec; }), "a fee is 0 to 10000 basis points");
    EXPECT_EQ(words([](FeeSchedule& s) { s.asset_discount_percent = "100"_dec; }), "fine");
    EXPECT_EQ(words([](FeeSchedule& s) { s.asset_discount_percent = "100.1"_dec; }), "a discount is 0 to 100 percent");
    EXPECT_EQ(words([](FeeSchedule& s) {
                  s.tiers = {{Amount{"1"_dec}, {}}, {Amount{"1"_dec}, {}}};
              }),
              "the volumes of fee tiers rise from one to the next");
    EXPECT_EQ(words([](FeeSchedule& s) { s.tiers = {{Amount{"1"_dec}, {}}, {Amount{"1.1"_dec}, {}}}; }), "fine");
}

}  // namespace
}  // namespace swarmdesk::trading::venues
