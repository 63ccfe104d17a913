#include <gtest/gtest.h>

#include <memory>

#include "trading/venues/paper/paper_exchange_harness.hpp"
#include "trading/venues/paper/paper_reports.hpp"

/// Orders that wait for a price, at an exchange that buys 1 at the bid and sells 1 at the ask.

namespace swarmdesk::trading::venues {
namespace {

using enum OrderType;

Order stop_order(std::string_view id, Side side, OrderType type, Decimal stop, std::optional<Decimal> price = {},
                 Decimal quantity = "1"_dec)
{
    Order result = order(id, side, type, quantity, price);
    result.stop_price = Price{stop};
    return result;
}
Order trailing(std::string_view id, Side side, Decimal stop, std::uint32_t bp, std::optional<Decimal> price = {})
{
    Order result = stop_order(id, side, trailing_stop, stop, price);
    result.trailing_bp = bp;
    return result;
}
Order oco_order(std::string_view id, Side side, Decimal price, Decimal stop, std::optional<Decimal> stop_limit = {},
                Decimal quantity = "1"_dec)
{
    Order result = stop_order(id, side, oco, stop, price, quantity);
    if (stop_limit) result.stop_limit_price = Price{*stop_limit};
    return result;
}

class PaperStopsTest : public PaperExchangeTest {
protected:
    PaperStopsTest() { quoted("100"_dec, "100.10"_dec); }

