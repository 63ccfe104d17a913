#include "trading/market/binance_session.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace swarmdesk::trading::market::binance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::HasSubstr;

const InstrumentId btc{"paper:BTCUSDT"};
const InstrumentId eth{"paper:ETHUSDT"};
constexpr std::int64_t start_ms = 1'743'699'900'000;
constexpr UtcTime start = utc_from_ms(start_ms);

Candle candle_at(int minute)
{
    const Price price{Decimal::from_integer(100 + minute)};
    return {btc, start + minutes{minute}, minutes{1}, price, price, price, price, Quantity{Decimal::from_integer(1)}};
}

std::vector<Candle> candles_at(std::initializer_list<int> list)
{
    std::vector<Candle> result;
    for (const int minute : list) result.push_back(candle_at(minute));
    return result;
}

/// Drives a session by hand and sorts what it does.
class BinanceSessionTest : public testing::Test {
protected:
    void connect() { take(session.on_connected(now)); }
    void hear(const std::string& text) { take(session.on_text(text, now)); }
    void hear_quote(std::uint64_t update_id, const InstrumentId& instrument = btc)
    {
        hear(
            fmt::format(R"({{"stream":"x@bookTicker","data":{{"u":{},"s":"{}","b":"100","B":"1","a":"101","A":"2"}}}})",
                        update_id, instrument.symbol.to_string()));
    }
    void hear_candle(int minute, bool complete = true)
    {
        hear(fmt::format(R"({{"stream":"x@kline_1m","data":{{"e":"kline","k":{{"t":{},"s":"BTCUSDT","i":"1m",)"
                         R"("o":"{}","c":"{}","h":"{}","l":"{}","v":"1","x":{}}}}}}})",
                         start_ms + minute * 60'000, 100 + minute, 100 + minute, 100 + minute, 100 + minute, complete));
    }
    void pass(nanoseconds duration)
    {
        now.monotonic = now.monotonic + duration;
        now.utc = now.utc + duration;
        take(session.on_time(now));
    }
    void take(Session::Actions actions)
    {
        for (auto& action : actions) {
            if (const auto* quote = std::get_if<Session::PublishQuote>(&action)) quotes.push_back(quote->quote);
            if (const auto* candle = std::get_if<Session::PublishCandle>(&action))
                published.push_back(static_cast<int>((candle->candle.open_time - start) / minutes{1}));
            if (const auto* tell = std::get_if<Session::Tell>(&action)) told.push_back(*tell);
            if (const auto* fetch = std::get_if<Session::FetchCandles>(&action)) fetches.push_back(*fetch);
            if (const auto* reconnect = std::get_if<Session::Reconnect>(&action)) reconnects.push_back(*reconnect);
        }
    }
    /// Connected, with candles up to minute -1 published.
    void connect_warm()
    {
        connect();
        take(session.on_candles(btc, candles_at({-2, -1, 0})));
        published.clear();
        fetches.clear();
        told.clear();
    }

    Session session{{btc}, {.history_candles = 3}};
    Now now{start, {}};
    std::vector<Quote> quotes;
    std::vector<int> published;
    std::vector<Session::Tell> told;
    std::vector<Session::FetchCandles> fetches;
    std::vector<Session::Reconnect> reconnects;
};

TEST_F(BinanceSessionTest, AsksForThePastAndPublishesItWithoutTheCandleThatIsStillOpen)
{
    connect();
    ASSERT_EQ(fetches.size(), 1U);
    EXPECT_EQ(fetches[0].from, start + -minutes{3});
    EXPECT_EQ(fetches[0].to, std::nullopt);
    take(session.on_candles(btc, candles_at({-3, -2, -1, 0})));
    EXPECT_EQ(published, (std::vector{-3, -2, -1}));
    hear_candle(0, false);
    EXPECT_EQ(published.size(), 3U);
    hear_candle(0);
    hear_candle(1);
    EXPECT_EQ(published, (std::vector{-3, -2, -1, 0, 1}));
    EXPECT_TRUE(session.is_healthy());
}

TEST_F(BinanceSessionTest, CandlesThatComeBeforeThePastWaitForIt)
{
    connect();
    hear_candle(0);
    hear_candle(1);
    EXPECT_TRUE(published.empty());
    take(session.on_candles(btc, candles_at({-1, 0, 1})));
    EXPECT_EQ(published, (std::vector{-1, 0, 1}));
    EXPECT_EQ(fetches.size(), 1U);
}

TEST_F(BinanceSessionTest, AQuoteIsPublishedUnlessItIsOlderThanTheLast)
{
    connect_warm();
    hear_quote(10);
    hear_quote(10);
    hear_quote(9);
    hear_quote(12);
    ASSERT_EQ(quotes.size(), 2U) << "update ids may skip, they may not go back";
    EXPECT_EQ(quotes[0].received, now.monotonic);
    EXPECT_EQ(quotes[0].bid.to_string(), "100");
    hear_quote(13, InstrumentId{"paper:NOSUCH"});
    EXPECT_EQ(quotes.size(), 2U);
}

TEST_F(BinanceSessionTest, ACrossedQuoteIsDropped)
{
    connect_warm();
    hear(R"({"stream":"x@bookTicker","data":{"u":1,"s":"BTCUSDT","b":"101","B":"1","a":"100","A":"2"}})");
    hear(R"({"stream":"x@bookTicker","data":{"u":2,"s":"BTCUSDT","b":"0","B":"0","a":"100","A":"2"}})");
    EXPECT_TRUE(quotes.empty());
}

TEST_F(BinanceSessionTest, AMissingCandleIsFetchedAndWhatComesMeanwhileWaits)
{
    connect_warm();
    hear_candle(0);
    hear_candle(3);
    ASSERT_EQ(fetches.size(), 1U);
    EXPECT_EQ(fetches[0].from, start + minutes{1});
    EXPECT_EQ(fetches[0].to, start + minutes{3});
    EXPECT_FALSE(session.is_healthy());
    ASSERT_EQ(told.size(), 1U);
    EXPECT_FALSE(told[0].is_healthy);
    hear_candle(4);
    EXPECT_EQ(published, (std::vector{0}));
    take(session.on_candles(btc, candles_at({1, 2})));
    EXPECT_EQ(published, (std::vector{0, 1, 2, 3, 4}));
    EXPECT_TRUE(session.is_healthy());
    EXPECT_TRUE(told.back().is_healthy);
}

TEST_F(BinanceSessionTest, WhatTheVenueDoesNotHaveIsSkipped)
{
    connect_warm();
    hear_candle(0);
    hear_candle(5);
    take(session.on_candles(btc, candles_at({2})));
    EXPECT_EQ(published, (std::vector{0, 2, 5}));
    hear_candle(6);
    EXPECT_EQ(published.back(), 6);
    EXPECT_EQ(fetches.size(), 1U);
}

TEST_F(BinanceSessionTest, ARepeatedOrOlderCandleIsDropped)
{
    connect_warm();
    hear_candle(0);
    hear_candle(0);
    hear_candle(-1);
    EXPECT_EQ(published, (std::vector{0}));
}

TEST_F(BinanceSessionTest, AFetchThatFailsIsTriedAgainLaterAndLater)
{
    connect_warm();
    hear_candle(0);
    hear_candle(2);
    ASSERT_EQ(fetches.size(), 1U);
    take(session.on_fetch_failed(btc, "no answer", {}, now));
    pass(seconds{1});
    EXPECT_EQ(fetches.size(), 1U);
    pass(seconds{1});
    EXPECT_EQ(fetches.size(), 2U);
    take(session.on_fetch_failed(btc, "too many requests", seconds{10}, now));
    hear_quote(1);
    pass(seconds{9});
    EXPECT_EQ(fetches.size(), 2U) << "the venue said when to come back";
    hear_quote(2);
    pass(seconds{1});
    EXPECT_EQ(fetches.size(), 3U);
    take(session.on_candles(btc, candles_at({1})));
    EXPECT_EQ(published, (std::vector{0, 1, 2}));
}

TEST_F(BinanceSessionTest, AfterEnoughFailedFetchesItGoesOnWithTheHole)
{
    connect_warm();
    hear_candle(0);
    hear_candle(2);
    for (std::uint64_t attempt = 1; attempt <= 5; ++attempt) {
        take(session.on_fetch_failed(btc, "no answer", {}, now));
        for (int i = 0; i < 7; ++i) {
            hear_quote(attempt * 10 + static_cast<std::uint64_t>(i));
            pass(seconds{9});
        }
    }
    EXPECT_EQ(fetches.size(), 5U);
    EXPECT_EQ(published, (std::vector{0, 2}));
    EXPECT_THAT(told.back().words, HasSubstr("going on without the missing candles"));
    EXPECT_TRUE(session.is_healthy());
}

TEST_F(BinanceSessionTest, AnAnswerAsLongAsTheVenueGivesIsFollowedByTheNextQuestion)
{
    connect();
    std::vector<Candle> all;
    for (int i = 0; i < 1000; ++i) all.push_back(candle_at(i - 3));
    take(session.on_candles(btc, all));
    EXPECT_EQ(published.size(), 999U) << "the last may be open";
    ASSERT_EQ(fetches.size(), 2U);
    EXPECT_EQ(fetches[1].from, all.back().open_time);
}

TEST_F(BinanceSessionTest, AfterReconnectingItAsksForWhatItMissedAndTakesTheBookAnew)
{
    connect_warm();
    hear_candle(0);
    hear_quote(1000);
    take(session.on_disconnected("the connection was lost"));
    EXPECT_FALSE(session.is_healthy());
    ASSERT_EQ(reconnects.size(), 1U);
    EXPECT_FALSE(reconnects[0].at_once);
    hear_quote(1001);
    EXPECT_EQ(quotes.size(), 1U) << "nothing counts between connections";
    connect();
    ASSERT_EQ(fetches.size(), 1U);
    EXPECT_EQ(fetches[0].from, start + minutes{1});
    hear_candle(4);
    take(session.on_candles(btc, candles_at({1, 2, 3, 4})));
    EXPECT_EQ(published, (std::vector{0, 1, 2, 3, 4}));
    hear_quote(5);
    EXPECT_EQ(quotes.size(), 2U);
}

TEST_F(BinanceSessionTest, SilenceEndsTheConnectionAndNotOneMomentEarlier)
{
    connect_warm();
    hear_candle(0, false);
    pass(seconds{15} - nanoseconds{1});
    EXPECT_TRUE(reconnects.empty());
    pass(nanoseconds{1});
    ASSERT_EQ(reconnects.size(), 1U);
    EXPECT_TRUE(reconnects[0].at_once);
    pass(seconds{60});
    EXPECT_EQ(reconnects.size(), 1U) << "once is enough";
}

TEST_F(BinanceSessionTest, OneInstrumentsSilenceIsSaidWhileTheOthersTalk)
{
    session = Session{{btc, eth}, {.history_candles = 3}};
    connect();
    told.clear();
    for (std::uint64_t i = 1; i <= 12; ++i) {
        hear_quote(i, eth);
        pass(seconds{1});
    }
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].words, "BTCUSDT: no quote for 10 s");
    EXPECT_FALSE(told[0].is_healthy);
    hear_quote(1);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_TRUE(told[1].is_healthy);
    EXPECT_TRUE(reconnects.empty());
}

