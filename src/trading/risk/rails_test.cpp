#include "trading/risk/rails.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/codec.hpp"

namespace swarmdesk::trading::risk {
namespace {

const InstrumentId btc{"BTCUSDT"};
const InstrumentId btc_usdc{"BTCUSDC"};
const InstrumentId usdc{"USDCUSDT"};
const AccountId first{"first"};
const AccountId second{"second"};
const AccountId strange{"strange"};
const UserId alice{"alice"};
const UserId bob{"bob"};
const AssetId usdt{"USDT"};
const AssetId bitcoin{"BTC"};
const Actor person{ActorKind::human, "alice"};
const Actor buy_bot{ActorKind::agent, "buy_bot"};

Instrument instrument(const InstrumentId& id, std::string_view base, std::string_view quote)
{
    return {id,
            AssetId{base},
            AssetId{quote},
            Price{"0.01"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"0.00001"_dec},
            Quantity{"100"_dec},
            Amount{"5"_dec}};
}

Limits plain_limits()
{
    Limits limits;
    limits.taker_fee_percent = "0"_dec;
    limits.slippage_percent = "0"_dec;
    return limits;
}

/// Two accounts of Alice and one of Bob, rich in everything, and a market at 100 000. Time stands still.
struct Market {
    explicit Market(Limits limits = plain_limits()) : rails{std::move(limits)}
    {
        rails.list(instrument(btc, "BTC", "USDT"));
        rails.list(instrument(btc_usdc, "BTC", "USDC"));
        rails.list(instrument(usdc, "USDC", "USDT"));
        for (const auto& [account, user] : {std::pair{first, alice}, {second, alice}, {strange, bob}}) {
            rails.open_account(account, user);
            rails.move_funds(account, usdt, Amount{"1000000"_dec}, {});
        }
        quote(btc, "99999.99"_dec, "100000"_dec);
        quote(usdc, "0.9999"_dec, "1"_dec);
    }

    void quote(const InstrumentId& id, Decimal bid, Decimal ask, nanoseconds age = {})
    {
        quotes[id] =
            Quote{id, Price{bid}, Price{ask}, Quantity{"1"_dec}, Quantity{"1"_dec}, now.utc, now.monotonic + -age};
    }
    void deposit(const AccountId& account, const AssetId& asset, Decimal amount)
    {
        rails.move_funds(account, asset, Amount{amount}, {});
    }

    Intent order(Side side, Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first)
    {
        Intent intent;
        intent.id = IntentId::make_v7(now.utc, 1, ++count);
        intent.account = account;
        intent.user = account == strange ? bob : alice;
        intent.instrument = btc;
        intent.side = side;
        intent.type = limit ? OrderType::limit : OrderType::market;
        intent.quantity = Quantity{quantity};
        if (limit) intent.limit_price = Price{*limit};
        intent.proposer = person;
        return intent;
    }
    Intent buy(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first)
    {
        return order(Side::buy, quantity, limit, account);
    }
    Intent sell(Decimal quantity, std::optional<Decimal> limit = {}, const AccountId& account = first)
    {
        return order(Side::sell, quantity, limit, account);
    }

    Verdict assess(const Intent& intent) const { return rails.assess(intent, quotes, now); }
    /// "passes", "needs a human", or the denial's words.
    std::string verdict(const Intent& intent) const
    {
        const Verdict result = assess(intent);
        if (const auto* denial = std::get_if<Denial>(&result)) return to_string(*denial);
        return std::get<Admitted>(result).needs_approval ? "needs a human" : "passes";
    }
    Admitted admitted(const Intent& intent) const
    {
        const Verdict result = assess(intent);
        if (const auto* denial = std::get_if<Denial>(&result)) ADD_FAILURE() << to_string(*denial);
        return std::holds_alternative<Admitted>(result) ? std::get<Admitted>(result) : Admitted{};
    }
    IntentId reserve(const Intent& intent)
    {
        rails.reserve(admitted(intent).reservation);
        return intent.id;
    }
    std::optional<RoundTrip> fill(const Intent& intent, Decimal price, std::optional<Decimal> quantity = {},
                                  Decimal fee = {}, const AssetId& fee_asset = usdt)
    {
        Trade trade;
        trade.trade_id = ++count;
        trade.instrument = intent.instrument;
        trade.side = intent.side;
        trade.price = Price{price};
        trade.quantity = quantity ? Quantity{*quantity} : *intent.quantity;
        trade.fee = Amount{fee};
        trade.fee_asset = fee_asset;
        trade.time = now.utc;
        const AgentId agent{intent.proposer.kind == ActorKind::agent ? intent.proposer.name : ""};
        return rails.book(intent.id, intent.account, agent, trade);
    }
    /// Reserved, filled whole, released.
    std::optional<RoundTrip> trade(const Intent& intent, Decimal price, Decimal fee = {})
    {
        reserve(intent);
        const auto trip = fill(intent, price, {}, fee);
        rails.release(intent.id, Rails::Slot::keep);
        return trip;
    }
    void pass(nanoseconds duration)
    {
        now = {now.utc + duration, now.monotonic + duration};
        for (auto& [id, quote] : quotes) quote.received = now.monotonic;
    }
    const Holding& holding(const AccountId& account = first) const
    {
        return rails.state().accounts.at(account).holdings.at(btc);
    }
    Amount balance(const AssetId& asset) const { return rails.state().accounts.at(first).balances.at(asset); }