    void accept(const Order& what)
    {
        const auto answer = place(what);
        ASSERT_FALSE(answer.rejection) << answer.rejection->message;
    }
    void cancel(std::string_view id)
    {
        const auto answer = exchange.cancel(paper, btcusdt, ClientOrderId{id}, now);
        ASSERT_FALSE(answer.rejection) << answer.rejection->message;
        keep(answer.events);
    }
    /// "resting", "filled at 99", "expired": where the order stands and what its newest fill was traded at.
    std::string fate(std::string_view id) const
    {
        const PaperOrder& known = find(id);
        std::string result = known.is_open() && known.is_waiting ? "waiting" : std::string{to_text(known.status)};
        if (!known.fills.empty()) result += " at " + known.fills.back().fill.price.to_string();
        return result;
    }
    std::string stop_of(std::string_view id) const { return find(id).stop_price()->to_string(); }
    /// As after the process has died: from the bytes of its state, perhaps with other instruments.
    std::unique_ptr<PaperExchange> reopened(const Instrument& instrument = bitcoin()) const
    {
        auto state = PaperState::decode(encode(exchange.state()));
        auto result = std::make_unique<PaperExchange>(settings(), std::vector{instrument});
        EXPECT_TRUE(state && result->restore(std::move(*state)));
        return result;
    }
};

TEST_F(PaperStopsTest, AStopLossSellsAtTheMarketOnceTheBidHasFallenToIt)
{
    accept(stop_order("s", Side::sell, stop_loss, "99"_dec));
    EXPECT_EQ(balance(paper, btc).locked, Amount{"1"_dec});
    quoted("99.01"_dec, "99.10"_dec);
    EXPECT_EQ(fate("s"), "waiting");
    quoted("99"_dec, "99.10"_dec);
    EXPECT_EQ(fate("s"), "filled at 99");
    EXPECT_EQ(find("s").fills.at(0).fill.liquidity, Liquidity::taker);
    EXPECT_TRUE(balance(paper, btc).locked.is_zero());
}

TEST_F(PaperStopsTest, AStopLossTakesWhatTheBookGivesWhenThePriceJumpsAndDropsTheRest)
{
    accept(stop_order("s", Side::sell, stop_loss, "99"_dec));
    quoted("60"_dec, "60.10"_dec, "0.4"_dec);
    EXPECT_EQ(fate("s"), "expired at 60");
    EXPECT_EQ(find("s").filled, Quantity{"0.4"_dec});
    EXPECT_EQ(find("s").reason, "nobody took the rest");
    EXPECT_TRUE(balance(paper, btc).locked.is_zero());
}

TEST_F(PaperStopsTest, AStopLossWithAWorstPriceTakesNothingBeyondIt)
{
    for (const auto& [worst, expected] :
         {std::pair{"98"_dec, "filled at 98"}, std::pair{"98.01"_dec, "expired"}, std::pair{"98.005"_dec, "expired"},
          std::pair{"97.995"_dec, "filled at 98"}}) {
        SCOPED_TRACE(worst.to_string());
        quoted("100"_dec, "100.10"_dec);
        accept(stop_order("s", Side::sell, stop_loss, "99"_dec, worst));
        quoted("98"_dec, "98.10"_dec);
        EXPECT_EQ(fate("s"), expected);
    }
}

TEST_F(PaperStopsTest, AStopLossToBuyLocksWhatItMayCostAndGetsTheDifferenceBack)
{
    accept(stop_order("s", Side::buy, stop_loss, "102"_dec, "103"_dec));
    EXPECT_EQ(balance(paper, usdt).locked, Amount{"103"_dec});
    quoted("101.90"_dec, "101.99"_dec);
    EXPECT_EQ(fate("s"), "waiting");
    quoted("101.90"_dec, "102"_dec);
    EXPECT_EQ(fate("s"), "filled at 102");
    EXPECT_EQ(balance(paper, usdt).free, Amount{"99898"_dec});
    EXPECT_TRUE(balance(paper, usdt).locked.is_zero());

    quoted("100"_dec, "100.10"_dec);
    accept(stop_order("far", Side::buy, stop_loss, "102"_dec, "103"_dec));
    quoted("103"_dec, "103.01"_dec);
    EXPECT_EQ(fate("far"), "expired") << "the market jumped over what it may cost";
    EXPECT_TRUE(balance(paper, usdt).locked.is_zero());
}

TEST_F(PaperStopsTest, ATakeProfitWaitsTheOtherWay)
{
    accept(stop_order("sell", Side::sell, take_profit, "105"_dec));
    accept(stop_order("buy", Side::buy, take_profit, "95"_dec, "96"_dec));
    quoted("104.99"_dec, "105.10"_dec);
    EXPECT_EQ(fate("sell"), "waiting");
    quoted("105"_dec, "105.10"_dec);
    EXPECT_EQ(fate("sell"), "filled at 105");
    quoted("94.90"_dec, "95.01"_dec);
    EXPECT_EQ(fate("buy"), "waiting");
    quoted("94.90"_dec, "95"_dec);
    EXPECT_EQ(fate("buy"), "filled at 95");
}

TEST_F(PaperStopsTest, ATakeProfitLimitIsALimitOrderOnceReached)
{
    accept(stop_order("s", Side::sell, take_profit_limit, "105"_dec, "106"_dec));
    quoted("105"_dec, "105.10"_dec);
    EXPECT_EQ(fate("s"), "resting");
    quoted("100"_dec, "100.10"_dec);
    EXPECT_EQ(fate("s"), "resting") << "it has triggered once and for all";
    quoted("107"_dec, "107.10"_dec);
    EXPECT_EQ(fate("s"), "filled at 106");

    quoted("100"_dec, "100.10"_dec);
    Order at_once = stop_order("ioc", Side::sell, take_profit_limit, "105"_dec, "106"_dec);
    at_once.time_in_force = TimeInForce::ioc;
    accept(at_once);
    quoted("105"_dec, "105.10"_dec);
    EXPECT_EQ(fate("ioc"), "expired");
}

TEST_F(PaperStopsTest, ATrailingStopFollowsTheBidUpwardsInStepsAndNeverDown)
{
    accept(trailing("t", Side::sell, "95"_dec, 100));
    EXPECT_EQ(stop_of("t"), "95") << "where its order says, whatever the market is";
    struct Case {
        Decimal bid;
        const char* stop;
    };
    for (const Case& c : {Case{"95.97"_dec, "95.01"}, Case{"96"_dec, "95.04"}, Case{"95.50"_dec, "95.04"},
                          Case{"96.01"_dec, "95.04"}, Case{"96.02"_dec, "95.05"}, Case{"200"_dec, "198"},
                          Case{"200.02"_dec, "198"}, Case{"200.03"_dec, "198.02"}, Case{"198.03"_dec, "198.02"}}) {
        SCOPED_TRACE(c.bid.to_string());
        quoted(c.bid, c.bid + "0.10"_dec);
        EXPECT_EQ(stop_of("t"), c.stop);
        EXPECT_EQ(fate("t"), "waiting");
    }
    quoted("198.02"_dec, "198.12"_dec);
    EXPECT_EQ(fate("t"), "filled at 198.02");
    EXPECT_EQ(stop_of("t"), "198.02") << "where it stood when it triggered";
}

TEST_F(PaperStopsTest, ATrailingStopToBuyFollowsTheAskDownwards)
{
    accept(trailing("t", Side::buy, "110"_dec, 100, "112"_dec));
    EXPECT_EQ(balance(paper, usdt).locked, Amount{"112"_dec});
    quoted("99.90"_dec, "100"_dec);
    EXPECT_EQ(stop_of("t"), "101");
    quoted("89.90"_dec, "90.01"_dec);
    EXPECT_EQ(stop_of("t"), "90.92") << "90.9101 on the tick above";
    quoted("90.80"_dec, "90.91"_dec);
    EXPECT_EQ(stop_of("t"), "90.92");
    EXPECT_EQ(fate("t"), "waiting");
    quoted("90.80"_dec, "90.92"_dec);
    EXPECT_EQ(fate("t"), "filled at 90.92");
}

TEST_F(PaperStopsTest, OnlyAMoveOfATickAndABasisPointIsWrittenDown)
{
    accept(trailing("t", Side::sell, "95"_dec, 100));
    const auto events_of = [&](Decimal bid) { return exchange.on_quote(quote(bid, bid + "0.10"_dec), now).size(); };
    EXPECT_EQ(events_of("1000"_dec), 1u);
    EXPECT_EQ(stop_of("t"), "990");
    EXPECT_EQ(events_of("1000.10"_dec), 0u) << "990.099 is less than 9.9 ticks further";
    EXPECT_EQ(events_of("1000.11"_dec), 1u);
    EXPECT_EQ(stop_of("t"), "990.1");
    EXPECT_EQ(events_of("1000.11"_dec), 0u);
}

TEST_F(PaperStopsTest, AMovedStopIsReportedAndSurvivesARestart)
{
    accept(trailing("t", Side::sell, "95"_dec, 100));
    const auto moved = exchange.on_quote(quote("110"_dec, "110.10"_dec), now);
    const auto reports = reports_of(moved, exchange.state());
    ASSERT_EQ(reports.size(), 1u);
    const auto& status = std::get<execution::StatusReported>(reports[0].report);
    EXPECT_EQ(status.status, VenueOrderStatus::resting);
    EXPECT_EQ(status.stop_price, Price{"108.9"_dec});
    EXPECT_EQ(found(find("t")).stop_price, Price{"108.9"_dec});

    const auto again = reopened();
    EXPECT_TRUE(again->on_quote(quote("108.91"_dec, "109"_dec), now).empty());
    again->on_quote(quote("108.90"_dec, "109"_dec), now);
    const PaperOrder& sold = *again->state().find(paper, btcusdt, ClientOrderId{"t"});
    EXPECT_EQ(sold.status, VenueOrderStatus::filled);
    EXPECT_EQ(found(sold).stop_price, Price{"108.9"_dec});
}

TEST_F(PaperStopsTest, EachReportOfAnOrderWithAStopSaysWhereItStands)
{
    const auto stop_in = [&](const PaperEvents& of) {
        const auto reports = reports_of(of, exchange.state());
        return std::get<execution::StatusReported>(reports.back().report).stop_price;
    };
    EXPECT_EQ(stop_in(place(stop_order("s", Side::sell, stop_loss_limit, "95"_dec, "90"_dec)).events), Price{"95"_dec});
    EXPECT_EQ(stop_in(exchange.on_quote(quote("94"_dec, "94.10"_dec), now)), Price{"95"_dec}) << "it was filled";
    EXPECT_EQ(stop_in(place(oco_order("o", Side::sell, "99"_dec, "90"_dec)).events), Price{"90"_dec});
    EXPECT_EQ(stop_in(exchange.cancel(paper, btcusdt, ClientOrderId{"o"}, now).events), Price{"90"_dec});
    EXPECT_EQ(stop_in(place(order("l", Side::sell, limit, "1"_dec, "99"_dec)).events), std::nullopt);
}

TEST_F(PaperStopsTest, TheLimitOfAnOcoRestsAtOnceAndEndsItsStop)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec));
    EXPECT_EQ(balance(paper, btc).locked, Amount{"1"_dec}) << "once";
    quoted("105"_dec, "105.10"_dec);
    EXPECT_EQ(fate("o"), "filled at 105");
    EXPECT_EQ(find("o").fills.at(0).fill.liquidity, Liquidity::maker);
    EXPECT_TRUE(exchange.on_quote(quote("90"_dec, "90.10"_dec), now).empty()) << "nothing waits any more";
    EXPECT_EQ(exchange.next_awaited(btcusdt, Price{"100"_dec}, Price{"80"_dec}), std::nullopt);
}

