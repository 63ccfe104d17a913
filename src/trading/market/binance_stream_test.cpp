#include "trading/market/binance_stream.hpp"

#include <gtest/gtest.h>

namespace swarmdesk::trading::market::binance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const InstrumentId btc{"paper:BTCUSDT"};

const std::string ticker =
    R"({"stream":"btcusdt@bookTicker","data":{"u":400900217,"s":"BTCUSDT","b":"81794.80000000","B":"31.21000000",)"
    R"("a":"81794.81000000","A":"40.66000000"}})";

std::string kline(const std::string& complete)
{
    return R"({"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1672515782136,"s":"BTCUSDT","k":{"t":1672515780000,)"
           R"("T":1672515839999,"s":"BTCUSDT","i":"1m","f":100,"L":200,"o":"16500.10000000","c":"16510.00000000",)"
           R"("h":"16520.00000000","l":"16490.00000000","v":"12.50000000","n":100,"x":)" +
           complete + R"(,"q":"1.0000","V":"500","Q":"0.500","B":"123456"}}})";
}

std::string replaced(std::string text, const std::string& what, const std::string& by)
{
    const auto at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), by);
}

TEST(BinanceStream, ReadsABookTicker)
{
    const auto event = parse_event(ticker, btc.venue);
    ASSERT_TRUE(event.has_value()) << event.error().detail;
    const auto& value = std::get<BookTicker>(*event);
    EXPECT_EQ(value.instrument, btc);
    EXPECT_EQ(value.update_id, 400'900'217U);
    EXPECT_EQ(value.bid.to_string(), "81794.8");
    EXPECT_EQ(value.bid_size.to_string(), "31.21");
    EXPECT_EQ(value.ask.to_string(), "81794.81");
    EXPECT_EQ(value.ask_size.to_string(), "40.66");
}

TEST(BinanceStream, ReadsAKlineAndWhetherItIsComplete)
{
    for (const bool complete : {true, false}) {
        const auto event = parse_event(kline(complete ? "true" : "false"), btc.venue);
        ASSERT_TRUE(event.has_value()) << event.error().detail;
        const auto& value = std::get<Kline>(*event);
        EXPECT_EQ(value.is_complete, complete);
        EXPECT_EQ(value.candle.instrument, btc);
        EXPECT_EQ(to_ms(value.candle.open_time), 1'672'515'780'000);
        EXPECT_EQ(value.candle.interval, minutes{1});
        EXPECT_EQ(value.candle.open.to_string(), "16500.1");
        EXPECT_EQ(value.candle.high.to_string(), "16520");
        EXPECT_EQ(value.candle.low.to_string(), "16490");
        EXPECT_EQ(value.candle.close.to_string(), "16510");
        EXPECT_EQ(value.candle.volume.to_string(), "12.5");
    }
}

TEST(BinanceStream, TellsTheEndAndWhatDoesNotConcernIt)
{
    const auto shutdown =
        parse_event(R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}})", btc.venue);
    EXPECT_TRUE(std::holds_alternative<ServerShutdown>(shutdown.value()));
    for (const char* text : {R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1,"s":"BTCUSDT"}})",
                             R"({"result":null,"id":1})", R"({"error":{"code":0,"msg":"Unknown property"}})"})
        EXPECT_TRUE(std::holds_alternative<Other>(parse_event(text, btc.venue).value())) << text;
}

