#include "trading/market/binance_imposter.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "trading/market/binance_stream.hpp"
#include "trading/market/known_instruments.hpp"

namespace swarmdesk::trading::market {
namespace {

namespace asio = boost::asio;

net::Response json(std::string body)
{
    net::Response response;
    response.content_type = "application/json;charset=UTF-8";
    response.body = std::move(body);
    return response;
}

net::Response refusal(std::uint16_t status, std::string body)
{
    net::Response response = json(std::move(body));
    response.status = status;
    return response;
}

std::string fixed(Decimal value)
{
    // Binance writes eight decimals.
    constexpr std::size_t decimals = 8;
    std::string text = value.to_string();
    const auto point = text.find('.');
    if (point == std::string::npos) return text + "." + std::string(decimals, '0');
    return text + std::string(decimals - (text.size() - point - 1), '0');
}

}  // namespace

BinanceImposter::BinanceImposter(asio::any_io_executor executor, runtime::Clock& clock)
    : server_(std::move(executor), clock, {},
              {.serve = [this](net::Request request) { return serve(std::move(request)); },
               .admit = [this](const net::Request& request) { return admit(request); },
               .converse = [this](net::Request request,
                                  net::WebSocketSession& session) { return converse(std::move(request), session); },
               .on_error = [](const std::string& what) { ADD_FAILURE() << what; }})
{
    EXPECT_TRUE(server_.start().has_value());
}

BinanceImposter::~BinanceImposter() = default;

asio::awaitable<void> BinanceImposter::stop()
{
    set_rest(Rest::answers);
    cut();
    co_await server_.stop();
}

void BinanceImposter::set_candles(const std::string& symbol, std::vector<Candle> candles)
{
    auto& listed = candles_[symbol];
    if (candles.empty()) return listed.clear();
    const nanoseconds interval = candles.front().interval;
    listed[interval] = std::move(candles);
}

void BinanceImposter::set_rest(Rest rest)
{
    rest_ = rest;
    for (auto* waiting : std::exchange(hanging_, {})) waiting->wake();
}

void BinanceImposter::send(const std::string& text)
{
    const auto shared = std::make_shared<const std::string>(text);
    for (const auto& connection : connections_) connection->session->send(shared);
}

void BinanceImposter::send_quote(const std::string& symbol, std::uint64_t update_id, const std::string& bid,
                                 const std::string& ask)
{
    send(fmt::format(
        R"({{"stream":"x@bookTicker","data":{{"u":{},"s":"{}","b":"{}","B":"1.00000000","a":"{}","A":"2.00000000"}}}})",
        update_id, symbol, bid, ask));
}

void BinanceImposter::send_kline(const Candle& candle, bool is_complete)
{
    const auto open_ms = to_ms(candle.open_time);
    const std::string symbol = candle.instrument.symbol.to_string();
    send(fmt::format(
        R"({{"stream":"x@kline_1m","data":{{"e":"kline","E":{},"s":"{}",)"
        R"("k":{{"t":{},"T":{},"s":"{}","i":"1m","f":1,"L":2,)"
        R"("o":"{}","c":"{}","h":"{}","l":"{}","v":"{}","n":2,"x":{},"q":"1.0","V":"1.0","Q":"1.0","B":"0"}}}}}})",
        open_ms + 60'000, symbol, open_ms, open_ms + 59'999, symbol, fixed(candle.open.value()),
        fixed(candle.close.value()), fixed(candle.high.value()), fixed(candle.low.value()),
        fixed(candle.volume.value()), is_complete));
}

void BinanceImposter::send_shutdown()
{
    send(R"({"stream":"!serverShutdown","data":{"e":"serverShutdown","E":1770123456789}})");
}

void BinanceImposter::cut()
{
    for (const auto& connection : connections_) connection->ended.wake();
}

void BinanceImposter::close()
{
    for (const auto& connection : connections_) connection->says_goodbye = true;
    cut();
}

std::size_t BinanceImposter::connections_open() const
{
    std::size_t count = 0;
    for (const auto& connection : connections_) count += connection->session->is_open() ? 1 : 0;
    return count;
}

asio::awaitable<net::Response> BinanceImposter::serve(net::Request request)
{
    if (request.path == "/api/v3/klines") ++klines_asked_;
    if (rest_ == Rest::hangs) {
        runtime::Wakeup released;
        hanging_.insert(&released);
        try {
            co_await released.wait();
        } catch (...) {
            hanging_.erase(&released);
            throw;
        }
    }
    Rest rest = rest_;
    if (misbehaviour_.second > 0) {
        --misbehaviour_.second;
        rest = misbehaviour_.first;
    }
    if (rest == Rest::fails) co_return refusal(503, "<html>unavailable</html>");
    if (rest == Rest::limits) {
        auto response = refusal(429, R"({"code":-1003,"msg":"Too many requests."})");
        response.headers.add("Retry-After", "1");
        co_return response;
    }
    if (request.path == "/api/v3/exchangeInfo") co_return exchange_info(request);
    if (request.path == "/api/v3/klines") {
        net::Response response = klines(request);
        response.headers.add("X-MBX-USED-WEIGHT-1M", std::to_string(used_weight_));
        if (rest == Rest::cuts) {
            response.stream = [half = response.body.substr(0, response.body.size() / 2)](
                                  net::BodyWriter& writer) -> asio::awaitable<bool> {
                co_await writer.write(half);
                co_return false;
            };
        }
        co_return response;
    }
    co_return refusal(404, "");
}

net::Response BinanceImposter::exchange_info(const net::Request& request) const
{
    const auto wanted = request.query.find("symbols");
    boost::system::error_code error;
    const auto list = boost::json::parse(wanted.value_or(""), error);
    if (error || !list.is_array())
        return refusal(400, R"({"code":-1100,"msg":"Illegal characters found in parameter 'symbols'"})");
    std::string symbols;
    for (const auto& symbol : list.get_array()) {
        const auto known = known_instrument(symbol.as_string());
        if (!known) return refusal(400, R"({"code":-1121,"msg":"Invalid symbol."})");
        symbols += fmt::format(
            R"({}{{"symbol":"{}","status":"TRADING","baseAsset":"{}","quoteAsset":"{}","filters":[)"
            R"({{"filterType":"PRICE_FILTER","minPrice":"{}","maxPrice":"1000000.00000000","tickSize":"{}"}},)"
            R"({{"filterType":"LOT_SIZE","minQty":"{}","maxQty":"{}","stepSize":"{}"}},)"
            R"({{"filterType":"NOTIONAL","minNotional":"{}","applyMinToMarket":true}}]}})",
            symbols.empty() ? "" : ",", known->id.symbol.to_string(), known->base.to_string(), known->quote.to_string(),
            fixed(known->tick.value()), fixed(known->tick.value()), fixed(known->quantity_min.value()),
            fixed(known->quantity_max.value()), fixed(known->lot.value()), fixed(known->notional_min.value()));
    }
    return json(R"({"timezone":"UTC","serverTime":1,"rateLimits":[],"exchangeFilters":[],"symbols":[)" + symbols +
                "]}");
}

net::Response BinanceImposter::klines(const net::Request& request) const
{
    const auto number = [&](std::string_view name, std::int64_t missing) {
        const auto text = request.query.find(name);
        return text ? std::stoll(std::string{*text}) : missing;
    };
    const auto symbol = request.query.find("symbol");
    const auto interval = request.query.find("interval");
    if (!symbol || !interval || !binance::interval_of(*interval))
        return refusal(400, R"({"code":-1102,"msg":"A mandatory parameter was not sent."})");
    const auto listed = candles_.find(std::string{*symbol});
    if (listed == candles_.end()) return refusal(400, R"({"code":-1121,"msg":"Invalid symbol."})");
    const auto from = number("startTime", 0);
    const auto to = number("endTime", INT64_MAX);
    const auto limit = std::min(rows_max_, static_cast<std::size_t>(number("limit", 500)));
    std::string rows;
    std::size_t count = 0;
    const auto candles = listed->second.find(*binance::interval_of(*interval));
    if (candles == listed->second.end()) return json("[]");
    for (const Candle& candle : candles->second) {
        const auto open_ms = to_ms(candle.open_time);
        if (open_ms < from || open_ms > to || count == limit) continue;
        rows += fmt::format(R"({}[{},"{}","{}","{}","{}","{}",{},"1.0",2,"1.0","1.0","0"])", count++ == 0 ? "" : ",",
                            open_ms, fixed(candle.open.value()), fixed(candle.high.value()), fixed(candle.low.value()),
                            fixed(candle.close.value()), fixed(candle.volume.value()),
                            to_ms(candle.open_time + candle.interval) - 1);
    }
    return json("[" + rows + "]");
}

asio::awaitable<net::Admission> BinanceImposter::admit(const net::Request& request)
{
    net::Admission admission;
    if (is_stream_refused_ || request.path != "/stream") admission.refusal = refusal(503, "");
    co_return admission;
}

asio::awaitable<void> BinanceImposter::converse(net::Request request, net::WebSocketSession& session)
{
    ++connections_made_;
    stream_target_ = request.target;
    const auto connection = std::make_shared<Connection>();
    connection->session = &session;
    connections_.insert(connection);
    std::exception_ptr error;
    try {
        co_await connection->ended.wait();
    } catch (...) {
        error = std::current_exception();
    }
    connections_.erase(connection);
    if (error) std::rethrow_exception(error);
    constexpr std::uint16_t going_away = 1001;
    if (connection->says_goodbye) co_await session.close(going_away);
}

}  // namespace swarmdesk::trading::market
