#include "trading/venues/paper/paper_exchange.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <functional>
#include <memory>

#include "trading/venues/paper/paper_exchange_harness.hpp"

namespace swarmdesk::trading::venues {
namespace {

TEST_F(PaperExchangeTest, EveryOrderTypeAndTimeInForceEndsAsItShould)
{
    using enum OrderType;
    using enum TimeInForce;
    struct Case {
        const char* name;
        OrderType type;
        TimeInForce time_in_force;
        Side side;
        Decimal quantity;
        std::optional<Decimal> price;
        VenueOrderStatus status;
        Decimal filled;
    };
    // The market maker buys 1 at 100.00 and sells 1 at 100.10.
    const Case cases[] = {
        {"market buy within the market maker's size",
         market,
         gtc,
         Side::buy,
         "1"_dec,
         {},
         VenueOrderStatus::filled,
         "1"_dec},
        {"market buy beyond it", market, gtc, Side::buy, "1.5"_dec, {}, VenueOrderStatus::expired, "1"_dec},
        {"market buy at its worst price", market, gtc, Side::buy, "1"_dec, "100.10"_dec, VenueOrderStatus::filled,
         "1"_dec},
        {"market buy one tick short", market, gtc, Side::buy, "1"_dec, "100.09"_dec, VenueOrderStatus::expired,
         "0"_dec},
        {"market buy bounded between ticks", market, gtc, Side::buy, "1"_dec, "100.109"_dec, VenueOrderStatus::filled,
         "1"_dec},
        {"market sell at its worst price", market, gtc, Side::sell, "1"_dec, "100"_dec, VenueOrderStatus::filled,
         "1"_dec},
        {"market sell between ticks above the bid", market, gtc, Side::sell, "1"_dec, "100.001"_dec,
         VenueOrderStatus::expired, "0"_dec},
        {"limit GTC at the ask", limit, gtc, Side::buy, "1"_dec, "100.10"_dec, VenueOrderStatus::filled, "1"_dec},
        {"limit GTC rests its rest", limit, gtc, Side::buy, "1.5"_dec, "100.10"_dec, VenueOrderStatus::resting,
         "1"_dec},
        {"limit GTC below the ask rests", limit, gtc, Side::buy, "1"_dec, "100.09"_dec, VenueOrderStatus::resting,
         "0"_dec},
        {"limit GTC sell at the bid", limit, gtc, Side::sell, "1"_dec, "100"_dec, VenueOrderStatus::filled, "1"_dec},
        {"limit IOC drops its rest", limit, ioc, Side::buy, "1.5"_dec, "100.10"_dec, VenueOrderStatus::expired,
         "1"_dec},
        {"limit IOC away from the market", limit, ioc, Side::buy, "1"_dec, "100.09"_dec, VenueOrderStatus::expired,
         "0"_dec},
        {"limit FOK whole", limit, fok, Side::buy, "1"_dec, "100.10"_dec, VenueOrderStatus::filled, "1"_dec},
        {"limit FOK a lot too much", limit, fok, Side::buy, "1.001"_dec, "100.10"_dec, VenueOrderStatus::expired,
         "0"_dec},
        {"limit maker below the ask rests", limit_maker, gtc, Side::buy, "1"_dec, "100.09"_dec,
         VenueOrderStatus::resting, "0"_dec},
    };
    int number = 0;
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        quoted("100"_dec, "100.10"_dec);
        const std::string id = "o" + std::to_string(++number);
        const auto answer = place(order(id, c.side, c.type, c.quantity, c.price, c.time_in_force));
        ASSERT_FALSE(answer.rejection) << answer.rejection->message;
        EXPECT_EQ(find(id).status, c.status);
        EXPECT_EQ(find(id).filled, Quantity{c.filled});
        if (find(id).is_open()) keep(exchange.cancel(paper, btcusdt, ClientOrderId{id}, now).events);
        EXPECT_TRUE(balance(paper, usdt).locked.is_zero());
        EXPECT_TRUE(balance(paper, btc).locked.is_zero());
    }
}

TEST_F(PaperExchangeTest, RejectsWhatBinanceRejectsWithItsCodes)
{
    using enum OrderType;
    struct Case {
        const char* name;
        Order order;
        std::optional<Rejection> rejection;
    };
    const auto buy = [](OrderType type, Decimal quantity, std::optional<Decimal> price = {}) {
        return order("x", Side::buy, type, quantity, price);
    };
    const auto stop = [](Side side, Decimal price, std::optional<Decimal> stop_price) {
        Order result = order("x", side, stop_loss_limit, "1"_dec, price);
        if (stop_price) result.stop_price = Price{*stop_price};
        return result;
    };
    const auto failed = [](const char* filter) { return Rejection{"-1013", std::string{"Filter failure: "} + filter}; };
    const Rejection balance{"-2010", "Account has insufficient balance for requested action."};
    Order unknown_account = buy(limit, "1"_dec, "100"_dec);
    unknown_account.account = AccountId{"nobody"};
    Order unknown_symbol = buy(limit, "1"_dec, "100"_dec);
    unknown_symbol.instrument = InstrumentId{"paper:DOGEUSDT"};
    Order no_id = buy(limit, "1"_dec, "100"_dec);
    no_id.client_order_id = {};
    Order stop_on_limit = buy(limit, "1"_dec, "100"_dec);
    stop_on_limit.stop_price = Price{"101"_dec};
    const Case cases[] = {
        {"the smallest quantity", buy(limit, "0.002"_dec, "2500"_dec), {}},
        {"one lot less", buy(limit, "0.001"_dec, "5000"_dec), failed("LOT_SIZE")},
        {"the largest quantity", buy(limit, "50"_dec, "1"_dec), {}},
        {"one lot more", buy(limit, "50.001"_dec, "1"_dec), failed("LOT_SIZE")},
        {"between lots", buy(limit, "1.0005"_dec, "100"_dec), failed("LOT_SIZE")},
        {"between ticks", buy(limit, "1"_dec, "100.005"_dec), failed("PRICE_FILTER")},
        {"an absurd price", buy(limit, "1"_dec, "1000000000.01"_dec), failed("PRICE_FILTER")},
        {"an absurd bound", buy(market, "1"_dec, "1000000000.01"_dec), failed("PRICE_FILTER")},
        {"the smallest notional", buy(limit, "0.05"_dec, "100"_dec), {}},
        {"a cent less", buy(limit, "0.499"_dec, "10.01"_dec), failed("NOTIONAL")},
        {"a market order of the smallest notional", buy(market, "0.05"_dec), {}},
        {"a market order one lot less", buy(market, "0.049"_dec), failed("NOTIONAL")},
        {"no quantity", buy(limit, "0"_dec, "100"_dec), Rejection{"-1013", "Invalid quantity."}},
        {"a negative quantity", buy(limit, "-1"_dec, "100"_dec), Rejection{"-1013", "Invalid quantity."}},
        {"a zero price", buy(limit, "1"_dec, "0"_dec), Rejection{"-1013", "Invalid price."}},
        {"a limit order without a price", buy(limit, "1"_dec),
         Rejection{"-1102", "Mandatory parameter 'price' was not sent, was empty/null, or malformed."}},
        {"a stop without a stop price", stop(Side::buy, "101"_dec, {}),
         Rejection{"-1102", "Mandatory parameter 'stopPrice' was not sent, was empty/null, or malformed."}},
        {"a stop price on a limit order", stop_on_limit,
         Rejection{"-1106", "Parameter 'stopPrice' sent when not required."}},
        {"no client order id", no_id, Rejection{"-1105", "Parameter 'newClientOrderId' was empty."}},
        {"an account that is not there", unknown_account,
         Rejection{"-2015", "Invalid API-key, IP, or permissions for action."}},
        {"a symbol that is not there", unknown_symbol, Rejection{"-1121", "Invalid symbol."}},
        {"a limit maker at the ask", buy(limit_maker, "1"_dec, "100.10"_dec),
         Rejection{"-2010", "Order would immediately match and take."}},
        {"a buy stop at the ask", stop(Side::buy, "101"_dec, "100.10"_dec),
         Rejection{"-2010", "Stop price would trigger immediately."}},
        {"a buy stop a tick above", stop(Side::buy, "101"_dec, "100.11"_dec), {}},
        {"a sell stop at the bid", stop(Side::sell, "99"_dec, "100"_dec),
         Rejection{"-2010", "Stop price would trigger immediately."}},
        {"a sell stop a tick below", stop(Side::sell, "99"_dec, "99.99"_dec), {}},
        {"a buy of all the money", buy(limit, "50"_dec, "2000"_dec), {}},
        {"a buy of one lot's tick more", buy(limit, "50"_dec, "2000.01"_dec), balance},
        {"a sell of all the coins", order("x", Side::sell, limit, "10"_dec, "200"_dec), {}},
        {"a sell of one lot more", order("x", Side::sell, limit, "10.001"_dec, "200"_dec), balance},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        PaperExchange fresh{settings(), {bitcoin()}};
        fresh.open_accounts(now);
        ASSERT_TRUE(fresh.move(paper, MoveKind::deposit, btc, Amount{"10"_dec}, now));
        fresh.on_quote(quote("100"_dec, "100.10"_dec), now);
        const Bytes before = encode(fresh.state());
        const auto answer = fresh.place(c.order, 0, now);
        EXPECT_EQ(answer.rejection, c.rejection);
        if (c.rejection) {
            EXPECT_TRUE(answer.events.empty());
            EXPECT_EQ(encode(fresh.state()), before);
        }
    }
}

TEST_F(PaperExchangeTest, AMarketOrderNeedsAMarket)
{
    EXPECT_EQ(place(order("a", Side::buy, OrderType::market, "1"_dec)).rejection,
              (Rejection{"-2010", "Market is closed."}));
    EXPECT_FALSE(place(order("a", Side::buy, OrderType::limit, "1"_dec, "100"_dec)).rejection);
}

TEST_F(PaperExchangeTest, AClientIdIsUniqueAmongOpenOrdersOnly)
{
    quoted("100"_dec, "100.10"_dec);
    ASSERT_FALSE(place(order("a", Side::buy, OrderType::limit, "1"_dec, "90"_dec)).rejection);
    EXPECT_EQ(place(order("a", Side::buy, OrderType::limit, "1"_dec, "91"_dec)).rejection,
              (Rejection{"-2010", "Duplicate order sent.", true}));
    const auto first = find("a").number;
    ASSERT_FALSE(exchange.cancel(paper, btcusdt, ClientOrderId{"a"}, now).rejection);
    ASSERT_FALSE(place(order("a", Side::buy, OrderType::limit, "1"_dec, "91"_dec)).rejection);
    EXPECT_NE(find("a").number, first);
    EXPECT_EQ(exchange.state().find(first)->status, VenueOrderStatus::canceled);
}

TEST_F(PaperExchangeTest, ByRuleAClientIdStaysTakenWhileItsOrderIsRemembered)
{
    PaperSettings strict = settings();
    strict.remembers_client_ids = true;
    strict.closed_orders_max = 1;
    PaperExchange venue{strict, {bitcoin()}};
    venue.open_accounts(now);
    const auto again = [&](std::string_view id) {
        const auto answer = venue.place(order(id, Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now);
        if (!answer.rejection) venue.cancel(paper, btcusdt, ClientOrderId{id}, now);
        return answer.rejection;
    };
    EXPECT_FALSE(again("a"));
    EXPECT_EQ(again("a"), (Rejection{"-2010", "Duplicate order sent.", true}));
    EXPECT_FALSE(again("b"));
    EXPECT_FALSE(again("c"));  // forgets a
    EXPECT_FALSE(again("a"));
}

TEST_F(PaperExchangeTest, CancelingAnUnknownOrClosedOrderIsRejected)
{
    const Rejection unknown{"-2011", "Unknown order sent."};
    EXPECT_EQ(exchange.cancel(paper, btcusdt, ClientOrderId{"a"}, now).rejection, unknown);
    place(order("a", Side::buy, OrderType::limit, "1"_dec, "90"_dec));
    EXPECT_EQ(exchange.cancel(other, btcusdt, ClientOrderId{"a"}, now).rejection, unknown);
    EXPECT_FALSE(exchange.cancel(paper, btcusdt, ClientOrderId{"a"}, now).rejection);
    EXPECT_EQ(exchange.cancel(paper, btcusdt, ClientOrderId{"a"}, now).rejection, unknown);
}

TEST_F(PaperExchangeTest, OneAccountHasSoManyOpenOrdersInOneInstrumentAndNoMore)
{
    PaperSettings tight = settings();
    tight.open_orders_max = 2;
    PaperExchange small{tight, {bitcoin()}};
    small.open_accounts(now);
    EXPECT_FALSE(small.place(order("a", Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now).rejection);
    EXPECT_FALSE(small.place(order("b", Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now).rejection);
    EXPECT_EQ(small.place(order("c", Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now).rejection,
              (Rejection{"-1013", "Filter failure: MAX_NUM_ORDERS"}));
    small.cancel(paper, btcusdt, ClientOrderId{"a"}, now);
    EXPECT_FALSE(small.place(order("c", Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now).rejection);
}

TEST_F(PaperExchangeTest, FeesAreExactAndTakenFromWhatIsReceived)
{
    PaperSettings fees = settings();
    fees.fees.usual = {.maker_bp = "10"_dec, .taker_bp = "25"_dec};
    PaperExchange venue{fees, {bitcoin()}};
    venue.open_accounts(now);
    venue.on_quote(quote("100"_dec, "100.10"_dec), now);

    venue.place(order("buy", Side::buy, OrderType::market, "0.333"_dec), 0, now);
    const auto& bought = venue.state().find(paper, btcusdt, ClientOrderId{"buy"})->fills.at(0).fill;
    EXPECT_EQ(bought.fee, Amount{"0.0008325"_dec});  // 25 bp of 0.333 BTC
    EXPECT_EQ(bought.fee_asset, btc);
    EXPECT_EQ(bought.liquidity, Liquidity::taker);
    EXPECT_EQ(bought.price, Price{"100.10"_dec});
    EXPECT_EQ(venue.state().free(paper, btc), Amount{"0.3321675"_dec});
    EXPECT_EQ(venue.state().free(paper, usdt), Amount{"99966.6667"_dec});

    venue.place(order("sell", Side::sell, OrderType::limit, "0.332"_dec, "101"_dec), 0, now);
    venue.on_quote(quote("101.50"_dec, "101.60"_dec), now);
    const auto& sold = venue.state().find(paper, btcusdt, ClientOrderId{"sell"})->fills.at(0).fill;
    EXPECT_EQ(sold.price, Price{"101"_dec});      // its own price, not the market maker's
    EXPECT_EQ(sold.fee, Amount{"0.033532"_dec});  // 10 bp of 33.532 USDT
    EXPECT_EQ(sold.fee_asset, usdt);
    EXPECT_EQ(sold.liquidity, Liquidity::maker);
    EXPECT_EQ(venue.state().free(paper, btc), Amount{"0.0001675"_dec});
    EXPECT_EQ(venue.state().fees().at(btc), Amount{"0.0008325"_dec});
    EXPECT_EQ(venue.state().fees().at(usdt), Amount{"0.033532"_dec});
    EXPECT_EQ(bought.id, FillId{"1"});
    EXPECT_EQ(sold.id, FillId{"2"});
    EXPECT_EQ(sold.quote_amount, Amount{"33.532"_dec});
}

const AssetId bnb{"BNB"};

Instrument binance_coin()
{
    Instrument result = bitcoin();
    result.id = InstrumentId{"paper:BNBUSDT"};
    result.base = bnb;
    return result;
}

Quote quote_of_coin(Decimal bid, Decimal ask)
{
    Quote result = quote(bid, ask);
    result.instrument = binance_coin().id;
    return result;
}

TEST_F(PaperExchangeTest, FeesInAThirdAssetLeaveTheTradeWholeUntilItRunsOut)
{
    PaperSettings fees = settings();
    fees.fees.asset = bnb;
    fees.initial_balances[paper][bnb] = Amount{"0.001"_dec};
    PaperExchange venue{fees, {bitcoin(), binance_coin()}};
    venue.open_accounts(now);
    venue.on_quote(quote_of_coin("99.95"_dec, "100.05"_dec), now);
    venue.on_quote(quote("100"_dec, "100.10"_dec), now);

    // 10 bp of 100.10 less a quarter is 0.075075 USDT: 0.00075075 BNB at 100.
    venue.place(order("first", Side::buy, OrderType::market, "1"_dec), 0, now);
    const auto& paid = venue.state().find(paper, btcusdt, ClientOrderId{"first"})->fills.at(0).fill;
    EXPECT_EQ(paid.fee_asset, bnb);
    EXPECT_EQ(paid.fee, Amount{"0.00075075"_dec});
    EXPECT_EQ(venue.state().free(paper, btc), Amount{"1"_dec});
    EXPECT_EQ(venue.state().free(paper, bnb), Amount{"0.00024925"_dec});
    EXPECT_EQ(venue.state().fees().at(bnb), Amount{"0.00075075"_dec});

    venue.on_quote(quote("100"_dec, "100.10"_dec), now);
    venue.place(order("second", Side::sell, OrderType::market, "1"_dec), 0, now);
    const auto& usual = venue.state().find(paper, btcusdt, ClientOrderId{"second"})->fills.at(0).fill;
    EXPECT_EQ(usual.fee_asset, usdt);
    EXPECT_EQ(usual.fee, Amount{"0.1"_dec});
    EXPECT_EQ(venue.state().free(paper, bnb), Amount{"0.00024925"_dec}) << "what is not enough is not touched";
}

TEST_F(PaperExchangeTest, VolumeOfThirtyDaysLowersTheFeeAndSurvivesARestart)
{
    PaperSettings fees = settings();
    fees.fees.tiers = {{Amount{}, {.maker_bp = "10"_dec, .taker_bp = "10"_dec}},
                       {Amount{"100"_dec}, {.maker_bp = "5"_dec, .taker_bp = "5"_dec}}};
    auto venue = std::make_unique<PaperExchange>(fees, std::vector{bitcoin()});
    venue->open_accounts(now);
    constexpr std::int64_t day = 86'400'000'000'000;
    int count = 0;
    const auto fee_of_one_at = [&](UtcTime time) {
        venue->on_quote(quote("100"_dec, "100.10"_dec), time);
        const std::string id = "o" + std::to_string(++count);
        venue->place(order(id, Side::buy, OrderType::market, "1"_dec), 0, time);
        return venue->state().find(paper, btcusdt, ClientOrderId{id})->fills.at(0).fill.fee;
    };
    const UtcTime start{100 * day + day / 2};
    EXPECT_EQ(fee_of_one_at(start), Amount{"0.001"_dec}) << "what it trades now does not count yet";
    EXPECT_EQ(fee_of_one_at(start), Amount{"0.0005"_dec}) << "100.10 is enough";

    auto state = PaperState::decode(encode(venue->state()));
    ASSERT_TRUE(state.has_value());
    venue = std::make_unique<PaperExchange>(fees, std::vector{bitcoin()});
    ASSERT_TRUE(venue->restore(std::move(*state)));
    EXPECT_EQ(venue->state().volume(paper, start), Amount{"200.2"_dec});
    EXPECT_EQ(venue->state().volume(other, start), Amount{});
    EXPECT_EQ(venue->state().volume(paper, UtcTime{129 * day}), Amount{"200.2"_dec}) << "the thirtieth day";
    EXPECT_EQ(venue->state().volume(paper, UtcTime{130 * day}), Amount{});
    EXPECT_EQ(fee_of_one_at(UtcTime{130 * day}), Amount{"0.001"_dec});
}

TEST_F(PaperExchangeTest, AHaltedInstrumentTakesNothingTradesNothingAndStillCancels)
{
    quoted("100"_dec, "100.10"_dec);
    place(order("resting", Side::buy, OrderType::limit, "1"_dec, "99"_dec));
    Order stop = order("stop", Side::sell, OrderType::stop_loss_limit, "1"_dec, "98"_dec);
    stop.stop_price = Price{"99.50"_dec};
    place(stop);
    Instrument halted = bitcoin();
    halted.status = InstrumentStatus::halted;
    PaperExchange venue{settings(), {halted}};
    auto state = PaperState::decode(encode(exchange.state()));
    ASSERT_TRUE(venue.restore(std::move(*state)));
    EXPECT_TRUE(venue.on_quote(quote("97"_dec, "98"_dec), now).empty()) << "the market passed both";
    EXPECT_EQ(venue.next_awaited(btcusdt, Price{"100"_dec}, Price{"90"_dec}), std::nullopt);
    EXPECT_EQ(venue.place(order("new", Side::sell, OrderType::limit, "1"_dec, "98"_dec), 0, now).rejection,
              (Rejection{"-2010", "Market is closed."}));
    for (const char* id : {"resting", "stop"}) {
        EXPECT_FALSE(venue.cancel(paper, btcusdt, ClientOrderId{id}, now).rejection);
        EXPECT_EQ(venue.state().find(paper, btcusdt, ClientOrderId{id})->status, VenueOrderStatus::canceled);
    }
}

TEST_F(PaperExchangeTest, ABuyThatTradesBetterThanItsPriceGetsTheDifferenceBackAtOnce)
{
    quoted("100"_dec, "100.10"_dec);
    place(order("a", Side::buy, OrderType::limit, "2"_dec, "110"_dec));
    EXPECT_EQ(find("a").filled, Quantity{"1"_dec});
    EXPECT_EQ(balance(paper, usdt).locked, Amount{"110"_dec});
    EXPECT_EQ(balance(paper, usdt).free, Amount{"99789.90"_dec});
}

TEST_F(PaperExchangeTest, AQuoteFillsTheRestingOrdersItCrossesUpToItsSizeOldestFirst)
{
    quoted("100"_dec, "100.10"_dec);
    place(order("a", Side::buy, OrderType::limit, "0.7"_dec, "99"_dec));
    place(order("b", Side::buy, OrderType::limit, "0.7"_dec, "99"_dec));
    quoted("98.90"_dec, "99.01"_dec);
    EXPECT_EQ(find("a").filled, Quantity{});
    quoted("98.90"_dec, "99"_dec);
    EXPECT_EQ(find("a").status, VenueOrderStatus::filled);
    EXPECT_EQ(find("b").filled, Quantity{"0.3"_dec});
    quoted("98.90"_dec, "99"_dec);
    EXPECT_EQ(find("b").status, VenueOrderStatus::filled);
    EXPECT_EQ(exchange.state().market_maker().at(btc), Amount{"-1.4"_dec});
    EXPECT_EQ(exchange.state().market_maker().at(usdt), Amount{"138.6"_dec});
}

TEST_F(PaperExchangeTest, TheMarketMakerOffersSeveralLevels)
{
    PaperSettings deep = settings();
    deep.maker_levels = 3;
    PaperExchange venue{deep, {bitcoin()}};
    venue.open_accounts(now);
    venue.on_quote(quote("100"_dec, "100.10"_dec), now);
    venue.place(order("a", Side::buy, OrderType::market, "4"_dec), 0, now);
    const auto& bought = *venue.state().find(paper, btcusdt, ClientOrderId{"a"});
    EXPECT_EQ(bought.filled, Quantity{"3"_dec});
    ASSERT_EQ(bought.fills.size(), 3u);
    EXPECT_EQ(bought.fills[2].fill.price, Price{"100.12"_dec});  // one basis point apart, and at least a tick
}

TEST_F(PaperExchangeTest, UnsoundQuotesChangeNothing)
{
    quoted("100"_dec, "100.10"_dec);
    for (const auto& [bid, ask] :
         {std::pair{"100"_dec, "100"_dec}, std::pair{"101"_dec, "100"_dec}, std::pair{"0"_dec, "100"_dec},
          std::pair{"-1"_dec, "100"_dec}, std::pair{"0.001"_dec, "100"_dec}, std::pair{"100"_dec, "1000000001"_dec}})
        quoted(bid, ask);
    place(order("a", Side::buy, OrderType::market, "1"_dec));
    EXPECT_EQ(find("a").fills.at(0).fill.price, Price{"100.10"_dec});
}

TEST_F(PaperExchangeTest, AQuoteWithoutSizesIsADeepMarket)
{
    quoted("1"_dec, "1.01"_dec, "0"_dec);
    place(order("a", Side::buy, OrderType::market, "50"_dec));
    EXPECT_EQ(find("a").status, VenueOrderStatus::filled);
}

TEST_F(PaperExchangeTest, AStopWaitsTriggersOnItsPriceAndThenIsALimitOrder)
{
    quoted("100"_dec, "100.10"_dec);
    Order stop = order("s", Side::sell, OrderType::stop_loss_limit, "1"_dec, "98"_dec);
    stop.stop_price = Price{"99"_dec};
    ASSERT_FALSE(place(stop).rejection);
    EXPECT_TRUE(find("s").is_waiting);
    EXPECT_EQ(balance(paper, btc).locked, Amount{"1"_dec});
    quoted("99.01"_dec, "99.10"_dec);
    EXPECT_TRUE(find("s").is_waiting);
    quoted("99"_dec, "99.10"_dec, "0.4"_dec);
    EXPECT_FALSE(find("s").is_waiting);
    EXPECT_EQ(find("s").filled, Quantity{"0.4"_dec});
    EXPECT_EQ(find("s").fills.at(0).fill.price, Price{"99"_dec});
    quoted("97"_dec, "97.50"_dec);
    EXPECT_EQ(find("s").status, VenueOrderStatus::resting);  // below its limit
    quoted("98.50"_dec, "98.60"_dec);
    EXPECT_EQ(find("s").status, VenueOrderStatus::filled);
    EXPECT_EQ(find("s").fills.at(1).fill.price, Price{"98"_dec});
}

TEST_F(PaperExchangeTest, AWaitingStopCanBeCanceledAndNeverTriggersAfter)
{
    quoted("100"_dec, "100.10"_dec);
    Order stop = order("s", Side::buy, OrderType::stop_loss_limit, "1"_dec, "103"_dec);
    stop.stop_price = Price{"102"_dec};
    place(stop);
    EXPECT_FALSE(exchange.cancel(paper, btcusdt, ClientOrderId{"s"}, now).rejection);
    quoted("102"_dec, "102.10"_dec);
    EXPECT_EQ(find("s").status, VenueOrderStatus::canceled);
    EXPECT_TRUE(balance(paper, usdt).locked.is_zero());
}

TEST_F(PaperExchangeTest, StopsOfOnePriceTriggerInTheOrderTheyCame)
{
    quoted("100"_dec, "100.10"_dec);
    for (const char* id : {"s1", "s2", "s3"}) {
        Order stop = order(id, Side::sell, OrderType::stop_loss_limit, "1"_dec, "98"_dec);
        stop.stop_price = Price{"99"_dec};
        ASSERT_FALSE(place(stop).rejection);
    }
    quoted("98.99"_dec, "99.10"_dec, "1.5"_dec);
    EXPECT_EQ(find("s1").status, VenueOrderStatus::filled);
    EXPECT_EQ(find("s2").filled, Quantity{"0.5"_dec});
    EXPECT_EQ(find("s3").filled, Quantity{});
}

TEST_F(PaperExchangeTest, SaysWhereAWalkingPriceMeetsTheNextStop)
{
    quoted("100"_dec, "100.10"_dec);
    const auto stop = [&](std::string_view id, Side side, Decimal at) {
        Order result = order(id, side, OrderType::stop_loss_limit, "1"_dec, side == Side::buy ? "150"_dec : "10"_dec);
        result.stop_price = Price{at};
        ASSERT_FALSE(place(result).rejection);
    };
    stop("low", Side::sell, "90"_dec);
    stop("near", Side::sell, "95"_dec);
    stop("above", Side::buy, "105"_dec);
    const auto next = [&](Decimal from, Decimal to) {
        const auto price = exchange.next_awaited(btcusdt, Price{from}, Price{to});
        return price ? price->to_string() : "none";
    };
    EXPECT_EQ(next("100"_dec, "80"_dec), "95");
    EXPECT_EQ(next("95.001"_dec, "80"_dec), "95");
    EXPECT_EQ(next("95"_dec, "80"_dec), "90") << "strictly between";
    EXPECT_EQ(next("100"_dec, "95"_dec), "none");
    EXPECT_EQ(next("100"_dec, "94.99"_dec), "95");
    EXPECT_EQ(next("90"_dec, "80"_dec), "none");
    EXPECT_EQ(next("100"_dec, "110"_dec), "105") << "a sell stop does not wait for a rise";
    EXPECT_EQ(next("80"_dec, "100"_dec), "none");
    EXPECT_EQ(next("105"_dec, "110"_dec), "none");
    EXPECT_EQ(next("100"_dec, "100"_dec), "none");
    EXPECT_EQ(next("9223372036854775807"_dec, "80"_dec), "95");
    EXPECT_EQ(next("80"_dec, "9223372036854775807"_dec), "105");
    EXPECT_EQ(next("0"_dec, "80"_dec), "none");
    exchange.cancel(paper, btcusdt, ClientOrderId{"near"}, now);
    EXPECT_EQ(next("100"_dec, "80"_dec), "90");
    EXPECT_FALSE(exchange.next_awaited(InstrumentId{"paper:ETHUSDT"}, Price{"100"_dec}, Price{"80"_dec}));
}

TEST_F(PaperExchangeTest, NumbersBeyondAllBoundsNeverThrowBehindTheDoor)
{
    const Decimal huge = Decimal::from_mantissa((Int128{1} << 63) * Decimal::unit);
    const Decimal tiny = Decimal::from_mantissa(1);
    for (const Decimal bid : {tiny, "1"_dec, huge})
        for (const Decimal ask : {bid + tiny, huge + tiny})
            for (const Decimal size : {tiny, huge}) {
                quoted(bid, ask, size);
                for (const Decimal quantity : {tiny, "1"_dec, huge})
                    for (const Decimal price : {tiny, "1"_dec, huge})
                        for (const auto& entry : enum_table(OrderType{})) {
                            Order what = order("x", Side::buy, entry.value, quantity, price);
                            if (has_stop(what.type)) what.stop_price = Price{price};
                            if (what.type == OrderType::oco) what.stop_limit_price = Price{price};
                            if (what.type == OrderType::trailing_stop) what.trailing_bp = 5'000;
                            EXPECT_NO_THROW(place(what));
                            what.side = Side::sell;
                            EXPECT_NO_THROW(place(what));
                            what.stop_price = Price{Decimal::from_mantissa(price.mantissa() / 2 + 1)};
                            EXPECT_NO_THROW(place(what));
                        }
            }
    Instrument absurd = bitcoin();
    for (const Decimal step : {tiny, huge})
        for (const Decimal most : {tiny, huge}) {
            absurd.lot = absurd.quantity_min = Quantity{step};
            absurd.quantity_max = Quantity{most};
            absurd.tick = Price{step};
            EXPECT_NO_THROW(static_cast<void>(PaperExchange::check(absurd)));
        }
}

TEST_F(PaperExchangeTest, MoneyLeavesOnlyWhereItIsFree)
{
    quoted("100"_dec, "100.10"_dec);
    place(order("a", Side::sell, OrderType::limit, "4"_dec, "200"_dec));
    const auto move = [&](MoveKind kind, Decimal amount) {
        const auto moved = exchange.move(paper, kind, btc, Amount{amount}, now);
        if (moved) keep(*moved);
        return moved.has_value();
    };
    EXPECT_FALSE(move(MoveKind::withdrawal, "-6.001"_dec));
    EXPECT_TRUE(move(MoveKind::withdrawal, "-5"_dec));
    EXPECT_FALSE(move(MoveKind::fee, "1"_dec));
    EXPECT_FALSE(move(MoveKind::fee, "-1.001"_dec));
    EXPECT_TRUE(move(MoveKind::fee, "-1"_dec));
    EXPECT_TRUE(move(MoveKind::airdrop, "0.5"_dec));
    EXPECT_EQ(balance(paper, btc).free, Amount{"0.5"_dec});
    EXPECT_EQ(exchange.state().fees().at(btc), Amount{"1"_dec});
    EXPECT_EQ(exchange.state().brought_in().at(btc), Amount{"15.5"_dec}) << "10 of the other account";
}

TEST_F(PaperExchangeTest, RemembersSoManyMovesAndForgetsTheOldest)
{
    PaperSettings forgetful = settings();
    forgetful.moves_max = 2;
    PaperExchange venue{forgetful, {bitcoin()}};
    venue.open_accounts(now);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(deposit(venue, paper, btc, Amount{"1"_dec}, now));
    EXPECT_EQ(venue.state().moves().size(), 3u) << "the oldest go when the next comes";
    EXPECT_EQ(venue.state().entries(paper).size(), 3u);
    EXPECT_EQ(venue.state().last_entry(), 6u);
}

TEST_F(PaperExchangeTest, TwoAccountsTradeWithEachOtherButNobodyWithThemselves)
{
    quoted("100"_dec, "101"_dec);
    place(order("a", Side::sell, OrderType::limit, "1"_dec, "100.50"_dec));
    place(order("b", Side::buy, OrderType::limit, "1"_dec, "100.50"_dec));
    EXPECT_EQ(find("b").status, VenueOrderStatus::expired);
    Order foreign = order("c", Side::buy, OrderType::limit, "1"_dec, "100.50"_dec);
    foreign.account = other;
    place(foreign);
    EXPECT_EQ(find("a").status, VenueOrderStatus::filled);
    EXPECT_EQ(exchange.state().find(other, btcusdt, ClientOrderId{"c"})->status, VenueOrderStatus::filled);
}

TEST_F(PaperExchangeTest, RemembersSoManyClosedOrdersAndForgetsTheOldest)
{
    PaperSettings forgetful = settings();
    forgetful.closed_orders_max = 2;
    PaperExchange venue{forgetful, {bitcoin()}};
    venue.open_accounts(now);
    for (const char* id : {"a", "b", "c", "d"}) {
        venue.place(order(id, Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now);
        venue.cancel(paper, btcusdt, ClientOrderId{id}, now);
    }
    venue.place(order("e", Side::buy, OrderType::limit, "1"_dec, "90"_dec), 0, now);
    EXPECT_EQ(venue.state().find(paper, btcusdt, ClientOrderId{"b"}), nullptr);
    EXPECT_NE(venue.state().find(paper, btcusdt, ClientOrderId{"c"}), nullptr);
    EXPECT_EQ(venue.state().orders().size(), 3u);
}

TEST_F(PaperExchangeTest, AnInstrumentIsJudgedBeforeItIsTraded)
{
    EXPECT_TRUE(PaperExchange::check(bitcoin()));
    const auto changed = [](auto change) {
        Instrument instrument = bitcoin();
        change(instrument);
        return PaperExchange::check(instrument).has_value();
    };
    EXPECT_FALSE(changed([](Instrument& i) { i.tick = {}; }));
    EXPECT_FALSE(changed([](Instrument& i) { i.lot = Quantity{"-1"_dec}; }));
    EXPECT_FALSE(changed([](Instrument& i) { i.quote = i.base; }));
    EXPECT_FALSE(changed([](Instrument& i) { i.quantity_max = Quantity{"0.001"_dec}; }));
    EXPECT_FALSE(changed([](Instrument& i) { i.quantity_min = {}; }));
    EXPECT_FALSE(changed([](Instrument& i) { i.quantity_max = Quantity{"99999999999999"_dec}; }));
    EXPECT_FALSE(changed([](Instrument& i) {
        i.tick = Price{"0.0000000001"_dec};
        i.lot = Quantity{"0.0000000001"_dec};
    }));
    EXPECT_TRUE(changed([](Instrument& i) {
        i.tick = Price{"0.000000001"_dec};
        i.lot = Quantity{"0.000000001"_dec};
    }));
}

TEST_F(PaperExchangeTest, DepositsAreBoundedAndOpenAccounts)
{
    const AccountId fresh{"fresh"};
    EXPECT_FALSE(deposit(exchange, fresh, usdt, Amount{"-0.01"_dec}, now));
    EXPECT_FALSE(deposit(exchange, fresh, usdt, Amount{"1000000000000001"_dec}, now));
    EXPECT_FALSE(deposit(exchange, AccountId{}, usdt, Amount{"1"_dec}, now));
    EXPECT_FALSE(exchange.state().accounts().contains(fresh));
    EXPECT_TRUE(deposit(exchange, fresh, usdt, Amount{"1"_dec}, now));
    EXPECT_EQ(balance(fresh, usdt).free, Amount{"1"_dec});
}

TEST(PaperExchangeProperty, ConservesEveryAssetAndComesBackFromItsJournalByteForByte)
{
    const bool holds = rc::check([] {
        PaperSettings settings;
        settings.maker_levels = 2;
        settings.closed_orders_max = 8;
        settings.moves_max = 4;
        if (*rc::gen::arbitrary<bool>()) settings.fees.asset = usdt;
        if (*rc::gen::arbitrary<bool>())
            settings.fees.tiers = {{Amount{}, {"10"_dec, "7.5"_dec}}, {Amount{"300"_dec}, {"5"_dec, "0"_dec}}};
        settings.initial_balances[other] = {{usdt, Amount{"2000"_dec}}, {btc, Amount{"5"_dec}}};
        auto exchange = std::make_unique<PaperExchange>(settings, std::vector{bitcoin()});
        auto twin = std::make_unique<PaperExchange>(settings, std::vector{bitcoin()});  // never restarted
        PaperState folded;
        const auto keep = [&](const PaperEvents& ours, const PaperEvents& twins) {
            RC_ASSERT(encode_events(ours) == encode_events(twins));
            const auto read = decode_events(encode_events(ours));
            RC_ASSERT(read.has_value());
            for (const PaperEvent& event : *read) RC_ASSERT(folded.apply(event).has_value());
        };
        UtcTime now;
        const auto cents = [](int count) { return Decimal::from_mantissa(Int128{Decimal::unit / 100} * count); };
        const auto lots = [](int count) { return Decimal::from_mantissa(Int128{Decimal::unit / 1000} * count); };
        keep(exchange->open_accounts(now), twin->open_accounts(now));
        const int steps = *rc::gen::inRange(1, 60);
        for (int step = 0; step < steps; ++step) {
            now.ns += 1;
            const int action = *rc::gen::inRange(0, 11);
            if (action == 10) {
                const auto kind = *rc::gen::element(MoveKind::deposit, MoveKind::withdrawal, MoveKind::fee);
                const Amount amount{lots(*rc::gen::inRange(1, 3000))};
                const auto account = *rc::gen::element(paper, other);
                const auto asset = *rc::gen::element(btc, usdt);
                const Amount moved = kind == MoveKind::deposit ? amount : -amount;
                const auto ours = exchange->move(account, kind, asset, moved, now);
                const auto twins = twin->move(account, kind, asset, moved, now);
                RC_ASSERT(ours.has_value() == twins.has_value());
                if (ours) keep(*ours, *twins);
            } else if (action < 6) {
                Order what =
                    order("o" + std::to_string(*rc::gen::inRange(0, 8)), *rc::gen::element(Side::buy, Side::sell),
                          enum_table(OrderType{})[static_cast<std::size_t>(*rc::gen::inRange(0, 9))].value,
                          lots(*rc::gen::inRange(1, 3000)), cents(*rc::gen::inRange(9'990, 10'020)),
                          *rc::gen::element(TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok));
                what.account = *rc::gen::element(paper, other);
                if (has_stop(what.type)) what.stop_price = Price{cents(*rc::gen::inRange(9'990, 10'020))};
                if (what.type == OrderType::oco && *rc::gen::arbitrary<bool>())
                    what.stop_limit_price = Price{cents(*rc::gen::inRange(9'980, 10'030))};
                if (what.type == OrderType::trailing_stop ||
                    (what.type == OrderType::oco && *rc::gen::arbitrary<bool>()))
                    what.trailing_bp = *rc::gen::inRange(10U, 30U);
                const auto ours = exchange->place(what, 0, now);
                const auto twins = twin->place(what, 0, now);
                RC_ASSERT(ours.rejection == twins.rejection);
                keep(ours.events, twins.events);
            } else if (action < 7) {
                const ClientOrderId id{"o" + std::to_string(*rc::gen::inRange(0, 8))};
                const auto account = *rc::gen::element(paper, other);
                keep(exchange->cancel(account, btcusdt, id, now).events,
                     twin->cancel(account, btcusdt, id, now).events);
            } else {
                if (action == 9) {
                    exchange = std::make_unique<PaperExchange>(settings, std::vector{bitcoin()});
                    auto state = PaperState::decode(encode(folded));
                    RC_ASSERT(state.has_value());
                    RC_ASSERT(exchange->restore(std::move(*state)).has_value());
                }
                const int bid = *rc::gen::inRange(9'990, 10'018);
                const auto moved =
                    quote(cents(bid), cents(bid + *rc::gen::inRange(1, 5)), lots(*rc::gen::inRange(1, 2000)));
                keep(exchange->on_quote(moved, now), twin->on_quote(moved, now));
            }
            expect_sound(exchange->state());
            RC_ASSERT(encode(folded) == encode(exchange->state()));
            RC_ASSERT(encode(folded) == encode(twin->state()));
        }
    });
    EXPECT_TRUE(holds);
}

TEST(PaperState, RefusesAFeeInAnAssetThatTheAccountLacks)
{
    for (const Decimal held : {"0.5"_dec, "0.4"_dec}) {
        PaperState state;
        const Order buy = order("a", Side::buy, OrderType::limit, "1"_dec, "100"_dec);
        ASSERT_TRUE(state.apply(FundsMoved{.account = paper, .asset = usdt, .amount = Amount{"100"_dec}}));
        ASSERT_TRUE(state.apply(FundsMoved{.account = paper, .asset = bnb, .amount = Amount{held}}));
        ASSERT_TRUE(state.apply(
            OrderPlaced{.number = 1, .order = buy, .base = btc, .quote = usdt, .locked = Amount{"100"_dec}}));
        EXPECT_EQ(state
                      .apply(OrdersMatched{.instrument = btcusdt,
                                           .trade_id = 1,
                                           .taker = 1,
                                           .price = Price{"100"_dec},
                                           .quantity = Quantity{"1"_dec},
                                           .taker_fee = Amount{"0.5"_dec},
                                           .taker_fee_asset = bnb})
                      .has_value(),
                  held == "0.5"_dec);
    }
}

TEST(PaperState, RefusesEventsThatDoNotFollow)
{
    PaperState state;
    const Order buy = order("a", Side::buy, OrderType::limit, "1"_dec, "100"_dec);
    const OrderPlaced placed{.number = 1, .order = buy, .base = btc, .quote = usdt, .locked = Amount{"100"_dec}};
    EXPECT_FALSE(state.apply(placed));  // no such account
    ASSERT_TRUE(state.apply(FundsMoved{.account = paper, .asset = usdt, .amount = Amount{"150"_dec}}));
    ASSERT_TRUE(state.apply(placed));
    EXPECT_FALSE(state.apply(placed));  // again
    EXPECT_FALSE(state.apply(OrderPlaced{.number = 2,
                                         .order = order("b", Side::buy, OrderType::limit, "1"_dec, "100"_dec),
                                         .base = btc,
                                         .quote = usdt,
                                         .locked = Amount{"100"_dec}}));  // not enough money
    EXPECT_FALSE(state.apply(StopTriggered{.number = 1}));
    EXPECT_FALSE(state.apply(OrderClosed{.number = 7}));
    EXPECT_FALSE(state.apply(OrderForgotten{.number = 1}));  // open
    OrdersMatched matched{.instrument = btcusdt,
                          .trade_id = 1,
                          .maker = 1,
                          .taker_side = Side::sell,
                          .price = Price{"100"_dec},
                          .quantity = Quantity{"1"_dec}};
    for (const auto& spoil : std::vector<std::function<void(OrdersMatched&)>>{
             [](OrdersMatched& m) { m.trade_id = 2; }, [](OrdersMatched& m) { m.taker = 1; },
             [](OrdersMatched& m) { m.maker = 0; }, [](OrdersMatched& m) { m.taker_side = Side::buy; },
             [](OrdersMatched& m) { m.price = Price{"100.01"_dec}; },
             [](OrdersMatched& m) { m.quantity = Quantity{"1.001"_dec}; }, [](OrdersMatched& m) { m.quantity = {}; },
             [](OrdersMatched& m) { m.maker_fee = Amount{"2"_dec}; },
             [](OrdersMatched& m) { m.instrument = InstrumentId{"paper:ETHUSDT"}; }}) {
        OrdersMatched spoiled = matched;
        spoil(spoiled);
        EXPECT_FALSE(state.apply(spoiled));
    }
    EXPECT_TRUE(state.apply(matched));
    EXPECT_FALSE(state.apply(matched));
}

}  // namespace
}  // namespace swarmdesk::trading::venues