TEST_F(PaperStopsTest, TheStopOfAnOcoTakesItsLimitOutOfTheBook)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec));
    const auto number = find("o").number;
    quoted("95.01"_dec, "95.10"_dec);
    EXPECT_EQ(fate("o"), "waiting");
    quoted("95"_dec, "95.10"_dec);
    EXPECT_EQ(fate("o"), "filled at 95");
    EXPECT_EQ(find("o").number, number);
    EXPECT_TRUE(balance(paper, btc).locked.is_zero());
    EXPECT_TRUE(exchange.on_quote(quote("110"_dec, "110.10"_dec), now).empty());
}

TEST_F(PaperStopsTest, APartOfAnOcosLimitLeavesItsStopForTheRest)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec));
    quoted("105"_dec, "105.10"_dec, "0.3"_dec);
    EXPECT_EQ(fate("o"), "waiting at 105");
    EXPECT_EQ(balance(paper, btc).locked, Amount{"0.7"_dec});
    quoted("90"_dec, "90.10"_dec, "5"_dec);
    EXPECT_EQ(fate("o"), "filled at 90");
    EXPECT_EQ(find("o").filled, Quantity{"1"_dec});
    EXPECT_EQ(find("o").fills.at(1).fill.quantity, Quantity{"0.7"_dec});
}

