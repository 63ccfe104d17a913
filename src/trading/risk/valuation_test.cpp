#include "trading/risk/valuation.hpp"

#include "trading/risk/testing.hpp"

/// \file
/// RAILS 3 and 4, and cases M5 and M27.

namespace swarmdesk::trading::risk {
namespace {

TEST(Rails3Valuation, EachSideAndTypeIsValuedAtWhateverIsWorse)
{
    struct Case {
        const char* name;
        Side side;
        OrderType type;
        std::optional<Decimal> limit;
        Decimal worst;
    };
    const Case cases[] = {
        {"market buy: the ask and the slippage", Side::buy, OrderType::market, {}, "101"_dec},
        {"market buy ignores the caller's price", Side::buy, OrderType::market, "1"_dec, "101"_dec},
        {"market sell: the bid and the slippage", Side::sell, OrderType::market, {}, "90.9"_dec},
        {"market sell ignores the caller's price", Side::sell, OrderType::market, "1"_dec, "90.9"_dec},
        {"limit buy below the market: the ask", Side::buy, OrderType::limit, "50"_dec, "100"_dec},
        {"limit buy above the market: its limit", Side::buy, OrderType::limit, "120"_dec, "120"_dec},
        {"limit sell below the market: the bid", Side::sell, OrderType::limit, "50"_dec, "90"_dec},
        {"limit sell above the market: its limit", Side::sell, OrderType::limit, "120"_dec, "120"_dec},
        {"maker buy below the market: the ask", Side::buy, OrderType::limit_maker, "50"_dec, "100"_dec},
        {"maker sell above the market: its limit", Side::sell, OrderType::limit_maker, "120"_dec, "120"_dec},
        {"stop buy below the market: the ask", Side::buy, OrderType::stop_loss_limit, "50"_dec, "100"_dec},
        {"stop sell below the market: the bid", Side::sell, OrderType::stop_loss_limit, "50"_dec, "90"_dec},
        {"stop sell above the market: its limit", Side::sell, OrderType::stop_loss_limit, "120"_dec, "120"_dec},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Limits limits = plain_limits();
        limits.slippage_percent = "1"_dec;
        Market market{limits};
        market.deposit(first, bitcoin, "10"_dec);
        market.quote(btc, "90"_dec, "100"_dec);
        Intent intent = market.order(c.side, "1"_dec, c.limit);
        intent.type = c.type;
        if (c.type == OrderType::stop_loss_limit) intent.stop_price = Price{"95"_dec};
        const Admitted admitted = market.admitted(intent);
        EXPECT_EQ(admitted.reservation.worst_price.value(), c.worst);
        EXPECT_EQ(admitted.reservation.notional.value(), c.worst);
        EXPECT_EQ(admitted.reservation.exposure.value(), c.worst);
    }
}

TEST(Rails3Valuation, TheTakerFeeIsIncludedAndEverythingRoundsUp)
{
    Limits limits = plain_limits();
    limits.taker_fee_percent = "0.1"_dec;
    Market market{limits};
    const Reservation held = market.admitted(market.buy("0.001"_dec, "100000"_dec)).reservation;
    EXPECT_EQ(held.notional.to_string(), "100.1");
    EXPECT_EQ(held.funds.to_string(), "100.1");
    EXPECT_EQ(held.funds_asset, usdt);
    limits.taker_fee_percent = "0.000000000000000001"_dec;
    Market tiny{limits};
    EXPECT_EQ(tiny.admitted(tiny.buy("0.001"_dec, "100000"_dec)).reservation.notional.to_string(),
              "100.000000000000000001");
    EXPECT_TRUE(tiny.admitted(tiny.buy("0.01"_dec, "100000"_dec)).needs_approval) << "1 000 and the smallest fee";
}

TEST(Rails3Valuation, AQuoteSizedOrderCountsAtItsFace)
{
    Limits limits = plain_limits();
    limits.slippage_percent = "1"_dec;
    Market market{limits};
    Intent intent = market.buy("1"_dec);
    intent.quantity.reset();
    intent.quote_quantity = Amount{"1000"_dec};
    const Admitted admitted = market.admitted(intent);
    EXPECT_EQ(admitted.order.quantity.to_string(), "0.0099") << "1 000 at 101 000, truncated to the lot";
    EXPECT_EQ(admitted.reservation.notional.to_string(), "1000");
    EXPECT_FALSE(admitted.needs_approval);
    intent.quote_quantity = Amount{"1000.01"_dec};
    EXPECT_EQ(market.verdict(intent), "needs a human");
    intent.quote_quantity = Amount{"1"_dec};
    EXPECT_EQ(market.verdict(intent), "QUANTITY_TOO_SMALL: quantity=0 limit=0.00001");
}

TEST(Rails3Valuation, NothingIsDecidedOnAPriceThatIsMissingUnsoundAbsurdOrOld)
{
    struct Case {
        const char* name;
        Decimal bid;
        Decimal ask;
        nanoseconds age;
        const char* text;
    };
    const Case cases[] = {
        {"exactly a second old", "99"_dec, "100"_dec, 1s, "passes"},
        {"a nanosecond more (M27)", "99"_dec, "100"_dec, 1s + 1ns, "STALE_PRICE: age_ms=1000 limit=1000"},
        {"an hour old", "99"_dec, "100"_dec, 1h, "STALE_PRICE: age_ms=3600000 limit=1000"},
        {"locked", "100"_dec, "100"_dec, 0s, "BAD_PRICE: bid=100 limit=100"},
        {"crossed", "101"_dec, "100"_dec, 0s, "BAD_PRICE: bid=101 limit=100"},
        {"one tick apart", "99.99"_dec, "100"_dec, 0s, "passes"},
        {"bid zero", "0"_dec, "100"_dec, 0s, "BAD_PRICE: bid=0 limit=100"},
        {"bid negative", "-1"_dec, "100"_dec, 0s, "BAD_PRICE: bid=-1 limit=100"},
        {"both zero", "0"_dec, "0"_dec, 0s, "BAD_PRICE: bid=0 limit=0"},
        {"near 2^63", "1"_dec, "9223372036854775807"_dec, 0s, "BAD_PRICE: bid=1 limit=9223372036854775807"},
        {"a trillion", "1"_dec, "1000000000000"_dec, 0s, "POSITION_LIMIT: worst_case=1000000000000 limit=10000"},
        {"the largest number there is", "1"_dec, "170141183460469231731"_dec, 0s,
         "BAD_PRICE: bid=1 limit=170141183460469231731"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.quote(btc, c.bid, c.ask, c.age);
        EXPECT_EQ(market.verdict(market.buy("1"_dec)), c.text);
    }
    Market market;
    market.quotes.clear();
    EXPECT_EQ(market.verdict(market.buy("1"_dec)), "NO_PRICE: quotes=0 limit=0");
}

TEST(Rails3Valuation, AnAbsurdLimitIsADenialAndNeverAWrap)
{
    Market market;
    EXPECT_EQ(market.verdict(market.buy("1"_dec, "9223372036854775807"_dec)),
              "BAD_PRICE: limit_price=9223372036854775807 limit=1000000000000");
    Intent stop = market.buy("1"_dec, "100000"_dec);
    stop.type = OrderType::stop_loss_limit;
    stop.stop_price = Price{"9223372036854775807"_dec};
    EXPECT_EQ(market.verdict(stop), "BAD_PRICE: stop_price=9223372036854775807 limit=1000000000000");
    EXPECT_EQ(market.verdict(market.buy("170141183460469231731"_dec)),
              "QUANTITY_TOO_LARGE: quantity=170141183460469231731 limit=100");
    market.rails.list([] {
        Instrument wide = instrument(btc, "BTC", "USDT");
        wide.quantity_max = Quantity{"170141183460469231731"_dec};
        return wide;
    }());
    EXPECT_EQ(market.verdict(market.buy("170141183460469231731"_dec)), "ARITHMETIC_OVERFLOW: number=0 limit=0");
}

TEST(Rails3Valuation, ReductionsNeedAPriceTooButNoDollars)
{
    Market market;
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    market.quote(btc, "99999.99"_dec, "100000"_dec, 2s);
    EXPECT_EQ(market.verdict(market.sell("0.01"_dec)), "STALE_PRICE: age_ms=2000 limit=1000");
    market.quotes.erase(btc);
    EXPECT_EQ(market.verdict(market.sell("0.01"_dec)), "NO_PRICE: quotes=0 limit=0");

    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    market.quote(btc, "99999.99"_dec, "100000"_dec);
    market.deposit(first, AssetId{"USDC"}, "1000"_dec);
    market.trade(Market::on(btc_usdc, market.buy("0.01"_dec)), "100000"_dec);
    market.quotes.erase(usdc);
    market.quotes.erase(btc);
    EXPECT_EQ(market.verdict(Market::on(btc_usdc, market.sell("0.01"_dec))), "passes");
}

TEST(Rails3Valuation, AStaleMarkOfAnythingTheAccountHoldsDeniesIncreases)  // M5
{
    Market market;
    market.trade(Market::on(eth, market.buy("1"_dec)), "1000"_dec);
    market.quote(eth, "999.99"_dec, "1000"_dec, 1s);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes");
    market.quote(eth, "999.99"_dec, "1000"_dec, 12s);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "STALE_PRICE: ETH_age_ms=12000 limit=1000");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, second)), "passes") << "another account holds none";
    EXPECT_EQ(market.verdict(Market::on(eth, market.sell("1"_dec))), "STALE_PRICE: age_ms=12000 limit=1000");
    market.trade(market.buy("0.001"_dec, {}, second), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec, {}, second)), "passes");
    EXPECT_TRUE(market.rails.new_baseline(first, today, market.quotes, market.now.monotonic)->is_estimated);
}

