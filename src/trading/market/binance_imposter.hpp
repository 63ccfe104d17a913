#pragma once

#include <map>
#include <memory>
#include <set>

#include "net/http_server.hpp"
#include "runtime/wakeup.hpp"
#include "trading/model/instrument.hpp"
#include "trading/model/market.hpp"

namespace swarmdesk::trading::market {

/// For tests only: a stand-in for Binance spot's public market data on a loopback port, written from its published
/// pages. Answers exchangeInfo and klines, speaks the combined stream, and misbehaves when told to. One executor.
class BinanceImposter {
public:
    /// Faults of the REST side.
    enum class Rest { answers = 1, fails, limits, hangs, cuts };

    BinanceImposter(boost::asio::any_io_executor executor, runtime::Clock& clock);
    BinanceImposter(const BinanceImposter&) = delete;
    BinanceImposter& operator=(const BinanceImposter&) = delete;
    ~BinanceImposter();

    std::string rest_url() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
    std::string stream_url() const { return "ws://127.0.0.1:" + std::to_string(server_.port()); }
    /// Await before it dies.
    boost::asio::awaitable<void> stop();

    /// What klines answers for their interval, oldest first; the last one is still open.
    void set_candles(const std::string& symbol, std::vector<Candle> candles);
    /// No answer has more rows, whatever is asked for.
    void set_rows_max(std::size_t rows) { rows_max_ = rows; }
    void set_rest(Rest rest);
    /// The next answers misbehave so, then all is as before.
    void misbehave(Rest rest, std::size_t times) { misbehaviour_ = {rest, times}; }
    /// What the REST side says of the minute's budget.
    void set_used_weight(std::uint32_t weight) { used_weight_ = weight; }
    void set_stream_refused(bool refused) { is_stream_refused_ = refused; }

    /// To every connection.
    void send(const std::string& text);
    void send_quote(const std::string& symbol, std::uint64_t update_id, const std::string& bid, const std::string& ask);
    void send_kline(const Candle& candle, bool is_complete);
    void send_shutdown();
    /// Ends every connection without a goodbye.
    void cut();
    /// Ends every connection with a goodbye, as at the 24-hour mark.
    void close();

    std::size_t connections_made() const { return connections_made_; }
    std::size_t connections_open() const;
    std::size_t klines_asked() const { return klines_asked_; }
    const std::string& stream_target() const { return stream_target_; }

private:
    struct Connection {
        net::WebSocketSession* session = nullptr;
        runtime::Wakeup ended;
        bool says_goodbye = false;
    };

    boost::asio::awaitable<net::Response> serve(net::Request request);
    boost::asio::awaitable<net::Admission> admit(const net::Request& request);
    boost::asio::awaitable<void> converse(net::Request request, net::WebSocketSession& session);
    net::Response exchange_info(const net::Request& request) const;
    net::Response klines(const net::Request& request) const;

    std::map<std::string, std::map<nanoseconds, std::vector<Candle>>> candles_;
    std::size_t rows_max_ = SIZE_MAX;
    Rest rest_ = Rest::answers;
    std::pair<Rest, std::size_t> misbehaviour_{Rest::answers, 0};
    std::uint32_t used_weight_ = 1;
    bool is_stream_refused_ = false;
    std::set<std::shared_ptr<Connection>> connections_;
    std::set<runtime::Wakeup*> hanging_;
    std::size_t connections_made_ = 0;
    std::size_t klines_asked_ = 0;
    std::string stream_target_;
    net::HttpServer server_;
};

}  // namespace swarmdesk::trading::market