TEST_F(PaperStopsTest, WithAStopLimitTheRestOfAnOcoRestsThere)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec, "94"_dec));
    quoted("93"_dec, "93.10"_dec);
    EXPECT_EQ(fate("o"), "resting") << "the market has jumped over it";
    EXPECT_EQ(reopened()->state().count_open(paper, btcusdt), 1u);
    quoted("105"_dec, "105.10"_dec, "0.3"_dec);
    EXPECT_EQ(fate("o"), "resting at 94") << "the limit at 105 is gone";
    cancel("o");
    EXPECT_EQ(find("o").filled, Quantity{"0.3"_dec});
    EXPECT_TRUE(balance(paper, btc).locked.is_zero());
}

TEST_F(PaperStopsTest, AnOcoToBuyLocksTheDearerLegForWhatIsLeft)
{
    accept(oco_order("o", Side::buy, "95"_dec, "105"_dec, "106"_dec, "2"_dec));
    EXPECT_EQ(balance(paper, usdt).locked, Amount{"212"_dec});
    quoted("94.90"_dec, "95"_dec);
    EXPECT_EQ(fate("o"), "waiting at 95");
    EXPECT_EQ(balance(paper, usdt).locked, Amount{"106"_dec});
    EXPECT_EQ(balance(paper, usdt).free, Amount{"99799"_dec});
    quoted("105.90"_dec, "106.01"_dec);
    EXPECT_EQ(fate("o"), "resting at 95") << "dearer than it may be";
    quoted("105.80"_dec, "105.90"_dec);
    EXPECT_EQ(fate("o"), "filled at 106") << "its own price, as a maker";
    EXPECT_EQ(balance(paper, usdt).free, Amount{"99799"_dec});
    EXPECT_TRUE(balance(paper, usdt).locked.is_zero());
}

TEST_F(PaperStopsTest, AnOcosStopMayFollowThePriceUntilItsLimitIsReached)
{
    Order both = oco_order("o", Side::sell, "120"_dec, "95"_dec);
    both.trailing_bp = 1'000;
    accept(both);
    quoted("119"_dec, "119.10"_dec);
    EXPECT_EQ(stop_of("o"), "107.1");
    quoted("120"_dec, "120.10"_dec, "0.5"_dec);
    EXPECT_EQ(fate("o"), "waiting at 120");
    EXPECT_EQ(stop_of("o"), "108");
    quoted("108"_dec, "108.10"_dec);
    EXPECT_EQ(fate("o"), "filled at 108");
    EXPECT_EQ(find("o").filled, Quantity{"1"_dec});
}

TEST_F(PaperStopsTest, AHalfFilledOcoIsCanceledWithBothItsLegs)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec));
    quoted("105"_dec, "105.10"_dec, "0.3"_dec);
    cancel("o");
    EXPECT_EQ(fate("o"), "canceled at 105");
    EXPECT_TRUE(balance(paper, btc).locked.is_zero());
    EXPECT_TRUE(exchange.on_quote(quote("106"_dec, "106.10"_dec), now).empty());
    EXPECT_TRUE(exchange.on_quote(quote("90"_dec, "90.10"_dec), now).empty());
}