const InstrumentId btc_eur{"paper:BTCEUR"};
const InstrumentId eur_usdt{"paper:EURUSDT"};
const AssetId eur{"EUR"};

TEST(Rails4Usd, ADeclaredRateCountsWhileNoMarketPricesTheAsset)
{
    Limits limits = plain_limits();
    limits.usd_rates[eur] = "1.1"_dec;
    Valuation valuation;
    valuation.set_limits(limits);
    valuation.list(instrument(btc_eur, "BTC", "EUR"));
    Quotes quotes;
    EXPECT_EQ(valuation.mark(eur, quotes)->rate, "1.1"_dec);
    EXPECT_TRUE(valuation.is_fixed(eur));
    EXPECT_FALSE(valuation.mark(bitcoin, quotes));
    const auto set = [&](const InstrumentId& id, Decimal bid, Decimal ask) {
        quotes[id] = Quote{id, Price{bid}, Price{ask}, Quantity{"1"_dec}, Quantity{"1"_dec}, {}, {}};
    };
    set(btc_eur, "79999"_dec, "80001"_dec);
    EXPECT_EQ(valuation.mark(bitcoin, quotes)->rate, "88000"_dec) << "what is priced in it is priced over it";
    EXPECT_EQ(std::get<Decimal>(valuation.rate_for_check(bitcoin, quotes, {})), "88001.1"_dec) << "its dearer side";

    valuation.list(instrument(eur_usdt, "EUR", "USDT"));
    EXPECT_FALSE(valuation.is_fixed(eur));
    EXPECT_FALSE(valuation.mark(eur, quotes)) << "its own market goes first, and has no quote yet";
    set(eur_usdt, "1.05"_dec, "1.07"_dec);
    EXPECT_EQ(valuation.mark(eur, quotes)->rate, "1.06"_dec);
    EXPECT_EQ(valuation.mark(bitcoin, quotes)->rate, "84800"_dec);
}