    Rails rails;
    Quotes quotes;
    Now now{utc_from_ms(1'750'032'000'000), MonotonicTime{1'000'000'000'000}};
    std::uint64_t count = 0;
};

// ------------------------------------------------------------------------------------------- who, what and in which
// shape

TEST(RailsShape, TellsWhatACallerGotWrongBeforeItLooksAtTheMarket)
{
    struct Case {
        const char* name;
        void (*spoil)(Intent&);
        const char* words;
    };
    const Case cases[] = {
        {"no such account", [](Intent& i) { i.account = AccountId{"nobody"}; }, "UNKNOWN_ACCOUNT: accounts=0 limit=0"},
        {"somebody else's account", [](Intent& i) { i.account = strange; }, "FOREIGN_ACCOUNT: accounts=0 limit=0"},
        {"no such instrument", [](Intent& i) { i.instrument = InstrumentId{"DOGEUSDT"}; },
         "UNKNOWN_INSTRUMENT: instruments=0 limit=0"},
        {"no quantity", [](Intent& i) { i.quantity.reset(); }, "INVALID_ORDER: quantity_and_quote_quantity=0 limit=1"},
        {"two quantities", [](Intent& i) { i.quote_quantity = Amount{"10"_dec}; },
         "INVALID_ORDER: quantity_and_quote_quantity=2 limit=1"},
        {"quantity zero", [](Intent& i) { i.quantity = Quantity{}; }, "INVALID_ORDER: quantity=0 limit=0"},
        {"quantity negative", [](Intent& i) { i.quantity = Quantity{"-0.001"_dec}; },
         "INVALID_ORDER: quantity=-0.001 limit=0"},
        {"quote quantity negative",
         [](Intent& i) {
             i.quantity.reset();
             i.quote_quantity = Amount{"-1"_dec};
         },
         "INVALID_ORDER: quote_quantity=-1 limit=0"},
        {"quote quantity of a limit order",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"1"_dec};
             i.quantity.reset();
             i.quote_quantity = Amount{"10"_dec};
         },
         "INVALID_ORDER: quote_quantity=0 limit=0"},
        {"a limit order without its price", [](Intent& i) { i.type = OrderType::limit; },
         "INVALID_ORDER: limit_price=0 limit=0"},
        {"a limit of zero",
         [](Intent& i) {
             i.type = OrderType::limit_maker;
             i.limit_price = Price{};
         },
         "INVALID_ORDER: limit_price=0 limit=0"},
        {"a limit below zero",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"-1"_dec};
         },
         "INVALID_ORDER: limit_price=-1 limit=0"},
        {"a limit that truncates to zero",
         [](Intent& i) {
             i.type = OrderType::limit;
             i.limit_price = Price{"0.0099"_dec};
         },
         "INVALID_ORDER: limit_price=0.0099 limit=0.01"},
        {"a stop without its price",
         [](Intent& i) {
             i.type = OrderType::stop_loss_limit;
             i.limit_price = Price{"1"_dec};
         },
         "INVALID_ORDER: stop_price=0 limit=0"},
        {"a stop price of zero",
         [](Intent& i) {
             i.type = OrderType::stop_loss_limit;
             i.limit_price = Price{"1"_dec};
             i.stop_price = Price{};
         },
         "INVALID_ORDER: stop_price=0 limit=0"},
        {"a stop price on a market order", [](Intent& i) { i.stop_price = Price{"90000"_dec}; },
         "INVALID_ORDER: stop_price=90000 limit=0"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        Intent intent = market.buy("0.001"_dec);
        c.spoil(intent);
        EXPECT_EQ(market.verdict(intent), c.words);
    }
}

TEST(RailsShape, AnIntentExpiresAtItsInstantAndNotANanosecondBefore)
{
    Market market;
    Intent intent = market.buy("0.001"_dec);
    intent.expires = market.now.utc + 1ns;
    EXPECT_EQ(market.verdict(intent), "passes");
    intent.expires = market.now.utc;
    EXPECT_EQ(market.verdict(intent), "INTENT_EXPIRED: late_ms=0 limit=0");
    intent.expires = market.now.utc + -2500ms;
    EXPECT_EQ(market.verdict(intent), "INTENT_EXPIRED: late_ms=2500 limit=0");
}

TEST(RailsShape, QuantityIsTruncatedToTheLotAndHeldToTheVenuesBounds)
{
    Market market;
    EXPECT_EQ(market.admitted(market.buy("0.001239999"_dec)).order.quantity.to_string(), "0.00123");
    EXPECT_EQ(market.verdict(market.buy("0.000009999"_dec)), "QUANTITY_TOO_SMALL: quantity=0 limit=0.00001");
    market.quote(btc, "0.99"_dec, "1"_dec);
    EXPECT_EQ(market.verdict(market.buy("100"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("100.000009"_dec)), "passes") << "truncated first";
    EXPECT_EQ(market.verdict(market.buy("100.00001"_dec)), "QUANTITY_TOO_LARGE: quantity=100.00001 limit=100");
    EXPECT_EQ(market.verdict(market.buy("5"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("4.99999"_dec)), "NOTIONAL_TOO_SMALL: notional=4.99999 limit=5");
}

TEST(RailsShape, PricesGoToTheTickAwayFromTheUsersHarm)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec, "90000.019"_dec)).order.limit_price->to_string(), "90000.01");
    EXPECT_EQ(market.admitted(market.sell("0.001"_dec, "110000.011"_dec)).order.limit_price->to_string(), "110000.02");
    Market slipping{[] {
        Limits limits = plain_limits();
        limits.slippage_percent = "0.5"_dec;
        return limits;
    }()};
    slipping.deposit(first, bitcoin, "10"_dec);
    slipping.quote(btc, "99.99"_dec, "100.01"_dec);
    EXPECT_EQ(slipping.admitted(slipping.buy("1"_dec)).order.limit_price->to_string(), "100.51")
        << "100.51005, truncated";
    EXPECT_EQ(slipping.admitted(slipping.sell("1"_dec)).order.limit_price->to_string(), "99.5") << "99.49005, up";
}