TEST(BinanceStream, RefusesWhatDoesNotFit)
{
    const std::string whole = kline("true");
    const std::vector<std::string> bad{"",
                                       "null",
                                       "[]",
                                       "1",
                                       "{}",
                                       "{\"data\":1}",
                                       R"({"data":{}})",
                                       R"({"stream":1,"data":{}})",
                                       R"({"stream":"x","data":{}})",
                                       R"({"stream":"x@kline_1m","data":{"e":"kline"}})",
                                       R"({"stream":"x@kline_1m","data":{"e":"kline","k":[]}})",
                                       std::string(100, '[') + std::string(100, ']'),
                                       "\xEF\xBB\xBF" + ticker,
                                       ticker + "x",
                                       replaced(ticker, "400900217", "-1"),
                                       replaced(ticker, "400900217", "1.5"),
                                       replaced(ticker, "400900217", "\"400900217\""),
                                       replaced(ticker, "\"81794.80000000\"", "81794.8"),
                                       replaced(ticker, "81794.80000000", "8.1e4"),
                                       replaced(ticker, "81794.80000000", "-1"),
                                       replaced(ticker, "81794.80000000", "NaN"),
                                       replaced(ticker, "81794.80000000", ""),
                                       replaced(ticker, "81794.80000000", "1000000000000001"),
                                       replaced(ticker, "BTCUSDT", "BTC USDT"),
                                       replaced(ticker, "BTCUSDT", ""),
                                       replaced(ticker, "\"A\"", "\"Z\""),
                                       replaced(whole, "\"1m\"", "\"2m\""),
                                       replaced(whole, "1672515780000", "-60000"),
                                       replaced(whole, "1672515780000", "1672515780001"),
                                       replaced(whole, "1672515780000", "9223372036854775807"),
                                       replaced(whole, "true", "1"),
                                       replaced(whole, "16520.00000000", "16505"),
                                       replaced(whole, "16490.00000000", "16505"),
                                       replaced(whole, "16490.00000000", "0"),
                                       replaced(whole, "12.50000000", "-12")};
    for (const std::string& text : bad) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_event(text, btc.venue).has_value());
    }
    for (std::size_t size = 0; size < whole.size(); ++size)
        EXPECT_FALSE(parse_event(std::string_view{whole}.substr(0, size), btc.venue).has_value()) << size;
}

const std::string exchange_info = R"({"timezone":"UTC","serverTime":1,"rateLimits":[],"exchangeFilters":[],"symbols":[
    {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[
        {"filterType":"PRICE_FILTER","minPrice":"0.01000000","maxPrice":"1000000.00000000","tickSize":"0.01000000"},
        {"filterType":"LOT_SIZE","minQty":"0.00001000","maxQty":"9000.00000000","stepSize":"0.00001000"},
        {"filterType":"MARKET_LOT_SIZE","minQty":"0.00000000","maxQty":"100.0","stepSize":"0.00000000"},
        {"filterType":"NOTIONAL","minNotional":"5.00000000","applyMinToMarket":true,"maxNotional":"9000000.0",
         "applyMaxToMarket":false,"avgPriceMins":5}]},
    {"symbol":"OLDUSDT","status":"BREAK","baseAsset":"OLD","quoteAsset":"USDT","filters":[
        {"filterType":"PRICE_FILTER","minPrice":"0.1","maxPrice":"1","tickSize":"0.1"},
        {"filterType":"LOT_SIZE","minQty":"1","maxQty":"9","stepSize":"1"},
        {"filterType":"MIN_NOTIONAL","minNotional":"10"}]}]})";

TEST(BinanceRest, ReadsTheStepsAndBoundsOfWhatIsTrading)
{
    const auto instruments = parse_exchange_info(exchange_info, btc.venue);
    ASSERT_TRUE(instruments.has_value()) << instruments.error().detail;
    ASSERT_EQ(instruments->size(), 1U);
    const Instrument& one = instruments->front();
    EXPECT_EQ(one.id, btc);
    EXPECT_EQ(one.base.to_string(), "BTC");
    EXPECT_EQ(one.quote.to_string(), "USDT");
    EXPECT_EQ(one.tick.to_string(), "0.01");
    EXPECT_EQ(one.lot.to_string(), "0.00001");
    EXPECT_EQ(one.quantity_min.to_string(), "0.00001");
    EXPECT_EQ(one.quantity_max.to_string(), "9000");
    EXPECT_EQ(one.notional_min.to_string(), "5");
}

TEST(BinanceRest, RefusesExchangeInformationThatDoesNotFit)
{
    for (const std::string& text :
         {std::string{"{}"}, std::string{"[]"}, std::string{R"({"symbols":{}})"}, std::string{R"({"symbols":[1]})"},
          std::string{R"({"symbols":[{}]})"}, replaced(exchange_info, "\"0.01000000\"}", "\"0\"}"),
          replaced(exchange_info, "LOT_SIZE", "LOT"), replaced(exchange_info, "\"TRADING\"", "1"),
          replaced(exchange_info, "stepSize", "step"), exchange_info.substr(0, 500)}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(parse_exchange_info(text, btc.venue).has_value());
    }
}