TEST(Rails4Usd, WithARateAnyQuoteAssetTradesAndWithoutOneItIsDenied)
{
    Limits limits = plain_limits();
    for (const bool has_rate : {true, false}) {
        limits.usd_rates.clear();
        if (has_rate) limits.usd_rates[eur] = "1.1"_dec;
        Rails rails;
        rails.set_limits(limits);
        rails.list(instrument(btc_eur, "BTC", "EUR"));
        rails.open_account(first, alice, VenueId{"paper"});
        rails.move_funds(first, eur, Amount{"20000"_dec}, Usd{});
        Market clock;  // for its time and its intents
        clock.quote(btc_eur, "79999.99"_dec, "80000"_dec);
        const auto verdict = [&](Decimal quantity) -> std::string {
            const Verdict result = rails.assess(Market::on(btc_eur, clock.buy(quantity)), clock.quotes, clock.now);
            if (const auto* denial = std::get_if<Denial>(&result)) return to_string(*denial);
            return std::get<Admitted>(result).reservation.notional.to_string();
        };
        if (!has_rate) {
            EXPECT_EQ(verdict("0.01"_dec), "NO_USD_RATE: EUR=0 limit=0");
            continue;
        }
        EXPECT_EQ(verdict("0.01"_dec), "880");
        EXPECT_EQ(verdict("0.11363"_dec), "9999.44");
        EXPECT_EQ(verdict("0.11364"_dec), "POSITION_LIMIT: worst_case=10000.32 limit=10000");
        EXPECT_EQ(rails.equity(*rails.find(first), clock.quotes, clock.now.monotonic).value.to_string(), "22000");
    }
}