TEST_F(BinanceSessionTest, TheConnectionIsRenewedBeforeTheVenueCutsIt)
{
    connect_warm();
    const auto talk_for = [&](nanoseconds duration) {
        static std::uint64_t update_id = 0;
        for (; duration >= seconds{5}; duration -= seconds{5}) {
            hear_quote(++update_id);
            pass(seconds{5});
        }
    };
    talk_for(std::chrono::hours{23} + minutes{49});
    EXPECT_TRUE(reconnects.empty());
    talk_for(minutes{1});
    ASSERT_EQ(reconnects.size(), 1U);
    EXPECT_TRUE(reconnects[0].at_once);
}

TEST_F(BinanceSessionTest, AnAnnouncedEndIsFollowedAtOnce)
{
    connect_warm();
    hear(R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}})");
    ASSERT_EQ(reconnects.size(), 1U);
    EXPECT_TRUE(reconnects[0].at_once);
    EXPECT_FALSE(session.is_connected());
}

TEST_F(BinanceSessionTest, ALittleGarbageIsSkippedAndMoreEndsTheConnection)
{
    connect_warm();
    for (int i = 0; i < 4; ++i) hear("garbage");
    hear_quote(1);
    EXPECT_EQ(quotes.size(), 1U);
    EXPECT_TRUE(reconnects.empty());
    hear("garbage");
    ASSERT_EQ(reconnects.size(), 1U);
    EXPECT_FALSE(reconnects[0].at_once);
    connect();
    hear("garbage");
    EXPECT_EQ(reconnects.size(), 1U) << "a new connection is judged anew";
}

TEST_F(BinanceSessionTest, WhatWaitsIsBounded)
{
    connect();
    for (int i = 0; i < 1000; ++i) hear_candle(i);
    take(session.on_candles(btc, {}));
    EXPECT_LE(published.size(), 64U);
    EXPECT_EQ(published.back(), 999);
}

}  // namespace
}  // namespace swarmdesk::trading::market::binance