TEST(BinanceRest, ReadsKlines)
{
    const std::string text =
        R"([[1499040000000,"0.01634790","0.80000000","0.01575800","0.01577100","148976.11427815",1499040059999,)"
        R"("2434.19055334",308,"1756.87402397","28.46694368","0"],)"
        R"([1499040060000,"0.01577100","0.02000000","0.01500000","0.01600000","1.0",1499040119999,"2",3,"1","2","0"]])";
    const auto candles = parse_klines(text, btc, minutes{1});
    ASSERT_TRUE(candles.has_value()) << candles.error().detail;
    ASSERT_EQ(candles->size(), 2U);
    EXPECT_EQ(to_ms(candles->front().open_time), 1'499'040'000'000);
    EXPECT_EQ(candles->front().close.to_string(), "0.015771");
    EXPECT_EQ(candles->front().volume.to_string(), "148976.11427815");
    EXPECT_TRUE(parse_klines("[]", btc, minutes{1}).value().empty());

    for (const std::string& bad :
         {std::string{"{}"}, std::string{"[1]"}, std::string{"[[]]"},
          std::string{R"([[1499040000000,"1","1","1","1"]])"}, replaced(text, "1499040060000", "1499040000000"),
          replaced(text, "1499040060000", "1499040060001"), replaced(text, "\"0.80000000\"", "0.8"),
          replaced(text, "\"0.80000000\"", "\"0.0163\""), replaced(text, "\"148976.11427815\"", "\"1e5\""),
          text.substr(0, 100)}) {
        SCOPED_TRACE(bad);
        EXPECT_FALSE(parse_klines(bad, btc, minutes{1}).has_value());
    }
}

TEST(BinanceRequests, AreSpelledTheVenuesWay)
{
    EXPECT_EQ(interval_name(seconds{1}).value(), "1s");
    EXPECT_EQ(interval_name(minutes{5}).value(), "5m");
    EXPECT_EQ(interval_of("5m").value(), minutes{5});
    EXPECT_EQ(interval_of("5M").error(), interval_name(minutes{7}).error());
    EXPECT_EQ(interval_name(hours{24}).value(), "1d");
    EXPECT_FALSE(interval_name(minutes{2}).has_value());
    EXPECT_EQ(stream_target({btc, InstrumentId{"paper:ETHUSDT"}}, "1m"),
              "/stream?streams=btcusdt@bookTicker/btcusdt@kline_1m/ethusdt@bookTicker/ethusdt@kline_1m");
    EXPECT_EQ(exchange_info_target({btc, InstrumentId{"paper:ETHUSDT"}}),
              "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22%2C%22ETHUSDT%22%5D");
}

TEST(BinanceTargets, EncodeWhatIsNoLetterOfTheirs)
{
    const InstrumentId other{"paper:币USDT"};
    EXPECT_EQ(exchange_info_target({other}), "/api/v3/exchangeInfo?symbols=%5B%22%E5%B8%81USDT%22%5D");
    EXPECT_EQ(stream_target({other}, "1m"), "/stream?streams=%E5%B8%81usdt@bookTicker/%E5%B8%81usdt@kline_1m");
    EXPECT_EQ(klines_target({Symbol{"币USDT"}, "5m", utc_from_ms(1'000), utc_from_ms(2'000), 7}),
              "/api/v3/klines?symbol=%E5%B8%81USDT&interval=5m&startTime=1000&limit=7&endTime=1999");
    EXPECT_EQ(klines_target({Symbol{"BTCUSDT"}, "1m", utc_from_ms(1'000), std::nullopt, 1'000}),
              "/api/v3/klines?symbol=BTCUSDT&interval=1m&startTime=1000&limit=1000");
}

}  // namespace
}  // namespace swarmdesk::trading::market::binance