TEST(RailsShape, AMarketOrderIsImmediateWhateverItSaysAndOthersKeepTheirTime)
{
    Market market;
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).order.time_in_force, TimeInForce::ioc);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec, "90000"_dec)).order.time_in_force, TimeInForce::gtc);
}

// ---------------------------------------------------------------------------------------------------------- valuation

TEST(RailsValuation, EachSideAndTypeIsValuedAtWhateverIsWorse)
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
        {"maker buy above the market: its limit", Side::buy, OrderType::limit_maker, "120"_dec, "120"_dec},
        {"maker sell below the market: the bid", Side::sell, OrderType::limit_maker, "50"_dec, "90"_dec},
        {"maker sell above the market: its limit", Side::sell, OrderType::limit_maker, "120"_dec, "120"_dec},
        {"stop buy below the market: the ask", Side::buy, OrderType::stop_loss_limit, "50"_dec, "100"_dec},
        {"stop buy above the market: its limit", Side::buy, OrderType::stop_loss_limit, "120"_dec, "120"_dec},
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

TEST(RailsValuation, TheTakerFeeIsIncludedAndEverythingRoundsUp)
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
    EXPECT_EQ(tiny.admitted(tiny.buy("0.01"_dec, "100000"_dec)).needs_approval, true) << "1 000 and the smallest fee";
}

TEST(RailsValuation, ASellPaysWithWhatItSells)
{
    Market market;
    market.deposit(first, bitcoin, "1"_dec);
    const Reservation held = market.admitted(market.sell("0.001"_dec)).reservation;
    EXPECT_EQ(held.funds_asset, bitcoin);
    EXPECT_EQ(held.funds.to_string(), "0.001");
}

TEST(RailsValuation, AQuoteSizedOrderCountsAtItsFace)
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

TEST(RailsValuation, NothingIsDecidedOnAPriceThatIsMissingUnsoundOrOld)
{
    struct Case {
        const char* name;
        Decimal bid;
        Decimal ask;
        nanoseconds age;
        const char* words;
    };
    const Case cases[] = {
        {"exactly a second old", "99"_dec, "100"_dec, 1s, "passes"},
        {"a nanosecond more", "99"_dec, "100"_dec, 1s + 1ns, "STALE_PRICE: age_ms=1000 limit=1000"},
        {"an hour old", "99"_dec, "100"_dec, 1h, "STALE_PRICE: age_ms=3600000 limit=1000"},
        {"locked", "100"_dec, "100"_dec, 0s, "BAD_PRICE: spread=0 limit=0"},
        {"crossed", "101"_dec, "100"_dec, 0s, "BAD_PRICE: spread=-1 limit=0"},
        {"one tick apart", "99.99"_dec, "100"_dec, 0s, "passes"},
        {"bid zero", "0"_dec, "100"_dec, 0s, "BAD_PRICE: spread=100 limit=0"},
        {"bid negative", "-1"_dec, "100"_dec, 0s, "BAD_PRICE: spread=101 limit=0"},
        {"both zero", "0"_dec, "0"_dec, 0s, "BAD_PRICE: spread=0 limit=0"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.quote(btc, c.bid, c.ask, c.age);
        EXPECT_EQ(market.verdict(market.buy("1"_dec)), c.words);
    }
    Market market;
    market.quotes.clear();
    EXPECT_EQ(market.verdict(market.buy("1"_dec)), "NO_PRICE: quotes=0 limit=0");
}

TEST(RailsValuation, AForeignQuoteAssetNeedsAFreshCrossRate)
{
    struct Case {
        const char* name;
        Decimal bid;
        Decimal ask;
        nanoseconds age;
        const char* words;
    };
    const Case cases[] = {
        {"dear: its ask counts", "1"_dec, "1.01"_dec, 0s, "101"},
        {"cheap", "0.87"_dec, "0.88"_dec, 0s, "88"},
        {"exactly a second old", "1"_dec, "1.01"_dec, 1s, "101"},
        {"stale", "1"_dec, "1.01"_dec, 1500ms, "STALE_PRICE: age_ms=1500 limit=1000"},
        {"crossed", "1.02"_dec, "1.01"_dec, 0s, "NO_USD_RATE: rates=0 limit=0"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.deposit(first, AssetId{"USDC"}, "1000"_dec);
        market.quote(btc_usdc, "99"_dec, "100"_dec);
        market.quote(usdc, c.bid, c.ask, c.age);
        Intent intent = market.buy("1"_dec);
        intent.instrument = btc_usdc;
        const Verdict verdict = market.assess(intent);
        const auto* denial = std::get_if<Denial>(&verdict);
        EXPECT_EQ(denial != nullptr ? to_string(*denial) : std::get<Admitted>(verdict).reservation.notional.to_string(),
                  c.words);
    }
    Market market;
    market.quotes.erase(usdc);
    market.quote(btc_usdc, "99"_dec, "100"_dec);
    Intent intent = market.buy("1"_dec);
    intent.instrument = btc_usdc;
    EXPECT_EQ(market.verdict(intent), "NO_USD_RATE: rates=0 limit=0");
    Limits trusting = plain_limits();
    trusting.usd_assets.push_back(AssetId{"USDC"});
    market.rails.set_limits(trusting);
    market.deposit(first, AssetId{"USDC"}, "1000"_dec);
    EXPECT_EQ(market.admitted(intent).reservation.notional.to_string(), "100") << "the settings say it is a dollar";
}

TEST(RailsValuation, NumbersBeyondTheRangeAreADenialAndNeverAWrap)
{
    Market market;
    market.quote(btc, "99000000000000000000"_dec, "100000000000000000000"_dec);
    EXPECT_EQ(market.verdict(market.buy("50"_dec)), "ARITHMETIC_OVERFLOW: number=0 limit=0");
    Market other;
    EXPECT_EQ(other.verdict(other.buy("1"_dec, "170000000000000000000"_dec)),
              "POSITION_LIMIT: worst_case=170000000000000000000 limit=10000");
    EXPECT_EQ(other.verdict(other.buy("2"_dec, "170000000000000000000"_dec)), "ARITHMETIC_OVERFLOW: number=0 limit=0");
}

// ----------------------------------------------------------------------------------------------------------- position

TEST(RailsPosition, TenThousandPassesAndOneCentMoreDoesNot)
{
    for (const Side side : {Side::buy, Side::sell}) {
        SCOPED_TRACE(to_text(side));
        Market market;
        market.deposit(first, bitcoin, "10"_dec);
        EXPECT_EQ(market.verdict(market.order(side, "0.1"_dec, "100000"_dec)), "needs a human");
        EXPECT_EQ(market.verdict(market.order(side, "0.1"_dec, "100000.1"_dec)),
                  "POSITION_LIMIT: worst_case=10000.01 limit=10000");
    }
}

TEST(RailsPosition, CountsWhatIsHeldAtTodaysPriceAndWhatIsOnItsWay)
{
    Market market;
    market.trade(market.buy("0.02"_dec), "90000"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "2100")
        << "at the ask, not at what it cost";
    market.reserve(market.buy("0.03"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.05"_dec, "100000"_dec)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.05001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    const Intent partial = market.buy("0.02"_dec, "100000"_dec);
    market.reserve(partial);
    market.fill(partial, "100000"_dec, "0.01"_dec);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "7100")
        << "a fill moves, it does not add";
    market.rails.release(partial.id, Rails::Slot::keep);
    EXPECT_EQ(market.admitted(market.buy("0.001"_dec)).worst_case.to_string(), "6100");
}

TEST(RailsPosition, TheOtherSideDoesNotCountAndAFlipCountsOnlyTheNewSide)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.buy("0.09"_dec), "100000"_dec);
    const Admitted flip = market.admitted(market.sell("0.19"_dec, "100000"_dec));
    EXPECT_EQ(flip.reservation.increasing.to_string(), "0.1");
    EXPECT_EQ(flip.reservation.exposure.to_string(), "10000");
    EXPECT_EQ(flip.worst_case.to_string(), "10000");
    EXPECT_EQ(flip.reservation.notional.to_string(), "19000") << "the approval looks at the whole";
    EXPECT_EQ(market.verdict(market.sell("0.19001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
}

TEST(RailsPosition, AFlipsFillsReduceFirst)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    const Intent flip = market.sell("0.03"_dec, "100000"_dec);
    market.reserve(flip);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "2000");
    EXPECT_EQ(market.holding().reducing_sell.to_string(), "0.01");
    market.fill(flip, "100000"_dec, "0.01"_dec);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "2000");
    EXPECT_EQ(market.holding().reducing_sell.to_string(), "0");
    market.fill(flip, "100000"_dec, "0.005"_dec);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "1500");
    market.fill(flip, "100000"_dec, "0.015"_dec);
    EXPECT_EQ(market.holding().reserved_sell.to_string(), "0");
    EXPECT_EQ(market.holding().position.quantity.to_string(), "-0.02");
}