TEST_F(PaperStopsTest, AWaitingOcoComesBackWithBothItsLegs)
{
    accept(oco_order("up", Side::sell, "105"_dec, "95"_dec));
    quoted("105"_dec, "105.10"_dec, "0.3"_dec);
    for (const bool rises : {true, false}) {
        const auto again = reopened();
        const Decimal bid = rises ? "105"_dec : "95"_dec;
        again->on_quote(quote(bid, bid + "0.10"_dec), now);
        const PaperOrder& known = *again->state().find(paper, btcusdt, ClientOrderId{"up"});
        EXPECT_EQ(known.status, VenueOrderStatus::filled);
        EXPECT_EQ(known.fills.back().fill.price, Price{bid});
        EXPECT_EQ(known.filled, Quantity{"1"_dec});
    }
}

TEST_F(PaperStopsTest, WhatNoLongerFitsItsInstrumentWaitsForNothingAndCanBeCanceled)
{
    accept(trailing("moved", Side::sell, "95"_dec, 100));
    accept(oco_order("oco", Side::sell, "105"_dec, "90"_dec));
    accept(order("part", Side::sell, limit, "1"_dec, "101"_dec));
    quoted("101"_dec, "101.10"_dec, "0.505"_dec);
    ASSERT_EQ(stop_of("moved"), "99.99");
    for (const auto& [tick, lot] : {std::pair{"0.50"_dec, "0.001"_dec}, std::pair{"0.01"_dec, "0.01"_dec}}) {
        SCOPED_TRACE(tick.to_string() + " " + lot.to_string());
        Instrument coarse = bitcoin();
        coarse.tick = Price{tick};
        coarse.lot = coarse.quantity_min = Quantity{lot};
        const auto again = reopened(coarse);
        const auto known = [&](std::string_view id) -> const PaperOrder& {
            return *again->state().find(paper, btcusdt, ClientOrderId{id});
        };
        again->on_quote(quote("104"_dec, "104.50"_dec), now);
        EXPECT_EQ(known("part").is_open(), lot != "0.001"_dec) << "half a lot of it is left where lots are coarse";
        again->on_quote(quote("90"_dec, "90.50"_dec, "5"_dec), now);
        EXPECT_EQ(known("moved").is_open(), tick != "0.01"_dec);
        EXPECT_EQ(known("oco").status, VenueOrderStatus::filled) << "it fits as before";
        for (const char* id : {"moved", "part"})
            EXPECT_EQ(again->cancel(paper, btcusdt, ClientOrderId{id}, now).rejection.has_value(), !known(id).is_open())
                << id;
        expect_sound(again->state());
    }
}

TEST_F(PaperStopsTest, AHaltedInstrumentTriggersAndMovesNothing)
{
    accept(trailing("t", Side::sell, "95"_dec, 100));
    accept(oco_order("o", Side::sell, "105"_dec, "90"_dec));
    Instrument halted = bitcoin();
    halted.status = InstrumentStatus::halted;
    const auto again = reopened(halted);
    for (const Decimal bid : {"110"_dec, "80"_dec})
        EXPECT_TRUE(again->on_quote(quote(bid, bid + "0.10"_dec), now).empty());
    for (const char* id : {"t", "o"}) EXPECT_FALSE(again->cancel(paper, btcusdt, ClientOrderId{id}, now).rejection);
}

TEST_F(PaperStopsTest, AnOcoIsOneOpenOrder)
{
    PaperSettings tight = settings();
    tight.open_orders_max = 2;
    PaperExchange small{tight, {bitcoin()}};
    small.open_accounts(now);
    const auto placed = [&](std::string_view id) {
        return !small.place(oco_order(id, Side::buy, "90"_dec, "110"_dec, "111"_dec), 0, now).rejection;
    };
    EXPECT_TRUE(placed("a"));
    EXPECT_TRUE(placed("b"));
    EXPECT_FALSE(placed("c"));
    small.on_quote(quote("89"_dec, "90"_dec), now);
    EXPECT_TRUE(placed("c")) << "one was filled";
}

TEST_F(PaperStopsTest, AnOrderThatFillsAnothersOcoEndsThatOnesStop)
{
    accept(oco_order("o", Side::buy, "99"_dec, "105"_dec, "106"_dec));
    Order theirs = stop_order("s", Side::sell, stop_loss, "98"_dec);
    theirs.account = other;
    theirs.stop_price = Price{"99.50"_dec};
    accept(theirs);
    quoted("98.50"_dec, "99.50"_dec);
    EXPECT_EQ(fate("o"), "filled at 99") << "the better bid of the two";
    EXPECT_TRUE(exchange.on_quote(quote("104.90"_dec, "105"_dec), now).empty());
}