TEST(Rails4Usd, OtherMarketsOfTheSameAssetGoBeforeADeclaredRate)
{
    Limits limits = plain_limits();
    limits.usd_rates[eur] = "1.1"_dec;
    Market market{limits};
    market.rails.list(instrument(btc_eur, "BTC", "EUR"));
    market.quote(btc_eur, "79999.99"_dec, "80000"_dec);
    // BTCEUR and BTCUSDT together say what a euro is worth.
    const auto rate = market.rails.usd_rate(eur, market.quotes);
    ASSERT_TRUE(rate);
    EXPECT_GT(*rate, "1.24"_dec);
    EXPECT_LT(*rate, "1.26"_dec);
}

TEST(Rails4Usd, ADeclaredRateIsPositiveAndOfNoDollar)
{
    const auto words = [](const AssetId& asset, Decimal rate) {
        Limits limits;
        limits.usd_rates[asset] = rate;
        config::Violations violations;
        limits.validate(violations);
        return violations.to_string();
    };
    EXPECT_EQ(words(eur, "0.000001"_dec), "");
    EXPECT_EQ(words(eur, "0"_dec), "usd_rates.EUR: must be more than 0 and at most 1000000000, was 0\n");
    EXPECT_EQ(words(eur, "1000000000"_dec), "");
    EXPECT_EQ(words(eur, "1000000000.1"_dec),
              "usd_rates.EUR: must be more than 0 and at most 1000000000, was 1000000000.1\n");
    EXPECT_EQ(words(usdt, "1.1"_dec),
              "usd_rates.USDT: is in usd_assets too: an asset counts as one dollar or at a rate, not both\n");
}