TEST(RailsPosition, AUsersAccountsTogetherMayNotCauseMoreThanOne)
{
    Market market;
    market.trade(market.buy("0.06"_dec, {}, first), "100000"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.04"_dec, "100000"_dec, second)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.04001"_dec, "100000"_dec, second)),
              "POSITION_LIMIT: worst_case=10001 limit=10000");
    EXPECT_EQ(market.verdict(market.buy("0.1"_dec, "100000"_dec, strange)), "needs a human")
        << "another user's is his own";
}

TEST(RailsPosition, AnAgentIsHeldToThePartItCausedOverAllAccounts)
{
    Limits limits = plain_limits();
    limits.agent_position_max = Usd{"3000"_dec};
    Market market{limits};
    Intent his = market.buy("0.02"_dec, "100000"_dec, first);
    his.proposer = buy_bot;
    market.trade(his, "100000"_dec);
    Intent pending = market.buy("0.005"_dec, "100000"_dec, strange);
    pending.proposer = buy_bot;
    market.reserve(pending);
    Intent next = market.buy("0.005"_dec, "100000"_dec, second);
    next.proposer = buy_bot;
    EXPECT_EQ(market.verdict(next), "passes");
    next.quantity = Quantity{"0.00501"_dec};
    EXPECT_EQ(market.verdict(next), "AGENT_POSITION_LIMIT: worst_case=3001 limit=3000");
    next.proposer = person;
    EXPECT_EQ(market.verdict(next), "passes");
}

TEST(RailsPosition, WhatAnAgentCausedShrinksWithWhatIsSold)
{
    Market market;
    Intent bots = market.buy("0.02"_dec);
    bots.proposer = buy_bot;
    market.trade(bots, "100000"_dec);
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    const AgentId name{"buy_bot"};
    EXPECT_EQ(market.holding().caused_by.at(name).to_string(), "0.02");
    market.trade(market.sell("0.005"_dec), "100000"_dec);
    EXPECT_EQ(market.holding().caused_by.at(name).to_string(), "0.02") << "people's part goes first";
    market.trade(market.sell("0.01"_dec), "100000"_dec);
    EXPECT_EQ(market.holding().caused_by.at(name).to_string(), "0.015");
    Intent own = market.sell("0.005"_dec);
    own.proposer = buy_bot;
    market.trade(own, "100000"_dec);
    EXPECT_EQ(market.holding().caused_by.at(name).to_string(), "0.01");
    EXPECT_EQ(market.rails.state().agents.at(name).at(btc).long_quantity.to_string(), "0.01");
    market.trade(market.sell("0.01"_dec), "100000"_dec);
    EXPECT_TRUE(market.holding().caused_by.empty());
    EXPECT_TRUE(market.rails.state().agents.at(name).at(btc).long_quantity.is_zero());
}