TEST_F(PaperStopsTest, SaysWhereAWalkingPriceMeetsTheNextTarget)
{
    accept(stop_order("target", Side::sell, take_profit, "110"_dec));
    accept(oco_order("both", Side::sell, "120"_dec, "95"_dec));
    accept(stop_order("dip", Side::buy, take_profit_limit, "90"_dec, "90"_dec));
    accept(trailing("trail", Side::sell, "93"_dec, 500));
    const auto next = [&](Decimal from, Decimal to) {
        const auto price = exchange.next_awaited(btcusdt, Price{from}, Price{to});
        return price ? price->to_string() : "none";
    };
    // The middle is 100.05, and each side 0.05 from it.
    EXPECT_EQ(next("100.05"_dec, "130"_dec), "110.05") << "where somebody pays 110";
    EXPECT_EQ(next("100.05"_dec, "110.05"_dec), "none") << "strictly between";
    EXPECT_EQ(next("100.05"_dec, "110.06"_dec), "110.05");
    EXPECT_EQ(next("100.05"_dec, "80"_dec), "95") << "a stop is met by the middle";
    EXPECT_EQ(next("95"_dec, "80"_dec), "93") << "where the trailing stop stands now";
    cancel("both");
    cancel("trail");
    EXPECT_EQ(next("100.05"_dec, "80"_dec), "89.95") << "where somebody asks 90";
    EXPECT_EQ(next("100.05"_dec, "89.95"_dec), "none");

    quoted("109.90"_dec, "110.10"_dec);  // wider than the walk thought: the bid is not there yet
    EXPECT_EQ(fate("target"), "waiting");
    EXPECT_EQ(next("110"_dec, "130"_dec), "110.1");
}