TEST(Rails4Usd, AForeignQuoteAssetNeedsAFreshCrossRateAtItsDearerSide)
{
    struct Case {
        const char* name;
        Decimal bid;
        Decimal ask;
        nanoseconds age;
        const char* text;
    };
    const Case cases[] = {
        {"dear: its ask counts", "1"_dec, "1.01"_dec, 0s, "101"},
        {"cheap", "0.87"_dec, "0.88"_dec, 0s, "88"},
        {"exactly a second old", "1"_dec, "1.01"_dec, 1s, "101"},
        {"stale", "1"_dec, "1.01"_dec, 1500ms, "STALE_PRICE: USDC_age_ms=1500 limit=1000"},
        {"crossed", "1.02"_dec, "1.01"_dec, 0s, "NO_USD_RATE: USDC=0 limit=0"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.quotes.erase(btc);  // else there is a second way to a dollar
        market.deposit(first, AssetId{"USDC"}, "1000"_dec);
        market.quote(btc_usdc, "99"_dec, "100"_dec);
        market.quote(usdc, c.bid, c.ask, c.age);
        const Verdict verdict = market.assess(Market::on(btc_usdc, market.buy("1"_dec)));
        const auto* denial = std::get_if<Denial>(&verdict);
        EXPECT_EQ(denial != nullptr ? to_string(*denial) : std::get<Admitted>(verdict).reservation.notional.to_string(),
                  c.text);
    }
    Market market;
    market.quotes.erase(usdc);
    market.quotes.erase(btc);
    market.quote(btc_usdc, "99"_dec, "100"_dec);
    const Intent intent = Market::on(btc_usdc, market.buy("1"_dec));
    EXPECT_EQ(market.verdict(intent), "NO_USD_RATE: USDC=0 limit=0");
    Limits trusting = plain_limits();
    trusting.usd_assets.push_back(AssetId{"USDC"});
    market.rails.set_limits(trusting);
    market.deposit(first, AssetId{"USDC"}, "1000"_dec);
    EXPECT_EQ(market.admitted(intent).reservation.notional.to_string(), "100") << "the settings say it is a dollar";
}

/// A valuation of a few instruments, each named by its base and quote.
struct Rates {
    Rates() { valuation.set_limits(Limits{}); }
    void quote(std::string_view base, std::string_view quote_asset, Decimal bid, Decimal ask, nanoseconds age = {},
               std::string_view venue = "paper")
    {
        const InstrumentId id{VenueId{venue}, Symbol{std::string{base} + std::string{quote_asset}}};
        valuation.list(instrument(id, base, quote_asset));
        quotes[id] = {id, Price{bid}, Price{ask}, {}, {}, {}, now + -age};
    }
    std::string rate(std::string_view asset) const
    {
        const auto mark = valuation.mark(AssetId{asset}, quotes);
        return mark ? mark->rate.to_string() : "none";
    }
    std::string checked(std::string_view asset) const
    {
        const auto rate = valuation.rate_for_check(AssetId{asset}, quotes, now);
        const auto* denial = std::get_if<Denial>(&rate);
        return denial != nullptr ? to_string(*denial) : std::get<Decimal>(rate).to_string();
    }
    MonotonicTime now{1'000'000'000'000};
    Valuation valuation;
    Quotes quotes;
};

TEST(Rails4Usd, CrossRatesGoOverAtMostTwoInstrumentsInEitherDirection)
{
    Rates rates;
    EXPECT_EQ(rates.rate("USDT"), "1");
    EXPECT_EQ(rates.rate("BTC"), "none");
    rates.quote("BTC", "USDT", "99"_dec, "101"_dec);
    EXPECT_EQ(rates.rate("BTC"), "100");
    EXPECT_EQ(rates.checked("BTC"), "101");
    rates.quote("USDT", "TRY", "39"_dec, "41"_dec);
    EXPECT_EQ(rates.rate("TRY"), "0.025") << "one over its price";
    EXPECT_EQ(rates.checked("TRY"), "0.025641025641025642") << "one over the bid, rounded up";
    rates.quote("DOGE", "BTC", "0.009"_dec, "0.011"_dec);
    EXPECT_EQ(rates.rate("DOGE"), "1");
    EXPECT_EQ(rates.checked("DOGE"), "1.111");
    rates.quote("BTC", "IDR", "1000"_dec, "3000"_dec);
    EXPECT_EQ(rates.rate("IDR"), "0.05");
    rates.quote("PEPE", "DOGE", "1"_dec, "2"_dec);
    EXPECT_EQ(rates.rate("PEPE"), "none") << "three";
    EXPECT_EQ(rates.checked("PEPE"), "NO_USD_RATE: PEPE=0 limit=0 (desk)");
}

TEST(Rails4Usd, AFreshPriceGoesBeforeAnOldOneAndADirectOneBeforeACrossed)
{
    Rates rates;
    rates.quote("BTC", "USDT", "99"_dec, "101"_dec, 0s, "a");
    rates.quote("BTC", "USDT", "199"_dec, "201"_dec, 0s, "b");
    rates.quote("ETH", "BTC", "0.9"_dec, "1.1"_dec);
    rates.quote("ETH", "USDT", "49"_dec, "51"_dec);
    EXPECT_EQ(rates.rate("BTC"), "100") << "the first of two";
    EXPECT_EQ(rates.rate("ETH"), "50");
    rates.quote("BTC", "USDT", "99"_dec, "101"_dec, 1s, "a");
    EXPECT_EQ(rates.rate("BTC"), "100");
    rates.quote("BTC", "USDT", "99"_dec, "101"_dec, 1s + 1ns, "a");
    EXPECT_EQ(rates.rate("BTC"), "200") << "the other is fresh";
    EXPECT_EQ(rates.checked("BTC"), "201");
    rates.quote("ETH", "USDT", "49"_dec, "51"_dec, 2s);
    EXPECT_EQ(rates.rate("ETH"), "50") << "to show, the direct one";
    EXPECT_EQ(rates.valuation.mark(AssetId{"ETH"}, rates.quotes, rates.now)->rate.to_string(), "200")
        << "to check, a fresh one";
    rates.quote("ETH", "USDT", "52"_dec, "51"_dec);
    EXPECT_EQ(rates.rate("ETH"), "200") << "crossed books price nothing";
}

TEST(Rails4Usd, ADollarByTheSettingsIsHeldAgainstItsOwnMarket)
{
    struct Case {
        const char* name;
        std::vector<AssetId> dollars;
        const char* asset;
        Decimal mid;
        const char* rate;
    };
    const Case cases[] = {
        {"at par", {usdt, AssetId{"USDC"}}, "USDC", "1"_dec, "1"},
        {"five percent below", {usdt, AssetId{"USDC"}}, "USDC", "0.95"_dec, "1"},
        {"a little more", {usdt, AssetId{"USDC"}}, "USDC", "0.949"_dec, "NO_PRICE: USDC=0.949 limit=1 (desk)"},
        {"five percent above", {usdt, AssetId{"USDC"}}, "USDC", "1.05"_dec, "1"},
        {"and more", {usdt, AssetId{"USDC"}}, "USDC", "1.051"_dec, "NO_PRICE: USDC=1.051 limit=1 (desk)"},
        {"nobody knows which of the two it is",
         {usdt, AssetId{"USDC"}},
         "USDT",
         "0.9"_dec,
         "NO_PRICE: USDT=0.9 limit=1 (desk)"},
        {"a coin", {usdt, bitcoin}, "BTC", "100000"_dec, "NO_PRICE: BTC=100000 limit=1 (desk)"},
        {"a coin and nothing else", {bitcoin}, "BTC", "100000"_dec, "NO_PRICE: BTC=100000 limit=1 (desk)"},
        {"what would be priced over it", {bitcoin}, "USDT", "100000"_dec, "NO_USD_RATE: USDT=0 limit=0 (desk)"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Rates rates;
        Limits limits;
        limits.usd_assets = c.dollars;
        rates.valuation.set_limits(limits);
        rates.quote(c.dollars.back().to_string(), "USDT", c.mid - "0.0001"_dec, c.mid + "0.0001"_dec);
        EXPECT_EQ(rates.checked(c.asset), c.rate);
    }
    Limits limits = plain_limits();
    limits.usd_assets = {usdt, AssetId{"USDC"}};
    Market market{limits};
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes");
    market.quote(usdc, "0.9"_dec, "0.91"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "NO_PRICE: USDT=0.905 limit=1");
    market.quote(usdc, "0.9999"_dec, "1"_dec);
    market.trade(market.buy("0.001"_dec), "100000"_dec);
    market.quote(usdc, "0.9"_dec, "0.91"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "passes") << "a reduction needs no dollars";
}

TEST(Rails4Usd, AnIgnoredAssetCountsAtItsPriceOnceItHasOne)
{
    Limits limits = plain_limits();
    limits.ignored_assets = {bitcoin};
    Market market{limits};
    market.quotes.erase(btc);
    market.deposit(first, bitcoin, "1"_dec);
    EXPECT_EQ(market.rails.equity(market.account(), market.quotes, market.now.monotonic).value, Usd{"1000000"_dec});
    market.quote(btc, "99999"_dec, "100001"_dec);
    EXPECT_EQ(market.rails.equity(market.account(), market.quotes, market.now.monotonic).value, Usd{"1100000"_dec});
    market.start_day();
    market.quote(btc, "39999"_dec, "40001"_dec);
    ASSERT_GE(market.rails.on_quote(btc, market.quotes).size(), 1u) << "a listed coin that loses is a loss";
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "DAILY_LOSS: loss=60000 limit=55000");
}

TEST(Rails4Usd, OneUnknownTokenStopsIncreasesByItsNameAndSwitchesNoRailOff)
{
    Market market;
    market.start_day();
    market.trade(market.buy("0.001"_dec), "100000"_dec);
    market.deposit(first, AssetId{"DOGE"}, "7"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "NO_PRICE: DOGE=7 limit=0");
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, second)), "passes");
    EXPECT_FALSE(market.rails.new_baseline(first, today + 1, market.quotes, market.now.monotonic));
    ASSERT_EQ(market.rails.unpriced(first, market.quotes).size(), 1u);
    market.rails.leave_out(first, AssetId{"DOGE"}, Amount{"7"_dec});
    EXPECT_TRUE(market.rails.new_baseline(first, today + 1, market.quotes, market.now.monotonic)) << "left out";
    Limits limits = plain_limits();
    limits.ignored_assets = {AssetId{"DOGE"}};
    market.rails.set_limits(limits);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes") << "the settings say it is nothing";
    market.deposit(first, usdt, "-100000"_dec);  // lost
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "DAILY_LOSS: loss=100000.000005 limit=50000")
        << "and the rail stands";
}

TEST(Rails9Fees, AFeeInAThirdAssetIsWorthItsRateInTheQuoteAsset)  // M28
{
    Market market;
    Fill fill;
    fill.price = Price{"90000"_dec};
    fill.fee = Amount{"0.002"_dec};
    const auto fee = [&](std::string_view asset, const InstrumentId& instrument = btc) {
        fill.fee_asset = AssetId{asset};
        const auto amount = market.rails.fee_in_quote(instrument, fill, market.quotes);
        return amount ? amount->to_string() : "none";
    };
    EXPECT_EQ(fee("USDT"), "0.002");
    EXPECT_EQ(fee("BTC"), "180") << "at the fill's own price";
    EXPECT_EQ(fee("ETH"), "1.99999");
    market.quote(usdc, "1.99"_dec, "2.01"_dec);
    EXPECT_EQ(fee("ETH", btc_usdc), "0.999995") << "in USDC, each two dollars";
    EXPECT_EQ(fee("DOGE"), "none");
    fill.fee = {};
    EXPECT_EQ(fee("DOGE"), "0");
}

}  // namespace
}  // namespace swarmdesk::trading::risk