TEST(RailsPosition, TheDeskIsHeldToItsOwnSumOverAllUsers)
{
    Limits limits = plain_limits();
    limits.desk_position_max = Usd{"5000"_dec};
    Market market{limits};
    market.trade(market.buy("0.02"_dec, {}, first), "100000"_dec);
    market.reserve(market.buy("0.02"_dec, "100000"_dec, strange));
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec, second)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.01001"_dec, "100000"_dec, second)),
              "DESK_POSITION_LIMIT: worst_case=5001 limit=5000");
}

TEST(RailsPosition, WhatAnIntentAlreadyHoldsIsNotCountedTwiceWhenItIsJudgedAgain)
{
    Market market;
    const Intent parked = market.buy("0.1"_dec, "100000"_dec);
    market.reserve(parked);
    EXPECT_EQ(std::get<Denial>(market.rails.assess(parked, market.quotes, market.now)).code,
              DenialCode::position_limit);
    EXPECT_TRUE(std::holds_alternative<Admitted>(market.rails.assess(parked, market.quotes, market.now, &parked.id)));
}

TEST(RailsPosition, AReductionOvertakenByAnotherOrderCountsAsWhatItWouldOpen)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);  // so that selling what was never bought has funds
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    market.reserve(market.sell("0.05"_dec, "110000"_dec));  // reduces
    const Intent quick = market.sell("0.05"_dec, "100000"_dec);
    market.reserve(quick);  // would open a short of 5 000
    market.fill(quick, "100000"_dec);
    market.rails.release(quick.id, Rails::Slot::keep);
    market.quote(btc, "100000"_dec, "100000.01"_dec);
    EXPECT_TRUE(market.holding().position.quantity.is_zero());
    EXPECT_EQ(market.verdict(market.sell("0.05"_dec, "100000"_dec)), "needs a human")
        << "5 000 short already on its way";
    EXPECT_EQ(market.verdict(market.sell("0.05001"_dec, "100000"_dec)), "POSITION_LIMIT: worst_case=10001 limit=10000");
    EXPECT_EQ(market.rails.gauges(first, market.quotes, market.now.utc).at(0).used.to_string(), "5000");
}

// --------------------------------------------------------------------------------------------------------- reductions

TEST(RailsReductions, PassWhereNothingElseDoes)
{
    struct Case {
        const char* name;
        void (*stop)(Market&);
        const char* words;
    };
    const Case cases[] = {
        {"desk halted", [](Market& m) { m.rails.set_desk_state(TradingState::halted, ""); }, "HALTED: state=3 limit=1"},
        {"desk reducing", [](Market& m) { m.rails.set_desk_state(TradingState::reducing, ""); },
         "REDUCING: state=2 limit=1"},
        {"account halted", [](Market& m) { m.rails.set_account_state(first, TradingState::halted, ""); },
         "HALTED: state=3 limit=1"},
        {"account reducing", [](Market& m) { m.rails.set_account_state(first, TradingState::reducing, ""); },
         "REDUCING: state=2 limit=1"},
        {"reconciling", [](Market& m) { m.rails.set_reconciling(first, true); }, "RECONCILING: accounts=1 limit=0"},
        {"loss streak", [](Market& m) { m.rails.trip_loss_streak(first); }, "LOSS_STREAK: losses=0 limit=3"},
        {"daily loss",
         [](Market& m) {
             m.rails.start_day(first, 20'000, Usd{"1000000"_dec}, false);
             m.rails.trip_daily_loss(first);
         },
         "DAILY_LOSS: loss=0 limit=50000"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.trade(market.buy("0.09"_dec, "99999.995"_dec), "100000"_dec);
        market.quote(btc, "99999.99"_dec, "100000.01"_dec);
        c.stop(market);
        EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), c.words);
        EXPECT_EQ(market.verdict(market.sell("0.09"_dec)), "passes") << "of 9 000, without a human";
        EXPECT_EQ(market.verdict(market.sell("0.00001"_dec)), "passes") << "below the least notional";
    }
}

TEST(RailsReductions, AreBoundedByThePositionLessTheReductionsOnTheirWay)
{
    Market market;
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    market.reserve(market.sell("0.03"_dec, "110000"_dec));
    Intent rest = market.sell("0.02"_dec);
    rest.reduce_only = true;
    EXPECT_EQ(market.verdict(rest), "passes");
    rest.quantity = Quantity{"0.02001"_dec};
    EXPECT_EQ(market.verdict(rest), "REDUCE_ONLY_EXCEEDS: quantity=0.02001 limit=0.02");
    Intent more = market.buy("0.001"_dec);
    more.reduce_only = true;
    EXPECT_EQ(market.verdict(more), "REDUCE_ONLY_EXCEEDS: quantity=0.001 limit=0");
}

TEST(RailsReductions, AShortIsReducedByBuying)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.sell("0.05"_dec), "100000"_dec);
    market.rails.set_desk_state(TradingState::halted, "");
    EXPECT_EQ(market.verdict(market.buy("0.05"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.05001"_dec)), "HALTED: state=3 limit=1") << "it would flip";
}

TEST(RailsReductions, HaveABudgetOfTheirOwn)
{
    Limits limits = plain_limits();
    limits.reductions_per_hour_max = 3;
    limits.admissions_per_hour_max = 1;
    Market market{limits};
    market.trade(market.buy("0.05"_dec), "100000"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "RATE_LIMIT: admissions=2 limit=1");
    for (int i = 0; i < 3; ++i) market.trade(market.sell("0.001"_dec), "100000"_dec);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "REDUCTION_RATE_LIMIT: reductions=4 limit=3");
    market.pass(1h - 1ns);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "REDUCTION_RATE_LIMIT: reductions=4 limit=3");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes");
}