TEST_F(PaperStopsTest, RefusesInBinancesWords)
{
    const auto changed = [](Order what, auto change) {
        change(what);
        return what;
    };
    const auto failed = [](const char* filter) { return Rejection{"-1013", std::string{"Filter failure: "} + filter}; };
    const auto missing = [](const char* name) {
        return Rejection{"-1102",
                         "Mandatory parameter '" + std::string{name} + "' was not sent, was empty/null, or malformed."};
    };
    const auto not_required = [](const char* name) {
        return Rejection{"-1106", "Parameter '" + std::string{name} + "' sent when not required."};
    };
    const Rejection relationship{"-2010", "The relationship of the prices for the orders is not correct."};
    const Rejection at_once{"-2010", "Stop price would trigger immediately."};
    const Rejection takes{"-2010", "Order would immediately match and take."};
    const Rejection balance{"-2010", "Account has insufficient balance for requested action."};
    const auto none = [](std::optional<Price>& price) { price.reset(); };
    const Order sell = stop_order("x", Side::sell, stop_loss, "99"_dec);
    const Order buy = stop_order("x", Side::buy, stop_loss, "102"_dec, "103"_dec);
    const Order trail = trailing("x", Side::sell, "95"_dec, 100);
    const Order both = oco_order("x", Side::sell, "105"_dec, "95"_dec);
    const Order both_buy = oco_order("x", Side::buy, "95"_dec, "105"_dec, "106"_dec);
    struct Case {
        const char* name;
        Order order;
        std::optional<Rejection> rejection;
    };
    const Case cases[] = {
        {"a stop-loss without a stop", changed(sell, [&](Order& o) { none(o.stop_price); }), missing("stopPrice")},
        {"a buy that does not say what it may cost", changed(buy, [&](Order& o) { none(o.limit_price); }),
         missing("price")},
        {"a take-profit-limit without a price", stop_order("x", Side::sell, take_profit_limit, "105"_dec),
         missing("price")},
        {"a trailing stop without a distance", changed(trail, [](Order& o) { o.trailing_bp.reset(); }),
         missing("trailingDelta")},
        {"an OCO without a limit", changed(both, [&](Order& o) { none(o.limit_price); }), missing("price")},
        {"an OCO without a stop", changed(both, [&](Order& o) { none(o.stop_price); }), missing("stopPrice")},
        {"an OCO that buys without a bound", changed(both_buy, [&](Order& o) { none(o.stop_limit_price); }),
         missing("stopLimitPrice")},
        {"a distance of a stop that stays", changed(sell, [](Order& o) { o.trailing_bp = 100; }),
         not_required("trailingDelta")},
        {"a stop limit of a stop-loss", changed(sell, [](Order& o) { o.stop_limit_price = Price{"98"_dec}; }),
         not_required("stopLimitPrice")},
        {"a stop limit of a market order",
         changed(order("x", Side::sell, market, "1"_dec), [](Order& o) { o.stop_limit_price = Price{"98"_dec}; }),
         not_required("stopLimitPrice")},
        {"a stop of zero", stop_order("x", Side::sell, stop_loss, "0"_dec), Rejection{"-1013", "Invalid stopPrice."}},
        {"a stop limit of zero", oco_order("x", Side::sell, "105"_dec, "95"_dec, "0"_dec),
         Rejection{"-1013", "Invalid stopLimitPrice."}},
        {"a bound of zero", stop_order("x", Side::sell, stop_loss, "99"_dec, "0"_dec),
         Rejection{"-1013", "Invalid price."}},
        {"a stop between ticks", stop_order("x", Side::sell, stop_loss, "98.995"_dec), failed("PRICE_FILTER")},
        {"a bound between ticks", stop_order("x", Side::buy, stop_loss, "102"_dec, "102.005"_dec), {}},
        {"an absurd bound", stop_order("x", Side::buy, stop_loss, "102"_dec, "1000000000.01"_dec),
         failed("PRICE_FILTER")},
        {"a stop limit between ticks", oco_order("x", Side::sell, "105"_dec, "95"_dec, "94.995"_dec),
         failed("PRICE_FILTER")},
        {"an OCO's limit between ticks", oco_order("x", Side::sell, "105.005"_dec, "95"_dec), failed("PRICE_FILTER")},
        {"nine basis points", trailing("x", Side::sell, "95"_dec, 9), failed("TRAILING_DELTA")},
        {"ten basis points", trailing("x", Side::sell, "95"_dec, 10), {}},
        {"half the price", trailing("x", Side::sell, "95"_dec, 5'000), {}},
        {"more than half the price", trailing("x", Side::sell, "95"_dec, 5'001), failed("TRAILING_DELTA")},
        {"an OCO that follows at nothing", changed(both, [](Order& o) { o.trailing_bp = 0; }),
         failed("TRAILING_DELTA")},
        {"between lots", stop_order("x", Side::sell, take_profit, "105"_dec, {}, "1.0005"_dec), failed("LOT_SIZE")},
        {"worth too little at the stop", stop_order("x", Side::sell, stop_loss, "99.99"_dec, {}, "0.05"_dec),
         failed("NOTIONAL")},
        {"worth enough at the stop", stop_order("x", Side::sell, take_profit, "100.01"_dec, {}, "0.05"_dec), {}},
        {"an OCO whose stop is worth too little", oco_order("x", Side::sell, "105"_dec, "99"_dec, {}, "0.05"_dec),
         failed("NOTIONAL")},
        {"an OCO whose stop limit is worth too little",
         oco_order("x", Side::sell, "105"_dec, "99"_dec, "98"_dec, "0.051"_dec), failed("NOTIONAL")},
        {"an OCO that is worth enough on both sides",
         oco_order("x", Side::sell, "105"_dec, "99"_dec, {}, "0.051"_dec),
         {}},
        {"an OCO that buys for too little", oco_order("x", Side::buy, "99"_dec, "105"_dec, "106"_dec, "0.05"_dec),
         failed("NOTIONAL")},
        {"a buy bounded by its stop", stop_order("x", Side::buy, stop_loss, "102"_dec, "102"_dec), {}},
        {"a buy bounded below its stop", stop_order("x", Side::buy, stop_loss, "102"_dec, "101.99"_dec), relationship},
        {"a trailing buy bounded below its stop", trailing("x", Side::buy, "102"_dec, 100, "101.99"_dec), relationship},
        {"an OCO whose legs are one price", oco_order("x", Side::sell, "99"_dec, "99"_dec), relationship},
        {"an OCO that sells the wrong way round", oco_order("x", Side::sell, "95"_dec, "105"_dec), relationship},
        {"an OCO that buys the wrong way round", oco_order("x", Side::buy, "105"_dec, "95"_dec, "106"_dec),
         relationship},
        {"an OCO that buys, bounded by its stop", oco_order("x", Side::buy, "95"_dec, "105"_dec, "105"_dec), {}},
        {"an OCO that buys, bounded below its stop", oco_order("x", Side::buy, "95"_dec, "105"_dec, "104.99"_dec),
         relationship},
        {"a stop-loss at the bid", stop_order("x", Side::sell, stop_loss, "100"_dec), at_once},
        {"a stop-loss a tick below", stop_order("x", Side::sell, stop_loss, "99.99"_dec), {}},
        {"a take-profit at the bid", stop_order("x", Side::sell, take_profit, "100"_dec), at_once},
        {"a take-profit a tick above", stop_order("x", Side::sell, take_profit, "100.01"_dec), {}},
        {"a take-profit to buy at the ask", stop_order("x", Side::buy, take_profit, "100.10"_dec, "101"_dec), at_once},
        {"a take-profit to buy a tick below", stop_order("x", Side::buy, take_profit, "100.09"_dec, "101"_dec), {}},
        {"a trailing stop at the bid", trailing("x", Side::sell, "100"_dec, 100), at_once},
        {"an OCO whose stop is at the bid", oco_order("x", Side::sell, "105"_dec, "100"_dec), at_once},
        {"an OCO whose limit is at the bid", oco_order("x", Side::sell, "100"_dec, "95"_dec), takes},
        {"an OCO whose limit is a tick above", oco_order("x", Side::sell, "100.01"_dec, "95"_dec), {}},
        {"an OCO that buys at the ask", oco_order("x", Side::buy, "100.10"_dec, "105"_dec, "106"_dec), takes},
        {"an OCO of all the coins", oco_order("x", Side::sell, "105"_dec, "95"_dec, {}, "10"_dec), {}},
        {"an OCO of one lot more", oco_order("x", Side::sell, "105"_dec, "95"_dec, {}, "10.001"_dec), balance},
        {"a stop that may cost all the money",
         stop_order("x", Side::buy, stop_loss, "200"_dec, "2000"_dec, "50"_dec),
         {}},
        {"a stop that may cost a tick more", stop_order("x", Side::buy, stop_loss, "200"_dec, "2000.01"_dec, "50"_dec),
         balance},
        {"an OCO that may cost all the money",
         oco_order("x", Side::buy, "90"_dec, "1000"_dec, "2000"_dec, "50"_dec),
         {}},
        {"an OCO that may cost a tick more", oco_order("x", Side::buy, "90"_dec, "1000"_dec, "2000.01"_dec, "50"_dec),
         balance},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        PaperExchange fresh{settings(), {bitcoin()}};
        fresh.open_accounts(now);
        ASSERT_TRUE(fresh.move(paper, MoveKind::deposit, btc, Amount{"10"_dec}, now));
        fresh.on_quote(quote("100"_dec, "100.10"_dec), now);
        const Bytes before = encode(fresh.state());
        EXPECT_EQ(fresh.place(c.order, 0, now).rejection, c.rejection);
        if (c.rejection) {
            EXPECT_EQ(encode(fresh.state()), before);
        }
    }
}

TEST_F(PaperStopsTest, AStopMovesOnlyWhereItFollowsSomethingAndOnlyItsOwnWay)
{
    accept(trailing("sell", Side::sell, "95"_dec, 100));
    accept(trailing("buy", Side::buy, "105"_dec, 100, "106"_dec));
    accept(stop_order("fixed", Side::sell, stop_loss, "95"_dec));
    const auto follows = [&](std::string_view id, Decimal stop) {
        auto state = PaperState::decode(encode(exchange.state()));
        return state->apply(StopMoved{find(id).number, Price{stop}, now}).has_value();
    };
    EXPECT_TRUE(follows("sell", "95.01"_dec));
    EXPECT_FALSE(follows("sell", "95"_dec));
    EXPECT_TRUE(follows("buy", "104.99"_dec));
    EXPECT_FALSE(follows("buy", "105"_dec));
    EXPECT_FALSE(follows("buy", "0"_dec));
    EXPECT_FALSE(follows("fixed", "95.01"_dec));
    cancel("sell");
    EXPECT_FALSE(follows("sell", "95.01"_dec));
    auto state = PaperState::decode(encode(exchange.state()));
    EXPECT_FALSE(state->apply(StopMoved{99, Price{"95"_dec}, now}));
}

TEST_F(PaperStopsTest, TheLimitOfAnOcoNeverTakesBeforeItsStop)
{
    accept(oco_order("o", Side::sell, "105"_dec, "95"_dec));
    OrdersMatched taken{.instrument = btcusdt,
                        .trade_id = 1,
                        .taker = find("o").number,
                        .taker_side = Side::sell,
                        .price = Price{"105"_dec},
                        .quantity = Quantity{"1"_dec}};
    auto state = PaperState::decode(encode(exchange.state()));
    EXPECT_FALSE(state->apply(taken));
    std::swap(taken.maker, taken.taker);
    taken.taker_side = Side::buy;
    EXPECT_TRUE(state->apply(taken));
}

}  // namespace
}  // namespace swarmdesk::trading::venues