// -------------------------------------------------------------------------------------------------------------- funds

TEST(RailsFunds, AnOrderIsHeldToWhatIsFree)
{
    Market market;
    market.deposit(first, usdt, "-999000"_dec);  // 1 000 left
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.01001"_dec, "100000"_dec)), "INSUFFICIENT_FUNDS: needed=1001 limit=1000");
    const IntentId held = market.reserve(market.buy("0.006"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec)), "INSUFFICIENT_FUNDS: needed=401 limit=400");
    market.rails.release(held, Rails::Slot::keep);
    EXPECT_EQ(market.verdict(market.buy("0.004"_dec, "100000"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.sell("0.001"_dec)), "INSUFFICIENT_FUNDS: needed=0.001 limit=0");
}

TEST(RailsFunds, AFillPaysFromWhatWasHeld)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    const auto reserved = [&] { return market.rails.state().accounts.at(first).reserved.at(usdt).to_string(); };
    EXPECT_EQ(reserved(), "1000");
    market.fill(intent, "90000"_dec, "0.004"_dec, "0.5"_dec);
    EXPECT_EQ(reserved(), "600");
    EXPECT_EQ(market.balance(usdt).to_string(), "999639.5");
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.004");
    market.rails.release(intent.id, Rails::Slot::keep);
    EXPECT_EQ(reserved(), "0");
}

// --------------------------------------------------------------------------------------------------------------- rate

TEST(RailsRate, TheTwentiethInAnyHourPassesAndTheTwentyFirstDoesNot)
{
    Market market;
    for (int i = 0; i < 19; ++i) market.reserve(market.buy("0.0001"_dec, {}, i % 2 == 0 ? first : second));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    market.reserve(market.buy("0.0001"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "RATE_LIMIT: admissions=21 limit=20");
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, second)), "RATE_LIMIT: admissions=21 limit=20") << "per user";
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec, {}, strange)), "passes");
    market.pass(1h - 1ns);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "RATE_LIMIT: admissions=21 limit=20");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
}

TEST(RailsRate, ASlotComesBackOnlyWhereItIsGivenBackAndOnlyOnce)
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = 2;
    Market market{limits};
    const IntentId kept = market.reserve(market.buy("0.0001"_dec));
    const IntentId given = market.reserve(market.buy("0.0001"_dec));
    market.rails.release(kept, Rails::Slot::keep);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "RATE_LIMIT: admissions=3 limit=2");
    market.rails.release(given, Rails::Slot::give_back);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
    const Bytes before = encode(market.rails.state());
    market.rails.release(given, Rails::Slot::give_back);
    market.rails.release(kept, Rails::Slot::give_back);
    EXPECT_EQ(encode(market.rails.state()), before) << "what is released is released";
}

TEST(RailsRate, AgentsAndTheDeskHaveTheirOwn)
{
    Limits limits = plain_limits();
    limits.agent_admissions_per_hour_max = 1;
    limits.desk_admissions_per_hour_max = 2;
    Market market{limits};
    Intent bots = market.buy("0.0001"_dec);
    bots.proposer = buy_bot;
    market.reserve(bots);
    bots = market.buy("0.0001"_dec, {}, strange);
    bots.proposer = buy_bot;
    EXPECT_EQ(market.verdict(bots), "AGENT_RATE_LIMIT: admissions=2 limit=1");
    bots.proposer = Actor{ActorKind::agent, "other_bot"};
    EXPECT_EQ(market.verdict(bots), "passes");
    const IntentId last = market.reserve(market.buy("0.0001"_dec, {}, second));
    EXPECT_EQ(market.verdict(bots), "DESK_RATE_LIMIT: admissions=3 limit=2");
    market.rails.release(last, Rails::Slot::give_back);
    EXPECT_EQ(market.verdict(bots), "passes");
}

TEST(RailsRate, AnIntentJudgedAgainDoesNotCountItself)
{
    Limits limits = plain_limits();
    limits.admissions_per_hour_max = limits.desk_admissions_per_hour_max = limits.agent_admissions_per_hour_max = 1;
    Market market{limits};
    Intent intent = market.buy("0.0001"_dec);
    intent.proposer = buy_bot;
    market.reserve(intent);
    EXPECT_TRUE(std::holds_alternative<Admitted>(market.rails.assess(intent, market.quotes, market.now, &intent.id)));
}

// ----------------------------------------------------------------------------------------------------------- approval

TEST(RailsApproval, AHumanIsNeededForStrictlyMoreThanAThousand)
{
    Market market;
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100001"_dec)), "needs a human") << "1 000.01";
}

TEST(RailsApproval, TheHoursUnattendedSumCountsPerUserInstrumentAndSide)
{
    Market market;
    market.deposit(first, bitcoin, "1"_dec);
    market.deposit(first, AssetId{"USDC"}, "1000"_dec);
    market.quote(btc_usdc, "99999.99"_dec, "100000"_dec);
    market.reserve(market.buy("0.006"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.004"_dec, "100000"_dec)), "passes") << "exactly 1 000 in the hour";
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec)), "needs a human");
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec, second)), "needs a human")
        << "the user's other account";
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec, strange)), "passes") << "another user";
    EXPECT_EQ(market.verdict(market.sell("0.00401"_dec, "100000"_dec)), "passes") << "the other side";
    Intent other = market.buy("0.00401"_dec, "100000"_dec);
    other.instrument = btc_usdc;
    EXPECT_EQ(market.verdict(other), "passes") << "another instrument";
    market.pass(1h - 1ns);
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec)), "needs a human");
    market.pass(1ns);
    EXPECT_EQ(market.verdict(market.buy("0.00401"_dec, "100000"_dec)), "passes");
}

TEST(RailsApproval, WhatAHumanSawDoesNotCountTowardsTheSumNorWhatWasRefused)
{
    Market market;
    market.reserve(market.buy("0.02"_dec, "100000"_dec));  // 2 000, attended
    EXPECT_EQ(market.verdict(market.buy("0.01"_dec, "100000"_dec)), "passes");
    const IntentId refused = market.reserve(market.buy("0.01"_dec, "100000"_dec));
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "needs a human");
    market.rails.release(refused, Rails::Slot::give_back);
    EXPECT_EQ(market.verdict(market.buy("0.0001"_dec)), "passes");
}

// --------------------------------------------------------------------------------------------------------- daily loss

TEST(RailsDailyLoss, TripsAtExactlyFivePercentOfTheBaseline)
{
    struct Case {
        const char* name;
        Decimal equity;
        Decimal deposits;
        bool is_reached;
    };
    const Case cases[] = {
        {"unchanged", "10000"_dec, "0"_dec, false},
        {"a cent short of it", "9500.01"_dec, "0"_dec, false},
        {"the smallest unit short of it", "9500.000000000000000001"_dec, "0"_dec, false},
        {"exactly", "9500"_dec, "0"_dec, true},
        {"more", "1"_dec, "0"_dec, true},
        {"a deposit does not cure it", "59500"_dec, "50000"_dec, true},
        {"a withdrawal is no loss", "5000"_dec, "-5000"_dec, false},
        {"a loss beside a withdrawal is", "4500"_dec, "-5000"_dec, true},
        {"a win", "20000"_dec, "0"_dec, false},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Rails rails{Limits{}};
        const Day day{20'000, Usd{"10000"_dec}, Usd{c.deposits}, false, false};
        EXPECT_EQ(rails.is_daily_loss_reached(day, Usd{c.equity}), c.is_reached);
    }
    EXPECT_FALSE(Rails{Limits{}}.is_daily_loss_reached(Day{}, Usd{})) << "no baseline, nothing to lose";
}

TEST(RailsDailyLoss, FeesAndOpenPositionsAtMarkCountAndTheDenialSaysHowMuch)
{
    Market market;
    market.deposit(first, usdt, "-990000"_dec);
    market.rails.start_day(first, 20'000, Usd{"10000"_dec}, false);
    market.trade(market.buy("0.01"_dec), "100000"_dec, "300"_dec);
    market.pass(2h);
    market.quote(btc, "80000"_dec, "80000.02"_dec);  // mark 80 000.01: 199.9999 lost on the position
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes");
    market.quote(btc, "79999.99"_dec, "80000.01"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "DAILY_LOSS: loss=500 limit=500");
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec, {}, second)), "passes") << "each account has its own";
}

TEST(RailsDailyLoss, TrippedStaysTrippedWhateverThePriceAndDepositsDo)
{
    Market market;
    market.rails.start_day(first, 20'000, Usd{"1000000"_dec}, false);
    market.rails.trip_daily_loss(first);
    market.rails.move_funds(first, usdt, Amount{"1000000"_dec}, Usd{"1000000"_dec});
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "DAILY_LOSS: loss=0 limit=50000");
    market.rails.start_day(first, 20'001, Usd{"2000000"_dec}, false);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "passes") << "the next day";
}

TEST(RailsDailyLoss, WithoutAWorthNothingIncreases)
{
    Market market;
    market.deposit(first, AssetId{"DOGE"}, "1"_dec);
    EXPECT_EQ(market.verdict(market.buy("0.001"_dec)), "NO_PRICE: equity=0 limit=0");
}

// -------------------------------------------------------------------------------------------------------- loss streak

TEST(RailsLossStreak, CountsTripsThatLoseStrictlyMoreThanTwoPercentOfTheirEntry)
{
    struct Case {
        const char* name;
        Decimal exit;
        Decimal fee;
        std::uint32_t losses;
    };
    const Case cases[] = {
        {"exactly two percent", "98000"_dec, "0"_dec, 0},
        {"a little more", "97999.99"_dec, "0"_dec, 1},
        {"fees count", "98000"_dec, "0.000001"_dec, 1},
        {"a smaller loss", "99000"_dec, "0"_dec, 0},
        {"a win", "101000"_dec, "0"_dec, 0},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        Market market;
        market.trade(market.buy("0.005"_dec), "100000"_dec);
        const auto trip = market.trade(market.sell("0.005"_dec), c.exit, c.fee);
        ASSERT_TRUE(trip);
        EXPECT_EQ(trip->entry_cost.to_string(), "500");
        EXPECT_EQ(market.rails.state().accounts.at(first).losses_in_a_row, c.losses);
    }
}

TEST(RailsLossStreak, AWinOrASmallerLossStartsAgainAndPartialExitsAreOneTrip)
{
    Market market;
    const auto losses = [&] { return market.rails.state().accounts.at(first).losses_in_a_row; };
    for (const Decimal exit : {"97000"_dec, "97000"_dec}) {
        market.trade(market.buy("0.002"_dec), "100000"_dec);
        market.trade(market.sell("0.001"_dec), exit);
        market.trade(market.sell("0.001"_dec), exit);
    }
    EXPECT_EQ(losses(), 2u);
    market.trade(market.buy("0.002"_dec), "100000"_dec);
    market.trade(market.sell("0.002"_dec), "98000"_dec);
    EXPECT_EQ(losses(), 0u);
}

TEST(RailsLossStreak, AShortsDustIsNoLoss)
{
    Market market;
    market.deposit(first, bitcoin, "10"_dec);
    market.trade(market.sell("0.005"_dec), "100000"_dec);
    Intent back = market.buy("0.005"_dec);
    market.reserve(back);
    const auto trip = market.fill(back, "100000"_dec, {}, "0.000005"_dec, bitcoin);  // the fee leaves half a lot short
    ASSERT_TRUE(trip);
    EXPECT_EQ(trip->result.to_string(), "-0.5");
    EXPECT_TRUE(market.holding().position.quantity.is_zero());
    EXPECT_EQ(market.rails.state().accounts.at(first).losses_in_a_row, 0u);
}

TEST(RailsBooking, AFeeInTheBaseAssetLeavesWhatReallyIsThere)
{
    Market market;
    const Intent in = market.buy("0.01"_dec);
    market.reserve(in);
    market.fill(in, "100000"_dec, {}, "0.00001"_dec, bitcoin);
    EXPECT_EQ(market.holding().position.quantity.to_string(), "0.00999");
    EXPECT_EQ(market.balance(bitcoin).to_string(), "0.00999");
    EXPECT_EQ(market.holding().position.cost.to_string(), "1000") << "smaller at the same cost";
    market.rails.release(in.id, Rails::Slot::keep);

    market.deposit(first, bitcoin, "1"_dec);
    const Intent out = market.sell("0.00999"_dec);
    market.reserve(out);
    const auto trip = market.fill(out, "100000"_dec, {}, "0.00001"_dec, bitcoin);
    ASSERT_TRUE(trip);
    EXPECT_EQ(market.holding().position.quantity.to_string(), "-0.00001")
        << "the fee was sold without having been bought";
    EXPECT_EQ(market.holding().position.cost.to_string(), "1") << "and at the trade's price, so no trip without a cost";
}

TEST(RailsBooking, AFillAfterTheReleaseIsBookedAndHoldsNothing)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    market.rails.release(intent.id, Rails::Slot::keep);
    market.fill(intent, "100000"_dec);
    EXPECT_EQ(market.holding().position.quantity.to_string(), "0.01");
    EXPECT_TRUE(market.holding().reserved_buy.is_zero());
    EXPECT_EQ(market.rails.state().accounts.at(first).reserved.at(usdt), Amount{});
}

TEST(RailsBooking, AFillLargerThanItsOrderNeverHoldsLessThanNothing)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    market.fill(intent, "100000"_dec, "0.012"_dec);
    EXPECT_EQ(market.holding().position.quantity.to_string(), "0.012");
    EXPECT_TRUE(market.holding().reserved_buy.is_zero());
    market.rails.release(intent.id, Rails::Slot::keep);
    EXPECT_TRUE(market.holding().reserved_buy.is_zero());
    EXPECT_EQ(market.rails.state().accounts.at(first).reserved.at(usdt), Amount{});
}

TEST(RailsBooking, ARebateIsAFeeBelowZero)
{
    Market market;
    const Intent intent = market.buy("0.01"_dec, "100000"_dec);
    market.reserve(intent);
    market.fill(intent, "100000"_dec, {}, "-0.25"_dec);
    EXPECT_EQ(market.balance(usdt).to_string(), "999000.25");
    EXPECT_EQ(market.holding().position.realised.to_string(), "0.25");
}

// -------------------------------------------------------------------------------------------------------------- gauges

TEST(RailsGauges, ShowHowFarEachRailIs)
{
    Market market;
    market.rails.start_day(first, 20'000, Usd{"1000000"_dec}, false);
    market.trade(market.buy("0.005"_dec), "100000"_dec);
    market.reserve(market.buy("0.002"_dec, "100000"_dec));
    market.deposit(first, usdt, "-10000"_dec);  // as if it had been lost: one percent
    const auto gauges = market.rails.gauges(first, market.quotes, market.now.utc);
    const auto find = [&](std::string_view rail) {
        for (const Gauge& gauge : gauges)
            if (gauge.rail == rail)
                return gauge.used.to_string() + " of " + gauge.limit.to_string() + " " + gauge.unit + ", " +
                       gauge.scope;
        return std::string{"none"};
    };
    EXPECT_EQ(find("POSITION_LIMIT"), "700 of 10000 USD, account first");
    EXPECT_EQ(find("RATE_LIMIT"), "2 of 20 per hour, user alice");
    EXPECT_EQ(find("REDUCTION_RATE_LIMIT"), "0 of 120 per hour, user alice");
    EXPECT_EQ(find("APPROVAL"), "700 of 1000 USD, user alice BUY");
    EXPECT_EQ(find("LOSS_STREAK"), "0 of 3 in a row, account first");
    EXPECT_EQ(find("DAILY_LOSS"), "1.01 of 5 percent, account first") << "rounded up";
    EXPECT_TRUE(market.rails.gauges(AccountId{"nobody"}, market.quotes, market.now.utc).empty());
}

TEST(RailsState, EveryCodeHasItsOwnWord)
{
    std::set<std::string_view> words;
    for (const auto& row : enum_table(DenialCode{})) EXPECT_TRUE(words.insert(row.name).second) << row.name;
}

TEST(RailsState, SurvivesItsEncoding)
{
    Market market;
    market.trade(market.buy("0.01"_dec), "100000"_dec);
    market.reserve(market.buy("0.002"_dec, "90000"_dec));
    const Bytes bytes = encode(market.rails.state());
    const auto again = decode<RailsState>(bytes);
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, market.rails.state());
    EXPECT_EQ(encode(*again), bytes);
}

}  // namespace
}  // namespace swarmdesk::trading::risk
